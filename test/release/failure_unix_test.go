//go:build unix

package release

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/pyenvkit/pyenvkit/internal/lab"
)

// TestFailuresLeaveNothingBehind makes something go wrong, in a home without and in
// one with an older version.
func TestFailuresLeaveNothingBehind(t *testing.T) {
	t.Parallel()
	// cut sends a part of a file, and says that it were more.
	cut := func(part string) http.HandlerFunc {
		return func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Length", "100000")
			_, _ = io.WriteString(w, part)
		}
	}
	serve := func(text string) http.HandlerFunc {
		return func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, text) }
	}
	sum := strings.Repeat("0", 64)
	tests := []struct {
		name  string
		spoil func(t *testing.T, m *machine, r *mirror)
		want  string
	}{
		{"wrong checksum", func(_ *testing.T, _ *machine, r *mirror) {
			r.instead["/checksums.txt"] = serve(sum + "  " + archive + "\n")
		}, "is not what was released"},
		{"no checksum", func(_ *testing.T, _ *machine, r *mirror) {
			r.instead["/checksums.txt"] = serve("abc  " + archive + "\n")
		}, "has no SHA-256"},
		{"a page instead of checksums", func(_ *testing.T, _ *machine, r *mirror) {
			r.instead["/checksums.txt"] = serve("<html>log in first</html>\n")
		}, "names no pyenvkit for linux_amd64"},
		{"a page instead of the archive", func(_ *testing.T, _ *machine, r *mirror) {
			r.instead["/"+archive] = serve("<html>log in first</html>\n")
		}, "is not what was released"},
		{"cut archive", func(_ *testing.T, _ *machine, r *mirror) {
			r.instead["/"+archive] = cut("\x1f\x8b")
		}, "can't be downloaded"},
		{"cut checksums", func(_ *testing.T, _ *machine, r *mirror) {
			r.instead["/checksums.txt"] = cut(sum + "  pyenvkit_1")
		}, "checksums.txt can't be downloaded"},
		{"404 for the archive", func(_ *testing.T, _ *machine, r *mirror) {
			r.instead["/"+archive] = http.NotFound
		}, archive + " can't be downloaded"},
		{"404 for the checksums", func(_ *testing.T, _ *machine, r *mirror) {
			r.instead["/checksums.txt"] = http.NotFound
		}, "checksums.txt can't be downloaded"},
		{"offline", func(_ *testing.T, m *machine, _ *mirror) {
			m.env = append(m.env, "http_proxy=http://127.0.0.1:1")
		}, "checksums.txt can't be downloaded\nhint: is this machine online"},
		{"another program in the archive", func(t *testing.T, _ *machine, r *mirror) {
			t.Helper()
			lab.WriteFile(t, filepath.Join(r.dir, "checksums.txt"), "", 0o644)
			r.add(t, archive, pack(t, "other", program))
		}, "can't be unpacked"},
		{"a program that fails", func(t *testing.T, _ *machine, r *mirror) {
			t.Helper()
			lab.WriteFile(t, filepath.Join(r.dir, "checksums.txt"), "", 0o644)
			r.add(t, archive, pack(t, "pyenvkit", "#!/bin/sh\nexit 3\n"))
		}, "holds no program that runs on this machine"},
		{"a program for another machine", func(t *testing.T, _ *machine, r *mirror) {
			t.Helper()
			lab.WriteFile(t, filepath.Join(r.dir, "checksums.txt"), "", 0o644)
			r.add(t, archive, pack(t, "pyenvkit", "\x7fELF\x02\x02\x01"))
		}, "holds no program that runs on this machine"},
		{"nothing to download with", func(t *testing.T, m *machine, _ *mirror) { t.Helper(); remove(t, m, "curl") }, "there is no curl, wget or fetch"},
		{"nothing to verify with", func(t *testing.T, m *machine, _ *mirror) { t.Helper(); remove(t, m, "sha256sum") }, "can not be verified"},
		{"a broken sha256sum", func(t *testing.T, m *machine, _ *mirror) {
			t.Helper()
			remove(t, m, "sha256sum")
			m.fake(t, "sha256sum", "exit 1")
		}, "sha256sum can't compute"},
		{"no tar", func(t *testing.T, m *machine, _ *mirror) { t.Helper(); remove(t, m, "tar") }, "there is no tar"},
		{"no gzip", func(t *testing.T, m *machine, _ *mirror) { t.Helper(); remove(t, m, "gzip") }, "there is no gzip"},
		{"no HOME", func(_ *testing.T, m *machine, _ *mirror) { m.env = m.env[1:] }, "hint: set PYENVKIT_INSTALL_DIR"},
		{"relative HOME", func(_ *testing.T, m *machine, _ *mirror) { m.env[0] = "HOME=." }, "hint: set PYENVKIT_INSTALL_DIR"},
		{"a file in the way", func(_ *testing.T, m *machine, _ *mirror) {
			m.env = append(m.env, "PYENVKIT_INSTALL_DIR="+filepath.Join(m.home, "file", "a", "b"))
		}, "can't be made"},
		{"a directory in the place", func(_ *testing.T, m *machine, _ *mirror) {
			m.env = append(m.env, "PYENVKIT_INSTALL_DIR="+filepath.Join(m.home, "occupied"))
		}, "is a directory"},
	}
	for _, test := range tests {
		for _, older := range []bool{false, true} {
			t.Run(fmt.Sprintf("%s, older %t", test.name, older), func(t *testing.T) {
				t.Parallel()
				r, m := newMirror(t), newMachine(t, "home", "curl", "sha256sum")
				test.spoil(t, m, r)
				lab.WriteFile(t, filepath.Join(m.home, "file"), "", 0o644)
				lab.WriteFile(t, filepath.Join(m.home, "occupied", "pyenvkit", "file"), "", 0o644)
				if older {
					lab.WriteFile(t, m.installed(), "an older one", 0o755)
				}
				before := lab.Tree(t, m.home)
				status, said := m.install(t, r.url)
				expect(t, 1, test.want, status, said)
				same(t, before, m.home)
			})
		}
	}
}

