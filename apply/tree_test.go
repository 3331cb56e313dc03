//go:build unix

package apply

import (
	"io/fs"
	"os"
	"path/filepath"
	"testing"
	"testing/fstest"

	"github.com/pyenvkit/pyenvkit/plan"
)

// TestTreeKeepsWhatIsExecutable holds because pip does so, and because some of
// its own files are.
func TestTreeKeepsWhatIsExecutable(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "env")
	target, err := Lock(t.Context(), dir, Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer target.Close()
	_, err = target.Apply(t.Context(), Job{
		Plan: plan.Plan{Ops: []plan.Op{plan.Tree{Path: "lib", Source: "wheel"}, plan.File{Path: "pyvenv.cfg"}}},
		Open: func(string) (Tree, error) {
			return Tree{FS: fstest.MapFS{"run": {Mode: 0o755}, "read": {Mode: 0o644}}}, nil
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]fs.FileMode{"run": 0o111, "read": 0} {
		info, err := os.Stat(filepath.Join(dir, "lib", name))
		if err != nil {
			t.Fatal(err)
		}
		if got := info.Mode() & 0o111; got != want {
			t.Errorf("%s may be executed by %o, want %o", name, got, want)
		}
	}
}
