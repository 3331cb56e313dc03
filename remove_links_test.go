//go:build unix

package pyenvkit_test

import (
	"errors"
	"os"
	"path/filepath"
	"testing"

	"github.com/pyenvkit/pyenvkit"
)

// TestRemovalByANameThatLeadsElsewhere has ".." behind a link, where rm(1) finds
// another environment than the name looks like.
func TestRemovalByANameThatLeadsElsewhere(t *testing.T) {
	parent := t.TempDir()
	for _, dir := range []string{"a/env", "other/env"} {
		small(t, filepath.Join(parent, dir))
	}
	if err := os.Mkdir(filepath.Join(parent, "other/dir"), 0o755); err != nil {
		t.Fatal(err)
	}
	link(t, "../other/dir", filepath.Join(parent, "a/link"))
	refused := (*pyenvkit.RefusalError)(nil)
	if _, err := kit(parent, t.TempDir()).Removal("a/link/../env", false); !errors.As(err, &refused) {
		t.Errorf("error %v, want a refusal", err)
	}
	if _, err := kit(parent, t.TempDir()).Removal("a/../a/env", false); err != nil {
		t.Errorf("without a link: %v", err)
	}
}