func remove(t *testing.T, m *machine, tool string) {
	t.Helper()
	if err := os.Remove(filepath.Join(m.bin, tool)); err != nil {
		t.Fatal(err)
	}
}

// TestUsage has options and variables that mean nothing.
func TestUsage(t *testing.T) {
	t.Parallel()
	m := newMachine(t, "home", "curl", "sha256sum")
	for _, shell := range shells {
		status, said := run(t, m.command(t, shell, "--frobnicate"))
		expect(t, 2, "error: unknown option --frobnicate\nhint: see --help\n", status, said)
	}
	status, said := m.install(t, "/mirror")
	expect(t, 1, "PYENVKIT_BASE_URL=/mirror is no URL", status, said)
	status, said = m.install(t, "", "--help")
	expect(t, 0, "usage: install.sh", status, said)
	for _, option := range []string{"--dry-run", "--modify-path", "--uninstall", "PYENVKIT_VERSION", "PYENVKIT_INSTALL_DIR", "PYENVKIT_BASE_URL"} {
		if !strings.Contains(said, option) || !strings.Contains(read(t, "docs/how-to/install.md"), option) {
			t.Errorf("--help or docs/how-to/install.md does not mention %s", option)
		}
	}
}

// TestUnwritableDirectory runs as a user who may not write there.
func TestUnwritableDirectory(t *testing.T) {
	t.Parallel()
	r, m := newMirror(t), newMachine(t, "home", "sha256sum")
	script := filepath.Join(m.home, "install.sh")
	lab.WriteFile(t, script, read(t, "install.sh"), 0o644)
	lab.WriteFile(t, m.installed(), "an older one", 0o755)
	if err := os.Chmod(filepath.Dir(m.installed()), 0o555); err != nil {
		t.Fatal(err)
	}
	// So that it can be removed.
	t.Cleanup(func() { _ = os.Chmod(filepath.Dir(m.installed()), 0o755) })
	before := lab.Tree(t, m.home)
	for _, dir := range []string{"", filepath.Join(filepath.Dir(m.installed()), "new", "one")} {
		cmd := exec.CommandContext(t.Context(), lab.Program(t, "sh"), script)
		cmd.Env = append(slices.Clone(m.env), "PYENVKIT_BASE_URL=file://"+r.dir, "PYENVKIT_INSTALL_DIR="+dir)
		cmd.Dir = "/"
		if os.Geteuid() == 0 {
			cmd.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: 65534, Gid: 65534}}
			reach(t, m.home, r.dir)
		}
		status, said := run(t, cmd)
		expect(t, 1, "hint: choose another one by PYENVKIT_INSTALL_DIR", status, said)
	}
	same(t, before, m.home)
}

