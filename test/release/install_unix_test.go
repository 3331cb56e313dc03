//go:build unix

package release

import (
	"errors"
	"fmt"
	"io/fs"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/pyenvkit/pyenvkit/internal/lab"
)

// shells are those that may be the sh of a machine, and some that are given the
// script as it is.
var shells = [][]string{
	{"dash"},
	{"busybox", "ash"},
	{"bash"},
	{"bash", "--posix"},
	{"zsh", "-f"},
	{"zsh", "--emulate", "sh", "-f"},
	{"ksh93"},
	{"mksh"},
	{"yash"},
	{"yash", "-o", "posixlycorrect"},
}

// homes are names of home directories that a script has to quote.
var homes = []string{"home", `it's "a" $HOME \b *`, "two\nlines", "host:-rf", "trailing\n"}

// TestInstallAndUninstall has each shell install, install again, and uninstall.
func TestInstallAndUninstall(t *testing.T) {
	t.Parallel()
	for i, shell := range shells {
		t.Run(strings.Join(shell, " "), func(t *testing.T) {
			t.Parallel()
			mirror := newMirror(t)
			// Every home with some shell, and every shell with two.
			for _, home := range []string{homes[i%len(homes)], homes[(i/2+1)%len(homes)]} {
				m := newMachine(t, home, "curl", "sha256sum")
				before := lab.Tree(t, m.home)
				do := func(wantStatus int, words string, args ...string) {
					t.Helper()
					cmd := m.command(t, shell, args...)
					cmd.Env = append(cmd.Env, "PYENVKIT_BASE_URL="+mirror.url+"/")
					status, said := run(t, cmd)
					expect(t, wantStatus, words, status, said)
				}
				do(0, "installed pyenvkit v"+version)
				want := map[string]string{
					"": "drwxr-xr-x", "/.local": "drwxr-xr-x", "/.local/bin": "drwxr-xr-x", "/.local/bin/pyenvkit": "-rwxr-xr-x " + program,
				}
				if diff := cmp.Diff(want, lab.Tree(t, m.home)); diff != "" {
					t.Error(diff)
				}
				if info, err := os.Stat(m.installed()); err != nil || info.Sys().(*syscall.Stat_t).Uid != uint32(os.Geteuid()) {
					t.Errorf("it belongs to whom the archive names (%v)", err)
				}
				lab.WriteFile(t, m.installed(), "#!/bin/sh\necho an older one\n", 0o755)
				do(0, "installed pyenvkit v"+version)
				same(t, want, m.home)
				mirror.instead["/"+archive] = http.NotFound
				do(1, "can't be downloaded")
				same(t, want, m.home)
				delete(mirror.instead, "/"+archive)
				do(0, "removed ", "--uninstall")
				same(t, before, m.home)
				do(0, "there is no ", "--uninstall")
				same(t, before, m.home)
			}
		})
	}
}

// TestFromStandardInput is what `curl | sh` does.
func TestFromStandardInput(t *testing.T) {
	t.Parallel()
	mirror, m := newMirror(t), newMachine(t, "home", "curl", "sha256sum")
	for _, shell := range []string{"dash", "bash"} {
		cmd := m.command(t, []string{shell})
		cmd.Args = []string{shell, "-s", "--", "--dry-run"}
		cmd.Env = append(cmd.Env, "PYENVKIT_BASE_URL="+mirror.url)
		cmd.Stdin = strings.NewReader(read(t, "install.sh"))
		status, said := run(t, cmd)
		expect(t, 0, "would install "+m.installed(), status, said)
	}
}

// TestWhatIsCutShortDoesNothing runs install.sh up to the end of each line, and up
// to each byte of the last.
func TestWhatIsCutShortDoesNothing(t *testing.T) {
	t.Parallel()
	script := strings.TrimSuffix(read(t, "install.sh"), "\n")
	m := newMachine(t, "home", "sha256sum")
	m.fake(t, "curl", `: >"$HOME/curl"`)
	before := lab.Tree(t, m.home)
	last := strings.LastIndexByte(script, '\n')
	for end := 1; end < len(script); end++ {
		if end < last && script[end] != '\n' {
			continue
		}
		cmd := m.command(t, []string{"dash"})
		cmd.Args = []string{"dash", "-s"}
		cmd.Stdin = strings.NewReader(script[:end])
		run(t, cmd)
		if after := lab.Tree(t, m.home); !cmp.Equal(before, after) {
			t.Fatalf("%q does something: %s", script[max(0, end-40):end], cmp.Diff(before, after))
		}
	}
	cmd := m.command(t, []string{"dash"})
	cmd.Args = []string{"dash", "-s"}
	cmd.Stdin = strings.NewReader(script)
	run(t, cmd)
	if _, err := os.Stat(filepath.Join(m.home, "curl")); err != nil {
		t.Error("the whole script does nothing either")
	}
}

