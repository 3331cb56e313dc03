package apply

import (
	"context"
	"errors"
	"io/fs"
	"path/filepath"
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
	in, err := t.disk.enterRoot(t.real)
	if err != nil {
		return Result{}, err
	}
	defer in.Close()
	if err := writeJournal(t.disk, work, changes); err != nil {
		return Result{}, err
	}
	for i, c := range changes {
		if err = in.change(i, c); err != nil {
			break
		}
	}
	if err == nil {
		err = t.disk.rename(filepath.Join(work, journalName), filepath.Join(work, "done"))
	}
	if err != nil {
		in.disk = t.disk.detached()
		if undo := in.undo(changes); undo != nil {
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
		if _, err := t.recover(); err != nil {
			return "", err
		}
		if err = t.disk.mkdir(work, 0o700); errors.Is(err, fs.ErrExist) {
			err = nil // it holds programs that still run
		}
	}
	return work, err
}
