//go:build unix

package platform

import (
	"errors"

	"golang.org/x/sys/unix"
)

func linkRefused(err error) bool {
	return is(err, unix.EPERM, unix.EOPNOTSUPP, unix.ENOTSUP, unix.ENOSYS, unix.EMLINK, unix.EXDEV)
}

func tooManyLinks(err error) bool { return is(err, unix.EMLINK) }

func immovable(err error) bool {
	return is(err, unix.EBUSY, unix.EXDEV, unix.EACCES, unix.EPERM, unix.EROFS)
}

func full(err error) bool { return is(err, unix.ENOSPC, unix.EDQUOT) }

func tooManyFiles(err error) bool { return is(err, unix.EMFILE, unix.ENFILE) }

func readOnly(err error) bool { return is(err, unix.EROFS) }

func badName(err error) bool { return is(err, unix.EINVAL, unix.EILSEQ) }

func tooLong(err error) bool { return is(err, unix.ENAMETOOLONG) }

func notDirectory(err error) bool { return is(err, unix.ENOTDIR) }

func busy(error) bool { return false }

func used(error) bool { return false }

func modesRefused(err error) bool {
	return is(err, unix.EPERM, unix.EOPNOTSUPP, unix.ENOTSUP, unix.ENOSYS)
}

func is(err error, numbers ...unix.Errno) bool {
	for _, n := range numbers {
		if errors.Is(err, n) {
			return true
		}
	}
	return false
}
