package apply

import (
	"errors"
	"fmt"
	"io/fs"
	"path"
	"path/filepath"
	"sync"
	"sync/atomic"
	"time"

	"github.com/pyenvkit/pyenvkit/plan"
	"github.com/pyenvkit/pyenvkit/platform"
)

// A transfer puts the files of one tree with a directory in place.
type transfer struct {
	stage *stage
	op    plan.Tree
	tree  Tree
	// source is the directory of the tree, target that of op in the stage.
	source, target directory
	// contents is the file with all contents, nil if there is none.
	contents *platform.File
	// device is the file system of the tree.
	device uint64
	// methods are those of the link mode, step the index of the one that all
	// workers go by.
	methods []method
	step    atomic.Int32
	mutex   sync.Mutex
	counts  Counts
}

// transfer puts the files of a tree with a directory in place, directory by
// directory. The one of op exists.
func (s *stage) transfer(op plan.Tree, tree Tree) error {
	folders, err := tree.folders()
	if err != nil {
		return err
	}
	at, err := s.at(op.Path)
	if err != nil {
		return err
	}
	x := &transfer{stage: s, op: op, tree: tree}
	x.source, err = s.disk.openDirectory(tree.Dir)
	switch {
	case errors.Is(err, fs.ErrNotExist), platform.NotDirectory(err):
		return &StaleError{op.Source, ".", tree.Dir + " is missing"}
	case err != nil:
		return err
	}
	defer x.source.Close()
	if x.target, err = s.disk.openDirectory(at); err != nil {
		return err
	}
	defer x.target.Close()
	if err := x.choose(); err != nil {
		return err
	}
	if err := x.openContents(); err != nil {
		return err
	}
	if x.contents != nil {
		defer x.contents.Close()
	}
	err = eachFolder(folders[0], len(folders), s.workers(), func() func(*folder, func(*folder)) error {
		return (&mover{transfer: x}).fill
	})
	if err != nil {
		return err
	}
	for _, f := range folders {
		s.known[path.Join(op.Path, f.path)] = true
	}
	s.result.Files.add(x.counts)
	if x.methods[0] == byClone && x.step.Load() > 0 {
		s.unclonable[x.device] = true
	}
	return nil
}

// choose finds out how the files can be put in place.
func (x *transfer) choose() error {
	var devices [2]uint64
	for i, d := range []directory{x.source, x.target} {
		err := d.do("look at", "", func() error {
			status, err := d.Status()
			devices[i] = status.Device
			return err
		})
		if err != nil {
			return err
		}
	}
	x.device = devices[0]
	// Where files have no owners (Windows), one that is read-only can't be deleted
	// without making it writable under all of its names.
	shared := x.tree.Shared && x.tree.Owner >= 0
	x.methods = x.stage.job.Links.methods(shared, x.device == devices[1])
	if x.methods[0] == byClone && x.stage.unclonable[x.device] {
		x.methods = x.methods[1:]
	}
	return nil
}

// openContents opens the file with all contents, if copies may have to be made
// and there is one.
func (x *transfer) openContents() error {
	if x.tree.Contents == "" {
		return nil
	}
	all := TreeFile{Path: x.tree.Contents}
	for _, file := range x.tree.Files {
		all.Size, all.ModTime = all.Size+file.Size, file.ModTime
	}
	m := &mover{transfer: x}
	dir, err := x.stage.disk.openDirectory(filepath.Dir(x.tree.Contents))
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return x.stale(&all, "its directory is missing")
	case err != nil:
		return err
	}
	defer dir.Close()
	m.from = dir
	x.contents, err = m.open(&all, filepath.Base(x.tree.Contents))
	return err
}

// lower makes all workers go on to the method after that of the given step.
func (x *transfer) lower(step int32) { x.step.CompareAndSwap(step, step+1) }

// check reports a file of the tree that is not what it should be. What the
// system has no owners for has no modes to speak of either.
func (x *transfer) check(file *TreeFile, status platform.Status) error {
	mode := fs.FileMode(0o444)
	if file.Executable {
		mode = 0o555
	}
	owned := x.tree.Owner >= 0
	switch {
	case !status.Mode.IsRegular():
		return x.stale(file, "it is no regular file")
	case status.Size != file.Size:
		return x.stale(file, fmt.Sprintf("its size is %d, not %d", status.Size, file.Size))
	case status.ModTime != file.ModTime:
		const form = "2006-01-02T15:04:05.999999999Z"
		return x.stale(file, fmt.Sprintf("it was changed at %s, not at %s",
			time.Unix(0, status.ModTime).UTC().Format(form), time.Unix(0, file.ModTime).UTC().Format(form)))
	case owned && status.Owner != x.tree.Owner:
		return x.stale(file, fmt.Sprintf("it belongs to the user %d, not %d", status.Owner, x.tree.Owner))
	case owned && status.Mode != mode:
		return x.stale(file, fmt.Sprintf("its mode is %v, not %v", status.Mode, mode))
	}
	return nil
}

