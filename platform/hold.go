package platform

import (
	"errors"
	"io"
	"io/fs"
)

// ErrHeld says that another holder has the directory.
var ErrHeld = errors.New("held by another process")

// A Held is a directory that is marked as in use.
type Held struct {
	info fs.FileInfo
	mark io.Closer
}

// Info returns what the system says of the directory that is held.
func (h *Held) Info() fs.FileInfo { return h.info }

// Close lets others have the directory.
func (h *Held) Close() error { return h.mark.Close() }

// Hold marks a directory as in use until the mark is closed or the process ends,
// however it ends. It doesn't wait: the error is [ErrHeld] when somebody else holds
// the directory, and [errors.ErrUnsupported] where directories can't be held (some
// network file systems). The mark is on the directory, not on its name, and goes
// with it when it is renamed. On Windows other machines don't see it.
func Hold(dir string) (*Held, error) { return hold(dir) }
