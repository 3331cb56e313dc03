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
	for _, program := range []string{"bash", "git", "dpkg", "minisign", "rpm2cpio", "cpio", "zstd"} {
		lab.Program(t, program)
	}
	goreleaser := lab.Goreleaser(t)
	if _, err := os.Stat(filepath.Join(repository, ".git")); err != nil {
		lab.Missing(t, "a clone of the repository")
	}
	cmd := exec.CommandContext(t.Context(), filepath.Join(repository, "test", "release", "snapshot"), "--single-target", filepath.Join(t.TempDir(), "dist"))
	// What is the user's own stays as it is.
	user := t.TempDir()
	lab.WriteFile(t, filepath.Join(user, "bin", "pyenvkit"), program, 0o755)
	lab.WriteFile(t, filepath.Join(user, "data", "pyenvkit", "trust", "project"), "allowed", 0o600)
	before := lab.Tree(t, user)
	cmd.Env = append(os.Environ(), "PYENVKIT_INSTALL_DIR="+filepath.Join(user, "bin"), "PYENVKIT_CACHE_DIR="+filepath.Join(user, "cache"),
		"XDG_DATA_HOME="+filepath.Join(user, "data"), "PIP_TARGET="+filepath.Join(user, "packages"), "PATH="+filepath.Dir(goreleaser)+string(filepath.ListSeparator)+os.Getenv("PATH"))
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Errorf("%v\n%s", err, out)
	}
	same(t, before, user)
}
