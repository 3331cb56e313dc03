package main

import _ "unsafe" // for go:linkname

// executablePath is what execve was given, as the kernel hands it over behind the
// environment (dyld(1)): relative to the directory that was current then.
//
//go:linkname executablePath os.executablePath
var executablePath string

// ownPaths returns the paths that may be this program's, absolute.
func ownPaths() []string {
	if path := absolute(executablePath); path != "" {
		return []string{path}
	}
	return nil
}
