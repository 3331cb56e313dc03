package discover

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/pyenvkit/pyenvkit/interp"
)

// best returns the candidate that fits a request best. It starts with the one
// that promises most and leaves those alone that can't be better than what it
// has, so that few have to be asked.
func (f *Finder) best(ctx context.Context, request interp.Request, all []candidate) (Python, error) {
	all = distinct(all)
	type prospect struct {
		candidate
		place int
		bound rank
	}
	var prospects []prospect
	for i, c := range all {
		if !c.hint.mayFit(request) {
			f.log("%s is not asked: by its name it does not fit %s", c.path, quoted(request.Text))
			continue
		}
		prospects = append(prospects, prospect{c, i, c.hint.bound(request)})
	}
	slices.SortStableFunc(prospects, func(a, b prospect) int { return compareRanks(b.bound, a.bound) })
	var found Python
	place := -1
	known := map[string]Python{}
	for _, p := range prospects {
		if place >= 0 {
			order := compareRanks(rankOf(found.Facts), p.bound)
			if order > 0 || order == 0 && place < p.place {
				f.log("%s is not asked: it can't be better than %s", p.path, found.Path)
				continue
			}
		}
		python := f.look(ctx, p.candidate)
		if ctx.Err() != nil {
			return Python{}, ctx.Err()
		}
		known[p.path] = python
		if python.Err != nil {
			continue
		}
		if reason := request.Reject(python.Facts); reason != "" {
			f.log("%s does not fit %s: %s", p.path, quoted(request.Text), reason)
			continue
		}
		if place >= 0 {
			order := compareRanks(rankOf(found.Facts), rankOf(python.Facts))
			if order > 0 || order == 0 && place < p.place {
				f.log("%s fits too, but %s is preferred", p.path, found.Path)
				continue
			}
			f.log("%s fits too, but %s is preferred", found.Path, p.path)
		}
		found, place = python, p.place
	}
	if place >= 0 {
		return found, nil
	}
	for _, p := range prospects {
		// What was meant is there, but 2.7 for example.
		problem := new(UnusableError)
		if errors.As(known[p.path].Err, &problem) && problem.Version.Major != 0 && !request.Any && request.MatchesVersion(problem.Version) {
			return Python{}, problem
		}
	}
	return Python{}, f.notFound(request, all, known)
}

// notFound makes the error that says what there is instead.
func (f *Finder) notFound(request interp.Request, all []candidate, known map[string]Python) error {
	type version struct {
		release []int
		text    string
	}
	var versions []version
	for _, c := range all {
		v := version{c.hint.release, c.hint.String()}
		if p, ok := known[c.path]; ok {
			if p.Err != nil {
				continue
			}
			n := p.Facts.Version
			v = version{[]int{n.Major, n.Minor, n.Micro}, describe(p.Facts.Implementation, n.String(), p.Facts.FreeThreaded, p.Facts.Debug)}
		}
		if len(v.release) < 2 || slices.ContainsFunc(versions, func(w version) bool { return w.text == v.text }) {
			continue
		}
		versions = append(versions, v)
	}
	slices.SortStableFunc(versions, func(a, b version) int { return slices.Compare(b.release, a.release) })
	problem := &NotFoundError{Request: request.Text}
	for _, v := range versions {
		problem.Found = append(problem.Found, v.text)
	}
	if text := request.Specifiers.String(); strings.HasPrefix(text, "==") && !strings.ContainsAny(text, ",*") && strings.Count(text, ".") < 2 {
		problem.Advice = append(problem.Advice, fmt.Sprintf("%s means %s.0 and nothing else; %s.* means any release of it", text, text[2:], text))
	}
	return problem
}