// TestDownloaders has each program that can download be the only one.
func TestDownloaders(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name string
		tool string // to be taken from this machine
		fake string // to stand for one that this machine lacks
	}{
		{"curl", "curl", ""},
		{"wget", "wget", ""},
		{"wget of busybox", "busybox", `exec busybox wget "$@"`},
		{"fetch of FreeBSD", "curl", `[ "$1 $2 $3" = "-q -o -" ] && exec CURL -fsS "$4"`},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			mirror, m := newMirror(t), newMachine(t, "home", "sha256sum", test.tool)
			if test.fake != "" {
				hidden := filepath.Join(m.home, "..", "hidden")
				if test.tool == "curl" {
					if err := os.Rename(filepath.Join(m.bin, "curl"), hidden); err != nil {
						t.Fatal(err)
					}
				}
				m.fake(t, strings.Fields(test.name)[0], strings.Replace(test.fake, "CURL", hidden, 1))
			}
			status, said := m.install(t, mirror.url)
			expect(t, 0, "installed", status, said)
			mirror.instead["/"+archive] = http.NotFound
			status, said = m.install(t, mirror.url)
			expect(t, 1, "can't be downloaded", status, said)
		})
	}
}

// TestFileURLs needs nothing to download with.
func TestFileURLs(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"mirror", "a b", "100%", "ä\n'", "%41"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			mirror, m := newMirror(t), newMachine(t, "home", "sha256sum")
			dir := filepath.Join(t.TempDir(), name)
			if err := os.Rename(mirror.dir, dir); err != nil {
				t.Fatal(err)
			}
			status, said := m.install(t, (&url.URL{Scheme: "file", Path: dir}).String())
			expect(t, 0, "installed", status, said)
		})
	}
}

// TestHashers has each program that can compute a SHA-256 be the only one.
func TestHashers(t *testing.T) {
	t.Parallel()
	for _, test := range []struct{ name, tool, fake string }{
		{"sha256sum", "sha256sum", ""},
		{"shasum", "shasum", ""},
		{"openssl", "openssl", ""},
		{"busybox", "busybox", ""},
		{"sha256", "openssl", `[ "$1" = -q ] && set -- $(HASH dgst -sha256) && echo "$2"`},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			mirror, m := newMirror(t), newMachine(t, "home", test.tool)
			if test.fake != "" {
				hidden := filepath.Join(m.home, "..", "hidden")
				if err := os.Rename(filepath.Join(m.bin, test.tool), hidden); err != nil {
					t.Fatal(err)
				}
				m.fake(t, test.name, strings.Replace(test.fake, "HASH", hidden, 1))
			}
			base := "file://" + mirror.dir
			status, said := m.install(t, base)
			expect(t, 0, "installed", status, said)
			lab.WriteFile(t, filepath.Join(mirror.dir, archive), "something else", 0o644)
			status, said = m.install(t, base)
			expect(t, 1, "is not what was released", status, said)
		})
	}
}

// TestPlatforms has uname and the header of /bin/sh say what machine it is.
func TestPlatforms(t *testing.T) {
	t.Parallel()
	const none = "" // there is no release for it
	mirror := newMirror(t)
	for _, platform := range platforms(t, false) {
		if name := "pyenvkit_" + version + "_" + platform + ".tar.gz"; name != archive {
			mirror.add(t, name, nil)
		}
	}
	for _, test := range []struct {
		system, machine string
		header          string // of programs: 1 for 32 bits, 2 for 64
		rosetta         string // hw.optional.arm64
		want            string
	}{
		{"Linux", "x86_64", "2", "", "linux_amd64"},
		{"Linux", "x86_64", "1", "", "linux_386"},
		{"Linux", "x86_64", "", "", "linux_amd64"},
		{"Linux", "i686", "1", "", "linux_386"},
		{"Linux", "i386", "1", "", "linux_386"},
		{"Linux", "aarch64", "2", "", "linux_arm64"},
		{"Linux", "aarch64", "1", "", "linux_armv7"},
		{"Linux", "armv7l", "1", "", "linux_armv7"},
		{"Linux", "armv8l", "1", "", "linux_armv7"},
		{"Linux", "armv6l", "1", "", none},
		{"Linux", "ppc64le", "2", "", "linux_ppc64le"},
		{"Linux", "ppc64", "2", "", none},
		{"Linux", "s390x", "2", "", "linux_s390x"},
		{"Linux", "riscv64", "2", "", "linux_riscv64"},
		{"Linux", "mips64", "2", "", none},
		{"Darwin", "arm64", "", "1", "darwin_arm64"},
		{"Darwin", "x86_64", "", "1", "darwin_arm64"},
		{"Darwin", "x86_64", "", "0", "darwin_amd64"},
		{"Darwin", "x86_64", "", "", "darwin_amd64"},
		{"FreeBSD", "amd64", "2", "", "freebsd_amd64"},
		{"FreeBSD", "arm64", "2", "", none},
		{"SunOS", "i86pc", "", "", none},
		{"MINGW64_NT-10.0", "x86_64", "", "", none},
	} {
		t.Run(fmt.Sprint(test), func(t *testing.T) {
			t.Parallel()
			m := newMachine(t, "home", "sha256sum")
			m.fake(t, "uname", fmt.Sprintf(`[ "$1" = -s ] && echo %s || echo %s`, test.system, test.machine))
			if err := os.Remove(filepath.Join(m.bin, "od")); err != nil {
				t.Fatal(err)
			}
			if test.header != "" {
				m.fake(t, "od", "echo '   "+test.header+"'")
			}
			if test.rosetta != "" {
				m.fake(t, "sysctl", `[ "$*" = "-n hw.optional.arm64" ] && echo `+test.rosetta)
			}
			status, said := m.install(t, "file://"+mirror.dir, "--dry-run")
			if test.want != none {
				expect(t, 0, "_"+test.want+".tar.gz\n", status, said)
			} else {
				expect(t, 1, "error: th", status, said)
			}
		})
	}
}

