package apply

import (
	"errors"
	"fmt"
	"io/fs"
	"path"
	"path/filepath"
	"slices"

	"github.com/pyenvkit/pyenvkit/platform"
)

// change carries out one change of the journal.
func (in interior) change(number int, c change) error {
	target, staged, aside := c.places(number)
	if c.Old && c.New {
		err := in.exchange(staged, target)
		if !errors.Is(err, errors.ErrUnsupported) && !platform.Immovable(err) {
			return err
		}
	}
	if c.Old {
		if err := in.move(target, aside); err != nil {
			return err
		}
	}
	if c.New {
		return in.rename(staged, target)
	}
	return nil
}

// undo takes back what was done of the changes, the last one first. It looks
// at what is there, so it can be repeated, until the journal is gone: what is
// deleted after that would look like something that took its place.
//
// The changes may have been written by somebody else, in a directory that was
// got from elsewhere. All are looked at before the first is undone; what no
// run leaves is a [*JournalError].
func (in interior) undo(changes []change) error {
	if err := in.check(changes); err != nil {
		return err
	}
	found := make([]trace, len(changes))
	for number, c := range changes {
		var err error
		if found[number], err = in.trace(number, c); err != nil {
			return err
		}
	}
	for number, c := range slices.Backward(changes) {
		err := in.undoOne(number, c, found[number])
		if errors.Is(err, fs.ErrExist) {
			err = in.damaged("%v", err)
		}
		if err != nil {
			return err
		}
	}
	return in.remove(filepath.Join(workDir, journalName))
}

func (in interior) damaged(format string, args ...any) error {
	return &JournalError{Dir: in.path(workDir), Reason: fmt.Sprintf(format, args...)}
}

// check reports directories that are none: those of the stage, and those that
// hold what is changed, of which a run made sure.
func (in interior) check(changes []change) error {
	dirs := []string{workDir, workDir + "/new", workDir + "/old"}
	known := map[string]bool{".": true}
	for _, c := range changes {
		var above []string
		for dir := path.Dir(c.Path); !known[dir]; dir = path.Dir(dir) {
			known[dir] = true
			above = append(above, workDir+"/new/"+dir, dir)
		}
		slices.Reverse(above)
		dirs = append(dirs, above...)
	}
	for _, dir := range dirs {
		local := filepath.FromSlash(dir)
		switch isDir, err := in.isDir(local); {
		case err != nil:
			return err
		case !isDir:
			return in.damaged("%s is no directory", in.path(local))
		}
	}
	return nil
}

// A trace is what a change has left.
type trace struct {
	placed  bool // the new one is at the target
	isAside bool // the old one is aside
	isDir   bool // the one at the target is a directory
}

// trace finds out how far a change got.
func (in interior) trace(number int, c change) (trace, error) {
	target, staged, aside := c.places(number)
	var found trace
	now, err := in.lstat(target)
	missing := errors.Is(err, fs.ErrNotExist)
	if err != nil && !missing {
		return found, err
	}
	asideInfo, err := in.lstat(aside)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return found, err
	}
	found.isAside = err == nil
	isStaged, err := in.exists(staged)
	if err != nil || missing {
		return found, err
	}
	found.isDir = now.IsDir()
	identity := platform.Identity(now)
	switch {
	case !c.New:
	case identity != "":
		if c.Identity == "" {
			return found, in.damaged("it doesn't say what is new at %q", c.Path)
		}
		found.placed = identity == c.Identity
	default:
		// Without identities nothing is ever exchanged: what is not there any
		// more was moved.
		found.placed = !isStaged
	}
	switch {
	case found.placed && c.Old && !found.isAside && !isStaged:
		return found, in.damaged("the old %q is missing", c.Path)
	case !found.placed && found.isAside && (!found.isDir || !asideInfo.IsDir()):
		return found, in.damaged("something else is at %q now", c.Path)
	}
	return found, nil
}

func (in interior) undoOne(number int, c change, found trace) error {
	target, staged, aside := c.places(number)
	if found.placed && c.Old && !found.isAside { // they were exchanged
		stagedIsDir, err := in.isDir(staged)
		if err != nil {
			return err
		}
		if !stagedIsDir && !found.isDir {
			return in.rename(staged, target) // no moment without either
		}
		if err := in.rename(staged, aside); err != nil {
			return err
		}
		found.isAside = true
	}
	if found.placed {
		if err := in.rename(target, staged); err != nil {
			return err
		}
	}
	if found.isAside {
		return in.move(aside, target)
	}
	return nil
}
