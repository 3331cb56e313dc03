package platform

import "io/fs"

// Owner returns the numbers of the user and the group that a file belongs to,
// and false where files have none (Windows).
func Owner(info fs.FileInfo) (uid, gid int, ok bool) { return owner(info) }

// Identity returns what tells a file from every other one of its file system
// for as long as it exists, under whatever name: its inode. It is empty where
// that can't be had (Windows).
func Identity(info fs.FileInfo) string { return identity(info) }

// SetTimes gives the file or link at path the time of modification of info,
// also as the time of access. A link is not followed.
func SetTimes(path string, info fs.FileInfo) error { return setTimes(path, info) }

// OutOfInodes reports whether the file system of path has room for bytes but
// not for a further file.
func OutOfInodes(path string) bool { return outOfInodes(path) }
