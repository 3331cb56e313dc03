package apply

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"sync"

	"github.com/pyenvkit/pyenvkit/plan"
	"github.com/pyenvkit/pyenvkit/platform"
)

// A stage is a directory in which an environment is made out of sight. Nothing
// in it is ever written to: a file may be a hard link to one of the old
// environment, so it gives way to a new one.
type stage struct {
	disk   disk
	root   string
	job    Job
	result Result
	// known are the directories of the stage of which it is known that they
	// are no links, by their paths as in a plan. Workers look into it and take
	// out of it, one at a time by mutex, while nobody else uses it.
	known map[string]bool
	mutex sync.Mutex
	// closed are directories of the old environment that their owner may not
	// change, with the modes that they get back at the end.
	closed map[string]fs.FileMode
	// anew are the paths that the plan leaves nothing old at.
	anew map[string]bool
	// late are links that have to become copies.
	late []plan.Link
	// unclonable are the file systems whose files could not be cloned into the
	// stage.
	unclonable map[uint64]bool
	// programs are the paths of those that were made.
	programs map[plan.Program]string
}

func newStage(d disk, root string, j Job) *stage {
	return &stage{
		disk: d, root: root, job: j,
		known: map[string]bool{".": true}, closed: map[string]fs.FileMode{}, unclonable: map[uint64]bool{},
		programs: map[plan.Program]string{},
	}
}

// touched returns the first parts of all paths of a plan.
func touched(p plan.Plan) map[string]bool {
	names := map[string]bool{}
	for _, op := range p.Ops {
		names[first(op.At())] = true
	}
	return names
}

// first returns the first part of a path, of a plan or of the system.
func first(name string) string {
	for i := range len(name) {
		if name[i] == '/' || os.IsPathSeparator(name[i]) {
			return name[:i]
		}
	}
	return name
}

// run carries out the plan and lets Before see what came out.
func (s *stage) run(ctx context.Context) error {
	for ops := s.job.Plan.Ops; len(ops) > 0; {
		done, err := s.next(ops)
		if err != nil {
			return err
		}
		ops = ops[done:]
	}
	if err := s.copyLate(); err != nil {
		return err
	}
	if s.job.Before != nil {
		if err := s.job.Before(ctx, s.root); err != nil {
			return &outsideError{err}
		}
	}
	return s.close()
}

// close gives the directories back their modes that the owner of the old
// environment had closed against changes.
func (s *stage) close() error {
	for _, dir := range slices.Backward(slices.Sorted(maps.Keys(s.closed))) {
		info, err := s.disk.lstat(dir)
		if errors.Is(err, fs.ErrNotExist) || err == nil && !info.IsDir() {
			continue // the plan or Before put something else there
		}
		if err != nil {
			return err
		}
		if err := s.disk.chmod(dir, s.closed[dir]); err != nil {
			return err
		}
	}
	return nil
}

// next carries out the first of some operations, or several trees at once that
// stand at the beginning and go to the same place. It returns how many it did.
func (s *stage) next(ops []plan.Op) (done int, err error) {
	var trees []plan.Tree
	for _, op := range ops {
		tree, ok := op.(plan.Tree)
		if !ok || len(trees) > 0 && tree.Path != trees[0].Path {
			break
		}
		trees = append(trees, tree)
	}
	if len(trees) > 0 {
		return len(trees), s.trees(trees)
	}
	return 1, s.one(ops[0])
}

// place returns where an operation takes place. What comes there now takes the
// place of a link that was put off.
func (s *stage) place(op plan.Op) (at string, err error) {
	at, err = s.at(op.At())
	if err != nil {
		return "", err
	}
	_, isDir := op.(plan.Dir)
	if at == s.root && !isDir {
		return "", fmt.Errorf("operation %T at the root of the environment", op)
	}
	s.late = slices.DeleteFunc(s.late, func(l plan.Link) bool {
		return l.Path == op.At() || strings.HasPrefix(l.Path, op.At()+"/") && !isDir
	})
	return at, nil
}

// one carries out one operation that is no tree.
func (s *stage) one(op plan.Op) error {
	at, err := s.place(op)
	if err != nil {
		return err
	}
	if o, ok := op.(plan.Remove); ok {
		if within, err := s.within(path.Dir(o.Path)); err != nil || !within {
			return err
		}
		s.forget(o.Path)
		return s.disk.remove(at)
	}
	if err := s.directory(path.Dir(op.At())); err != nil {
		return err
	}
	switch o := op.(type) {
	case plan.Dir:
		return s.directory(o.Path)
	case plan.Link:
		return s.link(o)
	case plan.Copy:
		return s.replace(o.Path, at, func() error { return s.disk.copy(o.Source, at, fs.FileMode(o.Mode)) })
	case plan.File:
		return s.file(o, at)
	case plan.Executable:
		return s.executable(o, at)
	}
	return fmt.Errorf("operation %T at %q is not known", op, op.At())
}

