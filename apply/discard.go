package apply

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/pyenvkit/pyenvkit/platform"
)

// Remove deletes the directory of the target with all that it holds, whatever
// that is: whether it may go is for the caller to ask. Links in it are deleted,
// never followed. It is no error if there is nothing.
//
// In one step the directory gets a name beside the target that the next run
// knows, and is deleted then. Until that step an error, and the end of ctx,
// leave all as it is; after it the target is gone, nobody waits for ctx, and an
// error is a [*RemainsError]. What is left when the process is killed, [Lock]
// deletes. A directory that can't be renamed, though its parent can be changed
// (one of a lower layer of an overlayfs), is emptied by a journal as [Target.Apply]
// does it: a killed run is undone by Lock.
func (t *Target) Remove(ctx context.Context) error {
	t.disk.ctx = ctx
	if err := t.explain(t.takeAway(ctx)); err != nil {
		return err
	}
	return t.finishLeftovers()
}

// Look says what lies at a path, as [Inspect] does, but refuses none for its
// characters: an environment that others have made may be anywhere.
func Look(dir string) (Place, error) {
	path, err := filepath.Abs(dir)
	if err != nil {
		return Place{}, err
	}
	place, err := examine(path)
	return place, explain(err, func(p string) string { return p })
}

// Removable returns the error that [Target.Remove] would return for what it
// finds out before it changes anything: a [*MountedError] or an [*OwnerError].
func (p Place) Removable(ctx context.Context) error {
	t := &Target{Place: p, disk: disk{ctx: ctx}}
	return t.explain(t.loose())
}

// Leftovers returns the directories that runs have left which were killed while
// they made or removed the environment there, and that [Lock] is going to
// delete, or put back if the environment is in one of them.
func (p Place) Leftovers() []string {
	t := &Target{Place: p, disk: disk{ctx: context.Background()}}
	var found []string
	if info, err := os.Lstat(filepath.Join(p.real, workDir)); err == nil && info.IsDir() {
		found = append(found, filepath.Join(p.real, workDir))
	}
	names, _ := t.disk.names(filepath.Dir(p.real), t.prefix()) // what can't be seen, Lock says
	for _, name := range names {
		dir := filepath.Join(filepath.Dir(p.real), name)
		isStage, isOld := t.kind(name)
		if ours, err := t.ours(dir); err != nil || !ours || !isStage && !isOld {
			continue
		}
		if info, err := os.Lstat(dir); err == nil && info.IsDir() {
			found = append(found, dir)
		}
	}
	return found
}

// takeAway makes the target go away, as far as that is to be seen by others.
func (t *Target) takeAway(ctx context.Context) error {
	if t.state == Missing {
		return nil
	}
	if err := t.loose(); err != nil {
		return err
	}
	t.stage = t.leftover("")
	err := t.disk.rename(t.real, t.stage)
	switch {
	case err == nil:
		t.state = Missing
		return t.deleteRest(t.stage)
	case errors.Is(err, fs.ErrNotExist):
		return nil // somebody who has other lock files was faster
	case platform.Used(err):
		return err
	case errors.Is(err, fs.ErrPermission), platform.ReadOnly(err):
		return &FixedError{t.path, filepath.Dir(t.real), errors.Unwrap(err)}
	case !platform.Immovable(err):
		return err
	}
	if _, err = t.inPlace(ctx, Job{Clear: true}); err != nil {
		return err
	}
	// It is no environment any more. On Windows nobody may be looking at it.
	err = t.disk.detached().do("delete", t.real, func() error {
		return platform.Insist(func() error { return os.Remove(t.real) })
	})
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return t.deleteRest(t.real)
	}
	t.state = Missing
	return nil
}

// deleteRest deletes a directory that nobody needs any more. Its error is a
// [*RemainsError].
func (t *Target) deleteRest(dir string) error {
	d := t.disk.detached()
	err := platform.Insist(func() error { return d.remove(dir) })
	if err != nil {
		err = d.remove(dir)
	}
	if err == nil {
		return nil
	}
	return &RemainsError{Dir: t.path, Rest: dir, Err: explain(err, func(path string) string { return path })}
}

