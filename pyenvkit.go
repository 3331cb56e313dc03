package pyenvkit

import (
	"context"
	"io"
	"os"
	"path/filepath"
	"time"

	"github.com/pyenvkit/pyenvkit/apply"
	"github.com/pyenvkit/pyenvkit/discover"
	"github.com/pyenvkit/pyenvkit/platform"
)

// A Finder looks for interpreters; package discover documents its fields.
type Finder = discover.Finder

// A Python is one interpreter of the machine, as a Finder found it.
type Python = discover.Python

// A Kit makes environments. [New] returns one for given surroundings. Several
// goroutines may use it at once if what they are told by (Finder.Log,
// Finder.Warn, Output, Waiting, Progress) allows that.
type Kit struct {
	// Finder finds interpreters. Its directory, variables, cache and log are
	// those of the whole Kit.
	Finder Finder
	// Output takes pip's own words where it is run; nil drops them, unless pip
	// fails.
	Output io.Writer
	// Waiting is called when another process is making the same environment.
	Waiting func(path string)
	// Progress is told of tasks that may take a while, by a text such as
	// "unpacking pip 26.3" and how much of it is done; it may be nil.
	Progress func(task string, done, total int64)
	// Workers is how many processors an environment may use; 0 is all.
	Workers int

	ownCache bool // its directory is ours to make and to remove
	shared   shared
}

// New returns a Kit for a process in the directory dir, an absolute path, with
// the environment variables environ ("NAME=value"). Its cache is in
// PYENVKIT_CACHE_DIR or the directory for the caches of the user; one that
// can't be used costs time, never the environment.
func New(dir string, environ []string) *Kit {
	env := func(name string) string { return Variable(environ, name) }
	k := &Kit{Finder: Finder{Env: env, Environ: environ, Dir: dir}}
	if cache := env("PYENVKIT_CACHE_DIR"); cache != "" {
		k.Finder.CacheDir = k.abs(cache)
	} else if cache := platform.CacheDir(environ); cache != "" {
		k.Finder.CacheDir, k.ownCache = filepath.Join(cache, "pyenvkit"), true
	}
	if !trusted(k.Finder.CacheDir) {
		k.Finder.CacheDir = ""
	}
	return k
}

// trusted reports whether a cache can be used whose directory, or what there is
// above it, belongs to the user or the system. Root must not run what somebody
// else has put into a cache (sudo may keep HOME), nor leave files there that
// they can't delete.
func trusted(dir string) bool {
	for ; dir != ""; dir = filepath.Dir(dir) {
		if info, err := os.Stat(dir); err == nil {
			return platform.Trusted(info)
		}
		if dir == filepath.Dir(dir) {
			break
		}
	}
	return true
}

// Variable returns the value of an environment variable among environ, "" if it
// is not set, by the rules of this system for names.
func Variable(environ []string, name string) string { return platform.Variable(environ, name) }

// Create makes the environment that r asks for, all or nothing: if it returns
// an error, what was at r.Dir is there still.
func (k *Kit) Create(ctx context.Context, r Request) (*Report, error) {
	start := time.Now()
	if r.Facts != nil {
		return nil, &ForeignError{r.Facts.Executable}
	}
	if t, err := apply.Inspect(k.abs(r.Dir), os.PathListSeparator); err != nil {
		return nil, err
	} else if err := k.permit(r, t); err != nil {
		return nil, err // before an interpreter is started for nothing
	}
	b, err := k.base(ctx, r)
	if err != nil {
		return nil, err
	}
	k.log("using %s (%s %s, found by %s), decided by %s",
		b.python.Facts.Executable, b.python.Facts.Implementation, b.python.Facts.Version, b.python.Origin, b.source)
	if err := k.prepare(ctx, b); err != nil {
		return nil, err
	}
	target, err := apply.Lock(ctx, k.abs(r.Dir), apply.Options{LockDir: k.cache("locks"), Waiting: k.Waiting, Log: k.Finder.Log})
	if err != nil {
		return nil, err
	}
	defer target.Close()
	for {
		d, err := k.design(r, target, b)
		if err != nil {
			return nil, err
		}
		done, err := target.Apply(ctx, d.job())
		if again, problem := k.recover(ctx, b, err); problem != nil {
			return nil, problem
		} else if again {
			continue
		}
		if err != nil {
			return nil, err
		}
		return d.report(done, time.Since(start)), nil
	}
}

// Preview returns what Create would do with what is in the cache now, and
// touches nothing but the answers of interpreters there. With r.Facts it is for
// a machine on which there is nothing of the environment yet.
func (k *Kit) Preview(ctx context.Context, r Request) (*Preview, error) {
	target, err := k.prospect(r)
	if err != nil {
		return nil, err
	}
	b, err := k.base(ctx, r)
	if err != nil {
		return nil, err
	}
	d, err := k.design(r, target, b)
	if err != nil {
		return nil, err
	}
	return d.preview(), nil
}

// log tells the caller what was decided.
func (k *Kit) log(format string, args ...any) {
	if k.Finder.Log != nil {
		k.Finder.Log(format, args...)
	}
}
