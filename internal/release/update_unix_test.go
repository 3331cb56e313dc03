//go:build unix

package release

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/pyenvkit/pyenvkit/internal/lab"
	"github.com/pyenvkit/pyenvkit/platform"
)

// script stands for a version of pyenvkit where that is only started.
func script(version string) string {
	return "#!/bin/sh\necho 'pyenvkit v" + version + " (a test)'\n"
}

// installed returns an update of a program that is there in the older version, in a
// directory with other things. The machine has the named programs.
func installed(t *testing.T, m mirror, programs ...string) Update {
	t.Helper()
	dir := t.TempDir()
	bin, tools := filepath.Join(dir, "bin"), filepath.Join(dir, "tools")
	lab.WriteFile(t, filepath.Join(bin, "pyenvkit"), script(older), 0o755)
	lab.WriteFile(t, filepath.Join(bin, "other"), "", 0o644)
	lab.WriteFile(t, filepath.Join(tools, "README"), "", 0o644)
	for _, program := range append(programs, "sh") {
		if err := os.Symlink(lab.Program(t, program), filepath.Join(tools, program)); err != nil {
			t.Fatal(err)
		}
	}
	return Update{Key: m.authors.public(), Installation: Installation{
		Path: filepath.Join(bin, "pyenvkit"), Version: "v" + older, Platform: here, Dir: dir,
		Environ: []string{"PATH=" + tools, "HOME=" + filepath.Join(dir, "home"), "PYENVKIT_BASE_URL=" + m.url()},
	}}
}

// from has the update take its files from somewhere.
func (u *Update) from(url string) { u.Environ[2] = "PYENVKIT_BASE_URL=" + url }

// want has it be a version.
func (u *Update) want(t *testing.T, version string) {
	t.Helper()
	v, err := ParseVersion(version)
	if err != nil {
		t.Fatal(err)
	}
	u.Wanted = &v
}

// serve has a server give what is in a mirror, but for some answers by path.
func serve(t *testing.T, m mirror, instead map[string]http.HandlerFunc) string {
	t.Helper()
	files := http.FileServer(http.Dir(m.dir))
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if answer := instead[r.URL.Path]; answer != nil {
			answer(w, r)
			return
		}
		files.ServeHTTP(w, r)
	}))
	t.Cleanup(server.Close)
	return server.URL
}

// TestUpdate has every downloader bring a newer version.
func TestUpdate(t *testing.T) {
	m := newMirror(t, newer, script(newer))
	for _, test := range []struct {
		name, base string
		programs   []string
	}{
		{"file", m.url(), nil},
		{"curl", serve(t, m, nil) + "/", []string{"curl"}},
		{"wget", serve(t, m, nil), []string{"wget"}},
		{"curl before wget", serve(t, m, nil), []string{"curl", "wget"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			u := installed(t, m, test.programs...)
			u.from(test.base)
			update(t, u)
		})
	}
	t.Run("BusyBox", func(t *testing.T) {
		u := installed(t, m)
		wget := filepath.Join(filepath.Dir(filepath.Dir(u.Path)), "tools", "wget")
		if err := os.Symlink(lab.Program(t, "busybox"), wget); err != nil {
			t.Fatal(err)
		}
		u.from(serve(t, m, nil))
		update(t, u)
	})
}

// update runs an update to the newer version, dry and in earnest, and looks at what is
// there then.
func update(t *testing.T, u Update) {
	t.Helper()
	dir := filepath.Dir(u.Path)
	before := lab.Tree(t, dir)
	u.DryRun = true
	would, err := u.Run(t.Context())
	expect(t, "", err)
	same(t, before, dir)
	u.DryRun = false
	got, err := u.Run(t.Context())
	expect(t, "", err)
	if diff := cmp.Diff(would, got); diff != "" {
		t.Errorf("what would be done, and what was:\n%s", diff)
	}
	if !got.Updated || got.Previous != older || got.Version != newer || got.Path != u.Path || len(got.SHA256) != 64 {
		t.Errorf("%+v", got)
	}
	before["/pyenvkit"] = "-rwxr-xr-x " + script(newer)
	same(t, before, dir)
}

