package environment

import (
	"os"
	"path/filepath"
	"strings"
)

// maxLinks bounds chains of links, as CPython's getpath does.
const maxLinks = 40

// NextLink takes one step along the link that the last part of a path may be, and
// leaves links in its directories alone, as CPython's getpath does.
func NextLink(path string) (next string, ok bool) {
	target, err := os.Readlink(path)
	if err != nil {
		return "", false
	}
	if filepath.IsAbs(target) {
		return filepath.Clean(target), true
	}
	dir := filepath.Dir(path)
	if strings.Contains(target, "..") {
		// Above a directory that is a link is not where its name says.
		if real, err := filepath.EvalSymlinks(dir); err == nil {
			dir = real
		}
	}
	return filepath.Join(dir, target), true
}

// resolve follows the link that the last part of a path may be, and leaves links
// in its directories alone. One that leads nowhere is a [*DanglingLinkError].
func resolve(path string) (string, error) {
	real, linked := path, false
	for range maxLinks {
		next, ok := NextLink(real)
		if !ok {
			break
		}
		real, linked = next, true
	}
	if !linked {
		return path, nil
	}
	if _, err := os.Stat(real); err != nil {
		return "", &DanglingLinkError{Link: path, Target: real, Err: cause(err)}
	}
	return real, nil
}
