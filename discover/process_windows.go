package discover

import (
	"os/exec"
	"unsafe"

	"golang.org/x/sys/windows"
)

// A family is a command and all that it starts: a job object.
type family struct {
	cmd *exec.Cmd
	job windows.Handle // 0 where there is none
}

// newFamily makes the end of the command's context that of its descendants.
func newFamily(cmd *exec.Cmd) *family {
	f := &family{cmd: cmd}
	if job, err := windows.CreateJobObject(nil, nil); err == nil {
		f.job = job
		info := windows.JOBOBJECT_EXTENDED_LIMIT_INFORMATION{
			BasicLimitInformation: windows.JOBOBJECT_BASIC_LIMIT_INFORMATION{LimitFlags: windows.JOB_OBJECT_LIMIT_KILL_ON_JOB_CLOSE},
		}
		_, _ = windows.SetInformationJobObject(job, windows.JobObjectExtendedLimitInformation,
			uintptr(unsafe.Pointer(&info)), uint32(unsafe.Sizeof(info)))
	}
	cmd.Cancel = func() error {
		f.kill()
		return cmd.Process.Kill()
	}
	return f
}

// adopt puts the command into its job, just after its start.
func (f *family) adopt() {
	process, err := windows.OpenProcess(windows.PROCESS_SET_QUOTA|windows.PROCESS_TERMINATE, false, uint32(f.cmd.Process.Pid))
	if err != nil {
		return
	}
	defer func() { _ = windows.CloseHandle(process) }()
	_ = windows.AssignProcessToJobObject(f.job, process)
}

// kill ends what is left of the family.
func (f *family) kill() { _ = windows.TerminateJobObject(f.job, 1) }

func (f *family) release() { _ = windows.CloseHandle(f.job) }
