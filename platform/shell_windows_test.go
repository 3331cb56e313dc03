package platform

import (
	"os"
	"os/exec"
	"testing"
)

// TestShellOfWindows runs this program below cmd.
func TestShellOfWindows(t *testing.T) {
	cmd := exec.CommandContext(t.Context(), "cmd", "/d", "/c", executablePath(t))
	cmd.Env = append(os.Environ(), role+"=shell")
	expectShell(t, cmd, "cmd", "cmd")
}

func TestShellWithoutOne(t *testing.T) {
	t.Setenv("COMSPEC", "")
	environ := os.Environ()
	if name, path, err := ShellProgram("", `C:\`, environ); name != "cmd" || !isShell(path, "cmd") || err != nil {
		t.Errorf("%s at %s, %v", name, path, err)
	}
	if got := lastShell([]string{`comspec=C:\other.exe`}); got != `C:\other.exe` {
		t.Errorf("COMSPEC is not taken: %s", got)
	}
}