// TestPasswordIsNotShown has a mirror that wants one, which is in its URL.
func TestPasswordIsNotShown(t *testing.T) {
	m := newMirror(t, newer, script(newer))
	archive, _ := archiveName(Version{text: newer}, here)
	for _, instead := range []map[string]http.HandlerFunc{
		{},
		{"/" + archive: http.NotFound},
		{"/checksums.txt": http.NotFound},
		{"/checksums.txt.minisig": func(http.ResponseWriter, *http.Request) {}},
		{"/" + archive: func(http.ResponseWriter, *http.Request) {}},
	} {
		u := installed(t, m, "curl")
		u.from(strings.Replace(serve(t, m, instead), "://", "://anna:secret@", 1))
		var told strings.Builder
		u.Say = func(text string) { told.WriteString(text + "\n") }
		u.Log = func(format string, args ...any) { fmt.Fprintf(&told, format+"\n", args...) }
		result, err := u.Run(t.Context())
		fmt.Fprintf(&told, "%+v\n%v\n", result, err)
		if text := told.String(); strings.Contains(text, "secr") || !strings.Contains(text, "http://xxxxx@127.0.0.1:") {
			t.Errorf("it is told:\n%s", text)
		}
		if (err == nil) != (len(instead) == 0) {
			t.Errorf("the error is %v", err)
		}
	}
}

// TestDownloadersOfWindows has those that Windows has in its own directory.
func TestDownloadersOfWindows(t *testing.T) {
	m := newMirror(t, newer, script(newer))
	base, curl := serve(t, m, nil), lab.Program(t, "curl")
	v, err := ParseVersion(newer)
	if err != nil {
		t.Fatal(err)
	}
	archive, _ := archiveName(v, "windows_amd64")
	m.put(t, archive, pack(t, archive, map[string]string{"pyenvkit.exe": script(newer)}))
	m.sign(t, "pyenvkit "+newer)
	for program, script := range map[string]string{
		"System32/curl.exe": `exec ` + curl + ` "$@"`,
		"System32/WindowsPowerShell/v1.0/powershell.exe": `case "$*" in *Invoke-WebRequest*) ;; *) exit 1 ;; esac` + "\n" +
			`exec ` + curl + ` -fsS -o "$PYENVKIT_FILE" "$PYENVKIT_URL"`,
	} {
		t.Run(program, func(t *testing.T) {
			u := installed(t, m)
			system := filepath.Join(u.Dir, "Windows")
			lab.WriteFile(t, filepath.Join(system, program), "#!/bin/sh\n"+script+"\n", 0o755)
			u.Platform = "windows_amd64"
			u.Environ = append(u.Environ, "SystemRoot="+system)
			u.from(base)
			update(t, u)
		})
	}
	if faults := lab.PowerShellFaults(t, powerShell(t.Context(), downloader{}, "")[3]); faults != "" {
		t.Errorf("PowerShell would not run it: %s", faults)
	}
}

// TestVersions is about which version takes the place of which.
func TestVersions(t *testing.T) {
	for _, test := range []struct {
		name, running, released, wanted string
		want                            string // the version that is there then
		problem                         string
	}{
		{"the same", "v1.1.0", "1.1.0", "", "", ""},
		{"an older one as the latest", "v1.2.0", "1.1.0", "", "", ""},
		{"an older one, asked for", "v1.2.0", "1.1.0", "1.1.0", "1.1.0", ""},
		{"the same, asked for", "v1.1.0", "1.1.0", "v1.1.0", "", ""},
		{"another one than asked for", "v1.0.0", "1.1.0", "1.2.0", "", "has pyenvkit 1.1.0, and not 1.2.0"},
		{"a pre-release as the latest", "v1.0.0", "1.1.0-rc.1", "", "", "is a pre-release"},
		{"a pre-release, asked for", "v1.0.0", "1.1.0-rc.1", "1.1.0-rc.1", "1.1.0-rc.1", ""},
		{"from a pre-release", "v1.1.0-rc.1", "1.1.0", "", "1.1.0", ""},
		{"from a newer pre-release", "v2.0.0-rc.1", "1.1.0", "", "", ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			m := newMirror(t, test.released, script(test.released))
			u := installed(t, m)
			u.Version = test.running
			if test.wanted != "" {
				u.want(t, test.wanted)
			}
			before := lab.Tree(t, filepath.Dir(u.Path))
			got, err := u.Run(t.Context())
			expect(t, test.problem, err)
			if got.Updated != (test.want != "") || test.problem == "" && got.Previous != test.running[1:] {
				t.Errorf("%+v", got)
			}
			if test.want != "" {
				before["/pyenvkit"] = "-rwxr-xr-x " + script(test.want)
			}
			same(t, before, filepath.Dir(u.Path))
		})
	}
}

