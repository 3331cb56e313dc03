package discover_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/pyenvkit/pyenvkit/discover"
	"github.com/pyenvkit/pyenvkit/internal/lab"
	"github.com/pyenvkit/pyenvkit/interp"
)

// A world is a made-up machine: a file system below root, variables, and
// nothing of the real one but its Pythons, which it links to.
type world struct {
	t    testing.TB
	root string
	env  map[string]string
	discover.Finder

	mutex sync.Mutex
	lines []string
}

func newWorld(t testing.TB) *world {
	t.Helper()
	needShellScripts(t)
	root, err := filepath.EvalSymlinks(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	w := &world{t: t, root: root}
	w.env = map[string]string{"HOME": w.dir("home"), "PATH": w.dir("path")}
	w.Finder = discover.Finder{
		Env:     func(name string) string { return w.env[name] },
		Dir:     w.dir("project"),
		Timeout: time.Minute,
		Root:    w.dir("system"),
		Home:    func() (string, error) { return "", errors.New("nobody lives here") },
		Log: func(format string, args ...any) {
			w.mutex.Lock()
			defer w.mutex.Unlock()
			w.lines = append(w.lines, fmt.Sprintf(format, args...))
		},
	}
	return w
}

// needShellScripts skips the test on Windows, for which shell scripts stand on
// other systems; see real_windows_test.go.
func needShellScripts(t testing.TB) {
	t.Helper()
	if filepath.Separator != '/' {
		t.Skip("missing: shell scripts that can be run as programs")
	}
}

// pythons returns the executables of real Pythons of this system.
func pythons(t testing.TB) []string {
	t.Helper()
	if filepath.Separator != '/' {
		return lab.WindowsPythons(t)
	}
	return lab.Pythons(t)
}

// path is a path in the world.
func (w *world) path(parts ...string) string {
	return filepath.Join(append([]string{w.root}, parts...)...)
}

// dir makes a directory.
func (w *world) dir(parts ...string) string {
	w.t.Helper()
	path := w.path(parts...)
	if err := os.MkdirAll(path, 0o755); err != nil {
		w.t.Fatal(err)
	}
	return path
}

// file makes a file; one that begins with "#!" is executable.
func (w *world) file(content string, parts ...string) string {
	w.t.Helper()
	path := w.path(parts...)
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		w.t.Fatal(err)
	}
	mode := os.FileMode(0o644)
	if strings.HasPrefix(content, "#!") {
		mode = 0o755
		// A process that another test starts now would inherit the file, open for
		// writing, and keep it from being run for a moment (golang.org/issue/22315).
		syscall.ForkLock.RLock()
		defer syscall.ForkLock.RUnlock()
	}
	if err := os.WriteFile(path, []byte(content), mode); err != nil {
		w.t.Fatal(err)
	}
	return path
}

// link makes a symbolic link and returns its path.
func (w *world) link(target string, parts ...string) string {
	w.t.Helper()
	path := w.path(parts...)
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		w.t.Fatal(err)
	}
	if err := os.Symlink(target, path); err != nil {
		w.t.Fatal(err)
	}
	return path
}

// wrapper makes a script that leads to a Python and keeps count of its starts.
func (w *world) wrapper(python string, parts ...string) string {
	w.t.Helper()
	return w.file("#!/bin/sh\necho \"$0\" >> '"+w.path("starts")+"'\nexec '"+python+"' \"$@\"\n", parts...)
}

// starts returns how often wrappers were started, and forgets it.
func (w *world) starts() int {
	w.t.Helper()
	content, err := os.ReadFile(w.path("starts"))
	if err != nil {
		return 0
	}
	if err := os.Remove(w.path("starts")); err != nil {
		w.t.Fatal(err)
	}
	return strings.Count(string(content), "\n")
}

func (w *world) logged(text string) bool {
	w.mutex.Lock()
	defer w.mutex.Unlock()
	return strings.Contains(strings.Join(w.lines, "\n"), text)
}

// find finds, or ends the test.
func (w *world) find(request string) discover.Python {
	w.t.Helper()
	python, err := w.try(request)
	if err != nil {
		w.t.Fatalf("%s: %v\n%s", request, err, strings.Join(w.lines, "\n"))
	}
	return python
}

func (w *world) try(request string) (discover.Python, error) {
	w.t.Helper()
	parsed, err := interp.ParseRequest(request)
	if err != nil {
		w.t.Fatal(err)
	}
	return w.Find(context.Background(), parsed)
}

// versions holds what real Pythons have said of their version, by their paths:
// most tests ask for it.
var versions sync.Map

func versionOf(t testing.TB, python string) interp.Version {
	t.Helper()
	if known, ok := versions.Load(python); ok {
		return known.(interp.Version)
	}
	output, err := exec.Command(python, "-I", "-S", "-c", "import sys; print('%d.%d.%d' % sys.version_info[:3])").Output()
	if err != nil {
		t.Fatal(err)
	}
	version, err := interp.ParseVersion(strings.TrimSpace(string(output)))
	if err != nil {
		t.Fatal(err)
	}
	versions.Store(python, version)
	return version
}

// releases returns the executables of real CPythons by their minor version, and
// skips the test where there are fewer than two that are not Debian's.
func releases(t testing.TB) []release {
	t.Helper()
	needShellScripts(t)
	var all []release
	for _, path := range lab.Pythons(t) {
		if strings.HasPrefix(path, "/usr/bin/") {
			continue
		}
		all = append(all, release{path, versionOf(t, path)})
	}
	if len(all) < 2 {
		lab.Missing(t, "two Pythons of pyenv")
	}
	return all
}

type release struct {
	path string
	interp.Version
}

// prefix is the directory that the Python is installed in.
func (r release) prefix() string { return filepath.Dir(filepath.Dir(r.path)) }

// oldAndNew returns the oldest and the newest of the releases.
func oldAndNew(t testing.TB) (older, newer release) {
	t.Helper()
	all := releases(t)
	older, newer = all[0], all[0]
	for _, r := range all {
		if r.Compare(older.Version) < 0 {
			older = r
		}
		if r.Compare(newer.Version) > 0 {
			newer = r
		}
	}
	return older, newer
}
