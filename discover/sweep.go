package discover

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/pyenvkit/pyenvkit/platform"
)

// Remembered returns the paths of the interpreters whose answers are in the
// cache, true or not.
func (f *Finder) Remembered() []string {
	var paths []string
	for _, file := range f.cached() {
		if e, ok := readEntry(file); ok {
			paths = append(paths, e.path)
		}
	}
	return paths
}

// SweepCache deletes the answers that are not true any more, of interpreters
// that are gone or were changed, or, with all, everything that the cache has.
// It returns how many files of how many bytes.
func (f *Finder) SweepCache(all bool) (files int, size int64, err error) {
	var problems []error
	for _, file := range f.cached() {
		if e, ok := readEntry(file); ok && !all && f.entryFile(e.path) == file {
			if _, current := f.load(e.path); current {
				continue
			}
		}
		if !all && file == f.listingsFile() {
			continue // which has but so many, and is looked at before it is believed
		}
		info, err := os.Lstat(file)
		if err == nil {
			err = os.Remove(file)
		}
		switch {
		case err == nil:
			files, size = files+1, size+info.Size()
		case !errors.Is(err, fs.ErrNotExist):
			problems = append(problems, err)
		}
	}
	return files, size, errors.Join(problems...)
}

// cached returns the paths of the files that this package keeps.
func (f *Finder) cached() []string {
	if f.CacheDir == "" {
		return nil
	}
	dir := filepath.Dir(f.listingsFile())
	entries, _ := os.ReadDir(dir) // no directory, no answers
	var paths []string
	for _, d := range entries {
		hash, isEntry := strings.CutSuffix(d.Name(), entrySuffix)
		isEntry = isEntry && len(hash) == 32 && strings.Trim(hash, "0123456789abcdef") == ""
		if path := filepath.Join(dir, d.Name()); d.Type().IsRegular() &&
			(isEntry || path == f.listingsFile() || platform.IsTemporary(d.Name())) {
			paths = append(paths, path)
		}
	}
	return paths
}
