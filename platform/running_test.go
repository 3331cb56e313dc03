package platform

import (
	"os"
	"os/exec"
	"testing"
)

func TestRunning(t *testing.T) {
	if !Running(os.Getpid()) {
		t.Error("this process is taken for none")
	}
	cmd := exec.CommandContext(t.Context(), executablePath(t), "-test.run=^$")
	if err := cmd.Run(); err != nil {
		t.Fatal(err)
	}
	if pid := cmd.Process.Pid; Running(pid) {
		t.Errorf("%d, which has ended, is taken for running", pid)
	}
}
