package apply

import (
	"errors"
	"fmt"
	"io/fs"
	"path"
	"path/filepath"

	"github.com/pyenvkit/pyenvkit/plan"
	"github.com/pyenvkit/pyenvkit/platform"
)

// small is the size in bytes up to which files are copied rather than shared
// when Before rewrites them: a program that writes in place writes scripts and records,
// and would write them through to the old environment.
const small = 1 << 20

// clone puts the contents of the directory old, or the entries of it that
// wanted holds, into the stage, but for what an operation makes anew. Files are
// shared with the old environment by hard links.
func (s *stage) clone(old string, wanted map[string]bool) error {
	s.anew = madeAnew(s.job.Plan)
	entries, err := s.disk.readDir(old)
	if err != nil {
		return err
	}
	for _, e := range entries {
		if e.Name() == workDir || wanted != nil && !wanted[e.Name()] {
			continue
		}
		if err := s.cloneEntry(filepath.Join(old, e.Name()), e.Name()); err != nil {
			return err
		}
	}
	return nil
}

// madeAnew returns the paths that a plan makes something new at, or nothing,
// whatever is there.
func madeAnew(p plan.Plan) map[string]bool {
	paths := map[string]bool{}
	for _, op := range p.Ops {
		switch o := op.(type) {
		case plan.Dir, plan.Tree:
			continue
		case plan.File:
			if o.Keep {
				continue
			}
		}
		paths[op.At()] = true
	}
	return paths
}

// cloneEntry puts the file or directory old at name, a path within the stage
// separated by slashes. What would be taken away again is not made: on Windows a
// link to a file that is in use could not be.
func (s *stage) cloneEntry(old, name string) error {
	if s.anew[name] {
		return nil
	}
	info, err := s.disk.lstat(old)
	if err != nil {
		return err
	}
	at := filepath.Join(s.root, filepath.FromSlash(name))
	switch {
	case info.IsDir():
		return s.cloneDirectory(old, name, at, info)
	case info.Mode()&fs.ModeSymlink != 0:
		return s.cloneLink(old, name, at, info)
	case s.job.Rewrites && info.Mode().IsRegular() && info.Size() <= small:
		return s.cloneCopy(old, at, info)
	}
	err = s.disk.link(old, at)
	if !platform.LinkRefused(err) {
		return err
	}
	if !info.Mode().IsRegular() {
		return fmt.Errorf("%s can't be carried over: it is neither a file, a link nor a directory", old)
	}
	return s.cloneCopy(old, at, info)
}

func (s *stage) cloneDirectory(old, name, at string, info fs.FileInfo) error {
	if err := s.disk.mkdir(at, 0o777); err != nil {
		return err
	}
	s.known[name] = true
	entries, err := s.disk.readDir(old)
	if err != nil {
		return err
	}
	for _, e := range entries {
		if err := s.cloneEntry(filepath.Join(old, e.Name()), path.Join(name, e.Name())); err != nil {
			return err
		}
	}
	if mode := modeOf(info); mode&0o700 != 0o700 {
		s.closed[at] = mode
	}
	return s.adopt(at, info, modeOf(info)|0o700)
}

func (s *stage) cloneLink(old, name, at string, info fs.FileInfo) error {
	target, err := s.disk.readlink(old)
	if err != nil {
		return err
	}
	err = s.disk.symlink(target, at)
	if platform.LinkRefused(err) {
		s.late = append(s.late, plan.Link{Path: name, Target: target})
		return nil
	}
	if err != nil {
		return err
	}
	if err := s.own(at, info); err != nil {
		return err
	}
	return s.disk.setTimes(at, info)
}

func (s *stage) cloneCopy(old, at string, info fs.FileInfo) error {
	if err := s.disk.copy(old, at, modeOf(info)); err != nil {
		return err
	}
	return s.adopt(at, info, modeOf(info))
}

// adopt gives a new file or directory the owner and the times of an old one,
// and that mode.
func (s *stage) adopt(at string, info fs.FileInfo, mode fs.FileMode) error {
	if err := s.own(at, info); err != nil {
		return err
	}
	if err := s.disk.chmod(at, mode); err != nil {
		return err
	}
	return s.disk.setTimes(at, info)
}

// own gives a new file the owner of an old one as far as the user may.
func (s *stage) own(at string, info fs.FileInfo) error {
	uid, gid, ok := platform.Owner(info)
	if !ok {
		return nil
	}
	now, err := s.disk.lstat(at)
	if err != nil {
		return err
	}
	if u, g, _ := platform.Owner(now); u == uid && g == gid {
		return nil
	}
	err = s.disk.lchown(at, uid, gid)
	if errors.Is(err, fs.ErrPermission) || errors.Is(err, errors.ErrUnsupported) {
		return nil
	}
	return err
}

// modeOf returns what chmod takes of a mode.
func modeOf(info fs.FileInfo) fs.FileMode {
	return info.Mode() & (fs.ModePerm | fs.ModeSetuid | fs.ModeSetgid | fs.ModeSticky)
}
