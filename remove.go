package pyenvkit

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"

	"github.com/pyenvkit/pyenvkit/apply"
	"github.com/pyenvkit/pyenvkit/environment"
	"github.com/pyenvkit/pyenvkit/platform"
)

// A Removal is what Remove would do. Its JSON form is what `remove --json` prints.
type Removal struct {
	Schema int `json:"schema"`
	// Path is the absolute path of the environment.
	Path string `json:"path"`
	// Maker has made it, and Python is the version of its Python; "" where nothing
	// tells.
	Maker  Maker  `json:"maker"`
	Python string `json:"python"`
	// Problem says why the environment doesn't work; it is left out where it does.
	Problem string `json:"problem,omitempty"`
	Size    Size   `json:"size"`
	// Own are the entries of the directory that neither a tool nor a package can have
	// put there, and that go as well: there are none without force.
	Own []string `json:"own,omitempty"`
	// Pointing are links and files .venv that lead to the environment. They stay.
	Pointing []string `json:"pointing,omitempty"`
	// Leftovers are directories of earlier runs that were killed. They go, too; where
	// there is no environment any more, nothing else does but an empty directory.
	Leftovers []string `json:"leftovers,omitempty"`

	dir, config fs.FileInfo // what was looked at; nil for none
}

// Removal returns what Remove would do with the environment at the path env, of
// whatever maker, or the error that it would return. It changes nothing.
//
// Refused is what is no environment (the errors of [environment.At]); a link or a
// redirect to one, one that is active or holds the current directory, the user's home
// or a Python (a [*RefusalError]); what can't be deleted ([*apply.MountedError],
// [*apply.UsedError], [*apply.OwnerError]); and, but with force, one with files of the user's at its top
// (an [*OwnFilesError]). One that is broken is as good as any.
func (k *Kit) Removal(env string, force bool) (*Removal, error) {
	path := k.abs(env)
	if env == "" {
		return nil, &environment.MissingError{Path: env}
	}
	if err := k.straight(env, path); err != nil {
		return nil, err
	}
	if err := indirect(path); err != nil {
		return nil, err
	}
	place, err := apply.Look(path)
	if err != nil {
		return nil, err
	}
	r := &Removal{Schema: Schema, Path: path, Leftovers: place.Leftovers()}
	if gone := place.State() == apply.Missing || place.State() == apply.Empty; gone && len(r.Leftovers) > 0 {
		return r, k.unused(path, place.Real())
	}
	e, problem, err := standing(path, place)
	if err != nil {
		return nil, err
	}
	if err := k.unused(path, place.Real()); err != nil {
		return nil, err
	}
	if holdsPython(place.Real(), e) {
		return nil, &RefusalError{path, "it holds the Python that environments are made from", "name the directory of an environment"}
	}
	if err := place.Removable(context.Background()); err != nil {
		return nil, err
	}
	if r.Own, err = own(place.Real()); err != nil {
		return nil, err
	}
	if len(r.Own) > 0 && !force {
		return nil, &OwnFilesError{path, r.Own}
	}
	if problem != nil {
		r.Problem = problem.Error()
	}
	r.Maker.Name, r.Maker.Version = e.Config.Maker()
	r.Python = e.Config.Version()
	r.Size = measure(place.Real())
	r.Pointing = k.pointing(place.Real())
	return r, r.identify(place.Real())
}

// straight refuses a name with ".." behind a link: what rm and others find there is
// not what the name looks like.
func (k *Kit) straight(env, path string) error {
	raw := env
	if !filepath.IsAbs(raw) {
		raw = k.Finder.Dir + string(filepath.Separator) + raw
	}
	found, err := platform.RealPath(raw)
	if err != nil {
		return nil //nolint:nilerr // there is nothing
	}
	if clean, err := platform.RealPath(path); err == nil && clean != found {
		return &RefusalError{env, "its name leads through a link, to " + found, "name it by that path"}
	}
	return nil
}

// Remove deletes the environment that a Removal is about, in one step for whoever looks:
// [apply.Target.Remove] says how, and what an end of ctx and a kill leave. It waits for
// others who make or remove it. Where another environment is there than the one that
// was looked at, that stays, and the error is a [*ChangedError].
func (k *Kit) Remove(ctx context.Context, r *Removal) error {
	target, err := apply.Lock(ctx, r.Path, apply.Options{LockDir: k.cache(locks), Waiting: k.Waiting, Log: k.Finder.Log})
	if err != nil {
		return err
	}
	defer target.Close()
	if !r.still(target) {
		return &ChangedError{r.Path}
	}
	if target.State() != apply.Missing && len(r.Own) == 0 {
		// It may have been a while until the user said yes.
		if entries, err := own(target.Real()); err != nil {
			return err
		} else if len(entries) > 0 {
			return &OwnFilesError{r.Path, entries}
		}
	}
	return target.Remove(ctx)
}

// identify notes what the environment is told from another one by.
func (r *Removal) identify(root string) (err error) {
	if r.dir, err = os.Lstat(root); err != nil {
		return err
	}
	if r.config, err = os.Lstat(filepath.Join(root, configName)); errors.Is(err, fs.ErrNotExist) {
		return nil // a killed run has put it aside
	}
	return err
}

// still reports whether the target is what was looked at, or has gone.
func (r *Removal) still(target *apply.Target) bool {
	if target.State() == apply.Missing {
		return true
	}
	if r.dir == nil {
		return target.State() == apply.Empty // else a killed run had put an environment aside, and it is back
	}
	now := &Removal{}
	if err := now.identify(target.Real()); err != nil || !os.SameFile(r.dir, now.dir) {
		return false // what was put there meanwhile, an empty directory too, is another's
	}
	if r.config == nil {
		return true // it was aside, and Lock has brought it back
	}
	if now.config == nil {
		return false
	}
	// A new directory may get the number of the old one.
	return os.SameFile(r.config, now.config) && r.config.ModTime().Equal(now.config.ModTime()) && r.config.Size() == now.config.Size()
}

