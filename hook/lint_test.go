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

// parsePowerShell prints where the grammar of PowerShell finds no sense.
const parsePowerShell = `
import sys, tree_sitter, tree_sitter_powershell
parser = tree_sitter.Parser(tree_sitter.Language(tree_sitter_powershell.language()))
nodes = [parser.parse(sys.stdin.buffer.read()).root_node]
while nodes:
    node = nodes.pop()
    if node.type == "ERROR" or node.is_missing:
        print(node.start_point.row + 1, node.type)
    nodes += node.children
`

// TestPowerShellScriptParses stands in for a PowerShell.
func TestPowerShellScriptParses(t *testing.T) {
	t.Parallel()
	python := lab.TreeSitter(t)
	parse := func(code string) string {
		cmd := exec.CommandContext(t.Context(), python, "-c", parsePowerShell)
		cmd.Stdin = strings.NewReader(code)
		out, err := cmd.CombinedOutput()
		if err != nil {
			t.Fatalf("%v: %s", err, out)
		}
		return string(out)
	}
	code, err := Code("powershell", `C:\it's ‘here’\pyenvkit.exe`, true)
	if err != nil {
		t.Fatal(err)
	}
	if faults := parse(code); faults != "" {
		t.Error(faults)
	}
	if parse(code+"if (") == "" {
		t.Error("the checker finds nothing in a broken script")
	}
}