// TestFailuresLeaveTheProgram makes something go wrong, on the way over the network and
// from a directory.
func TestFailuresLeaveTheProgram(t *testing.T) {
	archive, _ := archiveName(Version{text: newer}, here)
	page := func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, "<html>log in first</html>\n") }
	cut := func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Length", "100000")
		_, _ = io.WriteString(w, "\x1f\x8b")
	}
	type answers = map[string]http.HandlerFunc
	for _, test := range []struct {
		name    string
		spoil   func(t *testing.T, m mirror, u *Update)
		instead answers
		want    string
	}{
		{"404 for the checksums", nil, answers{"/checksums.txt": http.NotFound}, "/checksums.txt can't be downloaded: curl: (22)"},
		{"404 for the signature", nil, answers{"/checksums.txt.minisig": http.NotFound}, "/checksums.txt.minisig can't be downloaded: curl: (22)"},
		{"404 for the archive", nil, answers{"/" + archive: http.NotFound}, archive + " can't be downloaded: curl: (22)"},
		{"a page instead of the checksums", nil, answers{"/checksums.txt": page}, "not of this file"},
		{"a page instead of the signature", nil, answers{"/checksums.txt.minisig": page}, "it is no signature of minisign"},
		{"a page instead of the archive", nil, answers{"/" + archive: page}, "is not what was released: its SHA-256 is "},
		{"an empty signature", nil, answers{"/checksums.txt.minisig": func(http.ResponseWriter, *http.Request) {}}, "/checksums.txt.minisig can't be downloaded: nothing has come of it"},
		{"downloads that go elsewhere", func(t *testing.T, _ mirror, u *Update) {
			t.Helper()
			lab.WriteFile(t, filepath.Join(u.Dir, "home", ".curlrc"), "output = /dev/null\n", 0o644)
		}, answers{}, "/checksums.txt can't be downloaded: nothing has come of it"},
		{"cut checksums", nil, answers{"/checksums.txt": cut}, "/checksums.txt can't be downloaded: curl: (18)"},
		{"cut archive", nil, answers{"/" + archive: cut}, archive + " can't be downloaded: curl: (18)"},
		{"an endless signature", nil, answers{"/checksums.txt.minisig": func(w http.ResponseWriter, _ *http.Request) {
			for n := 0; n < 2<<20; n += 4096 {
				_, _ = w.Write(make([]byte, 4096))
			}
		}}, "checksums.txt.minisig can't be downloaded: it is longer"},
		{"no network", func(_ *testing.T, _ mirror, u *Update) {
			u.Environ = append(u.Environ, "http_proxy=http://127.0.0.1:1")
		}, answers{}, "checksums.txt can't be downloaded: curl: (7)"},
		{"nothing to download with", func(t *testing.T, _ mirror, u *Update) {
			t.Helper()
			u.Environ[0] = "PATH=" + t.TempDir()
		}, answers{}, "there is no curl, wget or fetch"},
		{"no such directory", func(t *testing.T, m mirror, u *Update) {
			t.Helper()
			u.from(m.url() + "/none")
		}, nil, "none/checksums.txt can't be downloaded"},
		{"no URL", func(_ *testing.T, _ mirror, u *Update) { u.from("/srv") }, nil, "PYENVKIT_BASE_URL=/srv is no URL"},
		{"no key", func(_ *testing.T, _ mirror, u *Update) { u.Key = noKey }, nil, "knows no key"},
		{"another key", func(_ *testing.T, _ mirror, u *Update) { u.Key = newSigner(2).public() }, nil, "it is by the key 1, and releases are signed by the key 2"},
		{"another key of the same number", func(t *testing.T, m mirror, _ *Update) {
			t.Helper()
			m.authors = signer{1, newSigner(2).private}
			m.sign(t, "pyenvkit "+newer)
		}, nil, "it is not by the authors"},
		{"other checksums", func(t *testing.T, m mirror, _ *Update) {
			t.Helper()
			m.put(t, "more", "")
		}, nil, "it is not by the authors, or not of this file"},
		{"a comment of another project", func(t *testing.T, m mirror, _ *Update) { t.Helper(); m.sign(t, "other "+newer) }, nil, `its comment is "other 1.1.0"`},
		{"a comment of another version", func(t *testing.T, m mirror, _ *Update) { t.Helper(); m.sign(t, "pyenvkit 1.2.0") }, nil, "names no pyenvkit 1.2.0 for " + here},
		{"no archive for this machine", func(_ *testing.T, _ mirror, u *Update) { u.Platform = "plan9_mips" }, nil, "names no pyenvkit 1.1.0 for plan9_mips"},
		{"another program in the archive", func(t *testing.T, m mirror, _ *Update) {
			t.Helper()
			remake(t, m, pack(t, archive, map[string]string{"other": script(newer), "bin/pyenvkit": script(newer)}))
		}, nil, "can't be unpacked: there is no pyenvkit in it"},
		{"no archive", func(t *testing.T, m mirror, _ *Update) { t.Helper(); remake(t, m, "none") }, nil, "can't be unpacked: "},
		{"an archive that ends early", func(t *testing.T, m mirror, _ *Update) {
			t.Helper()
			whole := pack(t, archive, map[string]string{"pyenvkit": script(newer) + strings.Repeat("#\n", 5000)})
			remake(t, m, whole[:len(whole)/2])
		}, nil, "can't be unpacked: "},
		{"a program that fails", func(t *testing.T, m mirror, _ *Update) {
			t.Helper()
			remake(t, m, pack(t, archive, map[string]string{"pyenvkit": "#!/bin/sh\nexit 3\n"}))
		}, nil, "holds no program that runs here: exit status 3"},
		{"a program for another machine", func(t *testing.T, m mirror, _ *Update) {
			t.Helper()
			remake(t, m, pack(t, archive, map[string]string{"pyenvkit": "\x7fELF\x02\x02\x01"}))
		}, nil, "holds no program that runs here: "},
		{"a program of another version", func(t *testing.T, m mirror, _ *Update) {
			t.Helper()
			remake(t, m, pack(t, archive, map[string]string{"pyenvkit": script(older)}))
		}, nil, `holds "pyenvkit v1.0.0 (a test)", and not pyenvkit v1.1.0`},
		{"a directory in the place of the program", func(t *testing.T, _ mirror, u *Update) {
			t.Helper()
			u.Path = filepath.Join(filepath.Dir(u.Path), "directory")
			lab.WriteFile(t, filepath.Join(u.Path, "file"), "", 0o644)
		}, nil, "can't be written to"},
		{"no such directory for it", func(_ *testing.T, _ mirror, u *Update) { u.Path = filepath.Join(u.Dir, "none", "pyenvkit") }, nil, "can't be written to: no such file"},
	} {
		t.Run(test.name, func(t *testing.T) {
			m := newMirror(t, newer, script(newer))
			u := installed(t, m, "curl")
			if test.instead != nil {
				u.from(serve(t, m, test.instead))
			}
			if test.spoil != nil {
				test.spoil(t, m, &u)
			}
			before := lab.Tree(t, u.Dir)
			_, err := u.Run(t.Context())
			expect(t, test.want, err)
			var hinting interface{ Hints() []string }
			if errors.As(err, &hinting) {
				for _, hint := range hinting.Hints() {
					if hint == "" {
						t.Error("an empty hint")
					}
				}
			}
			same(t, before, u.Dir)
		})
	}
}

