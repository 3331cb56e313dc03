//go:build !windows

package discover

// thisSystem are the rules of the machine.
var thisSystem = Posix
