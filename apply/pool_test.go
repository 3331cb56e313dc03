package apply

import (
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/pyenvkit/pyenvkit/platform"
)

// pool puts files into the directory dir as a pool has them, executable those
// whose contents begin with "#!", and returns their tree.
func pool(t testing.TB, dir string, files map[string]string) Tree {
	t.Helper()
	err := fillPool(dir, files)
	if err != nil {
		t.Fatal(err)
	}
	tree, err := openPool(dir)
	if err != nil {
		t.Fatal(err)
	}
	return tree
}

func fillPool(dir string, files map[string]string) error {
	modified := time.Unix(1700000000, 123456700)
	for name, content := range files {
		mode := fs.FileMode(0o444)
		if strings.HasPrefix(content, "#!") {
			mode = 0o555
		}
		at := filepath.Join(dir, filepath.FromSlash(name))
		err := os.MkdirAll(filepath.Dir(at), 0o755)
		if err == nil {
			err = os.WriteFile(at, []byte(content), 0o600)
		}
		if err == nil {
			err = os.Chmod(at, mode)
		}
		if err == nil {
			err = os.Chtimes(at, modified, modified)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// openPool returns the tree of what is in dir.
func openPool(dir string) (Tree, error) {
	tree := Tree{Dir: dir, Owner: -1}
	err := filepath.WalkDir(dir, func(path string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		info, err := e.Info()
		if err != nil {
			return err
		}
		if uid, _, ok := platform.Owner(info); ok {
			tree.Owner = uid
		}
		name, err := filepath.Rel(dir, path)
		tree.Files = append(tree.Files, TreeFile{
			Path: filepath.ToSlash(name), Size: info.Size(), ModTime: info.ModTime().UnixNano(), Executable: info.Mode()&0o111 != 0,
		})
		return err
	})
	return tree, err
}

// pools, a variable of the environment, names the directory with the pools that
// the trees of job are in, by their versions. It is in memory where that can be
// had, as [scratch] is, so that there files can be linked to.
const pools = "PYENVKIT_APPLY_POOLS"

// withPools makes the pools of job for the time of the tests.
func withPools(tests func() int) (code int, err error) {
	dir, err := os.MkdirTemp("/dev/shm", "pyenvkit-apply-")
	if err != nil {
		dir, err = os.MkdirTemp("", "pyenvkit-apply-")
	}
	if err != nil {
		return 0, err
	}
	defer os.RemoveAll(dir)
	for _, version := range []string{"1", "2", "3"} {
		err := fillPool(filepath.Join(dir, version), map[string]string{
			"pkg/sub/__pycache__/a.pyc": "bytecode " + version, "pkg/run": "#!" + version,
		})
		if err != nil {
			return 0, err
		}
	}
	if err := os.Setenv(pools, dir); err != nil {
		return 0, err
	}
	return tests(), nil
}
