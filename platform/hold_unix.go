//go:build unix

package platform

import (
	"errors"
	"os"

	"golang.org/x/sys/unix"
)

func hold(dir string) (*Held, error) {
	fd, err := openAt(unix.AT_FDCWD, dir, unix.O_RDONLY, 0)
	if err != nil {
		return nil, &os.PathError{Op: "hold", Path: dir, Err: err}
	}
	f := os.NewFile(uintptr(fd), dir) // os.Open would register it with the poller
	for {
		err = unix.Flock(fd, unix.LOCK_EX|unix.LOCK_NB)
		if !errors.Is(err, unix.EINTR) {
			break
		}
	}
	switch {
	case err == nil:
		info, err := f.Stat()
		if err != nil {
			f.Close()
			return nil, err
		}
		return &Held{info, f}, nil
	case errors.Is(err, unix.EWOULDBLOCK):
		err = ErrHeld
	case errors.Is(err, unix.EBADF), errors.Is(err, unix.EINVAL), errors.Is(err, unix.ENOLCK):
		// NFS makes a POSIX lock of it, for which the file had to be open for
		// writing; a directory can't be.
		err = errors.ErrUnsupported
	}
	f.Close()
	return nil, &os.PathError{Op: "hold", Path: dir, Err: err}
}