// findName returns the first program of that name on PATH that is a Python,
// the installed version of that name, or what the name says.
func (f *Finder) findName(ctx context.Context, request interp.Request) (Python, error) {
	var first error
	for _, c := range f.calledOnPath(request.Name) {
		python, path := f.look(ctx, c), c.path
		switch {
		case ctx.Err() != nil:
			return Python{}, ctx.Err()
		case python.Err != nil:
			if first == nil {
				first = python.Err
			}
		case request.Reject(python.Facts) != "":
			f.log("%s does not fit %s: %s", path, quoted(request.Text), request.Reject(python.Facts))
		default:
			return python, nil
		}
	}
	if python, ok := f.installed(ctx, request.Name); ok {
		return python, nil
	}
	if alternative, ok := request.Alternative(); ok {
		python, err := f.best(ctx, alternative, f.everywhere())
		if missing := new(NotFoundError); first == nil || !errors.As(err, &missing) {
			return python, err
		}
	}
	if first != nil {
		return Python{}, first
	}
	here := exists(f.abs(request.Name))
	if !here && strings.ContainsFunc(request.Name, func(r rune) bool { return !isPlain(r) }) {
		// A program may have any name, so that is said where there is none.
		return Python{}, &interp.RequestError{Text: request.Text, Reason: "it is neither a version, a range nor a path, and no program has that name"}
	}
	err := f.notFound(request, distinct(f.everywhere()), nil)
	if missing := new(NotFoundError); here && errors.As(err, &missing) {
		missing.Advice = append(missing.Advice, fmt.Sprintf("for the directory or file here, write .%c%s", filepath.Separator, request.Name))
	}
	return Python{}, err
}

// calledOnPath returns the files on PATH that a program of that name may be, in
// the order of PATH.
func (f *Finder) calledOnPath(name string) []candidate {
	var all []candidate
	for _, dir := range f.system().splitList(f.Env("PATH")) {
		if !filepath.IsAbs(dir) {
			continue
		}
		if shims, ok := f.shimsIn(filepath.Clean(dir)); ok {
			if path, ok := shims.resolve(name); ok {
				all = append(all, candidate{path: path, origin: shims.manager})
			}
			continue
		}
		for _, file := range f.system().filesOf(name, f.Env("PATHEXT")) {
			path := filepath.Join(dir, file)
			if _, err := os.Lstat(path); err == nil {
				all = append(all, candidate{path: path, origin: "PATH"})
			}
		}
	}
	return all
}

// installed returns the Python of the version directory of that name, such as
// pyenv's "pypy3.10-7.3.15".
func (f *Finder) installed(ctx context.Context, name string) (Python, bool) {
	for _, i := range f.installations() {
		if !f.system().same(filepath.Base(i.dir), name) {
			continue
		}
		for _, c := range distinct(f.inPrefix(i.dir, i.origin)) {
			if python := f.look(ctx, c); python.Err == nil {
				return python, true
			}
		}
	}
	return Python{}, false
}

// findPath returns the Python of an executable, an environment, a prefix or a
// bin directory.
func (f *Finder) findPath(ctx context.Context, request interp.Request) (Python, error) {
	// Who names a file that did not work may have repaired what it needs.
	insistent := *f
	insistent.insist = true
	f = &insistent
	path := request.Path
	if rest, ok := strings.CutPrefix(path, "~"); ok && (rest == "" || os.IsPathSeparator(rest[0])) {
		if home := f.home(); home != "" {
			path = filepath.Join(home, rest)
		}
	}
	path = f.abs(path)
	if extension := f.system().Extension; extension != "" && absent(path) && exists(path+extension) {
		path += extension
	}
	if !isDirectory(path) {
		if shims, ok := f.shimsIn(filepath.Dir(path)); ok {
			resolved, ok := shims.resolve(filepath.Base(path))
			if !ok {
				return Python{}, &UnusableError{Path: path, Reason: "it is a shim, and no version that " + shims.manager + " selects has such a program"}
			}
			path = resolved
		}
		python := f.look(ctx, candidate{path: path, origin: "request"})
		return python, python.Err
	}
	found := distinct(f.inPrefix(path, "request"))
	if len(found) == 0 {
		return Python{}, &UnusableError{Path: path, Reason: "it is a directory without a Python in it"}
	}
	var first error
	for _, c := range found {
		python := f.look(ctx, c)
		if python.Err == nil {
			return python, nil
		}
		if first == nil {
			first = python.Err
		}
	}
	return Python{}, first
}

func exists(path string) bool {
	_, err := os.Stat(path)
	return err == nil
}