// TestUnknownCertificate has a server that nobody vouches for, as all are where the clock
// is wrong.
func TestUnknownCertificate(t *testing.T) {
	m := newMirror(t, newer, script(newer))
	server := httptest.NewUnstartedServer(http.FileServer(http.Dir(m.dir)))
	server.Config.ErrorLog = log.New(io.Discard, "", 0)
	server.StartTLS()
	t.Cleanup(server.Close)
	u := installed(t, m, "curl")
	u.from(server.URL)
	before := lab.Tree(t, u.Dir)
	_, err := u.Run(t.Context())
	expect(t, server.URL+"/checksums.txt can't be downloaded: curl: (60)", err)
	same(t, before, u.Dir)
}

// remake has a release consist of one archive, as it is given.
func remake(t *testing.T, m mirror, archive string) {
	t.Helper()
	name, _ := archiveName(Version{text: newer}, here)
	lab.WriteFile(t, m.path(checksumsName), "", 0o644)
	m.put(t, name, archive)
	m.sign(t, "pyenvkit "+newer)
}

// TestInterruptedUpdate ends one while half of the archive is there.
func TestInterruptedUpdate(t *testing.T) {
	for _, downloader := range []string{"curl", "wget"} {
		t.Run(downloader, func(t *testing.T) {
			m := newMirror(t, newer, script(newer))
			u := installed(t, m, downloader)
			ctx, cancel := context.WithCancelCause(t.Context())
			archive, _ := archiveName(Version{text: newer}, here)
			interrupt, ended := errors.New("stopped by a signal"), make(chan struct{})
			u.from(serve(t, m, map[string]http.HandlerFunc{"/" + archive: func(w http.ResponseWriter, r *http.Request) {
				_, _ = w.Write(make([]byte, 4096))
				_ = http.NewResponseController(w).Flush()
				cancel(interrupt)
				<-r.Context().Done() // the downloader is gone
				close(ended)
			}}))
			before := lab.Tree(t, u.Dir)
			_, err := u.Run(ctx)
			if !errors.Is(err, interrupt) {
				t.Errorf("the error is %v", err)
			}
			<-ended
			same(t, before, u.Dir)
		})
	}
}