// TestVersions has one chosen, and finds the latest by what the list of checksums
// names.
func TestVersions(t *testing.T) {
	t.Parallel()
	mirror := newMirror(t)
	both := newMirror(t)
	both.add(t, "pyenvkit_2.0.0-rc.1_linux_amd64.tar.gz", pack(t, "pyenvkit", "#!/bin/sh\necho pyenvkit v2.0.0-rc.1\n"))
	for _, test := range []struct {
		base, version string
		status        int
		want          string
	}{
		{mirror.dir, "", 0, "v1.2.3"},
		{mirror.dir, "latest", 0, "v1.2.3"},
		{mirror.dir, "1.2.3", 0, "v1.2.3"},
		{mirror.dir, "v1.2.3", 0, "v1.2.3"},
		{mirror.dir, "1.2", 1, "names no pyenvkit 1.2 for linux_amd64"},
		{mirror.dir, "*", 1, "is no version"},
		{mirror.dir, "../1.2.3", 1, "is no version"},
		{both.dir, "2.0.0-rc.1", 0, "v2.0.0-rc.1"},
		{both.dir, "1.2.3", 0, "v1.2.3"},
		{both.dir, "", 1, "names several versions"},
	} {
		t.Run(filepath.Base(test.base)+" "+test.version, func(t *testing.T) {
			t.Parallel()
			m := newMachine(t, "home", "sha256sum")
			m.env = append(m.env, "PYENVKIT_VERSION="+test.version)
			status, said := m.install(t, "file://"+test.base)
			expect(t, test.status, test.want, status, said)
		})
	}
}

// TestDefaultAddresses has no mirror: nobody is asked, but a curl that notes it.
func TestDefaultAddresses(t *testing.T) {
	t.Parallel()
	const releases = "https://github.com/pyenvkit/pyenvkit/releases/"
	sum := strings.Repeat("0", 64)
	for version, want := range map[string][]string{
		"":      {releases + "latest/download/checksums.txt", releases + "download/v1.2.3/" + archive},
		"1.2.3": {releases + "download/v1.2.3/checksums.txt", releases + "download/v1.2.3/" + archive},
	} {
		m := newMachine(t, "home", "sha256sum")
		m.fake(t, "curl", `echo "$*" >>"$HOME/asked"; case "$*" in *checksums.txt*) echo "`+sum+`  `+archive+`" ;; esac`)
		m.env = append(m.env, "PYENVKIT_VERSION="+version)
		status, said := run(t, m.command(t, []string{"sh"}))
		expect(t, 1, "is not what was released", status, said)
		asked, err := os.ReadFile(filepath.Join(m.home, "asked"))
		if err != nil {
			t.Fatal(err)
		}
		lines := strings.Split(strings.TrimSpace(string(asked)), "\n")
		for i, line := range lines {
			if i >= len(want) || !strings.Contains(line, want[i]) || !strings.Contains(line, "--proto =https") {
				t.Errorf("curl %s, want %s by https alone", line, want)
			}
		}
		if len(lines) != len(want) {
			t.Errorf("asked %q, want %q", lines, want)
		}
	}
}

