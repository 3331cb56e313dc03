package apply

import (
	"errors"
	"io/fs"
	"path"
	"path/filepath"
	"sync"

	"github.com/pyenvkit/pyenvkit/platform"
)

// A transfer puts the files of trees with a directory in place, all in the same.
type transfer struct {
	stage *stage
	// path is that of the trees in the plan, target the directory.
	path   string
	target directory
	mutex  sync.Mutex
	counts Counts
}

// transfer puts the files of trees with a directory in place, directory by
// directory.
func (s *stage) transfer(supplies []*supply) (err error) {
	if len(supplies) == 0 {
		return nil
	}
	folders, clash, err := folders(supplies)
	if err != nil {
		return err
	}
	if clash && len(supplies) > 1 {
		for _, one := range supplies {
			if err := s.transfer([]*supply{one}); err != nil {
				return err
			}
		}
		return nil
	}
	x := &transfer{stage: s, path: supplies[0].op.Path}
	if err := s.directory(x.path); err != nil {
		return err
	}
	at, err := s.at(x.path)
	if err != nil {
		return err
	}
	if x.target, err = s.disk.openDirectory(at); err != nil {
		return err
	}
	defer x.target.Close()
	for _, one := range supplies {
		one.transfer = x
		if err := one.open(); err != nil {
			return err
		}
		defer one.close()
	}
	err = eachFolder(folders[0], len(folders), s.workers(), func() func(*folder, func(*folder)) error {
		return (&mover{job: x}).fill
	})
	if err != nil {
		return err
	}
	for _, f := range folders {
		s.known[path.Join(x.path, f.path)] = true
	}
	s.result.Files.add(x.counts)
	for _, one := range supplies {
		if one.methods[0] == byClone && one.step.Load() > 0 {
			s.unclonable[one.device] = true
		}
	}
	return nil
}

// A mover does the folders of a transfer one after the other.
type mover struct {
	job *transfer
	// supply is the tree whose files are put in place now, from and to are
	// directories of the present folder.
	*supply
	from, to directory
	buffer   []byte
}

// fill puts one folder in place, which exists, and makes those in it.
func (m *mover) fill(f *folder, next func(*folder)) (err error) {
	m.to = m.job.target
	if f.path != "." {
		if m.to, err = m.job.target.openIn(f.path); err != nil {
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
	var counts Counts
	for _, share := range f.shares {
		m.supply = share.of
		if err := m.putShare(f, share.files, &counts); err != nil {
			return err
		}
	}
	m.job.mutex.Lock()
	defer m.job.mutex.Unlock()
	m.job.counts.add(counts)
	return nil
}

// putShare puts the files in place that a folder gets from one tree.
func (m *mover) putShare(f *folder, files []*TreeFile, counts *Counts) (err error) {
	m.from = m.source
	if f.path != "." && !m.fromContents(m.step.Load()) {
		if m.from, err = m.openSource(f, files); err != nil {
			return err
		}
		defer m.from.Close()
	}
	for _, file := range files {
		used, err := m.put(file)
		if err != nil {
			return err
		}
		counts.count(used)
	}
	return nil
}

// makeDirectory makes one in the present one. What is in its place and is
// none, a link to one among them, gives way.
func (m *mover) makeDirectory(f *folder) error {
	if m.job.stage.knows(path.Join(m.job.path, f.path)) {
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
	if err := m.job.stage.disk.remove(m.to.at(name)); err != nil {
		return err
	}
	return m.to.mkdir(name)
}

// openSource opens the directory of the tree that has the files of a folder.
func (m *mover) openSource(f *folder, files []*TreeFile) (directory, error) {
	dir, err := m.source.openIn(f.path)
	if err == nil {
		return dir, nil
	}
	status, problem := m.source.status(f.path)
	switch {
	case errors.Is(problem, fs.ErrNotExist), platform.NotDirectory(problem):
		return dir, m.stale(files[0], "its directory is missing")
	case problem == nil && !status.Mode.IsDir():
		return dir, m.stale(files[0], "its directory is none")
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
