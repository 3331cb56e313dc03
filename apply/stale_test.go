//go:build unix

package apply

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
)

// stale are ways in which a file of the pool can be another than it was.
var stale = map[string]func(path string) error{
	"is missing": os.Remove,
	"its size is": func(path string) error {
		info, err := os.Lstat(path)
		return errors.Join(err, os.Chmod(path, 0o644), os.WriteFile(path, []byte("other"), 0o644),
			os.Chmod(path, 0o444), os.Chtimes(path, info.ModTime(), info.ModTime()))
	},
	"it was changed at": func(path string) error {
		info, err := os.Lstat(path)
		return errors.Join(err, os.Chtimes(path, info.ModTime(), info.ModTime().Add(100)))
	},
	"its mode is": func(path string) error { return os.Chmod(path, 0o644) },
	"it belongs to the user": func(path string) error {
		return errors.Join(os.Chown(path, 65534, 65534), os.Chmod(path, 0o444))
	},
	"it is no regular file": func(path string) error {
		return errors.Join(os.Rename(path, path+".py"), os.Symlink(filepath.Base(path)+".py", path))
	},
	"its directory is missing": func(path string) error { return os.RemoveAll(filepath.Dir(path)) },
	"its directory is none": func(path string) error {
		dir := filepath.Dir(path)
		return errors.Join(os.Rename(dir, dir+"2"), os.Symlink(filepath.Base(dir)+"2", dir))
	},
}

func TestAStaleFileOfThePoolMakesNothing(t *testing.T) {
	for reason, spoil := range stale {
		for mode := LinkAuto; mode <= LinkSymbolic; mode++ {
			if strings.Contains(reason, "belongs") && os.Geteuid() != 0 {
				continue
			}
			parent, poolDir := t.TempDir(), filepath.Join(t.TempDir(), "pool")
			tree := pool(t, poolDir, sources)
			tree.Shared = true
			if err := spoil(filepath.Join(poolDir, "pkg/sub/deep/b.py")); err != nil {
				t.Fatal(reason, err)
			}
			err := try(t, filepath.Join(parent, "env"), nil, pooled(tree, mode))
			found := (*StaleError)(nil)
			if !errors.As(err, &found) || found.Source != "wheel" || found.Path != "pkg/sub/deep/b.py" || !strings.Contains(found.Reason, reason) {
				t.Errorf("%v, %s: error %v", mode, reason, err)
			}
			if got := left(t, parent); len(got) > 0 {
				t.Errorf("%v, %s: left %v", mode, reason, got)
			}
		}
	}
}

// TestAFileOfThePoolThatGoesMeanwhileIsStale removes one between each two calls
// that are about it.
func TestAFileOfThePoolThatGoesMeanwhileIsStale(t *testing.T) {
	for mode := LinkAuto; mode <= LinkSymbolic; mode++ {
		for number := 1; ; number++ {
			parent, poolDir := t.TempDir(), filepath.Join(t.TempDir(), "pool")
			tree := pool(t, poolDir, sources)
			tree.Shared = true
			calls := 0
			var mutex sync.Mutex
			before := func(_, path string) error {
				mutex.Lock()
				defer mutex.Unlock()
				if filepath.Base(path) != "b.py" {
					return nil
				}
				if calls++; calls == number {
					return os.Remove(filepath.Join(poolDir, "pkg/sub/deep/b.py"))
				}
				return nil
			}
			err := try(t, filepath.Join(parent, "env"), before, pooled(tree, mode))
			if calls < number {
				break
			}
			if found := (*StaleError)(nil); err != nil && (!errors.As(err, &found) || found.Reason != "it is missing") {
				t.Errorf("%v, call %d: error %v", mode, number, err)
			}
			if got := left(t, parent); err != nil && len(got) > 0 {
				t.Errorf("%v, call %d: left %v", mode, number, got)
			}
		}
	}
}

// left returns what is below dir.
func left(t *testing.T, dir string) map[string]string {
	t.Helper()
	return tree(t, dir)
}
