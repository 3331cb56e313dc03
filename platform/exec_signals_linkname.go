//go:build linkname && unix

package platform

import "unsafe"

// inherited is the first element of what the process started with, as Go's runtime
// remembers it (signal_unix.go): an array of which only the address is used here. The
// runtime keeps it to itself, hence -checklinkname=0 and the tag.
//
//go:linkname inherited runtime.fwdSig
var inherited uintptr

//go:linkname setSignal runtime.setsig
func setSignal(signal uint32, handler uintptr)

// restoreSignals ignores the signals that were when this program was started. The
// runtime handles them, and execve(2) resets what is handled: but systemd has its
// services ignore SIGPIPE, a shell ignores SIGQUIT in what it runs in the background,
// and `trap "" TERM` is to hold for what is run.
func restoreSignals() {
	const (
		signals = 32 // and below, which every system has; the runtime knows of more
		ignore  = 1  // SIG_IGN
	)
	for signal, handler := range unsafe.Slice(&inherited, signals) {
		if handler == ignore {
			setSignal(uint32(signal), ignore)
		}
	}
}
