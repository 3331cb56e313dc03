package environment

import (
	"errors"
	"os"
	"path/filepath"
	"testing"

	"github.com/pyenvkit/pyenvkit/internal/lab"
)

// TestStranger has somebody else put a .venv above the directory of the user.
func TestStranger(t *testing.T) {
	lab.Root(t)
	python := lab.Python(t)
	const other, third = 54321, 54322
	top := t.TempDir()
	root := filepath.Join(top, dotVenv)
	below := filepath.Join(top, "below")
	for _, dir := range []string{filepath.Join(root, "bin"), below} {
		if err := os.MkdirAll(dir, 0o755); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.WriteFile(filepath.Join(root, "pyvenv.cfg"), []byte("home = "+filepath.Dir(python)+"\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(python, filepath.Join(root, "bin", "python")); err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct {
		name          string
		venv, current int
		strange       bool
	}{
		{"one's own", 0, 0, false},
		{"another's", other, 0, true},
		{"another's, in a directory of the same", other, other, false},
		{"another's, in a directory of a third", other, third, true},
	} {
		t.Run(test.name, func(t *testing.T) {
			for path, uid := range map[string]int{root: test.venv, below: test.current} {
				if err := os.Lchown(path, uid, uid); err != nil {
					t.Fatal(err)
				}
			}
			s := Surroundings{Dir: below, Env: func(string) string { return "" }}
			_, err := s.Find("")
			if got := errors.As(err, new(*StrangerError)); got != test.strange || err != nil && !got {
				t.Errorf("Find: %v", err)
			}
			if _, err := s.Find(root); err != nil {
				t.Errorf("by its path: %v", err)
			}
		})
	}
}
