//go:build unix

package platform

import (
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/pyenvkit/pyenvkit/internal/lab"
)

// TestShells runs this program below real shells.
func TestShells(t *testing.T) {
	self := executablePath(t)
	tell := "'" + self + "'; true"
	bin := t.TempDir()
	for _, c := range []struct {
		name, program string
		args          []string
		user, calling string
	}{
		{"bash", "bash", []string{"-c"}, "bash", "bash"},
		{"zsh", "zsh", []string{"-fc"}, "zsh", "zsh"},
		{"mksh", "mksh", []string{"-c"}, "mksh", "mksh"},
		{"fish", "fish", []string{"-Nc"}, "fish", "fish"},
		{"tcsh", "tcsh", []string{"-fc"}, "tcsh", "tcsh"},
		{"dash", "dash", []string{"-c"}, "dash", "dash"},
		{"yash", "yash", []string{"-c"}, "yash", "yash"},
		{"nu", "nu", []string{"-n", "-c", "^'" + self + "'"}, "nu", "nu"},
		{"xonsh", "xonsh", []string{"--no-rc", "-c", "$['" + self + "']"}, "xonsh", "xonsh"},
		{"sh below fish", "fish", []string{"-Nc", "sh -c $argv[1]; true"}, "fish", "sh"},
		{"others between", "zsh", []string{"-fc", `env nice make -sf =(print -r $'x:\n\t@$(value Y)') Y=$0`}, "zsh", "sh"},
		{"busybox", "busybox", []string{"ash", "-c"}, "ash", "ash"},
	} {
		t.Run(c.name, func(t *testing.T) {
			cmd := exec.CommandContext(t.Context(), lab.Program(t, c.program), append(c.args, tell)...)
			cmd.Env = append(os.Environ(), role+"=shell")
			expectShell(t, cmd, c.user, c.calling)
		})
	}
	for name, content := range map[string]string{"deleted": "deleted", "bash-5.2": "versioned"} {
		t.Run(content, func(t *testing.T) {
			image, err := os.ReadFile(lab.Program(t, "bash"))
			if err != nil {
				t.Fatal(err)
			}
			path := filepath.Join(bin, name)
			if name == "deleted" {
				path = filepath.Join(bin, "bash")
			}
			if err := os.WriteFile(path, image, 0o755); err != nil {
				t.Fatal(err)
			}
			cmd := exec.CommandContext(t.Context(), path, "-c", tell)
			if name == "deleted" {
				cmd.Args[2] = "rm '" + path + "'; " + tell
			}
			cmd.Env = append(os.Environ(), role+"=shell")
			expectShell(t, cmd, "bash", "bash")
		})
	}
}

func TestShellProgramOfAName(t *testing.T) {
	sh := lab.Program(t, "sh")
	environ := []string{"PATH=" + filepath.Dir(sh)}
	for _, c := range []struct{ shell, name, path string }{
		{"sh", "sh", sh}, {sh, "sh", sh}, {"ls", "ls", filepath.Join(filepath.Dir(sh), "ls")},
	} {
		if name, path, err := ShellProgram(c.shell, "/", environ); name != c.name || path != c.path || err != nil {
			t.Errorf("%s: %s at %s, %v", c.shell, name, path, err)
		}
	}
	if name, path, err := ShellProgram("no such shell", "/", environ); path != "" || err == nil {
		t.Errorf("%s at %s", name, path)
	}
}
