package platform

import (
	"errors"

	"golang.org/x/sys/windows"
)

func linkRefused(err error) bool {
	return is(err, windows.ERROR_PRIVILEGE_NOT_HELD, windows.ERROR_ACCESS_DENIED, windows.ERROR_INVALID_FUNCTION,
		windows.ERROR_NOT_SUPPORTED, windows.ERROR_TOO_MANY_LINKS, windows.ERROR_NOT_SAME_DEVICE)
}

func tooManyLinks(err error) bool { return is(err, windows.ERROR_TOO_MANY_LINKS) }

func immovable(err error) bool {
	return is(err, windows.ERROR_ACCESS_DENIED, windows.ERROR_SHARING_VIOLATION, windows.ERROR_NOT_SAME_DEVICE,
		windows.ERROR_BUSY, windows.ERROR_WRITE_PROTECT)
}

func full(err error) bool {
	return is(err, windows.ERROR_DISK_FULL, windows.ERROR_HANDLE_DISK_FULL, windows.ERROR_DISK_QUOTA_EXCEEDED)
}

func tooManyFiles(err error) bool { return is(err, windows.ERROR_TOO_MANY_OPEN_FILES) }

func readOnly(err error) bool { return is(err, windows.ERROR_WRITE_PROTECT) }

func badName(err error) bool { return is(err, windows.ERROR_INVALID_NAME) }

func tooLong(err error) bool { return is(err, windows.ERROR_FILENAME_EXCED_RANGE) }

func notDirectory(err error) bool { return is(err, windows.ERROR_DIRECTORY) }

func busy(err error) bool {
	return used(err) || is(err, windows.ERROR_ACCESS_DENIED)
}

func used(err error) bool {
	return is(err, windows.ERROR_SHARING_VIOLATION, windows.ERROR_LOCK_VIOLATION, windows.ERROR_BUSY)
}

func modesRefused(error) bool { return false }

func is(err error, numbers ...windows.Errno) bool {
	for _, n := range numbers {
		if errors.Is(err, n) {
			return true
		}
	}
	return false
}
