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
	// Copies asks for copies of the interpreter where links would do, and
	// Symlinks for links where the layout would have redirectors.
	Copies, Symlinks bool
	// BaseRedirector asks for the base's own redirectors rather than
	// pyenvkit's.
	BaseRedirector bool
	// EntryPoints is how scripts start, as the user said it; "" for nothing.
	EntryPoints string
	// Relocatable says that nothing may name the place of the environment that
	// could do without.
	Relocatable bool
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
	// it, or one that is linked to where the layout has redirectors. They are
	// used only with Request.Copies or Request.Symlinks.
	Libraries []Copy
	// Standalone is an interpreter with all that it needs beside it, to be copied
	// because it can't be redirected to; empty for one that can.
	Standalone []Copy
	// PowerShell is the base's own Activate.ps1, if it is signed: it finds its place
	// and reads pyvenv.cfg, so it can be taken as it is, and may run where only
	// signed scripts do.
	PowerShell []byte
	// Programs are those for the platform of the environment, by their names.
	Programs map[string]Program
	// Existing is what lies at the root already and is to be kept, or nil.
	Existing fs.FS
}

// Build returns the plan for an environment of the base interpreter f at
// r.Root: the tree that the base's own `python -m venv` would make, version by
// version, apart from the differences that docs/reference/differences.md lists. Over an
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
	if err := p.executables(r, f, l, parts); err != nil {
		return Plan{}, err
	}
	p.Ops = append(p.Ops, parts.Seed...)
	p.orphans(f, parts.Existing)
	p.activators(r, f, l, parts.PowerShell)
	if f.Version.AtLeast(3, 13) && !r.NoScmIgnore {
		p.add(File{Path: ".gitignore", Content: []byte("# Created by pyenvkit\n*\n"), Keep: true})
	}
	p.add(File{Path: "pyvenv.cfg", Content: config(r, f, l)})
	p.strand(f, parts.Existing)
	if r.Relocatable {
		p.Warnings = append(p.Warnings, l.Fixed...)
	}
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
func (p *Plan) executables(r Request, f interp.Facts, l Layout, parts Parts) error {
	first := len(p.Ops)
	if l.Redirects {
		if err := p.redirected(r, f, l, parts); err != nil {
			return err
		}
	} else {
		p.linked(r, f, l, parts)
	}
	var names []string
	for _, op := range p.Ops[first:] {
		names = append(names, path.Base(op.At()))
	}
	if l.Redirects {
		for i := range names {
			names[i] = strings.ToLower(names[i])
		}
	}
	for _, name := range stale(parts.Existing, f, l, names) {
		p.add(Remove{f.Paths.Scripts + "/" + name})
	}
	return nil
}

// linked adds links to the interpreter, or copies of it.
func (p *Plan) linked(r Request, f interp.Facts, l Layout, parts Parts) {
	names := l.linked(f)
	for i, name := range names {
		at := f.Paths.Scripts + "/" + name
		switch {
		case r.Copies:
			p.add(Copy{Path: at, Source: f.Executable, Mode: 0o755})
		case i == 0:
			p.add(Link{at, f.Executable})
		default:
			p.add(Link{at, names[0]})
		}
	}
	if r.Copies {
		for _, library := range parts.Libraries {
			p.directories(interp.Paths{Include: path.Dir(library.Path), Purelib: ".", Platlib: ".", Scripts: "."})
			p.add(library)
		}
	}
}

// redirected adds what stands for an interpreter that can't be linked to.
func (p *Plan) redirected(r Request, f interp.Facts, l Layout, parts Parts) error {
	if len(parts.Standalone) > 0 {
		if r.BaseRedirector {
			return &NoRedirectorError{Executable: f.Executable}
		}
		p.standalone(f, l, parts.Standalone)
		return nil
	}
	for _, n := range l.names(f) {
		at := f.Paths.Scripts + "/" + n.Name
		switch {
		case r.Symlinks:
			p.add(Link{at, sibling(f.Executable, n.Windowed, l.Separator)})
		case r.BaseRedirector:
			source, ok := l.redirector(f, n.Windowed)
			if !ok {
				return &NoRedirectorError{Executable: f.Executable}
			}
			p.add(Copy{Path: at, Source: f.Stdlib + l.Separator + source, Mode: 0o755})
		default:
			name := "redirector"
			if n.Windowed {
				name += "w"
			}
			program, ok := parts.Programs[name]
			if !ok {
				return &NoProgramError{Name: name, Platform: f.Platform + " on " + f.Architecture}
			}
			p.add(Executable{Path: at, Program: program})
		}
	}
	if r.Symlinks {
		for _, library := range parts.Libraries {
			p.add(Link{library.Path, library.Source})
		}
	}
	return nil
}

