package release

import (
	"path/filepath"
	"syscall"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/pyenvkit/pyenvkit/internal/lab"
)

// TestStartUpFileIsMounted has one that can't be replaced: containers have files of the
// host in them.
func TestStartUpFileIsMounted(t *testing.T) {
	lab.Root(t)
	dir := t.TempDir()
	host, path := filepath.Join(dir, "host"), filepath.Join(dir, "profile")
	lab.WriteFile(t, host, "A=1\nx "+mark+"\nB=2\n", 0o640)
	lab.WriteFile(t, path, "", 0o644)
	if err := syscall.Mount(host, path, "", syscall.MS_BIND, ""); err != nil {
		lab.Missing(t, "mounts: "+err.Error())
	}
	t.Cleanup(func() { _ = syscall.Unmount(path, syscall.MNT_DETACH) })
	expect(t, "", removeMarked(path))
	const want = "-rw-r----- A=1\nB=2\n"
	if diff := cmp.Diff(map[string]string{"": "drwxr-xr-x", "/host": want, "/profile": want}, lab.Tree(t, dir)); diff != "" {
		t.Error(diff)
	}
	expect(t, "was changed", overwrite(path, []byte("A=1\n"), nil))
}
