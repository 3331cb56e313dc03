//go:build unix

package use

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/pyenvkit/pyenvkit/internal/lab"
)

// TestEveryMaker uses environments of all makers by every command.
func TestEveryMaker(t *testing.T) {
	python := lab.Python(t)
	for maker, command := range map[string]func(t *testing.T) []string{
		"pyenvkit": func(*testing.T) []string { return []string{"pyenvkit", "create", "--without-pip", "-p", python} },
		"venv":     func(t *testing.T) []string { return []string{lab.Venvs(t)[0], "-m", "venv", "--without-pip"} },
		"virtualenv": func(t *testing.T) []string {
			return []string{lab.Tool(t, "virtualenv"), "--no-seed", "--no-venv-redirect", "-p", python}
		},
		"uv": func(t *testing.T) []string {
			return []string{lab.Tool(t, "uv"), "venv", "--offline", "--no-config", "-p", python}
		},
	} {
		t.Run(maker, func(t *testing.T) {
			project, err := filepath.EvalSymlinks(t.TempDir())
			if err != nil {
				t.Fatal(err)
			}
			root := filepath.Join(project, ".venv")
			environ := append(os.Environ(), "HOME="+t.TempDir(), "XDG_DATA_HOME=", "VIRTUAL_ENV=")
			run := func(argv ...string) string {
				t.Helper()
				cmd := exec.CommandContext(t.Context(), argv[0], argv[1:]...)
				cmd.Dir, cmd.Env = project, environ
				var words strings.Builder
				cmd.Stderr = &words
				out, err := cmd.Output()
				if err != nil {
					t.Fatalf("%q: %v\n%s", argv, err, words.String())
				}
				return strings.TrimSpace(string(out))
			}
			run(append(command(t), root)...)
			const prefix = "import sys; print(sys.prefix)"
			for _, argv := range [][]string{
				{"pyenvkit", "run", "python", "-c", prefix},
				{"bash", "-c", `eval "$(pyenvkit activate)" && python -c "$0" && deactivate && test -z "$VIRTUAL_ENV"`, prefix},
				{lab.Program(t, "fish"), "-c", `pyenvkit activate | source; and python -c $argv; and deactivate; and test -z "$VIRTUAL_ENV"`, prefix},
				{"bash", "-c", `echo 'echo "$VIRTUAL_ENV"' | pyenvkit shell --shell bash`},
				{"bash", "-c", `pyenvkit allow && eval "$(pyenvkit activate --hooked bash --auto)" && python -c "$0"`, prefix},
			} {
				if got := run(argv...); got != root {
					t.Errorf("%q: %q, want %q", argv, got, root)
				}
			}
			var info struct {
				Maker struct {
					Name string `json:"name"`
				} `json:"maker"`
				Python struct {
					Executable string `json:"executable"`
				} `json:"python"`
			}
			if err := json.Unmarshal([]byte(run("pyenvkit", "info", "--json")), &info); err != nil {
				t.Fatal(err)
			}
			if info.Maker.Name != maker || info.Python.Executable != filepath.Join(root, "bin", "python") {
				t.Errorf("info: %+v", info)
			}
			run("pyenvkit", "remove", "--yes", root)
			if _, err := os.Lstat(root); !os.IsNotExist(err) {
				t.Errorf("%s is not removed: %v", root, err)
			}
		})
	}
}