// standalone adds copies of an interpreter and of what lies beside it, and sees
// to it that it can be started as python.exe.
func (p *Plan) standalone(f interp.Facts, l Layout, files []Copy) {
	sources := map[string]bool{}
	made := map[string]bool{}
	for _, file := range files {
		p.add(file)
		sources[file.Source], made[strings.ToLower(file.Path)] = true, true
	}
	for _, n := range l.names(f) {
		at := f.Paths.Scripts + "/" + n.Name
		source := sibling(f.Executable, n.Windowed, l.Separator)
		// multiprocessing starts the base by the name that the copy has, so that
		// has no more names than needed.
		if (n.Name == "python.exe" || n.Name == "pythonw.exe") && !made[strings.ToLower(at)] && sources[source] {
			p.add(Copy{Path: at, Source: source, Mode: 0o755})
		}
	}
}

// sibling returns the path of an interpreter in its form with or without a
// console: "python.exe" and "pythonw.exe", "pypy3.exe" and "pypy3w.exe".
func sibling(executable string, windowed bool, separator string) string {
	name := baseName(executable, separator)
	dir := strings.TrimSuffix(executable, name)
	const word = "python"
	rest, isPython := strings.CutPrefix(name, word)
	if !isPython {
		stem := strings.TrimSuffix(strings.TrimSuffix(name, ".exe"), "w")
		if windowed {
			stem += "w"
		}
		return dir + stem + ".exe"
	}
	rest = strings.TrimPrefix(rest, "w")
	if windowed {
		rest = "w" + rest
	}
	return dir + word + rest
}

// stale returns the names in the directory of scripts that are an interpreter
// or a pip of another version than the one now put in: left alone, python3.11
// would start 3.12.
func stale(existing fs.FS, f interp.Facts, l Layout, names []string) []string {
	if existing == nil {
		return nil
	}
	entries, _ := fs.ReadDir(existing, f.Paths.Scripts) // no directory, nothing stale
	var found []string
	for _, e := range entries {
		name := e.Name()
		if l.Redirects {
			name = strings.ToLower(name) // Windows doesn't tell capitals apart
		}
		if !slices.Contains(names, name) && isForeign(name, f.Version.Minor) {
			found = append(found, e.Name())
		}
	}
	return found
}

// isForeign reports whether name is that of an interpreter or a pip of another
// minor version, of another build (python3.13t, python3.11d, python_d.exe), or of
// another implementation, or that of a library beside a copied interpreter.
func isForeign(name string, minor int) bool {
	switch extension := path.Ext(name); extension {
	case ".dll", ".zip":
		return strings.HasPrefix(name, "python3") || strings.HasPrefix(name, "libpypy")
	}
	name = strings.TrimSuffix(strings.TrimSuffix(name, ".exe"), SideSuffix)
	switch name {
	case "pypy", "pypy3", "pypyw", "pypy3w", "graalpy", "python_d", "pythonw_d":
		return true
	}
	for _, prefix := range []string{"python3.", "pythonw3.", "pypy3.", "pip3.", "pip-3.", "easy_install-3."} {
		if number, ok := strings.CutPrefix(name, prefix); ok {
			plain := strings.TrimRight(strings.TrimSuffix(number, "_d"), "dt")
			n, err := strconv.Atoi(plain)
			return err == nil && (n != minor || number != plain)
		}
	}
	return false
}

// orphans takes away the side files of launchers that become scripts, whichever
// RECORD has them.
func (p *Plan) orphans(f interp.Facts, existing fs.FS) {
	if existing == nil {
		return
	}
	made := map[string]bool{}
	for _, op := range p.Ops {
		made[op.At()] = true
	}
	for _, op := range slices.Clone(p.Ops) {
		side := op.At() + SideSuffix
		if _, script := op.(File); !script || path.Dir(side) != f.Paths.Scripts || made[side] {
			continue
		}
		content, err := fs.ReadFile(existing, side)
		if err == nil && strings.HasPrefix(string(content), "#!"+LauncherDir) {
			p.add(Remove{side})
		}
	}
}

// activators adds the activation scripts. One that can't say what it should
// is left out, and a stale one taken away.
func (p *Plan) activators(r Request, f interp.Facts, l Layout, powerShell []byte) {
	values := Values(r, f, l)
	scripts, omitted := activate.Render(values, l.Activators)
	for _, s := range scripts {
		if s.Name == "Activate.ps1" && powerShell != nil {
			s.Content = powerShell
		}
		p.add(File{Path: f.Paths.Scripts + "/" + s.Name, Content: s.Content, Mode: 0o644, Keep: r.Upgrade && !r.Relocatable})
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
	name := l.linked(f)[0]
	if l.Redirects {
		name = l.names(f)[0].Name
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