// at returns where in the file system a path of the plan is.
func (s *stage) at(name string) (string, error) {
	local, err := filepath.Localize(name)
	if err != nil {
		return "", fmt.Errorf("operation at %q, which is no path within an environment", name)
	}
	return filepath.Join(s.root, local), nil
}

// within reports whether all parts of a path are directories, not links that
// lead elsewhere.
func (s *stage) within(name string) (bool, error) {
	if s.known[name] {
		return true, nil
	}
	if ok, err := s.within(path.Dir(name)); err != nil || !ok {
		return ok, err
	}
	at, err := s.at(name)
	if err != nil {
		return false, err
	}
	info, err := s.disk.lstat(at)
	if errors.Is(err, fs.ErrNotExist) {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	s.known[name] = info.IsDir()
	return info.IsDir(), nil
}

// directory makes a directory and those above it. What is in the place of one
// and is none, a link to one among them, gives way.
func (s *stage) directory(name string) error {
	if s.known[name] {
		return nil
	}
	if err := s.directory(path.Dir(name)); err != nil {
		return err
	}
	at, err := s.at(name)
	if err != nil {
		return err
	}
	err = s.disk.mkdir(at, 0o777)
	if errors.Is(err, fs.ErrExist) {
		if within, err := s.within(name); err != nil || within {
			return err
		}
		if err := s.disk.remove(at); err != nil {
			return err
		}
		err = s.disk.mkdir(at, 0o777)
	}
	if err != nil {
		return err
	}
	s.known[name] = true
	return nil
}

// replace makes what lies at a path by makes, a second time when something
// had to give way.
func (s *stage) replace(name, at string, makes func() error) error {
	err := makes()
	if !errors.Is(err, fs.ErrExist) {
		return err
	}
	s.forget(name)
	if err := s.disk.remove(at); err != nil {
		return err
	}
	return makes()
}

// knows is for workers: it reports whether a directory is known to be there.
func (s *stage) knows(name string) bool {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	return s.known[name]
}

// forget says that the directory name, if it is one, is about to go.
func (s *stage) forget(name string) {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	if !s.known[name] {
		return
	}
	maps.DeleteFunc(s.known, func(dir string, _ bool) bool {
		return dir == name || strings.HasPrefix(dir, name+"/")
	})
}

func (s *stage) file(o plan.File, at string) error {
	if o.Keep {
		if exists, err := s.disk.exists(at); err != nil || exists {
			return err
		}
	}
	return s.replace(o.Path, at, func() error { return s.disk.write(at, 0o666, fs.FileMode(o.Mode), o.Content) })
}

func (s *stage) link(o plan.Link) error {
	at, err := s.at(o.Path)
	if err != nil {
		return err
	}
	err = s.replace(o.Path, at, func() error { return s.disk.symlink(o.Target, at) })
	if platform.LinkRefused(err) {
		if s.job.OnlyLinks {
			return &LinkError{Path: at, Err: err}
		}
		s.late = append(s.late, o)
		return nil
	}
	return err
}

// copyLate makes copies of the links that couldn't be made. It comes last
// because a link may point to what is made after it, or to another such link.
func (s *stage) copyLate() error {
	for len(s.late) > 0 {
		waiting := s.late
		s.late = nil
		for _, o := range waiting {
			if err := s.copyLink(o, waiting); err != nil {
				return err
			}
		}
		if len(s.late) == len(waiting) {
			return &fs.PathError{Op: "link", Path: filepath.Join(s.root, s.late[0].Path), Err: errors.ErrUnsupported}
		}
	}
	slices.Sort(s.result.Copied)
	return nil
}

// copyLink copies what a link would point to, or puts the link off when that
// is one of those that are waiting to be made.
func (s *stage) copyLink(o plan.Link, waiting []plan.Link) error {
	at, err := s.at(o.Path)
	if err != nil {
		return err
	}
	source := filepath.FromSlash(o.Target)
	if !filepath.IsAbs(source) {
		source = filepath.Join(filepath.Dir(at), source)
		same := func(other plan.Link) bool { return path.Join(path.Dir(o.Path), o.Target) == other.Path }
		if exists, err := s.disk.exists(source); err != nil || !exists && slices.ContainsFunc(waiting, same) {
			s.late = append(s.late, o)
			return err
		}
	}
	info, err := s.disk.stat(source)
	if err != nil {
		return err
	}
	if info.IsDir() {
		s.result.LeftOut = append(s.result.LeftOut, o.Path)
		return nil
	}
	mode := info.Mode().Perm()
	if mode&0o111 != 0 {
		mode = 0o755
	}
	err = s.replace(o.Path, at, func() error { return s.disk.copy(source, at, mode) })
	if platform.BadName(err) {
		s.result.LeftOut = append(s.result.LeftOut, o.Path)
		return nil
	}
	if err == nil {
		s.result.Copied = append(s.result.Copied, o.Path)
	}
	return err
}
