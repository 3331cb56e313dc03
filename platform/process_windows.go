package platform

import (
	"path/filepath"
	"unsafe"

	"golang.org/x/sys/windows"
)

// processOf asks about one process at a time, which takes less than a snapshot of
// all of them. A parent that has ended is named nevertheless, and another process may
// have got its number since.
func processOf(pid int) (process, bool) {
	handle, err := windows.OpenProcess(windows.PROCESS_QUERY_LIMITED_INFORMATION, false, uint32(pid))
	if err != nil {
		return process{}, false
	}
	defer func() { _ = windows.CloseHandle(handle) }()
	var basic windows.PROCESS_BASIC_INFORMATION
	var created, exited, kernel, user windows.Filetime
	err = windows.NtQueryInformationProcess(handle, windows.ProcessBasicInformation, unsafe.Pointer(&basic), uint32(unsafe.Sizeof(basic)), nil)
	if err != nil || windows.GetProcessTimes(handle, &created, &exited, &kernel, &user) != nil {
		return process{}, false
	}
	return process{
		name:    filepath.Base(imageOf(handle)),
		parent:  int(basic.InheritedFromUniqueProcessId),
		started: uint64(created.Nanoseconds()),
	}, true
}

// imageOf returns the path of the executable of a process, "" if the system does not
// tell.
func imageOf(process windows.Handle) string {
	buffer := make([]uint16, windows.MAX_LONG_PATH)
	size := uint32(len(buffer))
	if windows.QueryFullProcessImageName(process, 0, &buffer[0], &size) != nil {
		return ""
	}
	return windows.UTF16ToString(buffer[:size])
}

// argumentsOf returns none: Windows tells them only to those who read the memory of
// a process.
func argumentsOf(int) []string { return nil }

// executableOf returns the path of the executable of a process, "" if the system
// does not tell.
func executableOf(pid int) string {
	handle, err := windows.OpenProcess(windows.PROCESS_QUERY_LIMITED_INFORMATION, false, uint32(pid))
	if err != nil {
		return ""
	}
	defer func() { _ = windows.CloseHandle(handle) }()
	return imageOf(handle)
}
