package apply

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"github.com/gofrs/flock"

	"github.com/pyenvkit/pyenvkit/platform"
)

// Options are what [Lock] needs besides the path. The zero value works.
type Options struct {
	// LockDir is the directory for the files by which processes wait for each
	// other; it is made. Where it is "" or can't be used, nobody waits to make
	// an environment where nothing is: one is first, and the others renew it.
	LockDir string
	// Waiting is called once, with the path of the target, before waiting for
	// another process.
	Waiting func(path string)
	// Log takes what went wrong without consequences for the target.
	Log func(format string, args ...any)
}

// pause is how long to wait before asking again whether a lock is free.
const pause = 10 * time.Millisecond

// Lock takes the target at dir for this process, waiting for others who have
// it, and brings back or removes what killed runs left. A link to a directory
// stays a link: its target is what is meant. The errors are those of [Inspect],
// but for those of unusable characters in the path, and those of
// [Target.Apply].
func Lock(ctx context.Context, dir string, o Options) (*Target, error) {
	return lock(ctx, dir, o, nil)
}

// lock is Lock with a function to call before each call to the file system.
func lock(ctx context.Context, dir string, o Options, before func(call, path string) error) (*Target, error) {
	t := &Target{o: o, disk: disk{ctx, before}}
	err := t.take(ctx, dir)
	if err != nil {
		t.Close()
		return nil, t.explain(err)
	}
	return t, nil
}

func (t *Target) take(ctx context.Context, dir string) error {
	path, err := filepath.Abs(dir)
	if err != nil {
		return err
	}
	if t.Place, err = examine(path); err != nil {
		return err
	}
	if err := t.wait(ctx); err != nil {
		return err
	}
	if err := t.settle(ctx); err != nil {
		return err
	}
	if recovered, err := t.recover(); err != nil || !recovered {
		return err
	}
	t.Place, err = examine(path)
	return err
}

// settle cleans up beside the target, holds its directory, so that also those
// wait who have other lock files, and looks at it again. Where another process
// has put the environment aside to put the next one in its place it waits:
// nothing is there then, but not because nothing was.
func (t *Target) settle(ctx context.Context) error {
	t.release()
	for {
		underWay := t.sweep()
		place, err := t.examine()
		if err != nil || place.state == Missing && !underWay {
			t.Place = place
			return err
		}
		err = platform.ErrHeld
		if place.state != Missing {
			t.held, err = t.disk.grip(place.real)
		}
		switch {
		case err == nil:
			t.Place, err = examine(t.path)
			return err
		case errors.Is(err, platform.ErrHeld):
			t.waiting()
			if err := sleep(ctx, pause); err != nil {
				return err
			}
		case !errors.Is(err, fs.ErrNotExist):
			return err
		}
	}
}

// examine looks at the target again. Where nothing was, and still nothing is,
// its parents need no second look.
func (t *Target) examine() (Place, error) {
	if t.state == Missing {
		if exists, err := t.disk.exists(t.path); err == nil && !exists {
			return t.Place, nil
		}
	}
	return examine(t.path)
}

// release lets others have the directory of the target.
func (t *Target) release() {
	if t.held != nil {
		t.held.Close()
		t.held = nil
	}
}

// sleep waits, or returns the cause of the end of ctx.
func sleep(ctx context.Context, length time.Duration) error {
	select {
	case <-ctx.Done():
		return context.Cause(ctx)
	case <-time.After(length):
		return nil
	}
}

// wait gets the lock of the target, by the path that all its names lead to.
func (t *Target) wait(ctx context.Context) error {
	if t.o.LockDir == "" {
		return nil
	}
	err := t.disk.do("make", t.o.LockDir, func() error { return os.MkdirAll(t.o.LockDir, 0o777) })
	if err != nil && ctx.Err() == nil {
		t.logf("no lock for %s: %v", t.path, err)
		return nil
	}
	sum := sha256.Sum256([]byte(t.real))
	lock := flock.New(filepath.Join(t.o.LockDir, hex.EncodeToString(sum[:])+".lock"))
	free := false
	for err == nil && !free {
		err = t.disk.do("lock", lock.Path(), func() error {
			// On Windows a file that is being deleted can't be opened.
			return platform.Insist(func() error {
				free, err = lock.TryLock()
				return err
			})
		})
		if err == nil && !free {
			t.waiting()
			err = sleep(ctx, pause)
		}
	}
	if ctx.Err() != nil {
		lock.Close()
		return context.Cause(ctx)
	}
	if err != nil {
		t.logf("no lock for %s: %v", t.path, err)
		return lock.Close()
	}
	if swept(lock) {
		lock.Close()
		return t.wait(ctx)
	}
	t.lock = lock
	return nil
}

// swept reports whether [SweepLocks] deleted a file between the moments when
// it was opened and when it was locked.
func swept(lock *flock.Flock) bool {
	info, err := lock.Stat()
	if err != nil {
		return false
	}
	now, err := os.Stat(lock.Path())
	return errors.Is(err, fs.ErrNotExist) || err == nil && !os.SameFile(info, now)
}

// waiting tells the user, once, that another process has the target.
func (t *Target) waiting() {
	if t.o.Waiting != nil {
		t.o.Waiting(t.path)
		t.o.Waiting = nil
	}
}

func (t *Target) logf(format string, args ...any) {
	if t.o.Log != nil {
		t.o.Log(format, args...)
	}
}
