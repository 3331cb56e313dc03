package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/pyenvkit/pyenvkit/internal/lab"
)

// TestSelfUninstallAsks has the user say no, and then yes.
func TestSelfUninstallAsks(t *testing.T) {
	found, err := exec.LookPath("pyenvkit")
	if err != nil {
		t.Fatal(err)
	}
	content, err := os.ReadFile(found)
	if err != nil {
		t.Fatal(err)
	}
	home := t.TempDir()
	path := filepath.Join(home, "bin", "pyenvkit")
	if err := os.Mkdir(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, content, 0o755); err != nil {
		t.Fatal(err)
	}
	for _, answer := range []struct{ typed, told string }{{"\n", "error: nothing was removed"}, {"y\n", "removed " + path}} {
		cmd := exec.CommandContext(t.Context(), path, "self", "uninstall")
		cmd.Env = []string{"HOME=" + home, "TERM=xterm", "NO_COLOR=1", "PATH=/usr/bin:/bin"}
		terminal := lab.StartPty(t, cmd)
		terminal.Await(path + "\r\nremove all of this? [y/N] ")
		terminal.Type(answer.typed)
		terminal.Await(answer.told)
		if _, err := os.Stat(path); err != nil && answer.typed == "\n" {
			t.Error(err)
		}
	}
}