// reach lets everybody into directories of this test.
func reach(t *testing.T, dirs ...string) {
	t.Helper()
	for _, dir := range dirs {
		for ; dir != filepath.Clean(os.TempDir()) && len(dir) > 1; dir = filepath.Dir(dir) {
			if err := os.Chmod(dir, 0o755); err != nil {
				t.Fatal(err)
			}
		}
	}
}

// TestInterruptedDownload ends it, and all that it has started, by a signal while
// half of the archive is there.
func TestInterruptedDownload(t *testing.T) {
	t.Parallel()
	for _, shell := range [][]string{{"dash"}, {"bash"}, {"zsh", "-f"}, {"busybox", "ash"}, {"ksh93"}, {"mksh"}, {"yash"}} {
		for _, signal := range []syscall.Signal{syscall.SIGTERM, syscall.SIGINT, syscall.SIGHUP} {
			t.Run(strings.Join(shell, " ")+" "+signal.String(), func(t *testing.T) {
				t.Parallel()
				m := newMachine(t, "home", "curl", "sha256sum")
				before := lab.Tree(t, m.home)
				got, want := interrupted(t, m, shell).end(t, signal), 128+int(signal)
				if got != want {
					t.Errorf("status %d, want %d", got, want)
				}
				same(t, before, m.home)
			})
		}
	}
}

// A pause is an installation whose download goes no further.
type pause struct {
	group int
	ended chan int // its status
}

// end sends a signal to the installation and all that it has started.
func (p pause) end(t *testing.T, signal syscall.Signal) (status int) {
	t.Helper()
	if err := syscall.Kill(-p.group, signal); err != nil {
		t.Fatal(err)
	}
	return <-p.ended
}

// interrupted starts an installation, and returns it when half of the archive is there.
func interrupted(t *testing.T, m *machine, shell []string) pause {
	t.Helper()
	r := newMirror(t)
	half := make(chan struct{}, 1)
	r.instead["/"+archive] = func(w http.ResponseWriter, request *http.Request) {
		_, _ = w.Write(make([]byte, 4096))
		_ = http.NewResponseController(w).Flush()
		half <- struct{}{}
		<-request.Context().Done()
	}
	cmd := m.command(t, shell)
	cmd.Env = append(cmd.Env, "PYENVKIT_BASE_URL="+r.url)
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	ended := make(chan int, 1)
	go func() {
		_ = cmd.Wait()
		ended <- cmd.ProcessState.ExitCode()
	}()
	select {
	case <-half:
	case status := <-ended:
		t.Fatalf("it ends before the download, with status %d", status)
	}
	return pause{cmd.Process.Pid, ended}
}

// TestKilledRunIsTidiedUp has the next run remove what one has left that could not
// do so itself, but not what belongs to one that runs.
func TestKilledRunIsTidiedUp(t *testing.T) {
	t.Parallel()
	m := newMachine(t, "home", "curl", "sha256sum")
	interrupted(t, m, []string{"dash"}).end(t, syscall.SIGKILL)
	running := interrupted(t, m, []string{"dash"})
	status, said := m.install(t, "file://"+newMirror(t).dir)
	expect(t, 0, "installed", status, said)
	left, err := filepath.Glob(filepath.Join(filepath.Dir(m.installed()), ".pyenvkit-*"))
	if want := []string{fmt.Sprintf("%s/.pyenvkit-install.%d", filepath.Dir(m.installed()), running.group)}; err != nil || !cmp.Equal(left, want) {
		t.Errorf("left is %q, want %q (%v)", left, want, err)
	}
	running.end(t, syscall.SIGTERM)
	if left, _ := filepath.Glob(filepath.Join(filepath.Dir(m.installed()), ".pyenvkit-*")); len(left) != 0 {
		t.Errorf("left is %q", left)
	}
}

