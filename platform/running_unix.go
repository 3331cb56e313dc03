//go:build unix

package platform

import (
	"errors"
	"syscall"
)

func running(pid int) bool {
	return !errors.Is(syscall.Kill(pid, 0), syscall.ESRCH) // EPERM: somebody else's
}
