package platform

import (
	"errors"
	"fmt"

	"golang.org/x/sys/unix"
)

// clone shares the blocks (ioctl_ficlone(2)). That a file system can't do it is
// said in several ways: EXDEV for another one, EINVAL by btrfs for files that
// differ in checksums, ENOTTY by those that don't know the call.
func (f *file) clone(from *file) error {
	err := again(func() error { return unix.IoctlFileClone(f.fd, from.fd) })
	if errors.Is(err, errors.ErrUnsupported) || !is(err, unix.EXDEV, unix.EINVAL, unix.ENOTTY, unix.EPERM, unix.ETXTBSY) {
		return err
	}
	return fmt.Errorf("%w: %w", errors.ErrUnsupported, err)
}
