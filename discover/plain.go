package discover

import (
	"io/fs"
	"os"
)

// readPlain reads a file that was come upon in a directory that may be
// anybody's, such as /tmp. What is no regular file is skipped with a line in
// the log, and the error is [fs.ErrNotExist]: a pipe would wait for ever.
func (f *Finder) readPlain(path string) ([]byte, error) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, err
	}
	if !info.Mode().IsRegular() {
		f.log("%s is skipped: it is no regular file", path)
		return nil, fs.ErrNotExist
	}
	return os.ReadFile(path)
}
