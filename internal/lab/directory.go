package lab

import (
	"os"
	"path/filepath"
	"testing"
)

// Standalone returns the executable of a relocatable CPython 3.14
// (python-build-standalone), which has neither ensurepip nor site-packages. Its
// installation is shared by all tests: they leave it as it is.
func Standalone(t testing.TB) string {
	t.Helper()
	return installed(t, "a relocatable CPython", "pyenv", "versions", "3.14.6", "bin", "python3.14")
}

// DebianRoot returns the root directory of a Debian with python3 and without
// python3-venv and pip's wheels, for a chroot: only root gets so far, everybody
// else is skipped. Nothing is mounted in it, /proc included. It is shared by all
// tests: each makes a directory of its own below its /tmp, and removes that.
func DebianRoot(t testing.TB) string {
	t.Helper()
	Root(t)
	python := installed(t, "a Debian without python3-venv", "debian", "usr", "bin", "python3")
	return filepath.Dir(filepath.Dir(filepath.Dir(python)))
}

// TreeSitter returns the executable of a Python that has the modules
// tree_sitter and tree_sitter_powershell: PowerShell's grammar, for machines
// that have no PowerShell.
func TreeSitter(t testing.TB) string {
	t.Helper()
	return installed(t, "tree-sitter with PowerShell's grammar", "treesitter", "python")
}

// installed returns a file below the lab directory. A test that changes HOME asks
// before it does.
func installed(t testing.TB, what string, parts ...string) string {
	t.Helper()
	path := filepath.Join(append([]string{directory()}, parts...)...)
	if _, err := os.Stat(path); err != nil {
		Missing(t, what+" ("+err.Error()+")")
	}
	return path
}

// directory returns the directory that test/setup fills: PYENVKIT_LAB, or
// pyenvkit-lab in the user's cache directory.
func directory() string {
	root := os.Getenv("PYENVKIT_LAB")
	if cache, err := os.UserCacheDir(); root == "" && err == nil {
		root = filepath.Join(cache, "pyenvkit-lab")
	}
	return root
}
