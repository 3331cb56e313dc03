package apply

import "golang.org/x/sys/windows"

// What the system makes of modes, and says of a directory that stays where it is, of one of a lower
// layer, of a file system without links, and of a file with too many.
const (
	programMode     = 0o666 // of a program: there are none
	errFixed        = windows.ERROR_ACCESS_DENIED
	errLower        = windows.ERROR_NOT_SAME_DEVICE
	errNoLinks      = windows.ERROR_NOT_SUPPORTED
	errTooManyLinks = windows.ERROR_TOO_MANY_LINKS
)
