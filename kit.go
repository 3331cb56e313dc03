package pyenvkit

import (
	"context"
	"os"
	"path/filepath"

	"github.com/pyenvkit/pyenvkit/apply"
	"github.com/pyenvkit/pyenvkit/interp"
	"github.com/pyenvkit/pyenvkit/platform"
)

// Find returns the base interpreter that a request asks for, in the forms of
// [Request.Python], and what decided for it: the request, a file, a variable.
func (k *Kit) Find(ctx context.Context, request string) (Python, string, error) {
	if request == "" {
		return k.Finder.Default(ctx)
	}
	parsed, err := interp.ParseRequest(request)
	if err != nil {
		return Python{}, "", err
	}
	python, err := k.Finder.Find(ctx, parsed)
	return python, "the request " + request, err
}

// Shell returns the name of the shell that the user works in ("bash"), "" if
// it can't be told.
func (k *Kit) Shell() string { return platform.Shell(k.Finder.Env) }

// abs returns the absolute path of a directory the user named. The empty
// string is the current directory, as for `python -m venv`.
func (k *Kit) abs(dir string) string {
	return platform.Abs(k.Finder.Dir, dir)
}

// cache returns a directory of the cache, "" where there is none.
func (k *Kit) cache(name string) string {
	if k.Finder.CacheDir == "" {
		return ""
	}
	return filepath.Join(k.Finder.CacheDir, name)
}

// permit says whether the request may use the target as it is.
func (k *Kit) permit(r Request, t target) error {
	if r.Clear && r.Upgrade {
		return &ConflictError{"--clear", "--upgrade", r.Loose}
	}
	if r.Clear {
		if what := k.precious(t.Real()); what != "" {
			return &PreciousError{t.Path(), what}
		}
	}
	if t.State() != apply.Other || r.Loose {
		return nil
	}
	switch {
	case r.Clear && !r.Force:
		return &apply.NotEnvironmentError{Dir: t.Path()}
	case !r.Clear && !r.AllowExisting:
		return &apply.NotEmptyError{Dir: t.Path()}
	}
	return nil
}

// precious says why a directory, given without links, is never to be cleared;
// "" if it may be.
func (k *Kit) precious(dir string) string {
	if filepath.Dir(dir) == dir {
		return "it is the root of the file system"
	}
	home, err := k.Finder.HomeDir()
	if err != nil {
		return "" // the system knows of none
	}
	switch same, inside := encloses(dir, home); {
	case same:
		return "it is your home directory"
	case inside:
		return "your home directory is in it"
	}
	return ""
}

// encloses reports whether a path is a directory, or inside of it. Not by name:
// some file systems don't tell capitals apart. What is not there is neither.
func encloses(dir, path string) (same, inside bool) {
	outer, err := os.Stat(dir)
	if err != nil {
		return false, false
	}
	if path, err = platform.RealPath(path); err != nil {
		return false, false
	}
	for below := path; ; below = filepath.Dir(below) {
		if info, err := os.Stat(below); err == nil && os.SameFile(info, outer) {
			return below == path, below != path
		}
		if below == filepath.Dir(below) {
			return false, false
		}
	}
}

// spare refuses to make an environment that would destroy the Python it is made
// from: over its installation, or by deleting a directory that holds it.
func (b *base) spare(r Request, t target) error {
	if b.foreign || t.State() == apply.Missing {
		return nil
	}
	f := b.python.Facts
	for _, path := range []string{f.BasePrefix, f.Executable, f.RealExecutable, f.Stdlib} {
		if path == "" {
			continue
		}
		if same, inside := encloses(t.Real(), path); same || inside && r.Clear {
			return &InstallationError{t.Path(), f.Executable}
		}
	}
	return nil
}
