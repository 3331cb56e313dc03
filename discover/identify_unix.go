//go:build unix

package discover

import "golang.org/x/sys/unix"

// identify returns what tells the file apart that a path leads to, links
// followed.
func identify(path string) (fileID, bool) {
	var s unix.Stat_t
	if err := unix.Stat(path, &s); err != nil {
		return fileID{}, false
	}
	return fileID{
		path: path, device: uint64(s.Dev), inode: uint64(s.Ino), //nolint:unconvert // their types differ between systems
		size: s.Size, mtime: s.Mtim.Nano(), ctime: s.Ctim.Nano(),
	}, true
}

// executable reports whether a regular file of that mode is meant to be run.
func executable(mode uint32) bool { return mode&0o111 != 0 }
