package release

import (
	"bytes"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"

	"github.com/pyenvkit/pyenvkit/platform"
)

// mark is what the lines end in that install.sh writes into start-up files of shells.
const mark = "# pyenvkit install.sh"

// startUpFiles returns those that install.sh may have written to, whether they are there
// or not.
func (u Uninstall) startUpFiles() []string {
	home := u.home()
	if home == "" {
		return nil
	}
	var files []string
	for _, name := range []string{".bashrc", ".bash_profile", ".bash_login", ".profile", ".zshrc", ".tcshrc", ".cshrc", ".yash_profile"} {
		files = append(files, filepath.Join(home, name))
	}
	if dir := platform.Variable(u.Environ, "ZDOTDIR"); dir != "" {
		if file := filepath.Join(platform.Abs(u.Dir, dir), ".zshrc"); !slices.Contains(files, file) {
			files = append(files, file)
		}
	}
	config := platform.Variable(u.Environ, "XDG_CONFIG_HOME")
	if config == "" {
		config = filepath.Join(home, ".config")
	}
	return append(files, filepath.Join(platform.Abs(u.Dir, config), "fish", "conf.d", "pyenvkit.fish"))
}

// hasMark reports whether a file has lines by install.sh.
func hasMark(path string) bool {
	info, err := os.Stat(path)
	if err != nil || !info.Mode().IsRegular() {
		return false
	}
	content, err := os.ReadFile(path)
	if err != nil {
		return false
	}
	for line := range bytes.Lines(content) {
		if isMarked(line) {
			return true
		}
	}
	return false
}

// isMarked reports whether a line is by install.sh.
func isMarked(line []byte) bool {
	return bytes.HasSuffix(bytes.TrimSuffix(line, []byte("\n")), []byte(mark))
}

// removeMarked takes the lines of install.sh out of a file, and the file away if it has
// made that and nobody has written more into it. A link stays one, and the mode what it
// is; another process finds all of the file or none, unless it can't be replaced.
func removeMarked(path string) error {
	content, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	var rest []byte
	made, more := false, false
	for line := range bytes.Lines(content) {
		if !isMarked(line) {
			rest, more = append(rest, line...), true
		} else if bytes.HasPrefix(line, []byte("# Made by ")) {
			made = true
		}
	}
	if _, err := os.Readlink(path); err != nil && made && !more {
		return os.Remove(path)
	}
	if path, err = platform.RealPath(path); err != nil {
		return err
	}
	err = rewrite(path, rest)
	if platform.Immovable(err) {
		return overwrite(path, content, rest)
	}
	return err
}

// overwrite is rewrite for a file that has to be the one that it is: one that is mounted,
// as in containers, or is in a directory that somebody else has. What is longer than the
// new content takes no room for that.
func overwrite(path string, before, content []byte) error {
	file, err := os.OpenFile(path, os.O_RDWR, 0)
	if err != nil {
		return err
	}
	defer file.Close()
	now, err := io.ReadAll(file)
	if err != nil {
		return err
	}
	if !bytes.Equal(now, before) {
		return &fs.PathError{Op: "write", Path: path, Err: errors.New("it was changed in the meantime")}
	}
	if _, err := file.WriteAt(content, 0); err != nil {
		return err
	}
	return errors.Join(file.Truncate(int64(len(content))), file.Close())
}

// rewrite puts other content into a file, all at once.
func rewrite(path string, content []byte) error {
	info, err := os.Stat(path)
	if err != nil {
		return err
	}
	name := path + ".pyenvkit-" + platform.Unique()
	file, err := os.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	// By the file and not by its name: root may do this in a directory of a user, who can
	// have the name lead elsewhere by now.
	if uid, gid, ok := platform.Owner(info); ok {
		_ = file.Chown(uid, gid) // only root may always
	}
	_, err = file.Write(content)
	if err = errors.Join(err, file.Chmod(info.Mode().Perm()), file.Sync(), file.Close()); err == nil {
		err = os.Rename(name, path)
	}
	if err != nil {
		_ = os.Remove(name)
	}
	return err
}

// take gives a file the owner, as far as that may be done, and the mode of another one.
func take(name string, info fs.FileInfo) error {
	if uid, gid, ok := platform.Owner(info); ok {
		_ = os.Lchown(name, uid, gid) // only root may always
	}
	return os.Chmod(name, info.Mode().Perm())
}