// TestLeftBehind has what killed runs have left: one that had the number of this, as in
// containers; one of a user who alone may remove it; and what only looks like it.
func TestLeftBehind(t *testing.T) {
	t.Parallel()
	for _, shell := range [][]string{{"dash"}, {"bash"}, {"busybox", "ash"}} {
		m := newMachine(t, "home", "sha256sum")
		dir := filepath.Dir(m.installed())
		lab.WriteFile(t, filepath.Join(dir, ".pyenvkit-install.mine", "file"), "", 0o644)
		lab.WriteFile(t, filepath.Join(dir, ".pyenvkit-install.99999999", "file"), "", 0o644)
		remove(t, m, "rm")
		m.fake(t, "rm", `case $* in *.99999999) echo 'not permitted' >&2 && exit 1 ;; esac; exec `+lab.Program(t, "rm")+` "$@"`)
		left := []string{filepath.Join(dir, ".pyenvkit-install.99999999"), filepath.Join(dir, ".pyenvkit-install.mine")}
		for _, args := range []string{"", "--uninstall"} {
			install := m.command(t, shell, strings.Fields(args)...)
			install.Env = append(install.Env, "PYENVKIT_BASE_URL=file://"+newMirror(t).dir, "DIR="+dir)
			// exec keeps the number of the process.
			cmd := exec.CommandContext(t.Context(), lab.Program(t, "sh"), append([]string{"-c", `mkdir -p "$DIR/.pyenvkit-install.$$/x" && exec "$@"`, "sh"}, install.Args...)...)
			cmd.Env, cmd.Dir = install.Env, install.Dir
			cmd.Args[4] = install.Path
			status, said := run(t, cmd)
			expect(t, 0, "pyenvkit", status, said)
			if strings.Contains(said, "not permitted") {
				t.Errorf("it says\n%s", said)
			}
			if now, err := filepath.Glob(filepath.Join(dir, ".pyenvkit-*")); err != nil || !cmp.Equal(now, left) {
				t.Errorf("%s %s: left is %q, want %q (%v)", shell, args, now, left, err)
			}
		}
		if _, err := os.Stat(m.installed()); err == nil {
			t.Error("the program is there")
		}
	}
}

// TestUpgradeWhileTheOldOneRuns replaces a program that can't be written to.
func TestUpgradeWhileTheOldOneRuns(t *testing.T) {
	t.Parallel()
	r, m := newMirror(t), newMachine(t, "home", "sha256sum")
	cat, err := os.ReadFile(lab.Program(t, "cat"))
	if err != nil {
		t.Fatal(err)
	}
	lab.WriteFile(t, m.installed(), string(cat), 0o755)
	old := exec.CommandContext(t.Context(), m.installed())
	// A system that has one program for all tools goes by the name.
	old.Args[0] = "cat"
	in, err := old.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	var out strings.Builder
	old.Stdout = &out
	if err := old.Start(); err != nil {
		t.Fatal(err)
	}
	status, said := m.install(t, "file://"+r.dir)
	expect(t, 0, "installed", status, said)
	if content, err := os.ReadFile(m.installed()); err != nil || string(content) != program {
		t.Errorf("it is not in its place: %v", err)
	}
	_, err = io.WriteString(in, "it goes on")
	if err = errors.Join(err, in.Close(), old.Wait()); err != nil || out.String() != "it goes on" {
		t.Errorf("the old one says %q (%v)", out.String(), err)
	}
}

// TestWgetGivesUp counts how often GNU's tries a download that is cut each time.
func TestWgetGivesUp(t *testing.T) {
	t.Parallel()
	r, m := newMirror(t), newMachine(t, "home", "wget", "sha256sum")
	var tries atomic.Int32
	r.instead["/"+archive] = func(w http.ResponseWriter, _ *http.Request) {
		tries.Add(1)
		w.Header().Set("Content-Length", "100000")
		_, _ = io.WriteString(w, "\x1f\x8b")
	}
	status, said := m.install(t, r.url)
	expect(t, 1, "can't be downloaded", status, said)
	if n := tries.Load(); n < 1 || n > 3 {
		t.Errorf("%d tries, want 3 at most", n)
	}
}

// TestInstallerShowsNoPassword has a mirror that wants one, which is in its URL.
func TestInstallerShowsNoPassword(t *testing.T) {
	t.Parallel()
	for _, missing := range []string{"", "/checksums.txt", "/" + archive} {
		r, m := newMirror(t), newMachine(t, "home", "curl", "sha256sum")
		r.instead[missing] = http.NotFound
		address := strings.Replace(r.url, "://", "://anna:s3%40cret@", 1)
		wantStatus := 1
		if missing == "" {
			wantStatus = 0
		}
		for _, args := range []string{"--dry-run", ""} {
			status, said := m.install(t, address, strings.Fields(args)...)
			if strings.Contains(said, "cret") || missing != "" && status != 0 && !strings.Contains(said, "http://xxxxx@127.0.0.1:") {
				t.Errorf("without %q it says\n%s", missing, said)
			}
			if args == "" {
				expect(t, wantStatus, "", status, said)
			}
		}
	}
}
