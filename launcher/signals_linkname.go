//go:build linkname && (linux || darwin || freebsd)

package main

import _ "unsafe" // for go:linkname

// What the process started with, as Go's runtime remembers it (signal_unix.go,
// proc.go), and its functions to set it. It keeps them to itself, hence
// -checklinkname=0 and the tag: the build of platform/program sets both, for a
// toolchain that is known to have the names.
var (
	//go:linkname inherited runtime.fwdSig
	inherited [signals]uintptr
	// blocked is a set, of which only the address is used.
	//go:linkname blocked runtime.initSigmask
	blocked uint32
)

//go:linkname setHandler runtime.setsig
func setHandler(signal uint32, handler uintptr)

//go:linkname setMask runtime.sigprocmask
func setMask(how uint32, set, old *uint32)

// restoreSignals ignores and blocks the signals that were when the launcher was
// started. The runtime handles all but two of them, and execve(2) resets what is
// handled; it blocks none of those that tell of faults. But a shell ignores SIGQUIT in
// what it runs in the background, and `trap "" TERM` is to hold for the interpreter.
func restoreSignals() {
	const ignore = 1 // SIG_IGN, on all three systems
	for signal, handler := range inherited {
		if handler == ignore {
			setHandler(uint32(signal), ignore)
		}
	}
	setMask(replaceMask, &blocked, nil)
}
