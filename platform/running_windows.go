package platform

import (
	"errors"

	"golang.org/x/sys/windows"
)

func running(pid int) bool {
	handle, err := windows.OpenProcess(windows.SYNCHRONIZE, false, uint32(pid))
	if err != nil {
		return errors.Is(err, windows.ERROR_ACCESS_DENIED) // somebody else's
	}
	defer func() { _ = windows.CloseHandle(handle) }()
	// One that has ended is there for as long as anybody has a handle of it.
	event, err := windows.WaitForSingleObject(handle, 0)
	return err == nil && event == uint32(windows.WAIT_TIMEOUT)
}
