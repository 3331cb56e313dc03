//go:build unix

package apply

import "golang.org/x/sys/unix"

// What the system makes of modes, and says of a directory that stays where it is, of one of a lower
// layer, of a file system without links, and of a file with too many.
const (
	programMode     = 0o755 // of a program
	errFixed        = unix.EBUSY
	errLower        = unix.EXDEV
	errNoLinks      = unix.EPERM
	errTooManyLinks = unix.EMLINK
)