const configName = "pyvenv.cfg"

// standing returns the environment at a path, as far as anything can be said of it,
// and why it doesn't work, if so.
func standing(path string, place apply.Place) (e Environment, problem *environment.BrokenError, err error) {
	e, err = environment.At(path)
	_, missing := os.Lstat(filepath.Join(path, configName))
	switch {
	case errors.As(err, &problem):
		e = problem.Environment
	case place.State() == apply.Environment && errors.Is(missing, fs.ErrNotExist):
		return Environment{Root: path}, nil, nil // for Lock to bring back: a run was killed
	case err != nil:
		return e, nil, partOf(path, err)
	}
	if place.State() != apply.Environment {
		return e, nil, &environment.NotEnvironmentError{Path: path, Reason: "its " + configName + " is a link"}
	}
	for _, bin := range []string{"bin", "Scripts"} {
		if info, err := os.Stat(filepath.Join(path, bin)); err == nil && info.IsDir() {
			return e, problem, nil
		}
	}
	if problem == nil {
		return e, nil, nil // made by hand of an embeddable Python, which has no such directory
	}
	return e, nil, &environment.NotEnvironmentError{Path: path, Reason: "it has a " + configName + ", but neither bin nor Scripts"}
}

// partOf says of what is there, and is no environment, which one it is in; or
// else err.
func partOf(path string, err error) error {
	if errors.As(err, new(*environment.MissingError)) {
		return err
	}
	for dir := filepath.Dir(path); ; dir = filepath.Dir(dir) {
		if _, problem := environment.Read(dir); problem == nil {
			return &RefusalError{path, "it is a part of the environment " + dir, "name that, to remove all of it"}
		}
		if dir == filepath.Dir(dir) {
			return err
		}
	}
}

// indirect refuses what is no directory, and what leads to an environment most of
// all: who names it may mean one or the other. What is not there, it lets pass.
func indirect(path string) error {
	info, err := os.Lstat(path)
	if err != nil || info.IsDir() {
		return nil //nolint:nilerr // it is the next look that says what is wrong
	}
	if info.Mode().IsRegular() {
		target, err := environment.Redirect(path)
		if err != nil || filepath.Base(path) != ".venv" {
			return partOf(path, &environment.NotEnvironmentError{Path: path, Reason: "it is a file"})
		}
		return &RefusalError{
			path, "it is a file that redirects to " + target,
			"name " + platform.Abs(filepath.Dir(path), target) + " to remove the environment, and delete the file yourself",
		}
	}
	real, err := platform.RealPath(path)
	if err != nil || real == path {
		return nil //nolint:nilerr // likewise
	}
	if _, err := environment.Read(real); err != nil {
		return partOf(path, &environment.NotEnvironmentError{Path: path, Reason: "it is a link to " + real})
	}
	return &RefusalError{path, "it is a link to " + real, "name " + real + " to remove the environment, and delete the link yourself"}
}

// unused refuses what the user would miss: the environment that is active, the
// current directory, the home directory.
func (k *Kit) unused(path, real string) error {
	if what := k.precious(real); what != "" {
		return &RefusalError{path, what, "name the directory of an environment"}
	}
	if active := k.Finder.Env("VIRTUAL_ENV"); active != "" {
		if same, inside := encloses(real, k.abs(active)); same || inside {
			return &RefusalError{
				path, "it is active (VIRTUAL_ENV is " + active + ")",
				"leave it first: by `deactivate`, or by `exit` where `pyenvkit shell` has started the shell",
			}
		}
	}
	if same, inside := encloses(real, k.Finder.Dir); same || inside {
		return &RefusalError{path, "the current directory is in it", "change to another directory first, such as " + filepath.Dir(path)}
	}
	return nil
}

// holdsPython reports whether a directory is, or holds, an installation of Python:
// that which the environment there is made from, or one that is none of the kind.
func holdsPython(root string, e Environment) bool {
	for _, base := range append(e.Bases(), e.Config.Home(), e.Config.Get("base-prefix")) {
		if !filepath.IsAbs(base) {
			continue
		}
		if same, inside := encloses(root, base); same || inside {
			return true
		}
	}
	if e.Config.Home() != "" {
		return false // Python takes it for an environment (Modules/getpath.py)
	}
	for _, library := range []string{"lib/python*/os.py", "lib/pypy*/os.py", "Lib/os.py", "lib-python/*/os.py"} {
		if found, _ := fs.Glob(os.DirFS(root), library); len(found) > 0 {
			return true
		}
	}
	return false
}

// pointing lists the .venv that lead to the directory root, of the project that it is
// in and of that which the user works in.
func (k *Kit) pointing(root string) []string {
	var found []string
	for _, start := range []string{filepath.Dir(root), k.Finder.Dir} {
		for dir := start; ; dir = filepath.Dir(dir) {
			path := filepath.Join(dir, ".venv")
			if _, err := os.Lstat(path); err == nil {
				if leadsTo(path, root) && !slices.Contains(found, path) {
					found = append(found, path)
				}
				break
			}
			if dir == filepath.Dir(dir) {
				break
			}
		}
	}
	return found
}

// leadsTo reports whether a link or a file redirects to the directory root.
func leadsTo(path, root string) bool {
	info, err := os.Lstat(path)
	if err != nil || info.IsDir() {
		return false
	}
	if info.Mode().IsRegular() {
		target, err := environment.Redirect(path)
		if err != nil {
			return false
		}
		path = platform.Abs(filepath.Dir(path), target)
	}
	same, _ := encloses(root, path)
	return same
}
