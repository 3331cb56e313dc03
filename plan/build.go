package plan

import (
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strconv"
	"strings"

	"github.com/pyenvkit/pyenvkit/activate"
	"github.com/pyenvkit/pyenvkit/interp"
)

// A Request is what the user wants one environment to be.
type Request struct {
	// Root is the absolute path of the environment.
	Root string
	// SystemSitePackages lets the environment see the packages of its base.
	SystemSitePackages bool
	// Copies asks for copies of the interpreter where links would do.
	Copies bool
	// NoPip leaves pip out.
	NoPip bool
	// Prompt is the name that shells show; nil stands for the last part of
	// Root, "." for the last part of WorkDir.
	Prompt  *string
	WorkDir string
	// NoScmIgnore leaves the .gitignore out that Python 3.13 and later write.
	NoScmIgnore bool
	// Upgrade keeps the activation scripts that are there.
	Upgrade bool
}

// Parts are what an environment consists of that has to be looked up first.
type Parts struct {
	// Seed puts the seed in place; empty for none.
	Seed []Op
	// Libraries are shared libraries that a copied interpreter needs beside
	// it. They are used only with Request.Copies.
	Libraries []Copy
	// Existing is what lies at the root already and is to be kept, or nil.
	Existing fs.FS
}

// Build returns the plan for an environment of the base interpreter f at
// r.Root: the tree that the base's own `python -m venv` would make, version by
// version, apart from the differences that docs/differences.md lists. Over an
// existing environment it also takes away what an earlier base left.
func Build(r Request, f interp.Facts, l Layout, parts Parts) (Plan, error) {
	if l.Separator == "" {
		return Plan{}, fmt.Errorf("no layout for the platform %q of %s", f.OS, f.Executable)
	}
	var p Plan
	if !f.Version.AtLeast(3, 15) {
		f.Paths.Platlib = f.Paths.Purelib // where a lib64 differs, the link lib64 makes them one
	}
	p.directories(f.Paths)
	if hasLib64(f, l) && !isDir(parts.Existing, "lib64") {
		p.add(Link{"lib64", "lib"})
	}
	p.executables(r, f, l, parts)
	p.Ops = append(p.Ops, parts.Seed...)
	p.activators(r, f, l)
	if f.Version.AtLeast(3, 13) && !r.NoScmIgnore {
		p.add(File{Path: ".gitignore", Content: []byte("# Created by pyenvkit\n*\n"), Keep: true})
	}
	p.add(File{Path: "pyvenv.cfg", Content: config(r, f, l)})
	p.strand(f, parts.Existing)
	return p, nil
}

// strand warns of packages that were installed for another version: they stay
// where they are, as CPython leaves them, but this one does not see them.
func (p *Plan) strand(f interp.Facts, existing fs.FS) {
	if existing == nil || !strings.Contains(f.Paths.Purelib, f.Version.Short()) {
		return
	}
	mine := path.Dir(f.Paths.Purelib)
	siblings, _ := fs.ReadDir(existing, path.Dir(mine)) // no directory, no packages
	for _, e := range siblings {
		other := path.Join(path.Dir(mine), e.Name(), path.Base(f.Paths.Purelib))
		if e.Name() != path.Base(mine) && isDir(existing, other) {
			p.Warnings = append(p.Warnings, fmt.Sprintf("what is installed in %s stays there, but Python %s does not see it", other, f.Version.Short()))
		}
	}
}

func (p *Plan) add(ops ...Op) { p.Ops = append(p.Ops, ops...) }

// directories adds each directory of the scheme with its parents.
func (p *Plan) directories(paths interp.Paths) {
	for _, dir := range []string{paths.Include, paths.Purelib, paths.Platlib, paths.Scripts} {
		var parents []string
		for d := dir; d != "."; d = path.Dir(d) {
			parents = append(parents, d)
		}
		for _, d := range slices.Backward(parents) {
			if !slices.Contains(p.Ops, Op(Dir{d})) {
				p.add(Dir{d})
			}
		}
	}
}

