//go:build !linkname && unix

package platform

// restoreSignals can't do anything in an ordinary build, which may not ask Go's
// runtime what it found.
func restoreSignals() {}
