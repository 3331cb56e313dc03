package main

import (
	"bytes"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/pyenvkit/pyenvkit/internal/lab"
)

func TestLauncherNeedsNoProc(t *testing.T) {
	lab.Root(t)
	root := realTemp(t)
	p := newPlace(t, filepath.Join(root, "my env"), lab.Python(t), reporter)
	link := filepath.Join(root, "link")
	if err := os.Symlink("./my env/bin/"+script, link); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ name, path, dir string }{
		{"its path", p.script(), "/"},
		{"a relative path", "my env/bin/" + script, root},
		{"PATH", script, filepath.Dir(p.script())},
		{"a link", link, "/"},
	} {
		t.Run(c.name, func(t *testing.T) {
			cmd := exec.CommandContext(t.Context(), "/bin/sh", "-c",
				`mount -t tmpfs none /proc && test ! -e /proc/self && PATH=. && exec "$0" one`, c.path)
			cmd.Dir = c.dir
			cmd.SysProcAttr = &syscall.SysProcAttr{Unshareflags: syscall.CLONE_NEWNS}
			if err := exec.CommandContext(t.Context(), "unshare", "-m", "true").Run(); err != nil {
				t.Skipf("missing: the right to a mount namespace (%v)", err)
			}
			got := listen(t, cmd)
			if diff := cmp.Diff([]string{p.side(), "one"}, got.Argv); diff != "" {
				t.Errorf("sys.argv (-want +got):\n%s", diff)
			}
			if got.Prefix != string(p) {
				t.Errorf("sys.prefix %q, want %q", got.Prefix, p)
			}
		})
	}
}

// TestLauncherStaysWithItsPath has the environment replaced, as pyenvkit does it,
// before the launcher has looked for its own place. The old one is about to be
// deleted.
func TestLauncherStaysWithItsPath(t *testing.T) {
	strace := lab.Program(t, "strace")
	root := realTemp(t)
	p := newPlace(t, filepath.Join(root, "env"), lab.Python(t), reporter)
	next := newPlace(t, filepath.Join(root, "next"), lab.Python(t), reporter)
	cmd := exec.CommandContext(t.Context(), strace, "-o", filepath.Join(root, "trace"), "-e", "trace=readlinkat",
		"-e", "inject=readlinkat:delay_enter=2000000:when=1", p.script())
	go func() {
		for range 100 { // until it waits in that call
			if trace, err := os.ReadFile(filepath.Join(root, "trace")); err == nil && len(trace) > 0 {
				break
			}
			time.Sleep(10 * time.Millisecond)
		}
		if err := errors.Join(os.Rename(string(p), filepath.Join(root, "old")), os.Rename(string(next), string(p))); err != nil {
			t.Error(err)
		}
	}()
	if got := listen(t, cmd); got.Prefix != string(p) || got.Argv[0] != p.side() {
		t.Errorf("sys.prefix %q, sys.argv %q", got.Prefix, got.Argv)
	}
}

// pip may replace the file that it was started from.
func TestLauncherMayBeDeleted(t *testing.T) {
	p := newPlace(t, filepath.Join(realTemp(t), "my env"), lab.Python(t), reporter)
	// Opened before and run by its descriptor, the file has a name no more.
	const code = `import os, sys
fd = os.open(sys.argv[1], os.O_RDONLY)
os.unlink(sys.argv[1])
os.execve(fd, [sys.argv[1]], os.environ)
`
	got := listen(t, exec.CommandContext(t.Context(), p.python(), "-c", code, p.script()))
	if got.Prefix != string(p) || got.Argv[0] != p.side() {
		t.Errorf("sys.prefix %q, sys.argv %q", got.Prefix, got.Argv)
	}
}

func TestLauncherRunsForOthers(t *testing.T) {
	lab.Root(t)
	const python, nobody = "/usr/bin/python3", 65534
	if _, err := os.Stat(python); err != nil {
		lab.Missing(t, python)
	}
	root := realTemp(t)
	if err := errors.Join(os.Chmod(root, 0o755), os.Chmod(filepath.Dir(root), 0o755)); err != nil {
		t.Fatal(err)
	}
	p := newPlace(t, filepath.Join(root, "my env"), python, reporter)
	cmd := exec.CommandContext(t.Context(), p.script())
	cmd.Dir, cmd.Env = "/", []string{}
	cmd.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: nobody, Gid: nobody}}
	if got := listen(t, cmd); got.Prefix != string(p) {
		t.Errorf("sys.prefix %q, want %q", got.Prefix, p)
	}
}

// A variable may be there twice, have no value, or a name that no shell takes.
func TestLauncherHandsTheEnvironmentOn(t *testing.T) {
	side := "#!<launcher_dir>/python\nimport shutil, sys\nshutil.copyfileobj(open('/proc/self/environ', 'rb'), sys.stdout.buffer)\n"
	p := newPlace(t, filepath.Join(realTemp(t), "my env"), lab.Python(t), side)
	environment := []string{"A=1", "A=2", "=x", "no value", "a b%=c", "B=\xff", "C=", "D=a=b\nc", "A=3"}
	out, in, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	process, err := os.StartProcess(p.script(), []string{"x"}, &os.ProcAttr{Env: environment, Files: []*os.File{nil, in, os.Stderr}})
	if err != nil {
		t.Fatal(err)
	}
	_ = in.Close()
	var got bytes.Buffer
	if _, err := got.ReadFrom(out); err != nil {
		t.Fatal(err)
	}
	if _, err := process.Wait(); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(environment, strings.Split(strings.TrimSuffix(got.String(), "\x00"), "\x00")); diff != "" {
		t.Errorf("environment (-want +got):\n%s", diff)
	}
}