// TestWithoutHome is how a machine is provisioned by a script at its start.
func TestWithoutHome(t *testing.T) {
	t.Parallel()
	r, m := newMirror(t), newMachine(t, "home", "sha256sum")
	for _, dir := range []string{filepath.Join(m.home, "bin"), filepath.Join(m.home, "bin//"), "bin"} {
		before := lab.Tree(t, m.home)
		m.env = []string{"PATH=" + m.bin, "PYENVKIT_INSTALL_DIR=" + dir}
		status, said := m.install(t, "file://"+r.dir)
		expect(t, 0, "as "+filepath.Join(m.home, "bin", "pyenvkit")+"\n", status, said)
		status, said = m.install(t, "", "--uninstall")
		expect(t, 0, "removed", status, said)
		if err := os.Remove(filepath.Join(m.home, "bin")); err != nil {
			t.Error(err)
		}
		same(t, before, m.home)
	}
}

// TestUninstallWithTheRootAsHome leaves the directory of the program, which is none of
// the user's.
func TestUninstallWithTheRootAsHome(t *testing.T) {
	t.Parallel()
	for _, home := range []string{"/", "//"} {
		m := newMachine(t, "home")
		dir := filepath.Join(m.home, "usr", "local", "bin")
		lab.WriteFile(t, filepath.Join(dir, "pyenvkit"), program, 0o755)
		m.env = []string{"HOME=" + home, "PATH=" + m.bin, "XDG_DATA_HOME=" + m.home, "PYENVKIT_INSTALL_DIR=" + dir}
		status, said := m.install(t, "", "--uninstall")
		expect(t, 0, "removed", status, said)
		if _, err := os.Stat(dir); err != nil {
			t.Error(err)
		}
	}
}

// TestUninstallRemovesWhatIsOurs has data and a cache, and what others have beside
// them.
func TestUninstallRemovesWhatIsOurs(t *testing.T) {
	t.Parallel()
	for _, variable := range []string{"", "XDG_DATA_HOME"} {
		r, m := newMirror(t), newMachine(t, "home", "sha256sum")
		data := filepath.Join(m.home, ".local", "share")
		if variable != "" {
			data = filepath.Join(m.home, "data")
			m.env = append(m.env, variable+"="+data)
		}
		lab.WriteFile(t, filepath.Join(data, "other", "file"), "", 0o644)
		lab.WriteFile(t, filepath.Join(m.home, ".cache", "other"), "", 0o644)
		if err := os.MkdirAll(filepath.Join(m.home, ".config"), 0o755); err != nil {
			t.Fatal(err)
		}
		before := lab.Tree(t, m.home)
		status, said := m.install(t, "file://"+r.dir)
		expect(t, 0, "installed", status, said)
		lab.WriteFile(t, m.installed(), fmt.Sprintf(`#!/bin/sh
[ "$*" != "cache dir" ] || echo "$HOME/.cache/pyenvkit"
[ "$*" != "cache clean --quiet" ] || %s -r "$HOME/.cache/pyenvkit"
`, filepath.Join(m.bin, "rm")), 0o755)
		lab.WriteFile(t, filepath.Join(m.home, ".cache", "pyenvkit", "entry"), "", 0o644)
		lab.WriteFile(t, filepath.Join(data, "pyenvkit", "trust", "project"), "", 0o644)
		status, said = m.install(t, "", "--uninstall")
		expect(t, 0, "removed", status, said)
		same(t, before, m.home)
	}
}

// TestUninstallOfABrokenProgram has one that can't remove its cache.
func TestUninstallOfABrokenProgram(t *testing.T) {
	t.Parallel()
	m := newMachine(t, "home")
	before := lab.Tree(t, m.home)
	lab.WriteFile(t, m.installed(), "no program", 0o644)
	status, said := m.install(t, "", "--uninstall")
	expect(t, 0, "warning: the cache could not be removed\nremoved ", status, said)
	same(t, before, m.home)
}

// TestBusyBoxAlone has no tools but those of one program, as Alpine has them.
func TestBusyBoxAlone(t *testing.T) {
	t.Parallel()
	r, m := newMirror(t), newMachine(t, "home")
	for _, tool := range append(tools, "wget", "sha256sum", "busybox") {
		link := filepath.Join(m.bin, tool)
		if err := os.Remove(link); err != nil && !errors.Is(err, fs.ErrNotExist) {
			t.Fatal(err)
		}
		if err := os.Symlink(lab.Program(t, "busybox"), link); err != nil {
			t.Fatal(err)
		}
	}
	before := lab.Tree(t, m.home)
	for _, args := range [][]string{{"--modify-path"}, {"--modify-path"}, {"--uninstall"}} {
		cmd := m.command(t, []string{"busybox", "ash"}, args...)
		cmd.Env = append(cmd.Env, "PYENVKIT_BASE_URL="+r.url)
		status, said := run(t, cmd)
		expect(t, 0, "", status, said)
		if args[0] == "--modify-path" {
			m.finds(t, []string{"busybox", "ash", "-l", "-c"}, m.installed())
		}
	}
	same(t, before, m.home)
}
