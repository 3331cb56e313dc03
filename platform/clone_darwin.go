package platform

import (
	"errors"
	"fmt"
	"io/fs"

	"golang.org/x/sys/unix"
)

// clone puts a clone in the place of the new file: clonefile(2) makes the file
// itself, with the mode of the old one. The mode that the umask gives is that
// of the new file.
func (f *file) clone(from *file) error {
	status, err := f.status()
	if err != nil {
		return err
	}
	if err := unix.Unlinkat(f.dir, f.name, 0); err != nil {
		return err
	}
	err = again(func() error {
		return unix.Fclonefileat(from.fd, f.dir, f.name, unix.CLONE_NOFOLLOW|unix.CLONE_NOOWNERCOPY)
	})
	if err == nil {
		return again(func() error {
			return unix.Fchmodat(f.dir, f.name, uint32(status.Mode.Perm()), unix.AT_SYMLINK_NOFOLLOW)
		})
	}
	if renewed := f.renew(status.Mode); renewed != nil {
		return renewed
	}
	if is(err, unix.EXDEV, unix.EINVAL) && !errors.Is(err, errors.ErrUnsupported) {
		err = fmt.Errorf("%w: %w", errors.ErrUnsupported, err)
	}
	return err
}

// renew makes the file again, which was deleted.
func (f *file) renew(mode fs.FileMode) error {
	fd, err := openAt(f.dir, f.name, unix.O_WRONLY|unix.O_CREAT|unix.O_EXCL, mode)
	if err != nil {
		return err
	}
	old := f.fd
	f.fd = fd
	return unix.Close(old)
}
