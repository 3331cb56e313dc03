package platform

import (
	"crypto/rand"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// temporary is what the names of files begin with that are being written.
const temporary = ".new-"

// WriteFile writes a file so that another process finds the whole of it or
// none. Its mode is 0666 less the umask. The directory has to be there.
func WriteFile(path string, content []byte) error {
	name := filepath.Join(filepath.Dir(path), temporary+strings.ToLower(rand.Text()[:10]))
	f, err := os.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o666)
	if err != nil {
		return err
	}
	_, err = f.Write(content)
	if err = errors.Join(err, f.Close()); err == nil {
		err = os.Rename(name, path)
	}
	if err != nil {
		_ = os.Remove(name)
	}
	return err
}

// IsTemporary reports whether a name is that of a file which [WriteFile] is
// writing, or was when its process was killed.
func IsTemporary(name string) bool {
	rest, ok := strings.CutPrefix(name, temporary)
	return ok && len(rest) == 10 && strings.Trim(rest, "abcdefghijklmnopqrstuvwxyz234567") == ""
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
