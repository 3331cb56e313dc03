package lab

import (
	"os/exec"
	"strings"
	"testing"
)

// PowerShellFaults returns where the grammar of PowerShell finds no sense in a
// script, line by line, "" for nowhere. It stands in for a PowerShell on machines
// that have none.
func PowerShellFaults(t testing.TB, script string) string {
	t.Helper()
	const parse = `
import sys, tree_sitter, tree_sitter_powershell
parser = tree_sitter.Parser(tree_sitter.Language(tree_sitter_powershell.language()))
nodes = [parser.parse(sys.stdin.buffer.read()).root_node]
while nodes:
    node = nodes.pop()
    if node.type == "ERROR" or node.is_missing:
        print(node.start_point.row + 1, node.type)
    nodes += node.children
`
	cmd := exec.CommandContext(t.Context(), TreeSitter(t), "-c", parse)
	cmd.Stdin = strings.NewReader(script)
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	return string(out)
}
