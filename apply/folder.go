package apply

import (
	"cmp"
	"fmt"
	"path"
	"path/filepath"
	"slices"
	"sync"
	"sync/atomic"
)

// A folder is one directory of a tree. It is the unit of work: the system lets
// only one process at a time change a directory.
type folder struct {
	path  string // within the tree, "." for all of it
	files []*TreeFile
	below []*folder
	total int // of files, those in below among them
}

// folders returns the directories of a tree, itself being the first one and
// each standing before those in it.
func (t *Tree) folders() ([]*folder, error) {
	root := &folder{path: "."}
	all := []*folder{root}
	known := map[string]*folder{".": root}
	var find func(dir string) *folder
	find = func(dir string) *folder {
		f := known[dir]
		if f == nil {
			f = &folder{path: dir}
			parent := find(path.Dir(dir))
			parent.below = append(parent.below, f)
			all = append(all, f)
			known[dir] = f
		}
		return f
	}
	var offset int64
	last := root
	for i := range t.Files {
		file := &t.Files[i]
		file.offset = offset
		offset += file.Size
		if _, err := filepath.Localize(file.Path); err != nil || file.Path == "." {
			return nil, fmt.Errorf("%s holds the name %q, which is not within it", t.Dir, file.Path)
		}
		if dir := path.Dir(file.Path); dir != last.path {
			last = find(dir)
		}
		last.files = append(last.files, file)
	}
	// The most work first, so that nobody is left with all of it at the end.
	for _, f := range slices.Backward(all) {
		f.total = len(f.files)
		for _, below := range f.below {
			f.total += below.total
		}
		slices.SortStableFunc(f.below, func(a, b *folder) int { return cmp.Compare(b.total, a.total) })
	}
	return all, nil
}

// eachFolder calls work with root, and with each folder that work gives to
// next, in up to that many goroutines. What worker returns is one goroutine's
// alone. After an error no more are begun; the first one is returned.
func eachFolder(root *folder, count, workers int, worker func() func(f *folder, next func(*folder)) error) error {
	queue := make(chan *folder, count)
	var group sync.WaitGroup
	var open atomic.Int64 // folders that are not done
	var failed atomic.Pointer[error]
	next := func(f *folder) {
		open.Add(1)
		queue <- f
	}
	next(root)
	for range min(workers, count) {
		group.Go(func() {
			work := worker()
			for f := range queue {
				if failed.Load() == nil {
					if err := work(f, next); err != nil {
						failed.CompareAndSwap(nil, &err)
					}
				}
				if open.Add(-1) == 0 {
					close(queue)
				}
			}
		})
	}
	group.Wait()
	if err := failed.Load(); err != nil {
		return *err
	}
	return nil
}
