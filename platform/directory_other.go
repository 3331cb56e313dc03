//go:build !unix

package platform

import (
	"io/fs"
	"os"
	"path/filepath"
	"time"
)

// directory is reached by its path.
type directory struct{ path string }

type file struct{ os *os.File }

func openDirectory(path string) (directory, error) {
	info, err := os.Stat(path)
	if err == nil && !info.IsDir() {
		err = fs.ErrNotExist
	}
	return directory{path}, err
}

func (d directory) at(name string) string { return filepath.Join(d.path, filepath.FromSlash(name)) }

func (d directory) openIn(name string) (directory, error) {
	info, err := os.Lstat(d.at(name))
	if err == nil && !info.IsDir() {
		err = fs.ErrNotExist
	}
	return directory{d.at(name)}, err
}

func (d directory) close() error { return nil }

func (d directory) status() (Status, error) {
	info, err := os.Stat(d.path)
	return toStatus(info, err)
}

func (d directory) statusOf(name string) (Status, error) {
	info, err := os.Lstat(d.at(name))
	return toStatus(info, err)
}

func (d directory) make(name string) error { return os.Mkdir(d.at(name), 0o777) }

func (d directory) link(from directory, old, name string) error {
	return os.Link(from.at(old), d.at(name))
}

func (d directory) symlink(target, name string) error { return os.Symlink(target, d.at(name)) }

func (d directory) remove(name string) error { return os.Remove(d.at(name)) }

func (d directory) setTime(name string, nanoseconds int64) error {
	modified := time.Unix(0, nanoseconds)
	return os.Chtimes(d.at(name), modified, modified)
}

func (d directory) open(name string) (*File, error) { return openFile(os.Open(d.at(name))) }

func (d directory) create(name string, mode fs.FileMode) (*File, error) {
	return create(d.at(name), mode)
}

func open(path string) (*File, error) { return openFile(os.Open(path)) }

func create(path string, mode fs.FileMode) (*File, error) {
	return openFile(os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, mode))
}

func openFile(f *os.File, err error) (*File, error) {
	if err != nil {
		return nil, err
	}
	return &File{file{f}}, nil
}

func (f *file) readAt(p []byte, offset int64) (int, error) {
	n, err := f.os.ReadAt(p, offset)
	if n > 0 {
		err = nil
	}
	return n, err
}

func (f *file) write(p []byte) (int, error) { return f.os.Write(p) }

func (f *file) close() error { return f.os.Close() }

func (f *file) chmod(mode fs.FileMode) error { return f.os.Chmod(mode) }

func (f *file) status() (Status, error) {
	info, err := f.os.Stat()
	return toStatus(info, err)
}

func toStatus(info fs.FileInfo, err error) (Status, error) {
	if err != nil {
		return Status{}, err
	}
	uid, _, ok := owner(info)
	if !ok {
		uid = -1
	}
	return Status{Mode: info.Mode(), Size: info.Size(), ModTime: info.ModTime().UnixNano(), Owner: uid}, nil
}