// TestModeAndLink has what the program was besides its content stay.
func TestModeAndLink(t *testing.T) {
	m := newMirror(t, newer, script(newer))
	u := installed(t, m)
	link := filepath.Join(u.Dir, "link")
	if err := errors.Join(os.Chmod(u.Path, 0o750), os.Symlink(u.Path, link)); err != nil {
		t.Fatal(err)
	}
	owner := 0
	if os.Geteuid() == 0 {
		owner = 4242
		if err := os.Chown(u.Path, owner, owner); err != nil {
			t.Fatal(err)
		}
	}
	_, err := u.Run(t.Context())
	expect(t, "", err)
	info, err := os.Stat(link)
	if err != nil || info.Mode() != 0o750 {
		t.Fatalf("%v, %v", info, err)
	}
	if uid, gid, _ := platform.Owner(info); owner != 0 && (uid != owner || gid != owner) {
		t.Errorf("it belongs to %d:%d", uid, gid)
	}
	if target, err := os.Readlink(link); err != nil || target != u.Path {
		t.Errorf("the link is %s, %v", target, err)
	}
}

// TestAbandonedIsRemoved has a run remove what killed ones have left, and nothing else.
func TestAbandonedIsRemoved(t *testing.T) {
	u := installed(t, newMirror(t, newer, script(newer)))
	dir := filepath.Dir(u.Path)
	gone := []string{".pyenvkit-install.999999999/archive", fmt.Sprintf(".pyenvkit-install.%d/archive", os.Getpid()), ".pyenvkit-old.999999999.1234.exe"}
	stay := []string{fmt.Sprintf(".pyenvkit-install.%d/archive", os.Getppid()), ".pyenvkit-install.x/a", ".pyenvkit-mine", fmt.Sprintf(".pyenvkit-old.%d.1.exe", os.Getppid())}
	for _, name := range slices.Concat(gone, stay) {
		lab.WriteFile(t, filepath.Join(dir, name), "", 0o644)
	}
	_, err := u.Run(t.Context())
	expect(t, "", err)
	for _, name := range gone {
		if exists(filepath.Join(dir, name)) {
			t.Errorf("%s is there", name)
		}
	}
	for _, name := range stay {
		if !exists(filepath.Join(dir, name)) {
			t.Errorf("%s is gone", name)
		}
	}
}
