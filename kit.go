package pyenvkit

import (
	"context"
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
	if filepath.IsAbs(dir) {
		return filepath.Clean(dir)
	}
	return filepath.Join(k.Finder.Dir, dir)
}

// cache returns a directory of the cache, "" where there is none.
func (k *Kit) cache(name string) string {
	if k.CacheDir == "" {
		return ""
	}
	return filepath.Join(k.CacheDir, name)
}

// permit says whether the request may use the target as it is.
func (k *Kit) permit(r Request, t target) error {
	if r.Clear && r.Upgrade {
		return &ConflictError{"--clear", "--upgrade"}
	}
	if r.Clear {
		for place, what := range map[string]string{
			k.Finder.Env("HOME"): "your home directory", filepath.VolumeName(t.Path()) + string(filepath.Separator): "the root of the file system",
		} {
			if place != "" && filepath.Clean(place) == t.Path() {
				return &PreciousError{t.Path(), what}
			}
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