// executables adds the interpreter under all of its names, and takes the
// names away that belong to another version.
func (p *Plan) executables(r Request, f interp.Facts, l Layout, parts Parts) {
	scripts := f.Paths.Scripts
	names := l.names(f)
	if len(l.Redirectors) > 0 {
		names = nil
		for _, rd := range l.redirectors(f) {
			names = append(names, rd.Name)
			source := f.Stdlib + l.Separator + strings.ReplaceAll(rd.Source, "/", l.Separator)
			p.add(Copy{Path: scripts + "/" + rd.Name, Source: source, Mode: 0o755})
		}
	} else {
		for i, name := range names {
			switch {
			case r.Copies:
				p.add(Copy{Path: scripts + "/" + name, Source: f.Executable, Mode: 0o755})
			case i == 0:
				p.add(Link{scripts + "/" + name, f.Executable})
			default:
				p.add(Link{scripts + "/" + name, names[0]})
			}
		}
		if r.Copies {
			for _, library := range parts.Libraries {
				p.directories(interp.Paths{Include: path.Dir(library.Path), Purelib: ".", Platlib: ".", Scripts: "."})
				p.add(library)
			}
		}
	}
	for _, name := range stale(parts.Existing, f, names) {
		p.add(Remove{scripts + "/" + name})
	}
}

// stale returns the names in the directory of scripts that are an interpreter
// or a pip of another version than the one now put in: left alone, python3.11
// would start 3.12.
func stale(existing fs.FS, f interp.Facts, names []string) []string {
	if existing == nil {
		return nil
	}
	entries, _ := fs.ReadDir(existing, f.Paths.Scripts) // no directory, nothing stale
	var found []string
	for _, e := range entries {
		name := e.Name()
		if !slices.Contains(names, name) && isForeign(name, f.Version.Minor) {
			found = append(found, name)
		}
	}
	return found
}

// isForeign reports whether name is that of an interpreter or a pip of another
// minor version, of another build (python3.13t, python3.11d), or of another
// implementation.
func isForeign(name string, minor int) bool {
	switch name {
	case "pypy", "pypy3", "graalpy":
		return true
	}
	for _, prefix := range []string{"python3.", "pypy3.", "pip3.", "pip-3."} {
		if number, ok := strings.CutPrefix(name, prefix); ok {
			plain := strings.TrimRight(number, "dt")
			n, err := strconv.Atoi(plain)
			return err == nil && (n != minor || number != plain)
		}
	}
	return false
}

// activators adds the activation scripts. One that can't say what it should
// is left out, and a stale one taken away.
func (p *Plan) activators(r Request, f interp.Facts, l Layout) {
	values := Values(r, f, l)
	scripts, omitted := activate.Render(values, l.Activators)
	for _, s := range scripts {
		p.add(File{Path: f.Paths.Scripts + "/" + s.Name, Content: s.Content, Mode: 0o644, Keep: r.Upgrade})
	}
	for _, o := range omitted {
		p.add(Remove{f.Paths.Scripts + "/" + o.Name})
		p.Warnings = append(p.Warnings, fmt.Sprintf("%s is left out: %s", o.Name, o.Reason))
	}
}

// Values returns what the activation scripts of an environment hold.
func Values(r Request, f interp.Facts, l Layout) activate.Values {
	return activate.Values{
		Root:          r.Root,
		Bin:           f.Paths.Scripts,
		Prompt:        prompt(r, l),
		PathSeparator: l.ListSeparator,
		Purelib:       f.Paths.Purelib,
		Platlib:       f.Paths.Platlib,
	}
}

// Interpreter returns the absolute path of the interpreter in an environment
// of f at root: the one that its scripts name (sys.executable of the process
// that ensurepip would have been).
func Interpreter(root string, f interp.Facts, l Layout) string {
	name := "python.exe"
	if len(l.Redirectors) == 0 {
		name = l.names(f)[0]
	}
	return strings.Join([]string{root, f.Paths.Scripts, name}, l.Separator)
}

func hasLib64(f interp.Facts, l Layout) bool {
	return l.Lib64 && f.Bits == 64 && f.Platform != l.Lib64Except && !f.Version.AtLeast(3, 15)
}

func isDir(fsys fs.FS, name string) bool {
	if fsys == nil {
		return false
	}
	info, err := fs.Lstat(fsys, name)
	return err == nil && info.IsDir()
}

func expand(name string, f interp.Facts) string {
	return strings.ReplaceAll(name, "{version}", f.Version.Short())
}

func baseName(p, separator string) string { return p[strings.LastIndex(p, separator)+1:] }
