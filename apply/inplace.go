package apply

import (
	"context"
	"errors"
	"io/fs"
	"path/filepath"
	"slices"

	"github.com/pyenvkit/pyenvkit/platform"
)

// inPlace makes the environment inside the target: first what the plan touches
// in a directory of its own there, then, file by file, what differs takes its
// place. Directories stay, so that a current directory, a watch or a lower
// layer of an overlayfs can't be in the way.
func (t *Target) inPlace(ctx context.Context, j Job) (result Result, err error) {
	work, err := t.enter()
	if err != nil {
		return Result{}, err
	}
	kept := false // work holds what is needed to restore the target
	defer func() {
		if !kept {
			t.discard(work)
		}
	}()
	t.stage = filepath.Join(work, "new")
	if err := t.disk.mkdir(t.stage, 0o777); err != nil {
		return Result{}, err
	}
	if err := t.disk.mkdir(filepath.Join(work, "old"), 0o700); err != nil {
		return Result{}, err
	}
	s := newStage(t.disk, t.stage, j)
	wanted := touched(j.Plan)
	if !j.Clear {
		if err := s.clone(t.real, wanted); err != nil {
			return Result{}, err
		}
	}
	if err := s.run(ctx); err != nil {
		return Result{}, err
	}
	changes, err := t.compare(wanted, j.Clear)
	if err != nil {
		return Result{}, err
	}
	if err := writeJournal(t.disk, work, changes); err != nil {
		return Result{}, err
	}
	for i, c := range changes {
		if err = t.change(work, i, c); err != nil {
			break
		}
	}
	if err == nil {
		err = t.disk.rename(filepath.Join(work, journalName), filepath.Join(work, "done"))
	}
	if err != nil {
		detached := *t
		detached.disk = t.disk.detached()
		if undo := detached.undo(work, changes); undo != nil {
			kept = true
			return Result{}, &UndoError{Dir: t.path, Err: t.explain(err), Undo: t.explain(undo)}
		}
		return Result{}, err
	}
	return s.result, nil
}

// enter makes the directory of the stage inside the target.
func (t *Target) enter() (work string, err error) {
	work = filepath.Join(t.real, workDir)
	err = t.disk.mkdir(work, 0o700)
	if errors.Is(err, fs.ErrExist) {
		if err := t.recover(); err != nil {
			return "", err
		}
		err = t.disk.mkdir(work, 0o700)
	}
	return work, err
}

// change carries out one change of the journal.
func (t *Target) change(work string, number int, c change) error {
	target, staged, aside := t.places(work, number, c)
	if c.Old && c.New {
		err := t.disk.exchange(staged, target)
		if !errors.Is(err, errors.ErrUnsupported) && !platform.Immovable(err) {
			return err
		}
	}
	if c.Old {
		if err := t.disk.move(target, aside); err != nil {
			return err
		}
	}
	if c.New {
		return t.disk.rename(staged, target)
	}
	return nil
}

// undo takes back what was done of the changes, the last one first. It looks
// at what is there, so it can be repeated, until the journal is gone: what is
// deleted after that would look like something that took its place.
func (t *Target) undo(work string, changes []change) error {
	for number, c := range slices.Backward(changes) {
		if err := t.undoOne(work, number, c); err != nil {
			return err
		}
	}
	return t.disk.remove(filepath.Join(work, journalName))
}

func (t *Target) undoOne(work string, number int, c change) error {
	target, staged, aside := t.places(work, number, c)
	isAside, err := t.disk.exists(aside)
	if err != nil {
		return err
	}
	placed := false
	if c.New {
		if placed, err = t.isPlaced(target, staged, c); err != nil {
			return err
		}
	}
	switch {
	case placed && c.Old && !isAside:
		return t.disk.exchange(staged, target)
	case placed:
		if err := t.disk.rename(target, staged); err != nil {
			return err
		}
	}
	if isAside {
		return t.disk.move(aside, target)
	}
	return nil
}

// isPlaced reports whether the new file of a change is at the target.
func (t *Target) isPlaced(target, staged string, c change) (bool, error) {
	info, err := t.disk.lstat(target)
	if errors.Is(err, fs.ErrNotExist) {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	if c.Identity != "" {
		return platform.Identity(info) == c.Identity, nil
	}
	// Without identities nothing is ever exchanged: what is not there any
	// more was moved.
	exists, err := t.disk.exists(staged)
	return !exists, err
}

// move renames a file or directory. A directory that can't be renamed, or to
// where there is one already, is moved file by file.
func (d disk) move(from, to string) error {
	err := d.rename(from, to)
	if err == nil || !platform.Immovable(err) && !errors.Is(err, fs.ErrExist) {
		return err
	}
	info, statErr := d.lstat(from)
	if statErr != nil || !info.IsDir() {
		return err
	}
	if mode := modeOf(info); mode&0o700 != 0o700 {
		if err := d.chmod(from, mode|0o700); err != nil {
			return err
		}
	}
	if err := d.mkdir(to, modeOf(info)|0o700); err != nil && !errors.Is(err, fs.ErrExist) {
		return err
	}
	entries, err := d.readDir(from)
	if err != nil {
		return err
	}
	for _, e := range entries {
		if err := d.move(filepath.Join(from, e.Name()), filepath.Join(to, e.Name())); err != nil {
			return err
		}
	}
	if err := newStage(d, "", Job{}).adopt(to, info, modeOf(info)); err != nil {
		return err
	}
	return d.remove(from)
}
