package lab

import (
	_ "embed"
	"os/exec"
	"path/filepath"
	"testing"
)

//go:embed wine.sh
var wine string

// Cmd returns Wine's cmd with the given arguments, for root alone: everybody
// else is skipped. It has directory as Z:\mnt, and what it mounts and starts
// ends with it. It stands for the cmd of Windows with these limits: it echoes
// labels, reads batch files in code page 437 whatever chcp was told, expands
// the percent signs in what %~dp0 stands for once more, and knows no caret
// where delayed expansion is on.
func Cmd(t testing.TB, directory string, args ...string) *exec.Cmd {
	t.Helper()
	Root(t)
	registry := installed(t, "a Debian with Wine", "wine", "opt", "prefix", "system.reg")
	root := filepath.Dir(filepath.Dir(filepath.Dir(registry)))
	command := append([]string{"-c", wine, "wine.sh", root, directory, "wine", "cmd"}, args...)
	return exec.CommandContext(t.Context(), Program(t, "sh"), command...)
}
