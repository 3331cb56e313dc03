package discover

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/pyenvkit/pyenvkit/environment"
	"github.com/pyenvkit/pyenvkit/interp"
	"github.com/pyenvkit/pyenvkit/platform"
)

// maxHops bounds chains of environments, and of links, as CPython's getpath
// does.
const maxHops = 40

// facts returns the facts of the base interpreter of an executable. hops
// counts how many environments and wrappers have led here.
func (f *Finder) facts(ctx context.Context, path string, hops int) (interp.Facts, error) {
	if hops > maxHops {
		return interp.Facts{}, &UnusableError{Path: path, Reason: "the environments it comes from lead in a circle"}
	}
	if err := f.runnable(path); err != nil {
		return interp.Facts{}, err
	}
	if env, ok := environment.Containing(path); ok {
		return f.baseFacts(ctx, path, env, hops)
	}
	a, err := f.ask(ctx, path)
	if err != nil {
		return interp.Facts{}, err
	}
	self := a.values["executable"]
	if self == "" {
		return interp.Facts{}, &UnusableError{Path: path, Reason: "it does not know its own path", Version: a.version}
	}
	if self = f.abs(self); self != path {
		// A wrapper, which may lead into an environment.
		if _, ok := environment.Containing(self); ok {
			return f.facts(ctx, self, hops+1)
		}
	}
	facts := a.facts()
	facts.Executable = self
	if base := a.values["base_executable"]; base != "" {
		facts.Executable = f.abs(base)
	}
	facts.Executable = besideLibrary(facts)
	facts.RealExecutable = facts.Executable
	if real, err := platform.RealPath(facts.Executable); err == nil {
		facts.RealExecutable = real
	}
	if f.system().Folds && strings.EqualFold(strings.TrimPrefix(facts.Executable, `\\?\`), facts.RealExecutable) {
		facts.Executable = facts.RealExecutable // by the capitals that its name has
	}
	return facts, nil
}

// runnable returns an error for what can't be a program, or must not be run.
func (f *Finder) runnable(path string) error {
	unusable := &UnusableError{Path: path, Reason: f.passedOver(path)}
	info, err := os.Stat(path)
	_, isAlias := f.aliasAt(path)
	switch {
	case err == nil && unusable.Reason != "":
	case err == nil && isAlias:
		return nil // which is no regular file
	case err == nil && info.IsDir():
		unusable.Reason = "it is a directory"
	case err == nil && !info.Mode().IsRegular():
		unusable.Reason = "it is no regular file"
	case err == nil && !executable(uint32(info.Mode().Perm())):
		unusable.Reason = "it is not executable"
	case err == nil:
		return nil
	case errors.Is(err, fs.ErrNotExist):
		unusable.Reason = "there is no such file"
		if target, err := os.Readlink(path); err == nil {
			unusable.Reason = "it is a link to " + target + ", which does not exist"
		}
	default:
		unusable.Reason = cause(err).Error()
	}
	return unusable
}

// baseFacts returns the facts of the base of an environment. Up to 3.10 an
// interpreter says that it is its own base in an environment, and with -S it
// can't tell better; so the files are read, by the rules that 3.11 brought
// (Modules/getpath.py): a link leads to the base, a copy has the name that it
// has in the directory "home".
func (f *Finder) baseFacts(ctx context.Context, path string, env environment.Environment, hops int) (interp.Facts, error) {
	target, err := followLinks(path)
	if err != nil {
		return interp.Facts{}, &UnusableError{Path: path, Reason: err.Error()}
	}
	if other, ok := environment.Containing(target); !ok || other.Root != env.Root {
		return f.facts(ctx, target, hops+1)
	}
	home, release := env.Config.Home(), env.Config.Release()
	if home == "" {
		return interp.Facts{}, &UnusableError{Path: path, Reason: env.Config.Path + " has no line with home, so its base can't be found"}
	}
	copied, err := f.ask(ctx, path)
	if problem := new(UnusableError); err != nil && (!errors.As(err, &problem) || problem.Version.Major != 0) {
		return interp.Facts{}, err
	}
	if !filepath.IsAbs(home) {
		home = filepath.Join(env.Root, home)
	}
	// What the copy can't say, for want of its library, pyvenv.cfg may.
	recorded := interp.Request{Release: release}
	for _, name := range baseNames(filepath.Base(path), copied, release) {
		candidate := filepath.Join(home, name)
		if _, err := os.Stat(candidate); err != nil {
			continue
		}
		facts, err := f.facts(ctx, candidate, hops+1)
		switch {
		case ctx.Err() != nil:
			return interp.Facts{}, ctx.Err()
		case err != nil:
			f.log("%v", err)
		case copied.values != nil && !sameKind(facts, copied.facts()),
			copied.values == nil && !recorded.MatchesVersion(facts.Version):
			// /usr/bin may hold a "python3" of CPython and be the home of PyPy.
			f.log("%s is not the base of %s: it is %s %s", candidate, path, facts.Implementation, facts.Version)
		default:
			return facts, nil
		}
	}
	return interp.Facts{}, &UnusableError{Path: path, Reason: "its base interpreter is no longer in " + home, Version: copied.version}
}

// baseNames are the names under which the base of a copied executable may be
// found: its own, then those that getpath tries (gh-99204), then others.
func baseNames(own string, copied answer, release []int) []string {
	names := []string{own, "python3"}
	if base := copied.values["base_executable"]; copied.values["os"] == "nt" && base != "" {
		// The redirector knows: of a free-threaded build it is python3.14t.exe, beside
		// which there may be a python.exe of the other kind.
		names = append([]string{filepath.Base(base)}, names...)
	}
	if copied.values != nil {
		program := "python"
		if implementation := copied.values["implementation"]; implementation != "cpython" {
			program = implementation
		}
		for _, p := range []string{program, "python"} {
			names = append(names, p+copied.version.Short()+copied.values["abi_flags"], p+copied.version.Short(), p+"3", p)
		}
	}
	if copied.values == nil && release != nil {
		names = append(names, fmt.Sprintf("python%d.%d", release[0], release[1]))
	}
	names = append(names, "python")
	if extension := filepath.Ext(own); strings.EqualFold(extension, ".exe") {
		for i, name := range names {
			if !strings.EqualFold(filepath.Ext(name), extension) {
				names[i] = name + extension
			}
		}
	}
	var distinct []string
	for _, name := range names {
		if !slices.Contains(distinct, name) {
			distinct = append(distinct, name)
		}
	}
	return distinct
}

// sameKind reports whether an environment of one is an environment of the
// other: an upgrade of the base in place may have changed the rest.
func sameKind(a, b interp.Facts) bool {
	return a.Implementation == b.Implementation && a.Version.Short() == b.Version.Short() &&
		a.FreeThreaded == b.FreeThreaded && a.Debug == b.Debug
}

// besideLibrary follows the link that an executable is, one step at a time,
// until the standard library can be found from there: through a lone link in
// another prefix relocated builds do not find it (gh-106045). A link beside
// the library is kept, and so is one that no step leads out of: framework and
// source builds know their library from elsewhere.
func besideLibrary(f interp.Facts) string {
	below, err := filepath.Rel(f.BasePrefix, f.Stdlib)
	if err != nil || !filepath.IsLocal(below) || f.Framework != "" || f.SourceBuild {
		return f.Executable
	}
	path := f.Executable
	for range maxHops {
		// The link of a directory counts as the directory: /opt/py -> py-3.13.
		prefixes := []string{filepath.Dir(filepath.Dir(path))}
		if f.OS == "nt" {
			prefixes = append(prefixes, filepath.Dir(path))
		}
		for _, prefix := range prefixes {
			if _, err := os.Stat(filepath.Join(prefix, below, "os.py")); err == nil {
				return path
			}
		}
		next, ok := environment.NextLink(path)
		if !ok {
			break
		}
		path = next
	}
	return f.Executable
}

// followLinks follows the link that the last part of a path may be, and leaves
// links in its directories alone, as CPython's getpath does.
func followLinks(path string) (string, error) {
	for range maxHops {
		next, ok := environment.NextLink(path)
		if !ok {
			if _, err := os.Lstat(path); err != nil {
				return "", fmt.Errorf("its base interpreter %s is gone", path)
			}
			return path, nil
		}
		path = next
	}
	return "", errors.New("it is a link that leads to itself")
}
