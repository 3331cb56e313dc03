package pyenvkit

import (
	"io/fs"
	"path/filepath"

	"github.com/pyenvkit/pyenvkit/platform"
)

// A Size is what a directory holds. It is not the room that its removal would make:
// what the files of pip share with the cache, by links or as the same blocks of the
// disk, counts here as well.
type Size struct {
	// Files counts files and links, those with several names in the directory once
	// (on Windows by each name).
	Files int `json:"files"`
	// Bytes adds up the lengths of the files.
	Bytes int64 `json:"bytes"`
	// Unreadable counts the directories that can't be looked into.
	Unreadable int `json:"unreadable,omitempty"`
}

// measure returns the size of a directory. Links are not followed.
func measure(root string) Size {
	var size Size
	seen := map[string]bool{}
	_ = filepath.WalkDir(root, func(_ string, e fs.DirEntry, err error) error {
		if err != nil {
			size.Unreadable++
			return nil //nolint:nilerr // it is counted
		}
		if e.IsDir() {
			return nil
		}
		info, err := e.Info()
		if err != nil {
			return nil //nolint:nilerr // it is gone
		}
		if id := platform.Identity(info); id != "" {
			if seen[id] {
				return nil
			}
			seen[id] = true
		}
		size.Files++
		if info.Mode().IsRegular() {
			size.Bytes += info.Size()
		}
		return nil
	})
	return size
}
