package winproc

import (
	"syscall"
	"unsafe"
)

// Values for NtQueryInformationProcess.
const (
	basicInformation = 0
	errorMode        = 12 // ProcessDefaultHardErrorMode
)

// restoreErrorMode takes on the error mode of the parent process, which this one
// had before Go's runtime changed it (preventErrorDialogs): a process inherits it,
// and Windows would neither report nor dump the crashes of a Python started here.
// Where the parent can't be asked, the mode stays.
func restoreErrorMode() {
	const queryInformation = 0x400
	// PROCESS_BASIC_INFORMATION: six words, the last one the parent.
	var information [6]uintptr
	self, err := syscall.GetCurrentProcess()
	if err != nil || !query(self, basicInformation, unsafe.Pointer(&information), unsafe.Sizeof(information)) {
		return
	}
	parent, err := syscall.OpenProcess(queryInformation, false, uint32(information[5]))
	if err != nil {
		return
	}
	defer shut(parent)
	var mode uint32
	if !query(parent, errorMode, unsafe.Pointer(&mode), unsafe.Sizeof(mode)) {
		return
	}
	// The kernel keeps SEM_FAILCRITICALERRORS the other way round.
	_, _, _ = setErrorMode.Call(uintptr(mode ^ 1))
}

func query(process syscall.Handle, what uintptr, answer unsafe.Pointer, size uintptr) bool {
	status, _, _ := ntQueryInformationProcess.Call(uintptr(process), what, uintptr(answer), size, 0)
	return status == 0
}
