package winproc

import "syscall"

// inherit passes the standard handles on. One that this process has not, the
// other will not have either.
func inherit(start *syscall.StartupInfo) {
	start.StdInput = standard(syscall.STD_INPUT_HANDLE)
	start.StdOutput = standard(syscall.STD_OUTPUT_HANDLE)
	start.StdErr = standard(syscall.STD_ERROR_HANDLE)
	if start.StdInput != 0 || start.StdOutput != 0 || start.StdErr != 0 {
		start.Flags |= syscall.STARTF_USESTDHANDLES
	}
}

// standard returns a standard handle as one that is inherited, or 0. It is the
// handle itself, no duplicate: a pipe ends when the other process closes it.
func standard(which int) syscall.Handle {
	handle, err := syscall.GetStdHandle(which)
	if err != nil || handle == syscall.InvalidHandle || handle == 0 {
		return 0
	}
	if syscall.SetHandleInformation(handle, syscall.HANDLE_FLAG_INHERIT, syscall.HANDLE_FLAG_INHERIT) != nil {
		return 0
	}
	return handle
}

// letGo closes the standard handles, so that whoever reads from a pipe sees its
// end when the other process closes it, and leaves the current directory for the
// root of the drive, so that it can be removed when the other process has left it.
func (p Program) letGo() {
	for _, which := range []int{syscall.STD_INPUT_HANDLE, syscall.STD_OUTPUT_HANDLE, syscall.STD_ERROR_HANDLE} {
		if handle := standard(which); handle != 0 {
			_ = syscall.CloseHandle(handle)
		}
	}
	if root, err := syscall.UTF16PtrFromString(Join(p.Path, `\`)); err == nil {
		_ = syscall.SetCurrentDirectory(root)
	}
}
