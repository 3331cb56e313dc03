// Package lab is what the tests know of the machine that they run on: which
// Pythons and programs it has. What is missing skips a test, or fails it where
// PYENVKIT_TEST_ALL is set, as it is in CI. Only tests import it.
package lab

import (
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"testing"
)

// Missing skips the test because the machine lacks what it needs, or fails it
// where everything has to be there (PYENVKIT_TEST_ALL).
func Missing(t testing.TB, what string) {
	t.Helper()
	if os.Getenv("PYENVKIT_TEST_ALL") != "" {
		t.Fatalf("missing: %s (PYENVKIT_TEST_ALL is set; test/setup installs it)", what)
	}
	t.Skipf("missing: %s", what)
}

// Program returns the path of the first of the named programs that is on PATH.
func Program(t testing.TB, names ...string) string {
	t.Helper()
	for _, name := range names {
		if path, err := exec.LookPath(name); err == nil {
			if path, err = filepath.Abs(path); err == nil {
				return path
			}
		}
	}
	Missing(t, "program "+names[0])
	return ""
}

// Root skips the test for anybody but root. It is never a failure: the tests
// may be run by an ordinary user.
func Root(t testing.TB) {
	t.Helper()
	if os.Geteuid() != 0 {
		t.Skip("missing: the rights of root")
	}
}

// Pythons returns the executables of the real Pythons of the machine, without
// shims and without what is reached through two names: pyenv's versions of 3.6
// and later (where there are none, those of test/setup in the lab directory, which
// have no ensurepip), /usr/bin/python3, Debian's debug build and PyPy.
func Pythons(t testing.TB) []string {
	t.Helper()
	root := os.Getenv("PYENV_ROOT")
	if home, err := os.UserHomeDir(); root == "" && err == nil {
		root = filepath.Join(home, ".pyenv")
	}
	found := versions(root)
	if len(found) == 0 {
		found = versions(filepath.Join(directory(), "pyenv"))
	}
	for _, path := range []string{"/usr/bin/python3", "/usr/bin/python3-dbg", "/usr/bin/pypy3"} {
		if info, err := os.Stat(path); err == nil && info.Mode()&0o111 != 0 {
			found = append(found, path)
		}
	}
	if len(found) == 0 {
		Missing(t, "any Python 3")
	}
	return found
}

// Venvs returns those of [Pythons] whose own venv module can bring pip: Debian
// keeps ensurepip in a package of its own.
func Venvs(t testing.TB) []string {
	t.Helper()
	found := slices.DeleteFunc(Pythons(t), func(python string) bool {
		return exec.CommandContext(t.Context(), python, "-I", "-c", "import venv, ensurepip; ensurepip.version()").Run() != nil
	})
	if len(found) == 0 {
		Missing(t, "any Python 3 with ensurepip")
	}
	return found
}

// versions returns the executables below a root of pyenv.
func versions(root string) []string {
	found, _ := filepath.Glob(filepath.Join(root, "versions", "3.*", "bin", "python3.?*"))
	return slices.DeleteFunc(found, func(path string) bool {
		// python3.12-config, python3.12-gdb.py
		return !isVersioned(filepath.Base(path))
	})
}

// Python returns one of [Pythons], a CPython of 3.11 or later where there is one.
func Python(t testing.TB) string {
	t.Helper()
	all := Pythons(t)
	for _, path := range all {
		switch filepath.Base(path) {
		case "python3.12", "python3.13", "python3.11":
			return path
		}
	}
	return all[len(all)-1]
}

func isVersioned(name string) bool {
	for _, r := range name[len("python3."):] {
		if r < '0' || r > '9' {
			return false
		}
	}
	return true
}

// CanLink reports whether this user may make symbolic links: not everybody may on
// Windows, and Wine can't.
func CanLink() bool {
	dir, err := os.MkdirTemp("", "pyenvkit-link-")
	if err != nil {
		return false
	}
	defer os.RemoveAll(dir)
	link := filepath.Join(dir, "link")
	if err := os.Symlink("target", link); err != nil {
		return false
	}
	target, err := os.Readlink(link)
	return err == nil && target == "target"
}
