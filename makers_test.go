//go:build unix

package pyenvkit_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/pyenvkit/pyenvkit"
	"github.com/pyenvkit/pyenvkit/internal/lab"
)

// A maker makes an environment at a path.
type maker struct {
	name string
	make func(t *testing.T, dir string)
}

// makers are those of environments that a machine may have, ours first.
func makers() []maker {
	return []maker{
		{"pyenvkit", func(t *testing.T, dir string) {
			t.Helper()
			create(t, pyenvkit.Request{Dir: dir, Python: lab.Python(t)})
		}},
		{"venv", func(t *testing.T, dir string) {
			t.Helper()
			execute(t, lab.Venvs(t)[0], "-m", "venv", "--without-pip", dir)
		}},
		{"virtualenv", func(t *testing.T, dir string) {
			t.Helper()
			execute(t, lab.Tool(t, "virtualenv"), "-q", "-p", lab.Python(t), dir)
		}},
		{"uv", func(t *testing.T, dir string) {
			t.Helper()
			execute(t, lab.Tool(t, "uv"), "venv", "-q", "--offline", "--no-config", "-p", lab.Python(t), dir)
		}},
	}
}

// create makes an environment of ours.
func create(t *testing.T, r pyenvkit.Request) {
	t.Helper()
	if _, err := kit(filepath.Dir(r.Dir), t.TempDir()).Create(t.Context(), r); err != nil {
		t.Fatal(err)
	}
}

// execute runs a program to its end.
func execute(t *testing.T, program string, arguments ...string) {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), program, arguments...)
	cmd.Dir = t.TempDir()
	cmd.Env = append(os.Environ(), "VIRTUAL_ENV=", "VIRTUALENV_NO_VENV_REDIRECT=1")
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%s: %v\n%s", program, err, out)
	}
}

// write makes a file, and the directories that it is in.
func write(t *testing.T, path, content string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(content), 0o644); err != nil {
		t.Fatal(err)
	}
}

// link makes a symbolic link.
func link(t *testing.T, target, path string) {
	t.Helper()
	if err := os.Symlink(target, path); err != nil {
		t.Fatal(err)
	}
}
