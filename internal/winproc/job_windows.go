package winproc

import (
	"syscall"
	"unsafe"
)

// A job ends its process when the last handle to it is closed, which is when this
// program ends in whatever way. Processes that its process starts are not in it.
// Zero is none.
type job syscall.Handle

// Limits of a job (JOBOBJECT_BASIC_LIMIT_INFORMATION).
const (
	silentBreakawayOK = 0x1000
	killOnJobClose    = 0x2000
)

func newJob() (job, error) {
	handle, _, err := createJobObject.Call(0, 0)
	if handle == 0 {
		return 0, err
	}
	j := job(handle)
	return j, j.limit(silentBreakawayOK | killOnJobClose)
}

// limit sets the job's limits.
func (j job) limit(flags uint64) error {
	const (
		extendedLimitInformation = 9
		// JOBOBJECT_EXTENDED_LIMIT_INFORMATION: two 64-bit times, then the flags;
		// 144 bytes or, with 32-bit pointers, 112.
		size = 80 + 8*unsafe.Sizeof(uintptr(0))
	)
	information := [size / 8]uint64{2: flags}
	ok, _, err := setInformationJobObject.Call(uintptr(j), extendedLimitInformation,
		uintptr(unsafe.Pointer(&information)), size)
	if ok == 0 {
		return err
	}
	return nil
}

// take puts a process into the job.
func (j job) take(process syscall.Handle) error {
	if ok, _, err := assignProcessToJobObject.Call(uintptr(j), uintptr(process)); ok == 0 {
		return err
	}
	return nil
}

// leaveEvents leaves the events of the console to the other process, which has
// them too. When the console is closed, the user logs off or the system shuts
// down, Windows ends this process once it has answered: then the other one is let
// go, to end in its own time.
func leaveEvents(j job) {
	const closeEvent = 2 // the first of those after which a process is ended
	handler := syscall.NewCallback(func(event uintptr) uintptr {
		if uint32(event) >= closeEvent {
			_ = j.limit(silentBreakawayOK)
		}
		return 1
	})
	_, _, _ = setConsoleCtrlHandler.Call(handler, 1)
}
