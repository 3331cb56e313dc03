package apply

import (
	"io/fs"
	"path/filepath"

	"github.com/pyenvkit/pyenvkit/platform"
)

// A directory is an open one. As for a [disk], of which it makes the calls,
// that means each that changes something and those that a change depends on.
type directory struct {
	platform.Directory
	disk disk
	path string // for messages
}

// openDirectory opens the directory at path. It is to be closed.
func (d disk) openDirectory(path string) (directory, error) {
	dir := directory{disk: d, path: path}
	err := d.do("open", path, func() (err error) {
		dir.Directory, err = platform.OpenDirectory(path)
		return err
	})
	return dir, err
}

// openIn opens a directory below d by its name, with slashes between its parts.
func (d directory) openIn(name string) (directory, error) {
	below := directory{disk: d.disk, path: d.at(name)}
	err := d.do("open", name, func() (err error) {
		below.Directory, err = d.OpenIn(name)
		return err
	})
	return below, err
}

// at returns the path of a name.
func (d directory) at(name string) string { return filepath.Join(d.path, filepath.FromSlash(name)) }

// detached returns the directory for what has to be done in any case.
func (d directory) detached() directory {
	d.disk = d.disk.detached()
	return d
}

func (d directory) do(call, name string, f func() error) error {
	return d.disk.doIn(call, d.path, name, f)
}

func (d directory) status(name string) (status platform.Status, err error) {
	err = d.do("look at", name, func() error {
		status, err = d.StatusOf(name)
		return err
	})
	return status, err
}

func (d directory) mkdir(name string) error {
	return d.do("make", name, func() error { return d.Make(name) })
}

func (d directory) link(from directory, name string) error {
	return d.do("link", name, func() error { return d.Link(from.Directory, name, name) })
}

func (d directory) symlink(target, name string) error {
	return d.do("link", name, func() error { return d.Symlink(target, name) })
}

func (d directory) remove(name string) error {
	return d.do("delete", name, func() error { return d.Remove(name) })
}

func (d directory) open(name string) (f *platform.File, err error) {
	err = d.do("read", name, func() error {
		f, err = d.Open(name)
		return err
	})
	return f, err
}

func (d directory) create(name string, mode fs.FileMode) (f *platform.File, err error) {
	err = d.do("make", name, func() error {
		f, err = d.Create(name, mode)
		return err
	})
	return f, err
}

// setTime sets the time of a file, if the file system lets its owner do so.
func (d directory) setTime(name string, nanoseconds int64) error {
	err := d.do("change the times of", name, func() error { return d.SetTime(name, nanoseconds) })
	if platform.ModesRefused(err) {
		return nil
	}
	return err
}
