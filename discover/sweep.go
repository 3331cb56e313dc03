package discover

import (
	"errors"
	"io/fs"
	"iter"
	"os"
	"path/filepath"
)

// Remembered returns the paths of the interpreters whose answers are in the
// cache, true or not.
func (f *Finder) Remembered() []string {
	var paths []string
	for _, e := range f.entries() {
		paths = append(paths, e.path)
	}
	return paths
}

// SweepCache deletes the answers that are not true any more: of interpreters
// that are gone or were changed.
func (f *Finder) SweepCache() error {
	for file, e := range f.entries() {
		if _, ok := f.load(e.path); ok && f.entryFile(e.path) == file {
			continue
		}
		if err := os.Remove(file); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
	}
	return nil
}

// entries returns the files of the cache, and what each holds; the zero entry
// where that can't be read.
func (f *Finder) entries() iter.Seq2[string, entry] {
	return func(yield func(string, entry) bool) {
		if f.CacheDir == "" {
			return
		}
		dir := filepath.Dir(f.entryFile(""))
		files, _ := os.ReadDir(dir) // no directory, no answers
		for _, d := range files {
			if filepath.Ext(d.Name()) != entrySuffix {
				continue
			}
			file := filepath.Join(dir, d.Name())
			if e, _ := readEntry(file); !yield(file, e) {
				return
			}
		}
	}
}
