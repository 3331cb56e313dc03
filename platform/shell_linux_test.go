package platform

import (
	"os"
	"os/exec"
	"testing"

	"github.com/pyenvkit/pyenvkit/internal/lab"
)

// TestShellOfAContainer has the shell as the first of all processes.
func TestShellOfAContainer(t *testing.T) {
	lab.Root(t)
	separate := []string{"--pid", "--fork", "--mount-proc"}
	if err := exec.CommandContext(t.Context(), "unshare", append(separate, "true")...).Run(); err != nil {
		t.Skipf("missing: the right to a process namespace (%v)", err)
	}
	cmd := exec.CommandContext(t.Context(), "unshare", append(separate, lab.Program(t, "zsh"), "-fc", "'"+executablePath(t)+"'; true")...)
	cmd.Env = append(os.Environ(), role+"=shell")
	expectShell(t, cmd, "zsh", "zsh")
}
