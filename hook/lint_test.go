package hook

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/pyenvkit/pyenvkit/internal/lab"
)

// TestScriptsPassTheirCheckers has each shell, and shellcheck, look at the code
// without running it.
func TestScriptsPassTheirCheckers(t *testing.T) {
	t.Parallel()
	tests := []struct {
		shell string
		argv  []string
	}{
		{"bash", []string{"shellcheck", "--shell=bash", "--enable=quote-safe-variables"}},
		{"sh", []string{"shellcheck", "--shell=sh"}},
		{"yash", []string{"shellcheck", "--shell=sh"}},
		{"bash", []string{"bash", "-n"}},
		{"zsh", []string{"zsh", "-fn"}},
		{"sh", []string{"dash", "-n"}},
		{"ash", []string{"busybox", "ash", "-n"}},
		{"mksh", []string{"mksh", "-n"}},
		{"yash", []string{"yash", "-n"}},
		{"ksh93", []string{"ksh93", "-n"}},
		{"fish", []string{"fish", "--no-config", "-n"}},
		{"tcsh", []string{"tcsh", "-fn"}},
	}
	for _, test := range tests {
		t.Run(test.shell+" "+strings.Join(test.argv, " "), func(t *testing.T) {
			t.Parallel()
			code, err := Code(test.shell, "/it's here/pyenvkit", true)
			if err != nil {
				t.Fatal(err)
			}
			file := filepath.Join(t.TempDir(), "code")
			if err := os.WriteFile(file, []byte(code), 0o644); err != nil {
				t.Fatal(err)
			}
			cmd := exec.CommandContext(t.Context(), lab.Program(t, test.argv[0]), append(test.argv[1:], file)...)
			if out, err := cmd.CombinedOutput(); err != nil || strings.Contains(string(out), "rror") {
				t.Errorf("%v: %s", err, out)
			}
		})
	}
}

// TestPowerShellScriptParses stands in for a PowerShell.
func TestPowerShellScriptParses(t *testing.T) {
	t.Parallel()
	code, err := Code("powershell", `C:\it's ‘here’\pyenvkit.exe`, true)
	if err != nil {
		t.Fatal(err)
	}
	if faults := lab.PowerShellFaults(t, code); faults != "" {
		t.Error(faults)
	}
	if lab.PowerShellFaults(t, code+"if (") == "" {
		t.Error("the checker finds nothing in a broken script")
	}
}
