// Package apply carries a plan out, all or nothing: at every moment, also when
// the process is killed, the target holds what was there before or the whole
// new environment. The environment is made beside the target and takes its
// place in one step. Where the directory can't be exchanged (it is a mount
// point, or has files of its own that stay), the environment is made inside it
// and its files take their places one after the other, by a journal from which
// the next run undoes what a killed one left.
//
// Kept is this against the death of the process. It isn't against a loss of
// power, for which every file would have to wait for the disk.
package apply

import (
	"context"
	"errors"
	"path/filepath"

	"github.com/gofrs/flock"

	"github.com/pyenvkit/pyenvkit/plan"
	"github.com/pyenvkit/pyenvkit/platform"
)

// A Job says what is to be made at a target.
type Job struct {
	Plan plan.Plan
	// Clear keeps nothing of what lies at the target. Without it, what the
	// plan doesn't name stays as it is.
	Clear bool
	// Open gives the files of a [plan.Tree] by its Source. It isn't called for
	// a plan without trees.
	Open func(source string) (Tree, error)
	// OnlyLinks makes a [plan.Link] that the system refuses an error, a
	// [*LinkError], rather than a copy of what it leads to.
	OnlyLinks bool
	// Program gives the content of a [plan.Executable]. It isn't called for a plan
	// without any.
	Program func(plan.Program) ([]byte, error)
	// Links says how files of trees get into the environment.
	Links LinkMode
	// Workers is the number of goroutines that put a tree in place; zero is one
	// for each processor. There are never more than eight, with four open files
	// each. Who applies several targets at once wants one for each of them.
	Workers int
	// Before, if set, runs when the new environment is complete in a place of
	// its own, the directory stage, and before it takes the place of the
	// target. It may change what is in stage. Its error undoes everything. It
	// can run a second time, for another stage, where the first turned out to
	// be in the wrong place.
	Before func(ctx context.Context, stage string) error
	// Rewrites says that Before may write to files in place, so they are
	// copied rather than linked: all but large ones, which nobody does that to.
	Rewrites bool
}

// A Result says in what an environment differs from its plan, by paths
// relative to its root and separated by slashes.
type Result struct {
	// Copied are links that had to become copies of what they point to,
	// because the file system can't hold them.
	Copied []string
	// LeftOut are links that could be neither: links to directories, and
	// copies under a name that the file system can't hold.
	LeftOut []string
	// Files says how the files of trees were put in place. Those without a
	// directory count as copied.
	Files Counts
}

// A Target is a place that this process alone may change. [Lock] returns it.
type Target struct {
	Place
	lock *flock.Flock   // nil if there is no directory for locks
	held *platform.Held // the directory; nil if there is none or it can't be held
	disk disk
	o    Options
	// stage is the directory of the last attempt.
	stage string
}

// Apply makes the environment of j at the target. When it returns an error the
// target is what it was. The error is that of the context when it was
// cancelled, that of Before, or one of this package that names a path and, by
// Hints, the way out.
//
// A target that is [Other] gets the files of the plan beside its own, unless
// j.Clear is set: whether that is wanted is for the caller to ask.
func (t *Target) Apply(ctx context.Context, j Job) (Result, error) {
	t.disk.ctx = ctx
	policy := t.state
	for {
		result, err := t.attempt(ctx, j)
		if !errors.Is(err, errChanged) {
			return result, t.explain(err)
		}
		// Somebody who has other lock files was faster.
		if err = sleep(ctx, pause); err == nil {
			err = t.settle(ctx)
		}
		if err != nil {
			return Result{}, t.explain(err)
		}
		if t.state == Other && policy != Other {
			return Result{}, &NotEmptyError{t.path}
		}
	}
}

// errChanged says that the target isn't what it was at the start.
var errChanged = errors.New("the target was changed by another process")

// attempt makes the environment in the way that the target allows.
func (t *Target) attempt(ctx context.Context, j Job) (Result, error) {
	inPlace, err := t.stays(j)
	if err != nil {
		return Result{}, err
	}
	if !inPlace {
		result, err := t.swap(ctx, j)
		if stay := (*immovableError)(nil); !errors.As(err, &stay) || t.state == Missing {
			return result, err
		}
	}
	return t.inPlace(ctx, j)
}

// stays reports whether the directory must not be exchanged for another one.
// A file system that is mounted where the plan has to change something is an
// error.
func (t *Target) stays(j Job) (bool, error) {
	if t.state == Missing {
		return false, nil
	}
	root := filepath.Dir(t.real) == t.real // nothing is beside the root of a drive
	stays := t.state == Other && !j.Clear || root || holdsWorkDir(t.real)
	mounts, err := platform.Mounts()
	if err != nil {
		mounts = nil // no /proc: the attempt to exchange a mount point shows it as well
	}
	touched := touched(j.Plan)
	for _, m := range mounts {
		below, err := filepath.Rel(t.real, m)
		if err != nil || !filepath.IsLocal(below) {
			continue
		}
		stays = true
		if below != "." && (j.Clear || touched[first(below)]) {
			return false, &MountError{Dir: t.path, Mount: m}
		}
	}
	return stays, nil
}

// Close lets others have the target.
func (t *Target) Close() error {
	t.release()
	if t.lock == nil {
		return nil
	}
	return t.lock.Close()
}
