package platform

import (
	"errors"
	"os"
)

// ErrHeld says that another holder has the directory.
var ErrHeld = errors.New("held by another process")

// Hold opens a directory and marks it as in use until the file is closed or
// the process ends, however it ends. It doesn't wait: the error is [ErrHeld]
// when somebody else holds the directory, and [errors.ErrUnsupported] where
// directories can't be held (Windows, some network file systems). The mark is
// on the directory, not on its name, and goes with it when it is renamed.
func Hold(dir string) (*os.File, error) { return hold(dir) }
