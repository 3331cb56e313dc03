//go:build !windows

package discover

import "path/filepath"

// thisSystem are the rules of the machine.
var thisSystem = Posix

// realPath resolves all links in a path.
func realPath(path string) (string, error) { return filepath.EvalSymlinks(path) }