func (x *transfer) stale(file *TreeFile, reason string) error {
	return &StaleError{x.op.Source, file.Path, reason}
}

// A mover does the folders of a transfer one after the other.
type mover struct {
	*transfer
	from, to directory // those of the present folder
	buffer   []byte
}

// fill puts one folder in place, which exists, and makes those in it.
func (m *mover) fill(f *folder, next func(*folder)) (err error) {
	m.from, m.to = m.source, m.target
	if f.path != "." {
		if m.to, err = m.target.openIn(f.path); err != nil {
			return err
		}
		defer m.to.Close()
	}
	for _, below := range f.below {
		if err := m.makeDirectory(below); err != nil {
			return err
		}
		next(below)
	}
	if len(f.files) == 0 {
		return nil
	}
	if f.path != "." && !m.fromContents(m.step.Load()) {
		if m.from, err = m.openSource(f); err != nil {
			return err
		}
		defer m.from.Close()
	}
	var counts Counts
	for _, file := range f.files {
		used, err := m.put(file)
		if err != nil {
			return err
		}
		counts.count(used)
	}
	m.mutex.Lock()
	defer m.mutex.Unlock()
	m.counts.add(counts)
	return nil
}

// fromContents reports whether files of that step, and thus all after it, are
// copied from the file with all contents.
func (x *transfer) fromContents(step int32) bool {
	return x.contents != nil && x.methods[step] == byCopy
}

// makeDirectory makes one in the present one. What is in its place and is
// none, a link to one among them, gives way.
func (m *mover) makeDirectory(f *folder) error {
	if m.stage.knows(path.Join(m.op.Path, f.path)) {
		return nil
	}
	name := path.Base(f.path)
	err := m.to.mkdir(name)
	if !errors.Is(err, fs.ErrExist) {
		return err
	}
	status, err := m.to.status(name)
	if err != nil || status.Mode.IsDir() {
		return err
	}
	if err := m.stage.disk.remove(m.to.at(name)); err != nil {
		return err
	}
	return m.to.mkdir(name)
}

// openSource opens the directory of the tree that has the files of a folder.
func (m *mover) openSource(f *folder) (directory, error) {
	dir, err := m.source.openIn(f.path)
	if err == nil {
		return dir, nil
	}
	status, problem := m.source.status(f.path)
	switch {
	case errors.Is(problem, fs.ErrNotExist), platform.NotDirectory(problem):
		return dir, m.stale(f.files[0], "its directory is missing")
	case problem == nil && !status.Mode.IsDir():
		return dir, m.stale(f.files[0], "its directory is none")
	}
	return dir, err
}

// put puts one file in place and returns how.
func (m *mover) put(file *TreeFile) (method, error) {
	name := path.Base(file.Path)
	for {
		step := m.step.Load()
		used, err := m.putBy(step, file, name)
		if errors.Is(err, fs.ErrExist) {
			if err := m.clear(file, name); err != nil {
				return byCopy, err
			}
			used, err = m.putBy(step, file, name)
		}
		if err == nil || used == byCopy || !platform.LinkRefused(err) && !errors.Is(err, errors.ErrUnsupported) {
			return used, err
		}
		m.lower(step)
	}
}

// clear takes away what is in the place of a file.
func (m *mover) clear(file *TreeFile, name string) error {
	m.stage.forget(path.Join(m.op.Path, file.Path))
	if m.to.remove(name) == nil {
		return nil
	}
	return m.stage.disk.remove(m.to.at(name)) // it is a directory
}

// putBy puts one file in place by the method of a step. The error of a method
// that doesn't work is that of the system. It returns the method that it went by.
func (m *mover) putBy(step int32, file *TreeFile, name string) (method, error) {
	used := m.methods[step]
	if used == byClone || used == byCopy {
		return m.duplicate(step, file, name)
	}
	if err := m.checkByName(file, name); err != nil {
		return byCopy, err // no other method helps
	}
	if used == bySymlink {
		return used, m.to.symlink(filepath.Join(m.tree.Dir, filepath.FromSlash(file.Path)), name)
	}
	err := m.to.link(m.from, name)
	switch {
	case platform.TooManyLinks(err):
		return m.duplicate(int32(len(m.methods)-1), file, name)
	case errors.Is(err, fs.ErrNotExist):
		if gone := m.checkByName(file, name); gone != nil {
			return byCopy, gone
		}
	}
	return used, err
}

// checkByName checks a file that isn't opened.
func (m *mover) checkByName(file *TreeFile, name string) error {
	status, err := m.from.status(name)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return m.stale(file, "it is missing")
	case err != nil:
		return err
	}
	return m.check(file, status)
}
