package pool

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"time"

	"github.com/gofrs/flock"

	"github.com/pyenvkit/pyenvkit/platform"
	"github.com/pyenvkit/pyenvkit/seed/wheel"
)

// pause is how long to wait before asking again whether a lock is free.
const pause = 5 * time.Millisecond

// publish returns the entry of that kind and key for a wheel. One that is not there, or
// not whole, is made by fill, which puts sealed files into the directory of the
// entry that it gets, and says there what they are; others who want the same
// entry wait.
func (p *Pool) publish(ctx context.Context, kind, key string, w wheel.Metadata, fill func(e *Entry) error) (*Entry, error) {
	release, err := p.lock(ctx, kind, key)
	if err != nil {
		return nil, err
	}
	defer release()
	if e, err := read(p.place(kind, key)); err == nil && e.check() == nil {
		p.keep(e)
		return e, nil // another process was faster
	}
	p.sweep(kind, key)
	stage := p.aside(kind, key)
	e := &Entry{Kind: kind, Key: key, Wheel: w, Time: timeOf(w)}
	e.at(stage)
	err = p.build(ctx, stage, e, fill)
	if err == nil {
		err = p.replace(stage, e)
	}
	if err != nil {
		_ = os.RemoveAll(stage) // else the next one does it
		return nil, err
	}
	p.keep(e)
	p.mutex.Lock()
	p.made = append(p.made, e)
	p.mutex.Unlock()
	return e, nil
}

// Undo takes out of the pool what this process has put there: its room is
// needed for something else.
func (p *Pool) Undo(ctx context.Context) error {
	p.mutex.Lock()
	made := p.made
	p.made = nil
	p.mutex.Unlock()
	var problems []error
	for _, e := range made {
		problems = append(problems, p.Remove(ctx, e.Kind, e.Key))
	}
	return errors.Join(problems...)
}

// build makes an entry in the directory stage.
func (p *Pool) build(ctx context.Context, stage string, e *Entry, fill func(e *Entry) error) error {
	for _, dir := range []string{stage, e.Dir} {
		if err := p.do("make", dir, func() error { return os.Mkdir(dir, 0o755) }); err != nil {
			return err
		}
	}
	info, err := os.Stat(stage)
	if err != nil {
		return err
	}
	e.Owner = owner(info)
	if err := p.try(stage, e); err != nil {
		return err
	}
	if err := fill(e); err != nil {
		return err
	}
	if ctx.Err() != nil {
		return context.Cause(ctx)
	}
	e.sort()
	manifest := e.format()
	name := filepath.Join(stage, manifestName)
	if err := p.do("write", name, func() error { return os.WriteFile(name, manifest, 0o444) }); err != nil {
		return err
	}
	return e.check()
}

// try finds out whether the file system keeps the modes and times by which a
// changed file would be noticed.
func (p *Pool) try(stage string, e *Entry) error {
	f := File{Path: "try"}
	name := filepath.Join(stage, f.Path)
	err := p.do("write", name, func() error { return os.WriteFile(name, nil, f.mode()) })
	if err == nil {
		err = p.seal(name, f, e.Time)
	}
	if err != nil {
		return err
	}
	info, err := os.Lstat(name)
	if err != nil {
		return err
	}
	if reason := e.differs(f, info); reason != "" {
		return &DamageError{name, reason + " (no file system for a cache)"}
	}
	return p.do("delete", name, func() error { return os.Remove(name) })
}

// replace lets a finished entry take its place, and that of a damaged one.
func (p *Pool) replace(stage string, e *Entry) error {
	final := p.place(e.Kind, e.Key)
	if _, err := os.Lstat(final); err == nil {
		damaged := p.aside(e.Kind, e.Key)
		if err := p.move(final, damaged); err != nil {
			return err
		}
		defer func() { _ = os.RemoveAll(damaged) }() // else the next one does it
	}
	err := p.move(stage, final)
	e.at(final)
	return err
}

func (p *Pool) move(from, to string) error {
	return p.do("move", to, func() error {
		return platform.Insist(func() error { return os.Rename(from, to) })
	})
}

// aside returns a new path beside an entry, for one in the making and for what
// is in its way.
func (p *Pool) aside(kind, key string) string {
	return filepath.Join(p.Dir, kind, "."+key+"-"+platform.Unique())
}

// sweep deletes what killed processes left of an entry, which is locked.
func (p *Pool) sweep(kind, key string) {
	dir := filepath.Join(p.Dir, kind)
	entries, _ := os.ReadDir(dir) // no directory, no leftovers
	for _, e := range entries {
		if of, ok := leftover(kind, e); ok && of == key {
			if err := os.RemoveAll(filepath.Join(dir, e.Name())); err != nil {
				p.log("%v", err)
			}
		}
	}
}

// lock waits until no other process makes or removes the entry.
func (p *Pool) lock(ctx context.Context, kind, key string) (release func(), err error) {
	locks := filepath.Join(p.Dir, "locks")
	lock := flock.New(filepath.Join(locks, kind+"-"+key+".lock"))
	for tries := 0; ; tries++ {
		for _, dir := range []string{locks, filepath.Join(p.Dir, kind)} {
			if err := p.do("make", dir, func() error { return os.MkdirAll(dir, 0o777) }); err != nil {
				return nil, err
			}
		}
		err := platform.Insist(func() error { // on Windows a file that is being deleted can't be opened
			_, err := lock.TryLockContext(ctx, pause)
			return err
		})
		switch {
		case err == nil:
			return func() { _ = lock.Close() }, nil
		case ctx.Err() != nil:
			return nil, context.Cause(ctx)
		case !errors.Is(err, fs.ErrNotExist) || tries > 2:
			return nil, err
		}
		// Another process cleans the cache, and took the directory away.
	}
}

// check compares what the system says of every file with what the manifest
// says. The error is a [*DamageError].
func (e *Entry) check() error {
	for _, f := range e.all() {
		name := filepath.Join(e.Dir, filepath.FromSlash(f.Path))
		info, err := os.Lstat(name)
		if err != nil {
			return &DamageError{name, "is missing: " + err.Error()}
		}
		if reason := e.differs(f, info); reason != "" {
			return &DamageError{name, reason}
		}
	}
	return nil
}

// all returns the files and, last, their contents once more.
func (e *Entry) all() []File {
	if f, ok := e.contents(); ok {
		return append(slices.Clip(e.Files), f)
	}
	return e.Files
}

// differs says in what a file is not as it was made, "" if it is.
func (e *Entry) differs(f File, info fs.FileInfo) string {
	known := e.Owner >= 0
	switch {
	case !info.Mode().IsRegular():
		return "is no regular file"
	case info.Size() != f.Size:
		return fmt.Sprintf("has %d bytes, not %d", info.Size(), f.Size)
	case info.ModTime().UnixNano() != e.Time:
		return "was changed"
	case known && info.Mode().Perm() != f.mode():
		return fmt.Sprintf("has the mode %04o, not %04o", info.Mode().Perm(), f.mode())
	case known && owner(info) != e.Owner:
		return fmt.Sprintf("belongs to the user %d, not %d", owner(info), e.Owner)
	}
	return ""
}

// do makes one change on disk.
func (p *Pool) do(call, path string, f func() error) error {
	if p.before != nil {
		if err := p.before(call, path); err != nil {
			return &fs.PathError{Op: call, Path: path, Err: err}
		}
	}
	return f()
}
