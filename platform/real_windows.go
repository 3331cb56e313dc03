package platform

import (
	"errors"
	"os"
	"strings"

	"golang.org/x/sys/windows"
)

func realPath(path string) (string, error) {
	name, err := windows.UTF16PtrFromString(path)
	if err != nil {
		return "", &os.PathError{Op: "resolve", Path: path, Err: err}
	}
	const share = windows.FILE_SHARE_READ | windows.FILE_SHARE_WRITE | windows.FILE_SHARE_DELETE
	handle, err := windows.CreateFile(name, windows.FILE_READ_ATTRIBUTES, share, nil, windows.OPEN_EXISTING, windows.FILE_FLAG_BACKUP_SEMANTICS, 0)
	switch {
	case errors.Is(err, windows.ERROR_CANT_ACCESS_FILE):
		return path, nil // an app execution alias, which leads nowhere that could be opened
	case errors.Is(err, windows.ERROR_CANT_RESOLVE_FILENAME):
		return "", errors.New("too many links")
	case err != nil:
		return "", &os.PathError{Op: "resolve", Path: path, Err: err}
	}
	defer func() { _ = windows.CloseHandle(handle) }()
	buffer := make([]uint16, windows.MAX_LONG_PATH)
	n, err := windows.GetFinalPathNameByHandle(handle, &buffer[0], uint32(len(buffer)), 0)
	if err != nil || int(n) >= len(buffer) {
		return path, nil // some file systems, of RAM discs for one, have no such name
	}
	real := windows.UTF16ToString(buffer[:n])
	short := strings.TrimPrefix(real, `\\?\`)
	if share, ok := strings.CutPrefix(short, `UNC\`); ok {
		short = `\\` + share
	}
	// A name that ends in a dot or a blank is another one without the prefix.
	if _, err := os.Lstat(short); err != nil {
		return real, nil
	}
	return short, nil
}
