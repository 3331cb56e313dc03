package activate

import (
	"path/filepath"
	"strings"
	"testing"

	"github.com/pyenvkit/pyenvkit/internal/lab"
)

// TestScriptsPassTheirCheckers has each shell, and shellcheck, look at the
// scripts without running them.
func TestScriptsPassTheirCheckers(t *testing.T) {
	t.Parallel()
	root := realTemp(t)
	environment(t, root, "it's")
	tests := []struct {
		script string
		argv   []string
	}{
		{"activate", []string{"shellcheck"}},
		{"activate", []string{"bash", "-n"}},
		{"activate", []string{"zsh", "-fn"}},
		{"activate", []string{"dash", "-n"}},
		{"activate", []string{"busybox", "ash", "-n"}},
		{"activate", []string{"mksh", "-n"}},
		{"activate", []string{"yash", "-n"}},
		{"activate", []string{"ksh93", "-n"}},
		{"activate.fish", []string{"fish", "--no-config", "-n"}},
		{"activate.csh", []string{"tcsh", "-fn"}},
	}
	for _, test := range tests {
		t.Run(strings.Join(test.argv, " "), func(t *testing.T) {
			t.Parallel()
			argv := append([]string{lab.Program(t, test.argv[0])}, test.argv[1:]...)
			got := run(t, clean(t), "", append(argv, filepath.Join(root, "bin", test.script))...)
			if got.status != 0 || got.stdout != "" || strings.Contains(got.stderr, "rror") {
				t.Errorf("%d: %s%s", got.status, got.stdout, got.stderr)
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
	done, _ := Render(values("/env", "p"), []string{"Activate.ps1"})
	script := string(done[0].Content)
	if got := run(t, clean(t), script, python, "-c", parsePowerShell); got.stdout != "" || got.status != 0 {
		t.Errorf("%s%s", got.stdout, got.stderr)
	}
	if got := run(t, clean(t), script+"if (", python, "-c", parsePowerShell); got.stdout == "" {
		t.Error("the checker finds nothing in a broken script")
	}
	var assignments strings.Builder
	for _, s := range hostile {
		quoted, err := QuotePowerShell(s)
		if err != nil {
			t.Fatal(err)
		}
		assignments.WriteString("$x = " + quoted + "\n")
	}
	if got := run(t, clean(t), assignments.String(), python, "-c", parsePowerShell); got.stdout != "" || got.status != 0 {
		t.Errorf("%s%s", got.stdout, got.stderr)
	}
}
