package release

import (
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/pyenvkit/pyenvkit/internal/lab"
)

// TestSnapshot makes a release of the commit that is checked out, for this machine
// alone: the archives, the packages, the wheel and what installs them.
func TestSnapshot(t *testing.T) {
	lab.Root(t)
	for _, program := range []string{"bash", "git", "dpkg", "rpm2cpio", "cpio", "zstd"} {
		lab.Program(t, program)
	}
	goreleaser := lab.Goreleaser(t)
	if _, err := os.Stat(filepath.Join(repository, ".git")); err != nil {
		lab.Missing(t, "a clone of the repository")
	}
	cmd := exec.CommandContext(t.Context(), filepath.Join(repository, "test", "release", "snapshot"), "--single-target", filepath.Join(t.TempDir(), "dist"))
	cmd.Env = append(os.Environ(), "PATH="+filepath.Dir(goreleaser)+string(filepath.ListSeparator)+os.Getenv("PATH"))
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Errorf("%v\n%s", err, out)
	}
}
