//go:build unix

package platform

import (
	"errors"
	"io"
	"io/fs"

	"golang.org/x/sys/unix"
)

type directory struct{ fd int }

type file struct {
	fd int
	// dir and name are where it was opened: macOS clones by name.
	dir  int
	name string
}

// again makes a call until no signal interrupts it, as package os does: file
// systems in user space and on a network let signals through.
func again(call func() error) error {
	for {
		if err := call(); !errors.Is(err, unix.EINTR) {
			return err
		}
	}
}

func openAt(dir int, name string, flags int, mode fs.FileMode) (fd int, err error) {
	err = again(func() error {
		fd, err = unix.Openat(dir, name, flags|unix.O_CLOEXEC, uint32(mode.Perm()))
		return err
	})
	return fd, err
}

func openDirectory(path string) (directory, error) {
	fd, err := openAt(unix.AT_FDCWD, path, unix.O_RDONLY|unix.O_DIRECTORY, 0)
	return directory{fd}, err
}

func (d directory) openIn(name string) (directory, error) {
	fd, err := openAt(d.fd, name, unix.O_RDONLY|unix.O_DIRECTORY|unix.O_NOFOLLOW, 0)
	return directory{fd}, err
}

func (d directory) close() error { return unix.Close(d.fd) }

func (d directory) status() (Status, error) { return statusOf(d.fd) }

func (d directory) statusOf(name string) (Status, error) {
	var st unix.Stat_t
	err := again(func() error { return unix.Fstatat(d.fd, name, &st, unix.AT_SYMLINK_NOFOLLOW) })
	return toStatus(&st), err
}

func (d directory) make(name string) error {
	return again(func() error { return unix.Mkdirat(d.fd, name, 0o777) })
}

func (d directory) link(from directory, old, name string) error {
	return again(func() error { return unix.Linkat(from.fd, old, d.fd, name, 0) })
}

func (d directory) symlink(target, name string) error {
	return again(func() error { return unix.Symlinkat(target, d.fd, name) })
}

func (d directory) remove(name string) error {
	return again(func() error { return unix.Unlinkat(d.fd, name, 0) })
}

func (d directory) setTime(name string, nanoseconds int64) error {
	time := unix.NsecToTimespec(nanoseconds)
	times := []unix.Timespec{time, time}
	return again(func() error { return unix.UtimesNanoAt(d.fd, name, times, unix.AT_SYMLINK_NOFOLLOW) })
}

func (d directory) open(name string) (*File, error) {
	return openFile(d.fd, name, unix.O_RDONLY|unix.O_NOFOLLOW|unix.O_NONBLOCK, 0)
}

func (d directory) create(name string, mode fs.FileMode) (*File, error) {
	return openFile(d.fd, name, unix.O_WRONLY|unix.O_CREAT|unix.O_EXCL, mode)
}

// open does not wait for the other end of a pipe.
func open(path string) (*File, error) {
	return openFile(unix.AT_FDCWD, path, unix.O_RDONLY|unix.O_NONBLOCK, 0)
}

func create(path string, mode fs.FileMode) (*File, error) {
	return directory{unix.AT_FDCWD}.create(path, mode)
}

func openFile(dir int, name string, flags int, mode fs.FileMode) (*File, error) {
	fd, err := openAt(dir, name, flags, mode)
	if err != nil {
		return nil, err
	}
	return &File{file{fd, dir, name}}, nil
}

func (f *file) readAt(p []byte, offset int64) (n int, err error) {
	err = again(func() error {
		n, err = unix.Pread(f.fd, p, offset)
		return err
	})
	if err == nil && n == 0 && len(p) > 0 {
		err = io.EOF
	}
	return max(n, 0), err
}

func (f *file) write(p []byte) (written int, err error) {
	for written < len(p) {
		n := 0
		err = again(func() error {
			n, err = unix.Write(f.fd, p[written:])
			return err
		})
		if err != nil {
			return written, err
		}
		written += n
	}
	return written, nil
}

func (f *file) close() error { return unix.Close(f.fd) }

func (f *file) status() (Status, error) { return statusOf(f.fd) }

func (f *file) chmod(mode fs.FileMode) error {
	return again(func() error { return unix.Fchmod(f.fd, uint32(mode.Perm())) })
}

func statusOf(fd int) (Status, error) {
	var st unix.Stat_t
	err := again(func() error { return unix.Fstat(fd, &st) })
	return toStatus(&st), err
}

func toStatus(st *unix.Stat_t) Status {
	bits := unsigned(st.Mode)
	mode := fs.FileMode(bits & 0o777)
	switch bits & unix.S_IFMT {
	case unix.S_IFREG:
	case unix.S_IFDIR:
		mode |= fs.ModeDir
	case unix.S_IFLNK:
		mode |= fs.ModeSymlink
	default:
		mode |= fs.ModeIrregular
	}
	for _, special := range []struct {
		bit  uint64
		mode fs.FileMode
	}{{unix.S_ISUID, fs.ModeSetuid}, {unix.S_ISGID, fs.ModeSetgid}, {unix.S_ISVTX, fs.ModeSticky}} {
		if bits&special.bit != 0 {
			mode |= special.mode
		}
	}
	return Status{
		Mode:    mode,
		Size:    st.Size,
		ModTime: st.Mtim.Nano(),
		Owner:   int(st.Uid),
		Device:  unsigned(st.Dev),
	}
}

// unsigned returns a number whose size is another one on each system.
func unsigned[N ~int32 | ~uint16 | ~uint32 | ~uint64](n N) uint64 { return uint64(n) }
