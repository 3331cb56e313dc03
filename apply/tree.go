package apply

import (
	"fmt"
	"io/fs"
	"path"
	"runtime"
	"sync"
	"sync/atomic"

	"github.com/pyenvkit/pyenvkit/plan"
)

// A Tree is where the files of a [plan.Tree] come from.
type Tree struct {
	// FS gives the contents where Dir is "". It is read by several goroutines.
	FS fs.FS
	// Dir is the absolute path of a directory with the files, which may be
	// linked to; "" if there is none.
	Dir string
	// Files are all files in Dir, in lexical order (only with Dir). They are
	// regular files that nobody may write to: of mode 0444, or 0555 where
	// Executable. Each is looked at before it is used; one that is otherwise is
	// a [*StaleError].
	Files []TreeFile
	// Owner is the number of the user that the files in Dir belong to, -1 where
	// the system has none.
	Owner int
	// Contents is the absolute path of a file with the contents of all Files, one
	// after the other in their order, "" if there is none. Copies are taken from
	// it. It has the time, owner and mode of Files that are not executable.
	Contents string
	// Shared says that nobody edits such files (bytecode): [LinkAuto] links
	// them. The others it copies.
	Shared bool
}

// A TreeFile is one file of a [Tree].
type TreeFile struct {
	Path string // relative to Dir, separated by slashes
	Size int64
	// ModTime is in nanoseconds since 1970. Copies have it too: bytecode holds
	// the seconds of its source.
	ModTime    int64
	Executable bool

	offset int64 // in Contents
}

// mostWorkers bounds the goroutines that put a tree in place. Each has four
// files open at most, and a process may be allowed no more than 256.
const mostWorkers = 8

// workers returns how many goroutines may put a tree in place.
func (s *stage) workers() int {
	if s.job.Workers > 0 {
		return min(s.job.Workers, mostWorkers)
	}
	return min(runtime.GOMAXPROCS(0), mostWorkers)
}

// trees puts the files of unpacked wheels in place, all in the same. Of two files
// of the same name it is that of the later tree which stays.
func (s *stage) trees(ops []plan.Tree) error {
	var together []*supply
	for _, o := range ops {
		if _, err := s.place(o); err != nil {
			return err
		}
		from, err := s.job.Open(o.Source)
		if err != nil {
			return &outsideError{err}
		}
		if from.Dir != "" {
			together = append(together, &supply{op: o, tree: from})
			continue
		}
		if err := s.transfer(together); err != nil {
			return err
		}
		together = nil
		if err := s.directory(o.Path); err != nil {
			return err
		}
		if err := s.unpack(o, from.FS); err != nil {
			return err
		}
	}
	return s.transfer(together)
}

// unpack puts files that are in no directory in place: first all directories,
// then the files.
func (s *stage) unpack(o plan.Tree, from fs.FS) error {
	var files []string
	executable := map[string]bool{}
	err := fs.WalkDir(from, ".", func(name string, e fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return &outsideError{err}
		case name == ".":
			return nil
		case !fs.ValidPath(name) || path.Base(name) != e.Name():
			return fmt.Errorf("%s holds the name %q, which is not within it", o.Source, e.Name())
		case e.IsDir():
			return s.directory(path.Join(o.Path, name))
		case !e.Type().IsRegular():
			return fmt.Errorf("%s holds %q, which is no regular file", o.Source, name)
		}
		info, err := e.Info()
		if err != nil {
			return &outsideError{err}
		}
		executable[name] = info.Mode()&0o111 != 0
		files = append(files, name)
		return nil
	})
	if err != nil {
		return err
	}
	s.result.Files.Copied += len(files)
	return inParallel(files, s.workers(), func(name string) error {
		content, err := fs.ReadFile(from, name)
		if err != nil {
			return &outsideError{err}
		}
		at, err := s.at(path.Join(o.Path, name))
		if err != nil {
			return err
		}
		most := fs.FileMode(0o666)
		if executable[name] {
			most = 0o777
		}
		return s.replace(path.Join(o.Path, name), at, func() error { return s.disk.write(at, most, 0, content) })
	})
}

// inParallel calls work with each name, in up to that many goroutines. After
// an error no more are begun; the first error is returned.
func inParallel(names []string, workers int, work func(name string) error) error {
	var wg sync.WaitGroup
	var next atomic.Int64
	var failed atomic.Pointer[error]
	for range min(workers, len(names)) {
		wg.Go(func() {
			for failed.Load() == nil {
				i := int(next.Add(1)) - 1
				if i >= len(names) {
					return
				}
				if err := work(names[i]); err != nil {
					failed.CompareAndSwap(nil, &err)
				}
			}
		})
	}
	wg.Wait()
	if err := failed.Load(); err != nil {
		return *err
	}
	return nil
}
