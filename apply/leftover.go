package apply

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/pyenvkit/pyenvkit/platform"
)

// workDir is the directory inside a target in which an environment is made
// that can't be made beside it. There is one at a time.
const workDir = ".pyenvkit-stage"

// mark stands in the name of every directory beside a target, before ten
// letters and digits at random.
const mark = ".pyenvkit-"

// leftover returns a new path beside the target, by which the next run knows
// what lies there. What says more: "old-" marks an old environment.
func (t *Target) leftover(what string) string {
	return filepath.Join(filepath.Dir(t.real), t.prefix()+what+platform.Unique())
}

// prefix is what the names of directories beside the target begin with.
func (t *Target) prefix() string {
	const longest = 200 // with what is added, less than the 255 bytes of a name
	name := filepath.Base(t.real)
	if len(name) > longest {
		sum := sha256.Sum256([]byte(name))
		name = hex.EncodeToString(sum[:16])
	}
	return "." + name + mark
}

// kind says what the entry of that name beside the target is: a stage, an old
// environment, or nothing of ours.
func (t *Target) kind(name string) (isStage, isOld bool) {
	rest, ok := strings.CutPrefix(name, t.prefix())
	rest, isOld = strings.CutPrefix(rest, "old-")
	ok = ok && len(rest) == 10 && strings.Trim(rest, "abcdefghijklmnopqrstuvwxyz234567") == ""
	return ok && !isOld, ok && isOld
}

// sweep deletes what killed runs left beside the target, and puts an old
// environment back that was put aside when its run was killed. What is held is
// in use; the result says whether that is an old environment. What fails is
// left to another run.
func (t *Target) sweep() (underWay bool) {
	names, err := t.disk.names(filepath.Dir(t.real), t.prefix())
	if errors.Is(err, fs.ErrNotExist) {
		return false
	}
	if err != nil && t.disk.ctx.Err() == nil {
		t.logf("leftovers of earlier runs can't be seen: %v", err)
	}
	for _, name := range names {
		isStage, isOld := t.kind(name)
		dir := filepath.Join(filepath.Dir(t.real), name)
		if !isStage && !isOld {
			continue
		}
		if info, err := t.disk.lstat(dir); err != nil || !info.IsDir() {
			continue
		}
		if ours, err := t.ours(dir); err != nil || !ours {
			continue
		}
		held, err := t.disk.grip(dir)
		if err == nil && held == nil && t.lock == nil {
			continue // nothing tells whether it is in use
		}
		if err == nil {
			err = t.clean(dir, isOld)
		}
		if held != nil {
			held.Close()
		}
		switch {
		case errors.Is(err, platform.ErrHeld):
			underWay = underWay || isOld
		case err != nil && !errors.Is(err, fs.ErrNotExist):
			t.logf("%s is left over: %v", dir, err)
		}
	}
	return underWay
}

// clean deletes one directory, or puts an old environment back. One whose place
// was taken by something that is no environment is not for us to delete.
func (t *Target) clean(dir string, isOld bool) error {
	if !isOld {
		return t.disk.remove(dir)
	}
	exists, err := t.disk.exists(t.real)
	switch {
	case err != nil:
		return err
	case !exists:
		return t.disk.rename(dir, t.real)
	}
	if state, err := content(t.real); err != nil || state != Environment {
		return fmt.Errorf("it is the environment that was at %s, where something else is now", t.path)
	}
	return t.disk.remove(dir)
}

// ours reports whether a directory belongs to this user or to the owner of the
// target: in a directory that others may write to, anybody can put one with
// such a name.
func (t *Target) ours(dir string) (bool, error) {
	info, err := t.disk.lstat(dir)
	if err != nil {
		return false, err
	}
	uid, _, ok := platform.Owner(info)
	if !ok || uid == os.Geteuid() {
		return true, nil
	}
	if info, err = t.disk.lstat(t.real); err != nil {
		return false, err
	}
	owner, _, _ := platform.Owner(info)
	return uid == owner, nil
}

// recover undoes what a killed run changed inside the target, and reports
// whether there was anything of one. None that is alive does so while this
// process holds the directory.
func (t *Target) recover() (found bool, err error) {
	if t.state == Missing {
		return false, nil
	}
	work := filepath.Join(t.real, workDir)
	ours, err := t.ours(work)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return false, nil
	case err != nil:
		return false, err
	case !ours:
		return true, &AccessError{work, errForeign}
	}
	in, err := t.disk.enterRoot(t.real)
	if err != nil {
		return true, err
	}
	defer in.Close()
	changes, err := in.readJournal()
	if err != nil {
		return true, err
	}
	if len(changes) > 0 {
		if err := in.undo(changes); err != nil {
			return true, err
		}
	}
	return true, in.vacate()
}

// vacate takes the work directory away, or, where programs of an old environment
// still run, all of it but those: Windows moves such a file, but doesn't delete it.
func (in interior) vacate() error {
	err := in.remove(workDir)
	if !platform.Busy(err) {
		return err
	}
	entries, err := in.readDir(workDir)
	if err != nil {
		return err
	}
	for _, e := range entries {
		if e.IsDir() {
			if err := in.shelve(filepath.Join(workDir, e.Name())); err != nil {
				return err
			}
		}
	}
	return nil
}

// shelve takes a directory below the work directory away, and puts the files that
// can't be deleted into the latter.
func (in interior) shelve(dir string) error {
	entries, err := in.readDir(dir)
	if err != nil {
		return err
	}
	for _, e := range entries {
		name := filepath.Join(dir, e.Name())
		switch {
		case e.IsDir():
			err = in.shelve(name)
		default:
			err = in.rename(name, filepath.Join(workDir, "used-"+platform.Unique()))
		}
		if err != nil {
			return err
		}
	}
	return in.remove(dir)
}

var errForeign = errors.New("it belongs to another user")
