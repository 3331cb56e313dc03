package apply

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
)

// remove takes away what lies at path, a directory with all its contents, also
// where those are read-only. It is no error if there is nothing. It goes from
// directory to directory by open ones, so that it ends nowhere else when
// somebody puts a link in the place of one meanwhile.
func (d disk) remove(path string) error {
	var parent *os.Root
	err := d.do("open", filepath.Dir(path), func() (err error) {
		parent, err = os.OpenRoot(filepath.Dir(path))
		return err
	})
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	defer parent.Close()
	return d.removeIn(parent, filepath.Base(path), path, false)
}

// removeIn removes the entry name of dir; path is for messages.
func (d disk) removeIn(dir *os.Root, name, path string, isDir bool) error {
	if !isDir {
		err := d.do("delete", path, func() error { return dir.Remove(name) })
		if err == nil || errors.Is(err, fs.ErrNotExist) {
			return nil
		}
		if info, statErr := dir.Lstat(name); statErr != nil || !info.IsDir() {
			return err
		}
	}
	if err := d.empty(dir, name, path); err != nil {
		return err
	}
	err := d.do("delete", path, func() error { return dir.Remove(name) })
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	return err
}

// empty removes what the directory name in parent holds. An error doesn't end
// it, so that as little as possible is left; the first one is returned.
func (d disk) empty(parent *os.Root, name, path string) error {
	var dir *os.Root
	var entries []fs.DirEntry
	open := func() (err error) {
		if dir, err = parent.OpenRoot(name); err != nil {
			return err
		}
		defer func() {
			if err != nil {
				dir.Close()
				dir = nil
			}
		}()
		f, err := dir.Open(".")
		if err != nil {
			return err
		}
		defer f.Close()
		entries, err = f.ReadDir(-1)
		return err
	}
	err := d.do("open", path, open)
	if errors.Is(err, fs.ErrPermission) && d.unlock(parent, name, path) {
		err = d.do("open", path, open)
	}
	if dir != nil {
		defer func() { dir.Close() }()
	}
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	first := err
	unlocked := false
	for _, e := range entries {
		below := filepath.Join(path, e.Name())
		err := d.removeIn(dir, e.Name(), below, e.IsDir())
		if errors.Is(err, fs.ErrPermission) && !unlocked {
			unlocked = true
			if d.unlock(parent, name, path) {
				err = d.removeIn(dir, e.Name(), below, e.IsDir())
			}
		}
		if first == nil {
			first = err
		}
	}
	return first
}

// unlock gives the owner of a directory all rights to it.
func (d disk) unlock(parent *os.Root, name, path string) bool {
	return d.do("change the mode of", path, func() error { return parent.Chmod(name, 0o700) }) == nil
}
