package release

import (
	"os/exec"
	"path/filepath"
	"syscall"
	"testing"

	"github.com/pyenvkit/pyenvkit/internal/lab"
)

// TestWithoutProc has a chroot in which nothing is mounted: the program says why it
// can't find itself, and what can be done.
func TestWithoutProc(t *testing.T) {
	t.Parallel()
	lab.Root(t)
	root := t.TempDir()
	lab.WriteFile(t, filepath.Join(root, "pyenvkit"), build(t), 0o755)
	for _, command := range []string{"update", "uninstall"} {
		cmd := exec.CommandContext(t.Context(), "/pyenvkit", "self", command)
		cmd.Env, cmd.Dir, cmd.SysProcAttr = []string{"HOME=/"}, "/", &syscall.SysProcAttr{Chroot: root}
		status, said := run(t, cmd)
		expect(t, 1, "/proc mounted?", status, said)
	}
}
