package release

import (
	"path/filepath"
	"testing"
)

// TestRootInAContainer makes a machine where the directory for temporary files is on
// an overlay, as in the container of CI: what skips there is tried nowhere.
func TestRootInAContainer(t *testing.T) {
	container, made := newRoot(t), false
	t.Run("inside", func(t *testing.T) {
		t.Setenv("TMPDIR", filepath.Join(container.dir, "tmp"))
		newRoot(t).must(t, call{argv: []string{"true"}})
		made = true
	})
	if !made {
		t.Error("there is no machine on an overlay")
	}
}
