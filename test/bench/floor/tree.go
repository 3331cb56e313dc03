package main

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
)

// A tree is all that is in the directory source; the paths are relative to it.
type tree struct {
	source      string
	directories []string // each after the one that it is in
	links       []link
	files       []string
}

type link struct{ path, target string }

// The list of a tree is its source and its entries, each ended by a NUL: a letter
// and a path. A symbolic link is followed by what it holds.
const (
	isDirectory = "d"
	isLink      = "l"
	isFile      = "f"
	end         = "\x00"
)

// writeList writes the list of what is in the directory source to a file.
func writeList(source, list string) error {
	source, err := filepath.Abs(source)
	if err != nil {
		return err
	}
	var text strings.Builder
	text.WriteString(source + end)
	err = filepath.WalkDir(source, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || path == source {
			return err
		}
		relative, err := filepath.Rel(source, path)
		if err != nil {
			return err
		}
		switch entry.Type() {
		case fs.ModeDir:
			text.WriteString(isDirectory + relative + end)
		case fs.ModeSymlink:
			target, err := os.Readlink(path)
			if err != nil {
				return err
			}
			text.WriteString(isLink + relative + end + target + end)
		case 0:
			text.WriteString(isFile + relative + end)
		default:
			return fmt.Errorf("%s is a %v", path, entry.Type())
		}
		return nil
	})
	if err != nil {
		return err
	}
	return os.WriteFile(list, []byte(text.String()), 0o666)
}

// readList reads what writeList wrote.
func readList(list string) (*tree, error) {
	content, err := os.ReadFile(list)
	if err != nil {
		return nil, err
	}
	source, rest, _ := strings.Cut(string(content), end)
	t := &tree{source: source}
	for rest != "" {
		var entry, target string
		entry, rest, _ = strings.Cut(rest, end)
		switch {
		case strings.HasPrefix(entry, isDirectory):
			t.directories = append(t.directories, entry[1:])
		case strings.HasPrefix(entry, isLink):
			target, rest, _ = strings.Cut(rest, end)
			t.links = append(t.links, link{path: entry[1:], target: target})
		case strings.HasPrefix(entry, isFile):
			t.files = append(t.files, entry[1:])
		default:
			return nil, fmt.Errorf("%s: %q is no entry of a list", list, entry)
		}
	}
	return t, nil
}

// make makes the tree in a directory, which must not be there: first the
// directories and symbolic links, then the files, by put, on all processors.
func (t *tree) make(directory string, put func(from, to string) error) error {
	if err := os.Mkdir(directory, 0o777); err != nil {
		return err
	}
	for _, path := range t.directories {
		if err := os.Mkdir(directory+"/"+path, 0o777); err != nil {
			return err
		}
	}
	for _, l := range t.links {
		if err := os.Symlink(l.target, directory+"/"+l.path); err != nil {
			return err
		}
	}
	workers := runtime.GOMAXPROCS(0)
	errs := make([]error, workers)
	var done sync.WaitGroup
	for i := range workers {
		// Neighbours in the list lie in one directory, which only one at a time
		// can change: each worker has a stretch of its own.
		stretch := t.files[len(t.files)*i/workers : len(t.files)*(i+1)/workers]
		done.Go(func() {
			for _, path := range stretch {
				if errs[i] = put(t.source+"/"+path, directory+"/"+path); errs[i] != nil {
					return
				}
			}
		})
	}
	done.Wait()
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}
