package platform

import (
	"encoding/binary"
	"strings"

	"golang.org/x/sys/unix"
)

// processOf asks sysctl(3).
func processOf(pid int) (process, bool) {
	info, err := unix.SysctlKinfoProc("kern.proc.pid", pid)
	if err != nil {
		return process{}, false
	}
	return process{
		name:    unix.ByteSliceToString(info.Proc.P_comm[:]),
		parent:  int(info.Eproc.Ppid),
		started: uint64(unix.TimevalToNsec(info.Proc.P_starttime)),
	}, true
}

// argumentsOf returns the arguments of a process, its name first; nil if the system
// does not tell.
func argumentsOf(pid int) []string {
	_, arguments := commandOf(pid)
	return arguments
}

// executableOf returns the path of the executable of a process, "" if the system
// does not tell.
func executableOf(pid int) string {
	executable, _ := commandOf(pid)
	return executable
}

// commandOf reads kern.procargs2: the number of arguments in four bytes, the path
// that was executed, NULs, and the arguments with a NUL behind each.
func commandOf(pid int) (executable string, arguments []string) {
	const size = 4
	told, err := unix.SysctlRaw("kern.procargs2", pid)
	if err != nil || len(told) < size {
		return "", nil
	}
	number := int(binary.NativeEndian.Uint32(told))
	executable, rest, _ := strings.Cut(string(told[size:]), "\x00")
	arguments = strings.Split(strings.TrimLeft(rest, "\x00"), "\x00")
	return executable, arguments[:min(max(number, 0), len(arguments))]
}