// finishLeftovers deletes what Lock found beside the target and couldn't delete:
// here the reason is an error. What is held, its own run deletes.
func (t *Target) finishLeftovers() error {
	if t.state != Missing {
		return nil
	}
	for _, dir := range t.Leftovers() {
		if _, isOld := t.kind(filepath.Base(dir)); isOld {
			continue // it is of another environment than that which was to go
		}
		held, err := t.disk.detached().grip(dir)
		if err != nil || held == nil && t.lock == nil {
			continue // it is in use, or may be
		}
		err = t.deleteRest(dir)
		if held != nil {
			held.Close()
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// loose looks for what would keep the directory, or a part of it, where it is,
// before anything is touched: file systems that are mounted in it, whose files are
// not the environment's, programs that run, and directories of other users.
func (t *Target) loose() error {
	mounts, unknown := platform.Mounts()
	for _, m := range mounts {
		if below, err := filepath.Rel(t.real, m); err == nil && filepath.IsLocal(below) {
			return &MountedError{t.path, m}
		}
	}
	if err := t.idle(); err != nil {
		return err
	}
	if unknown == nil && os.Geteuid() <= 0 {
		return nil // root, and anybody on Windows: directories have no such owners
	}
	parent, err := deviceOf(filepath.Dir(t.real))
	if err != nil {
		return err
	}
	return filepath.WalkDir(t.real, func(path string, e fs.DirEntry, err error) error {
		if t.disk.ctx.Err() != nil {
			return context.Cause(t.disk.ctx)
		}
		if err != nil || !e.IsDir() {
			return nil //nolint:nilerr // what can't be read is its owner's to unlock
		}
		if unknown != nil { // no /proc
			if device, err := deviceOf(path); err == nil && device != parent {
				return &MountedError{t.path, path}
			}
		}
		info, err := e.Info()
		if err != nil || !isFixed(info) || isEmpty(path) {
			return nil //nolint:nilerr // it is gone
		}
		return &OwnerError{t.path, path}
	})
}

// idle reports a program of the environment that runs, where such a file can't be
// deleted: Windows mostly keeps the directory where it is then, but not always.
func (t *Target) idle() error {
	for _, pattern := range []string{"Scripts/*.exe", "bin/*.exe"} {
		programs, _ := fs.Glob(os.DirFS(t.real), pattern)
		for _, program := range programs {
			path := filepath.Join(t.real, filepath.FromSlash(program))
			if info, err := os.Lstat(path); err != nil || !info.Mode().IsRegular() {
				continue
			}
			f, err := os.OpenFile(path, os.O_RDWR, 0)
			if err == nil {
				f.Close()
			} else if platform.Used(err) {
				return &UsedError{filepath.Join(t.path, filepath.FromSlash(program)), err}
			}
		}
	}
	return nil
}

// isFixed reports whether the user can't delete what a directory holds: it is
// another user's, who lets no one else write to it.
func isFixed(dir fs.FileInfo) bool {
	const others = 0o022 // of which the bits of the group are the most that an ACL allows
	uid, _, ok := platform.Owner(dir)
	user := os.Geteuid()
	return ok && user != 0 && uid != user && dir.Mode()&others == 0
}

// isEmpty reports whether a directory is known to hold nothing.
func isEmpty(dir string) bool {
	entries, err := os.ReadDir(dir)
	return err == nil && len(entries) == 0
}

// deviceOf returns the number of the file system that a directory is on.
func deviceOf(path string) (uint64, error) {
	dir, err := platform.OpenDirectory(path)
	if err != nil {
		return 0, &fs.PathError{Op: "open", Path: path, Err: err}
	}
	defer dir.Close()
	status, err := dir.Status()
	return status.Device, err
}
