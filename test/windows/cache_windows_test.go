package windows

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/pyenvkit/pyenvkit/internal/survey"
)

// TestCacheDirectory has it where the variables say.
func TestCacheDirectory(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	for variables, want := range map[string]string{
		"LOCALAPPDATA=" + dir: filepath.Join(dir, "pyenvkit"),
		"LOCALAPPDATA=" + dir + "|PYENVKIT_CACHE_DIR=мой cache":                filepath.Join(dir, "мой cache"),
		"LOCALAPPDATA=" + dir + `|pyenvkit_cache_dir=` + filepath.ToSlash(dir): dir,
	} {
		r := run(t, dir, strings.Split(variables, "|"), "pyenvkit", "cache", "dir")
		if got := strings.TrimSpace(r.stdout); got != want {
			t.Errorf("%s: it is %q, want %q", variables, got, want)
		}
	}
}

// TestCache uses a cache, finds and mends damage, and takes all of it away.
func TestCache(t *testing.T) {
	t.Parallel()
	parent, cache := t.TempDir(), t.TempDir()
	ask := func(status int, args ...string) result {
		t.Helper()
		r := run(t, parent, []string{"PYENVKIT_CACHE_DIR=" + cache}, "pyenvkit", args...)
		if r.code != status {
			t.Errorf("pyenvkit %q: %+v", args, r)
		}
		return r
	}
	same := func(a, b string) {
		t.Helper()
		if d := survey.Differences(survey.Of(t, filepath.Join(parent, a)), survey.Of(t, filepath.Join(parent, b))); len(d) > 0 {
			t.Errorf("%s differs from %s: %q", a, b, d)
		}
	}
	for _, dir := range []string{"one", "two", "three"} { // the second one has bytecode made
		ask(0, "create", "-q", "-p", newest(t), dir)
	}
	same("three", "two")
	ask(0, "cache", "verify")
	damage(t, cache)
	if r := ask(1, "cache", "verify"); !strings.Contains(r.stdout+r.stderr, `__init__.py`) {
		t.Errorf("damaged: %+v", r)
	}
	ask(0, "create", "-q", "-p", newest(t), "four")
	same("four", "two")
	ask(0, "cache", "clean")
	if _, err := os.Lstat(filepath.Join(cache, "pool-2")); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("something is left: %q (%v)", names(t, cache), err)
	}
	ask(0, "create", "-q", "--bytecode", "never", "-p", newest(t), "one")
}

// damage changes the size of one file of pip in a cache.
func damage(t *testing.T, cache string) {
	t.Helper()
	found, err := filepath.Glob(filepath.Join(cache, "pool-2", "wheels", "*", "*", "pip", "__init__.py"))
	if err != nil || len(found) != 1 {
		t.Fatalf("%q %v", found, err)
	}
	if err := os.Chmod(found[0], 0o666); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(found[0], []byte("damaged"), 0o666); err != nil {
		t.Fatal(err)
	}
}
