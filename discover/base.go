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

	"github.com/pyenvkit/pyenvkit/interp"
	"github.com/pyenvkit/pyenvkit/platform"
)

// maxHops bounds chains of environments, and of links, as CPython's getpath
// does.
const maxHops = 40

// An environment is what an executable is in, by its pyvenv.cfg.
type environment struct {
	root   string
	config string // path of pyvenv.cfg
	home   string // its key "home"; "" if it has none
	// release is major and minor of its key "version", as venv writes it, or
	// "version_info", as virtualenv and uv do; nil if it has neither.
	release []int
}

// environmentOf looks for pyvenv.cfg where Modules/getpath.py of CPython does:
// one directory up, then beside the executable. It goes by the executable's own
// place; the target of a link does not count.
func environmentOf(executable string) (environment, bool) {
	dir := filepath.Dir(executable)
	for _, root := range []string{filepath.Dir(dir), dir} {
		if env, ok := environmentAt(root); ok {
			return env, true
		}
	}
	return environment{}, false
}

// environmentAt reads the pyvenv.cfg of a directory: lines with the first "="
// between key and value, keys in any case, the first of a key counts.
func environmentAt(root string) (environment, bool) {
	env := environment{root: root, config: filepath.Join(root, "pyvenv.cfg")}
	content, err := os.ReadFile(env.config)
	if err != nil {
		return environment{}, false
	}
	seen := map[string]bool{}
	for line := range strings.Lines(string(content)) {
		key, value, _ := strings.Cut(line, "=")
		key, value = strings.ToLower(strings.TrimSpace(key)), strings.TrimSpace(value)
		if seen[key] {
			continue
		}
		seen[key] = true
		switch key {
		case "home":
			env.home = value
		case "version", "version_info":
			if release := numbers(strings.Split(value, ".")); env.release == nil && len(release) >= 2 {
				env.release = release[:2]
			}
		}
	}
	return env, true
}

// facts returns the facts of the base interpreter of an executable. hops
// counts how many environments and wrappers have led here.
func (f *Finder) facts(ctx context.Context, path string, hops int) (interp.Facts, error) {
	if hops > maxHops {
		return interp.Facts{}, &UnusableError{Path: path, Reason: "the environments it comes from lead in a circle"}
	}
	if err := f.runnable(path); err != nil {
		return interp.Facts{}, err
	}
	if env, ok := environmentOf(path); ok {
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
		if _, ok := environmentOf(self); ok {
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
func (f *Finder) baseFacts(ctx context.Context, path string, env environment, hops int) (interp.Facts, error) {
	target, err := followLinks(path)
	if err != nil {
		return interp.Facts{}, &UnusableError{Path: path, Reason: err.Error()}
	}
	if other, ok := environmentOf(target); !ok || other.root != env.root {
		return f.facts(ctx, target, hops+1)
	}
	if env.home == "" {
		return interp.Facts{}, &UnusableError{Path: path, Reason: env.config + " has no line with home, so its base can't be found"}
	}
	copied, err := f.ask(ctx, path)
	if problem := new(UnusableError); err != nil && (!errors.As(err, &problem) || problem.Version.Major != 0) {
		return interp.Facts{}, err
	}
	home := env.home
	if !filepath.IsAbs(home) {
		home = filepath.Join(env.root, home)
	}
	// What the copy can't say, for want of its library, pyvenv.cfg may.
	recorded := interp.Request{Release: env.release}
	for _, name := range baseNames(filepath.Base(path), copied, env) {
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
func baseNames(own string, copied answer, env environment) []string {
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
	if copied.values == nil && env.release != nil {
		names = append(names, fmt.Sprintf("python%d.%d", env.release[0], env.release[1]))
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
		next, ok := nextLink(path)
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
		next, ok := nextLink(path)
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

// nextLink takes one step along a link.
func nextLink(path string) (string, bool) {
	target, err := os.Readlink(path)
	if err != nil {
		return "", false
	}
	if filepath.IsAbs(target) {
		return filepath.Clean(target), true
	}
	dir := filepath.Dir(path)
	if strings.Contains(target, "..") {
		// Above a directory that is a link is not where its name says.
		if real, err := filepath.EvalSymlinks(dir); err == nil {
			dir = real
		}
	}
	return filepath.Join(dir, target), true
}
