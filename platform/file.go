package platform

import (
	"errors"
	"io"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
)

// temporary is what the names of files begin with that are being written.
const temporary = ".new-"

// WriteFile writes a file so that another process finds the whole of it or
// none. Its mode is 0666 less the umask. The directory has to be there.
func WriteFile(path string, content []byte) error {
	name := filepath.Join(filepath.Dir(path), temporary+Unique())
	f, err := os.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o666)
	if err != nil {
		return err
	}
	_, err = f.Write(content)
	if err = errors.Join(err, f.Close()); err == nil {
		err = Insist(func() error { return os.Rename(name, path) })
	}
	if err != nil {
		_ = os.Remove(name)
	}
	return err
}

// uniqueLetters are what [Unique] takes.
const uniqueLetters = "abcdefghijklmnopqrstuvwxyz234567"

// Unique returns ten letters and digits at random, for the name of something
// temporary. They come from the generator of the Go runtime, as those of
// [os.MkdirTemp] do: package crypto/rand needs calls to the system to get ready.
func Unique() string {
	var name [10]byte
	for i := range name {
		name[i] = uniqueLetters[rand.IntN(len(uniqueLetters))]
	}
	return string(name[:])
}

// ReadFile is [os.ReadFile] for regular files, without the five calls to the
// system that package os makes to wait for others.
func ReadFile(path string) ([]byte, error) {
	f, err := open(path)
	if err != nil {
		return nil, &fs.PathError{Op: "open", Path: path, Err: err}
	}
	defer f.Close()
	content, err := f.readAll()
	if err != nil {
		return nil, &fs.PathError{Op: "read", Path: path, Err: err}
	}
	return content, nil
}

// readAll returns what the file holds.
func (f *File) readAll() ([]byte, error) {
	status, err := f.Status()
	if err != nil {
		return nil, err
	}
	content := make([]byte, status.Size+1) // to see the end of the file at once
	for n := 0; ; {
		if n == len(content) {
			content = append(content, 0)
			content = content[:cap(content)]
		}
		more, err := f.ReadAt(content[n:], int64(n))
		n += more
		if errors.Is(err, io.EOF) {
			return content[:n], nil
		}
		if err != nil {
			return nil, err
		}
	}
}

// IsTemporary reports whether a name is that of a file which [WriteFile] is
// writing, or was when its process was killed.
func IsTemporary(name string) bool {
	rest, ok := strings.CutPrefix(name, temporary)
	return ok && len(rest) == 10 && strings.Trim(rest, uniqueLetters) == ""
}

// RemoveEmpty removes a directory if it is one, not a link, and empty.
func RemoveEmpty(dir string) {
	if info, err := os.Lstat(dir); err == nil && info.IsDir() {
		_ = os.Remove(dir) // which refuses others
	}
}

// Trusted reports whether what a file or directory holds may be run by this
// user: it is the user's own, or the system's.
func Trusted(info fs.FileInfo) bool {
	uid, _, known := Owner(info)
	return !known || uid == 0 || uid == os.Geteuid()
}
