package apply

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"

	"github.com/pyenvkit/pyenvkit/platform"
)

// An immovableError says that the target has to stay where it is, so that the
// environment has to be made inside it.
type immovableError struct{ error }

func (e *immovableError) Unwrap() error { return e.error }

// swap makes the environment beside the target and lets it take its place.
func (t *Target) swap(ctx context.Context, j Job) (result Result, err error) {
	made, err := t.parents()
	defer func() {
		if err != nil {
			for _, dir := range made {
				_ = t.disk.detached().rmdir(dir) // another process may have put something there
			}
		}
	}()
	if err != nil {
		return Result{}, err
	}
	var old fs.FileInfo
	if t.state != Missing { // what is there now, takePlace finds
		old, err = t.disk.lstat(t.real)
		switch {
		case errors.Is(err, fs.ErrNotExist):
			return Result{}, errChanged
		case err != nil:
			return Result{}, err
		}
	}
	held, mode, err := t.beside()
	defer func() {
		if err != nil || t.state != Missing { // else it was moved
			t.discard(t.stage)
		}
		if err == nil {
			t.held, held = held, t.held // the old directory needn't be held any more
		}
		if held != nil {
			held.Close()
		}
	}()
	if err != nil {
		return Result{}, err
	}
	s := newStage(t.disk, t.stage, j)
	if t.state == Environment && !j.Clear {
		if err := s.clone(t.real, nil); err != nil {
			return Result{}, t.changedOr(old, err)
		}
	}
	if err := s.run(ctx); err != nil {
		return Result{}, err
	}
	if t.state != Missing {
		if err := s.own(t.stage, old); err != nil {
			return Result{}, err
		}
		mode = modeOf(old)
	}
	if err := t.disk.chmod(t.stage, mode); err != nil {
		return Result{}, err
	}
	if err := t.takePlace(old); err != nil {
		return Result{}, err
	}
	return s.result, nil
}

// parents makes the missing directories above the target and returns them, the
// lowest first.
func (t *Target) parents() (made []string, err error) {
	var missing []string
	for dir := filepath.Dir(t.real); ; dir = filepath.Dir(dir) {
		exists, err := t.disk.exists(dir)
		if err != nil {
			return nil, err
		}
		if exists {
			break
		}
		missing = append(missing, dir)
	}
	for _, dir := range slices.Backward(missing) {
		err := t.disk.mkdir(dir, 0o777)
		if errors.Is(err, fs.ErrExist) {
			continue
		}
		if err != nil {
			return made, err
		}
		made = append([]string{dir}, made...)
	}
	return made, nil
}

// beside makes the directory t.stage beside the target and holds it, so that
// others know it from one of a process that was killed. It returns the mode
// that the umask gives to directories; the stage is for its owner alone. The
// mark is nil where directories can't be held.
func (t *Target) beside() (held *platform.Held, mode fs.FileMode, err error) {
	for tries := 0; ; tries++ {
		t.stage = t.leftover("")
		err := t.disk.mkdir(t.stage, 0o777)
		switch {
		case errors.Is(err, fs.ErrExist):
			continue
		case errors.Is(err, fs.ErrNotExist):
			// A process that failed took the parents away again, or this is no
			// place for directories, such as /proc.
			switch exists, problem := t.disk.exists(filepath.Dir(t.stage)); {
			case problem != nil:
				return nil, 0, problem
			case !exists:
				return nil, 0, errChanged
			case tries > 2:
				return nil, 0, err
			}
		case platform.Immovable(err):
			return nil, 0, &immovableError{err}
		case err != nil:
			return nil, 0, err
		}
		info, err := t.disk.lstat(t.stage)
		if err == nil {
			mode = modeOf(info)
			err = t.disk.chmod(t.stage, 0o700)
		}
		if err == nil {
			held, err = t.disk.grip(t.stage)
		}
		if errors.Is(err, fs.ErrNotExist) || errors.Is(err, platform.ErrHeld) {
			continue // taken for a leftover in the moment before it was held
		}
		return held, mode, err
	}
}

// grip holds a directory by its path. It returns nil where that can't be done,
// and an error that is [fs.ErrNotExist] if the path leads elsewhere meanwhile.
func (d disk) grip(path string) (*platform.Held, error) {
	held, err := d.hold(path)
	if errors.Is(err, errors.ErrUnsupported) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	now, err := d.lstat(path)
	if err == nil && !os.SameFile(held.Info(), now) {
		err = &fs.PathError{Op: "hold", Path: path, Err: fs.ErrNotExist}
	}
	if err != nil {
		held.Close()
		return nil, err
	}
	return held, nil
}

// changedOr returns errChanged if the target is another one than old, which is
// nil for none, and else err.
func (t *Target) changedOr(old fs.FileInfo, err error) error {
	now, statErr := t.disk.lstat(t.real)
	switch {
	case errors.Is(statErr, fs.ErrNotExist):
		if old != nil {
			return errChanged
		}
	case statErr != nil:
		if err == nil {
			err = statErr
		}
	case old == nil || !os.SameFile(old, now):
		return errChanged
	}
	return err
}

// takePlace puts the stage in the place of the target, and the old one, if
// any, in the place of the stage.
func (t *Target) takePlace(old fs.FileInfo) error {
	if t.state == Missing {
		// The rename fails where anything is now, be it an empty directory.
		err := t.disk.rename(t.stage, t.real)
		switch {
		case err == nil:
			return nil
		case errors.Is(err, fs.ErrExist), platform.NotDirectory(err):
			return errChanged
		}
		return t.changedOr(nil, err) // Windows says something else
	}
	if err := t.changedOr(old, nil); err != nil {
		return err
	}
	err := t.disk.exchange(t.stage, t.real)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return errChanged
	case errors.Is(err, errors.ErrUnsupported):
		err = t.putAside()
	}
	if platform.Immovable(err) && !hasHints(err) {
		return &immovableError{err}
	}
	return err
}

// putAside is for systems that can't exchange two directories: for a moment
// there is none. The next run puts the old one back if this one is killed then.
func (t *Target) putAside() error {
	aside := t.leftover("old-")
	err := t.disk.rename(t.real, aside)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return errChanged
	case err != nil:
		return err
	}
	err = t.disk.rename(t.stage, t.real)
	if errors.Is(err, fs.ErrExist) {
		if state, look := content(t.real); look == nil && state == Environment {
			t.discard(aside) // a process that had found nothing there was faster
			return errChanged
		}
	}
	if err != nil {
		if undo := t.disk.detached().rename(aside, t.real); undo != nil {
			return &UndoError{Dir: t.path, Err: t.explain(err), Undo: t.explain(undo)}
		}
		return err
	}
	t.discard(aside)
	return nil
}

// discard deletes a directory that is of no use any more. What it can't delete
// is left to the next run.
func (t *Target) discard(dir string) {
	d := t.disk.detached()
	err := d.remove(dir)
	if err != nil {
		err = d.remove(dir)
	}
	if err != nil {
		t.logf("%s is left over: %v", dir, err)
	}
}
