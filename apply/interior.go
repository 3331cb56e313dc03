package apply

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/pyenvkit/pyenvkit/platform"
)

// An interior is a target that is changed by names within it, as the system
// writes them. It goes from directory to directory by open ones: no link in a
// name leads out of the target, also when somebody puts it there meanwhile.
type interior struct {
	disk disk
	root *os.Root
	dir  string
}

// enterRoot opens the interior of the directory dir. It is to be closed.
func (d disk) enterRoot(dir string) (interior, error) {
	in := interior{disk: d, dir: dir}
	err := d.do("open", dir, func() (err error) {
		in.root, err = os.OpenRoot(dir)
		return err
	})
	return in, err
}

// Close closes the directory.
func (in interior) Close() error { return in.root.Close() }

// path returns the path of a name, for messages.
func (in interior) path(name string) string { return filepath.Join(in.dir, name) }

func (in interior) lstat(name string) (info fs.FileInfo, err error) {
	err = in.disk.do("look at", in.path(name), func() error {
		info, err = in.root.Lstat(name)
		return err
	})
	return info, err
}

func (in interior) exists(name string) (bool, error) {
	_, err := in.lstat(name)
	if errors.Is(err, fs.ErrNotExist) {
		return false, nil
	}
	return err == nil, err
}

// isDir reports whether a directory, not a link to one, has that name.
func (in interior) isDir(name string) (bool, error) {
	info, err := in.lstat(name)
	if errors.Is(err, fs.ErrNotExist) || platform.NotDirectory(err) {
		return false, nil
	}
	return err == nil && info.IsDir(), err
}

func (in interior) readFile(name string) (content []byte, err error) {
	err = in.disk.do("read", in.path(name), func() error {
		content, err = in.root.ReadFile(name)
		return err
	})
	return content, err
}

func (in interior) readDir(name string) (entries []fs.DirEntry, err error) {
	err = in.disk.do("read", in.path(name), func() error {
		entries, err = fs.ReadDir(in.root.FS(), filepath.ToSlash(name))
		return err
	})
	return entries, err
}

func (in interior) remove(name string) error {
	return in.disk.removeIn(in.root, name, in.path(name), false)
}

func (in interior) rename(from, to string) error {
	err := in.disk.do("move", in.path(to), func() error {
		return platform.Insist(func() error { return in.root.Rename(from, to) })
	})
	if failed := (*fs.PathError)(nil); platform.Used(err) && errors.As(err, &failed) {
		failed.Path = in.path(from) // it is what is in use
	}
	return err
}

// exchange swaps two files or directories, by their paths and thus through
// links. It is for names that this process found by reading the directories,
// never for those of a journal that it found.
func (in interior) exchange(a, b string) error { return in.disk.exchange(in.path(a), in.path(b)) }

// move renames a file or directory. A directory that can't be renamed, or to
// where there is one already, is moved file by file. Nothing else is
// overwritten: the error is then [fs.ErrExist].
func (in interior) move(from, to string) error {
	info, err := in.lstat(from)
	if err != nil {
		return err
	}
	isDir, err := in.isDir(to)
	if err == nil && (!isDir || !info.IsDir()) {
		var exists bool
		if exists, err = in.exists(to); exists {
			err = &fs.PathError{Op: "move", Path: in.path(to), Err: fs.ErrExist}
		}
	}
	if err != nil {
		return err
	}
	err = in.rename(from, to)
	if err == nil || !info.IsDir() || !platform.Immovable(err) && !errors.Is(err, fs.ErrExist) {
		return err
	}
	return in.merge(from, to, info)
}

// merge moves the contents of the directory from, which info describes, and
// then deletes it.
func (in interior) merge(from, to string, info fs.FileInfo) error {
	mode := modeOf(info)
	if mode&0o700 != 0o700 {
		if err := in.chmod(from, mode|0o700); err != nil {
			return err
		}
	}
	err := in.disk.do("make", in.path(to), func() error { return in.root.Mkdir(to, (mode|0o700)&fs.ModePerm) })
	if err != nil && !errors.Is(err, fs.ErrExist) {
		return err
	}
	entries, err := in.readDir(from)
	if err != nil {
		return err
	}
	for _, e := range entries {
		if err := in.move(filepath.Join(from, e.Name()), filepath.Join(to, e.Name())); err != nil {
			return err
		}
	}
	if err := in.adopt(to, info); err != nil {
		return err
	}
	return in.remove(from)
}

// adopt gives a directory the owner, the mode and the times of another one, the
// owner as far as the user may.
func (in interior) adopt(name string, info fs.FileInfo) error {
	if uid, gid, ok := platform.Owner(info); ok {
		err := in.disk.do("change the owner of", in.path(name), func() error { return in.root.Lchown(name, uid, gid) })
		if err != nil && !errors.Is(err, fs.ErrPermission) && !errors.Is(err, errors.ErrUnsupported) {
			return err
		}
	}
	if err := in.chmod(name, modeOf(info)); err != nil {
		return err
	}
	return in.disk.do("change the times of", in.path(name), func() error {
		return in.root.Chtimes(name, info.ModTime(), info.ModTime())
	})
}

func (in interior) chmod(name string, mode fs.FileMode) error {
	err := in.disk.do("change the mode of", in.path(name), func() error { return in.root.Chmod(name, mode) })
	if platform.ModesRefused(err) {
		return nil
	}
	return err
}

// A JournalError reports that Dir, in which a killed run may have left what
// belongs to the target, is not as a run leaves it, or that something was put
// in the target since. No file was overwritten.
type JournalError struct{ Dir, Reason string }

func (e *JournalError) Error() string { return fmt.Sprintf("%s is damaged: %s", e.Dir, e.Reason) }

// Hints names the way out.
func (e *JournalError) Hints() []string {
	return []string{"take what you need out of " + e.Dir + " (old files of the environment may lie in it), then delete it and run the same command again"}
}
