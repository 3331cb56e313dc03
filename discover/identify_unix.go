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
		Path: []byte(path), Device: uint64(s.Dev), Inode: uint64(s.Ino), //nolint:unconvert // their types differ between systems
		Size: s.Size, Mtime: s.Mtim.Nano(), Ctime: s.Ctim.Nano(),
	}, true
}

// executable reports whether a regular file of that mode is meant to be run.
func executable(mode uint32) bool { return mode&0o111 != 0 }
