// Package discover finds the Pythons of a machine and asks each, once, for its
// facts. It promises that a request gets what it asked for or an error that
// says what there is instead; that an interpreter inside an environment counts
// as the base interpreter it was made from; and that nothing it meets on the
// way, a broken link, a program that hangs or an unreadable directory, is more
// than a line in the log. It installs nothing and writes nothing but its cache.
package discover

import (
	"cmp"
	"context"
	"runtime"
	"slices"
	"sync"
	"time"

	"github.com/pyenvkit/pyenvkit/interp"
	"github.com/pyenvkit/pyenvkit/platform"
)

// A Finder looks for Pythons. Its fields are all it takes from its
// surroundings.
type Finder struct {
	// Env returns the environment variables of the caller: os.Getenv.
	Env func(name string) string
	// Environ are the variables that interpreters are started with, less those
	// that are about Python, as "NAME=value"; nil is those of this process.
	Environ []string
	// Dir is the absolute path of the directory to start from. Interpreters
	// are started in it if it exists.
	Dir string
	// CacheDir is the absolute path of the cache; "" is none. One that can't
	// be read or written costs a probe per interpreter, never an error.
	CacheDir string
	// Timeout is the limit of one probe; 0 is 10 s.
	Timeout time.Duration
	// Log is told what was looked at and rejected, and why; it may be nil. It
	// is called by one goroutine at a time.
	Log func(format string, args ...any)
	// Warn is told what the user should know of; nil is Log.
	Warn func(format string, args ...any)
	// Home returns the home directory where Env has no HOME; nil asks the
	// system.
	Home func() (string, error)
	// Root is put before the places that a system has by convention, such as
	// /usr/bin; "" is the root of the file system.
	Root string
	// System are the rules of the machine; nil is this one's.
	System *System

	// insist asks again who is remembered to have failed.
	insist bool
}

// A Python is one interpreter of the machine.
type Python struct {
	// Path is an absolute path, as found.
	Path string
	// Origin says where it was found: "PATH", "active environment", "registry",
	// "install manager", "Microsoft Store", "pyenv" (or pyenv-win), "uv", "mise",
	// "asdf", "conda", "homebrew", "framework", "system", "request".
	Origin string
	// Facts are those of the base interpreter; zero if Err is not nil.
	Facts interp.Facts
	// Err is why it can't be used.
	Err error
}

// Find returns the best match of a request. By version, that is the newest
// release, final ones before others, and of equal ones the one that comes
// first on PATH; by name, the first on PATH. If there is none the error is a
// [*NotFoundError], or an [*UnusableError] of the one that was meant; or an
// [*interp.RequestError] if it is for a name such as "foo bar!", and there is no
// program that is called so.
func (f *Finder) Find(ctx context.Context, request interp.Request) (Python, error) {
	switch request.Kind {
	case interp.ByPath:
		return f.findPath(ctx, request)
	case interp.ByName:
		return f.findName(ctx, request)
	case interp.ByVersion:
	}
	return f.best(ctx, request, f.everywhere())
}

// Probe returns the facts of the base interpreter of one executable, from the
// cache where it has them. Errors that are not about ctx are an
// [*UnusableError].
func (f *Finder) Probe(ctx context.Context, path string) (interp.Facts, error) {
	return f.facts(ctx, f.abs(path), 0)
}

// All returns every Python there is, newest first, those that can't be used
// last. Each real interpreter is there once, by the name found first;
// environments stand for their base only where that is found no other way.
func (f *Finder) All(ctx context.Context) []Python {
	// The log is the caller's; here several goroutines write to it.
	var mutex sync.Mutex
	quiet := *f
	quiet.Log = func(format string, args ...any) {
		mutex.Lock()
		defer mutex.Unlock()
		f.log(format, args...)
	}
	candidates := distinct(f.everywhere())
	pythons := make([]Python, len(candidates))
	var group sync.WaitGroup
	slots := make(chan struct{}, 2*runtime.NumCPU())
	for i, c := range candidates {
		group.Go(func() {
			slots <- struct{}{}
			defer func() { <-slots }()
			pythons[i] = quiet.look(ctx, c)
		})
	}
	group.Wait()
	return sorted(pythons, candidates)
}

// sorted puts the rows of a list in order and takes out the base interpreters
// that environments have brought in a second time.
func sorted(pythons []Python, candidates []candidate) []Python {
	order := make([]int, len(pythons))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int {
		return cmp.Compare(btoi(candidates[a].environment), btoi(candidates[b].environment))
	})
	seen := map[string]bool{}
	var rows []Python
	for _, i := range order {
		p := pythons[i]
		real := p.Facts.RealExecutable
		if p.Err == nil && seen[real] {
			continue
		}
		seen[real] = true
		rows = append(rows, p)
	}
	slices.SortStableFunc(rows, func(a, b Python) int {
		if a.Err != nil || b.Err != nil {
			return cmp.Compare(btoi(a.Err != nil), btoi(b.Err != nil))
		}
		return cmp.Or(b.Facts.Version.Compare(a.Facts.Version), compareRanks(rankOf(b.Facts), rankOf(a.Facts)))
	})
	return rows
}

// look probes a candidate.
func (f *Finder) look(ctx context.Context, c candidate) Python {
	p := Python{Path: c.path, Origin: c.origin}
	p.Facts, p.Err = f.facts(ctx, c.path, 0)
	if p.Err != nil {
		f.log("%v", p.Err)
	}
	return p
}

func (f *Finder) log(format string, args ...any) {
	if f.Log != nil {
		f.Log(format, args...)
	}
}

// abs makes a path absolute, from the directory to start from.
func (f *Finder) abs(path string) string {
	return platform.Abs(f.Dir, path)
}

func btoi(b bool) int {
	if b {
		return 1
	}
	return 0
}

// warn tells the user of something, in the log if there is no other place.
func (f *Finder) warn(format string, args ...any) {
	if f.Warn == nil {
		f.log(format, args...)
		return
	}
	f.Warn(format, args...)
}
