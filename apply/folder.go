package apply

import (
	"cmp"
	"fmt"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
)

// A folder is one directory of trees. It is the unit of work: the system lets
// only one process at a time change a directory.
type folder struct {
	path   string // within the trees, "." for all of them
	shares []share
	below  []*folder
	total  int // of files, those in below among them
}

// A share is what a folder gets from one tree.
type share struct {
	of    *supply
	files []*TreeFile
}

// folders returns the directories of trees that go to the same place, that
// place being the first one and each standing before those in it. Clash says
// that one tree has a file where another one has a directory.
func folders(supplies []*supply) (all []*folder, clash bool, err error) {
	root := &folder{path: "."}
	all = []*folder{root}
	known := map[string]*folder{".": root}
	var find func(dir string) (*folder, error)
	find = func(dir string) (*folder, error) {
		if f := known[dir]; f != nil {
			return f, nil
		}
		if _, err := filepath.Localize(dir); err != nil {
			return nil, err
		}
		parent, err := find(path.Dir(dir))
		if err != nil {
			return nil, err
		}
		f := &folder{path: dir}
		parent.below = append(parent.below, f)
		all = append(all, f)
		known[dir] = f
		return f, nil
	}
	for _, x := range supplies {
		var offset int64
		last := root
		for i := range x.tree.Files {
			file := &x.tree.Files[i]
			file.offset = offset
			offset += file.Size
			dir, name := ".", file.Path
			if i := strings.LastIndexByte(name, '/'); i >= 0 {
				dir, name = name[:i], name[i+1:]
			}
			_, err := filepath.Localize(name)
			if err == nil && dir != last.path {
				last, err = find(dir)
			}
			if err != nil || name == "." || dir == "." && name != file.Path {
				return nil, false, fmt.Errorf("%s holds the name %q, which is not within it", x.tree.Dir, file.Path)
			}
			last.add(x, file)
		}
	}
	for _, f := range all {
		for _, below := range f.below {
			clash = clash || f.has(below.path)
		}
	}
	// The most work first, so that nobody is left with all of it at the end.
	for _, f := range slices.Backward(all) {
		for _, share := range f.shares {
			f.total += len(share.files)
		}
		for _, below := range f.below {
			f.total += below.total
		}
		slices.SortStableFunc(f.below, func(a, b *folder) int { return cmp.Compare(b.total, a.total) })
	}
	return all, clash, nil
}

// add adds a file of a tree.
func (f *folder) add(x *supply, file *TreeFile) {
	if n := len(f.shares); n == 0 || f.shares[n-1].of != x {
		f.shares = append(f.shares, share{of: x})
	}
	last := &f.shares[len(f.shares)-1]
	last.files = append(last.files, file)
}

// has reports whether there is a file of that path in the folder.
func (f *folder) has(path string) bool {
	for _, share := range f.shares {
		if slices.ContainsFunc(share.files, func(file *TreeFile) bool { return file.Path == path }) {
			return true
		}
	}
	return false
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
