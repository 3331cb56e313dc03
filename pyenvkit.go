package pyenvkit

import (
	"context"
	"io"
	"os"
	"time"

	"github.com/pyenvkit/pyenvkit/apply"
	"github.com/pyenvkit/pyenvkit/discover"
)

// A Finder looks for interpreters; package discover documents its fields.
type Finder = discover.Finder

// A Python is one interpreter of the machine, as a Finder found it.
type Python = discover.Python

// A Kit makes environments. Its fields are all that it takes from its
// caller's surroundings.
type Kit struct {
	// Finder finds interpreters; its Dir is the current directory and its Env
	// the environment variables.
	Finder Finder
	// Environ are the variables that pip is run with, as "NAME=value".
	Environ []string
	// CacheDir is the absolute path of the cache, "" for none. A cache that
	// can't be used costs time, never the environment.
	CacheDir string
	// Output takes pip's own words where it is run; nil drops them, unless pip
	// fails.
	Output io.Writer
	// Waiting is called when another process is making the same environment.
	Waiting func(path string)
	// Log is told what was decided and why; it may be nil.
	Log func(format string, args ...any)
}

// Create makes the environment that r asks for, all or nothing: if it returns
// an error, what was at r.Dir is there still.
func (k *Kit) Create(ctx context.Context, r Request) (*Report, error) {
	start := time.Now()
	if t, err := apply.Inspect(k.abs(r.Dir), os.PathListSeparator); err != nil {
		return nil, err
	} else if err := k.permit(r, t); err != nil {
		return nil, err // before an interpreter is started for nothing
	}
	python, source, err := k.Find(ctx, r.Python)
	if err != nil {
		return nil, err
	}
	k.log("using %s (%s %s, found by %s), decided by %s",
		python.Facts.Executable, python.Facts.Implementation, python.Facts.Version, python.Origin, source)
	target, err := apply.Lock(ctx, k.abs(r.Dir), apply.Options{LockDir: k.cache("locks"), Waiting: k.Waiting, Log: k.Log})
	if err != nil {
		return nil, err
	}
	defer target.Close()
	d, err := k.design(r, target, python, source)
	if err != nil {
		return nil, err
	}
	defer d.seed.Close()
	done, err := target.Apply(ctx, d.job())
	if err != nil {
		return nil, err
	}
	return d.report(done, time.Since(start)), nil
}

// Preview returns what Create would do, and touches nothing.
func (k *Kit) Preview(ctx context.Context, r Request) (*Preview, error) {
	target, err := apply.Inspect(k.abs(r.Dir), os.PathListSeparator)
	if err != nil {
		return nil, err
	}
	python, source, err := k.Find(ctx, r.Python)
	if err != nil {
		return nil, err
	}
	d, err := k.design(r, target, python, source)
	if err != nil {
		return nil, err
	}
	defer d.seed.Close()
	return d.preview(), nil
}

// log tells the caller what was decided.
func (k *Kit) log(format string, args ...any) {
	if k.Log != nil {
		k.Log(format, args...)
	}
}
