//go:build !unix && !windows

package discover

// identify finds no identity, so that nothing is cached.
func identify(string) (fileID, bool) { return fileID{}, false }

// executable reports whether a regular file of that mode is meant to be run.
func executable(mode uint32) bool { return mode&0o111 != 0 }
