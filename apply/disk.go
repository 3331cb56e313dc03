package apply

import (
	"context"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/pyenvkit/pyenvkit/platform"
)

// A disk makes the calls to the file system, all of this package that change
// something and those that a change depends on. Each call ends with the cause
// of the context once that is cancelled, so none has to ask for it. The error
// of a call is a [*fs.PathError] that names the call and one path, or a
// [*FullError].
type disk struct {
	ctx context.Context
	// before, which may be nil, is asked before every call; its error is that
	// of the call.
	before func(call, path string) error
}

// detached returns the disk for what has to be done in any case.
func (d disk) detached() disk {
	d.ctx = context.WithoutCancel(d.ctx)
	return d
}

// do makes one call.
func (d disk) do(call, path string, f func() error) error { return d.doIn(call, path, "", f) }

// doIn makes one call that is about an entry of a directory, or, without a
// name, about dir itself.
func (d disk) doIn(call, dir, name string, f func() error) error {
	if d.ctx.Err() != nil {
		return context.Cause(d.ctx)
	}
	at := func() string { return filepath.Join(dir, filepath.FromSlash(name)) }
	var err error
	if d.before != nil {
		err = d.before(call, at())
	}
	if err == nil {
		err = f()
	}
	if err == nil {
		return nil
	}
	path := at()
	var ofPath *fs.PathError
	var ofLink *os.LinkError
	switch {
	case errors.As(err, &ofPath):
		err = ofPath.Err
	case errors.As(err, &ofLink):
		err = ofLink.Err
	}
	if platform.Full(err) {
		// Asked now: the undoing makes room again.
		what := "space"
		if platform.OutOfInodes(filepath.Dir(path)) {
			what = "inodes"
		}
		return &FullError{Path: path, What: what, Err: err}
	}
	return &fs.PathError{Op: call, Path: path, Err: err}
}

func (d disk) mkdir(path string, mode fs.FileMode) error {
	return d.do("make", path, func() error { return os.Mkdir(path, mode) })
}

func (d disk) lstat(path string) (info fs.FileInfo, err error) {
	err = d.do("look at", path, func() error {
		info, err = os.Lstat(path)
		return err
	})
	return info, err
}

func (d disk) stat(path string) (info fs.FileInfo, err error) {
	err = d.do("look at", path, func() error {
		info, err = os.Stat(path)
		return err
	})
	return info, err
}

// exists reports whether there is anything at path, a dangling link too.
func (d disk) exists(path string) (bool, error) {
	_, err := d.lstat(path)
	if errors.Is(err, fs.ErrNotExist) {
		return false, nil
	}
	return err == nil, err
}

func (d disk) readDir(path string) (entries []fs.DirEntry, err error) {
	err = d.do("read", path, func() error {
		entries, err = os.ReadDir(path)
		return err
	})
	return entries, err
}

// names returns the names in the directory at path that begin with prefix, in
// no order. There may be many others, so nothing is done for those.
func (d disk) names(path, prefix string) (names []string, err error) {
	err = d.do("read", path, func() error {
		f, err := os.Open(path)
		if err != nil {
			return err
		}
		defer f.Close()
		names, err = f.Readdirnames(-1)
		return err
	})
	return slices.DeleteFunc(names, func(name string) bool { return !strings.HasPrefix(name, prefix) }), err
}

func (d disk) readlink(path string) (target string, err error) {
	err = d.do("read", path, func() error {
		target, err = os.Readlink(path)
		return err
	})
	return target, err
}

func (d disk) symlink(target, path string) error {
	return d.do("link", path, func() error { return os.Symlink(target, path) })
}

func (d disk) link(old, path string) error {
	return d.do("link", path, func() error { return os.Link(old, path) })
}

// chmod sets the mode of what belongs to the user, if the file system has modes.
func (d disk) chmod(path string, mode fs.FileMode) error {
	err := d.do("change the mode of", path, func() error { return os.Chmod(path, mode) })
	if platform.ModesRefused(err) {
		return nil
	}
	return err
}

// rmdir deletes an empty directory.
func (d disk) rmdir(path string) error {
	return d.do("delete", path, func() error { return os.Remove(path) })
}

func (d disk) lchown(path string, uid, gid int) error {
	return d.do("change the owner of", path, func() error { return os.Lchown(path, uid, gid) })
}

func (d disk) setTimes(path string, info fs.FileInfo) error {
	return d.do("change the times of", path, func() error { return platform.SetTimes(path, info) })
}

// rename moves a file, or a directory, which never takes the place of another
// one (os.Rename looks for it, whatever the system allows).
func (d disk) rename(from, to string) error {
	return d.do("move", to, func() error {
		return platform.Insist(func() error {
			err := os.Rename(from, to)
			if !platform.Busy(err) {
				return err
			}
			// Of a directory that is there Windows says the same as of one in use.
			if moved, look := os.Stat(from); look != nil || !moved.IsDir() {
				return err
			}
			if _, missing := os.Lstat(to); missing != nil {
				return err
			}
			return fs.ErrExist
		})
	})
}

func (d disk) exchange(a, b string) error {
	return d.do("replace", b, func() error { return platform.Exchange(a, b) })
}

func (d disk) hold(path string) (held *platform.Held, err error) {
	err = d.do("hold", path, func() error {
		held, err = platform.Hold(path)
		return err
	})
	return held, err
}

// write makes a new file at path, where nothing may lie. The mode is set
// exactly; zero is most less the umask.
func (d disk) write(path string, most, mode fs.FileMode, content []byte) error {
	if mode != 0 {
		most = mode
	}
	var f *platform.File
	err := d.do("make", path, func() (err error) {
		f, err = platform.Create(path, most)
		return err
	})
	if err != nil {
		return err
	}
	err = d.do("write", path, func() error {
		_, err := f.Write(content)
		return err
	})
	if err == nil && mode != 0 {
		err = d.setMode(f, path, mode)
	}
	closing := d.close(f, path)
	if err == nil {
		err = closing
	}
	return err
}

// close closes a new file, in any case. A network file system may say only then
// that it is full.
func (d disk) close(f io.Closer, path string) error {
	err := f.Close()
	return d.detached().do("write", path, func() error { return err })
}

// setMode sets the mode of a new file, which mostly has it.
func (d disk) setMode(f *platform.File, path string, mode fs.FileMode) error {
	var status platform.Status
	err := d.do("look at", path, func() (err error) {
		status, err = f.Status()
		return err
	})
	if err != nil || status.Mode == mode {
		return err
	}
	err = d.do("change the mode of", path, func() error { return f.Chmod(mode) })
	if platform.ModesRefused(err) {
		return nil
	}
	return err
}

// copy makes a new file at path with the contents of another one, which is
// for the system to copy: it may be large. The mode is set exactly; zero is
// 0666 less the umask.
func (d disk) copy(source, path string, mode fs.FileMode) error {
	var from, f *os.File
	err := d.do("read", source, func() (err error) {
		from, err = os.Open(source)
		return err
	})
	if err != nil {
		return err
	}
	defer from.Close()
	err = d.do("make", path, func() (err error) {
		f, err = os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o666)
		return err
	})
	if err != nil {
		return err
	}
	err = d.do("write", path, func() error {
		_, err := io.Copy(f, from)
		return err
	})
	if err == nil && mode != 0 {
		err = d.do("change the mode of", path, func() error { return f.Chmod(mode) })
		if platform.ModesRefused(err) {
			err = nil
		}
	}
	closing := d.close(f, path)
	if err == nil {
		err = closing
	}
	return err
}
