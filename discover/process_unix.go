//go:build unix

package discover

import (
	"os"
	"os/exec"
	"syscall"
)

// A family is a command and all that it starts: a process group.
type family struct{ cmd *exec.Cmd }

// newFamily makes the end of the command's context that of its descendants.
func newFamily(cmd *exec.Cmd) *family {
	f := &family{cmd}
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	cmd.Cancel = func() error {
		if syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL) != nil {
			return os.ErrProcessDone
		}
		return nil
	}
	return f
}

// adopt is for systems where a family begins after the start.
func (*family) adopt() {}

// kill ends what is left of the family. It must not be called when nobody is:
// the number of the group could be somebody else's by then.
func (f *family) kill() { _ = syscall.Kill(-f.cmd.Process.Pid, syscall.SIGKILL) }

func (*family) release() {}
