package apply

import (
	"fmt"
	"io"
	"io/fs"
	"path"
	"runtime"
	"sync"
	"sync/atomic"

	"github.com/pyenvkit/pyenvkit/plan"
)

// tree puts the files of an unpacked wheel in place: first all directories,
// then the files, by as many workers as there are processors.
func (s *stage) tree(o plan.Tree) error {
	from, err := s.job.Open(o.Source)
	if err != nil {
		return &outsideError{err}
	}
	if err := s.directory(o.Path); err != nil {
		return err
	}
	var files []string
	executable := map[string]bool{}
	err = fs.WalkDir(from, ".", func(name string, e fs.DirEntry, err error) error {
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
	return inParallel(files, func(name string) error {
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
		write := func() error {
			return s.disk.create(at, most, 0, func(w io.Writer) error {
				_, err := w.Write(content)
				return err
			})
		}
		return s.replace(path.Join(o.Path, name), at, write)
	})
}

// inParallel calls work with each name, in as many goroutines as there are
// processors. After an error no more are begun; the first error is returned.
func inParallel(names []string, work func(name string) error) error {
	var wg sync.WaitGroup
	var next atomic.Int64
	var failed atomic.Pointer[error]
	for range min(runtime.GOMAXPROCS(0), len(names)) {
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
