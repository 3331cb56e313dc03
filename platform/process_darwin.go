package platform

import "golang.org/x/sys/unix"

// process returns the name and the parent of a process.
func process(pid int) (name string, parent int, ok bool) {
	info, err := unix.SysctlKinfoProc("kern.proc.pid", pid)
	if err != nil {
		return "", 0, false
	}
	return unix.ByteSliceToString(info.Proc.P_comm[:]), int(info.Eproc.Ppid), true
}
