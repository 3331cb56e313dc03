package platform

import (
	"errors"
	"fmt"
	"os"

	"golang.org/x/sys/windows"
)

// mutex is a handle of a named mutex, which exists for as long as somebody has one.
type mutex windows.Handle

// Close gives the handle back.
func (m mutex) Close() error { return windows.CloseHandle(windows.Handle(m)) }

// hold makes a mutex that is named after the number of the directory: Windows has no
// locks on directories. The mutex is never waited for: that it exists is the mark.
func hold(dir string) (*Held, error) {
	problem := func(err error) (*Held, error) { return nil, &os.PathError{Op: "hold", Path: dir, Err: err} }
	path, err := windows.UTF16PtrFromString(dir)
	if err != nil {
		return problem(err)
	}
	const share = windows.FILE_SHARE_READ | windows.FILE_SHARE_WRITE | windows.FILE_SHARE_DELETE
	handle, err := windows.CreateFile(path, windows.FILE_READ_ATTRIBUTES, share, nil, windows.OPEN_EXISTING, windows.FILE_FLAG_BACKUP_SEMANTICS, 0)
	if err != nil {
		return problem(err)
	}
	f := os.NewFile(uintptr(handle), dir)
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return nil, err
	}
	var id windows.ByHandleFileInformation
	if err := windows.GetFileInformationByHandle(handle, &id); err != nil {
		return problem(err)
	}
	if id.FileIndexHigh == 0 && id.FileIndexLow == 0 {
		return problem(errors.ErrUnsupported)
	}
	m, err := newMutex(fmt.Sprintf("pyenvkit-%08x-%08x%08x", id.VolumeSerialNumber, id.FileIndexHigh, id.FileIndexLow))
	if err != nil {
		return problem(err)
	}
	return &Held{info, m}, nil
}

// newMutex makes a mutex for all sessions of the machine or, where one can't be
// made (that of another user has this name, or the process is confined), for this
// session.
func newMutex(name string) (mutex, error) {
	var last error
	for _, namespace := range []string{`Global\`, `Local\`} {
		full, err := windows.UTF16PtrFromString(namespace + name)
		if err != nil {
			return 0, err
		}
		handle, err := windows.CreateMutex(nil, false, full)
		switch {
		case err == nil:
			return mutex(handle), nil
		case errors.Is(err, windows.ERROR_ALREADY_EXISTS):
			_ = windows.CloseHandle(handle)
			return 0, ErrHeld
		}
		last = err
	}
	return 0, last
}
