package platform

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/pyenvkit/pyenvkit/internal/lab"
)

func TestShellName(t *testing.T) {
	for program, want := range map[string]string{
		"/usr/bin/fish": "fish", "-zsh": "zsh", `PowerShell.exe`: "powershell", "make": "", "": "", "/bin/sh": "sh",
	} {
		if got := shellName(program); got != want {
			t.Errorf("shellName(%q) = %q, want %q", program, got, want)
		}
	}
}

// TestShellIsTheAncestor runs this test binary below a real shell.
func TestShellIsTheAncestor(t *testing.T) {
	if os.Getenv("PYENVKIT_TEST_PRINT_SHELL") != "" {
		t.Log("shell=" + Shell(func(string) string { return "/bin/fish" }))
		return
	}
	for _, shell := range []string{"zsh", "mksh"} {
		path := lab.Program(t, shell)
		self, err := filepath.Abs(os.Args[0])
		if err != nil {
			t.Fatal(err)
		}
		cmd := exec.CommandContext(t.Context(), path, "-c", `"$0" -test.run '^TestShellIsTheAncestor$' -test.v; true`, self)
		cmd.Env = append(os.Environ(), "PYENVKIT_TEST_PRINT_SHELL=1")
		out, err := cmd.CombinedOutput()
		if err != nil || !strings.Contains(string(out), "shell="+shell) {
			t.Errorf("below %s: %v\n%s", shell, err, out)
		}
	}
}
