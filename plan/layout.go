package plan

import (
	"strings"

	"github.com/pyenvkit/pyenvkit/interp"
)

// A Layout is what the environments of one kind of system (os.name) have in
// common. It is data: package platform holds one value for each system, and
// Build works with any of them on every system.
type Layout struct {
	// ListSeparator separates the entries of PATH, and so can't stand in the
	// path of an environment.
	ListSeparator string
	// Separator separates the parts of a path.
	Separator string

	// Redirects says that environments hold no links to the interpreter but
	// programs that start it, and names has all of Executables.
	Redirects bool
	// Executables are the names of the interpreter, in the order of CPython's
	// EnvBuilder.setup_python. Where environments hold links, the first link is
	// the name that the base has, and these are besides.
	Executables []Name
	// Redirectors are the executables of the base interpreter's own that can
	// stand in for pyenvkit's redirector.
	Redirectors []Redirector
	// Lib64 says whether 64-bit Pythons up to 3.14 get a link lib64 to lib, and
	// on which values of sys.platform they don't.
	Lib64       bool
	Lib64Except string

	// Activators are the names of the activation scripts.
	Activators []string
	// Fixed says what of an environment can't be moved, in sentences without a
	// full stop.
	Fixed []string
}

// A Name is one that an interpreter has in an environment.
type Name struct {
	// Name may hold {version}, which stands for major and minor: "3.12".
	Name string
	// Implementation is the one that has this name; "" is every one.
	Implementation string
	// Since is the first minor version of Python 3 that has it.
	Since int
	// Unicode says that the name needs a file system encoding of UTF-8.
	Unicode bool
	// FreeThreaded and Debug restrict it to such builds.
	FreeThreaded, Debug bool
	// Windowed is the form without a console.
	Windowed bool
}

// A Redirector is an executable that a base interpreter carries along for its
// environments, to be copied (CPython's Lib/venv/scripts/nt).
type Redirector struct {
	Source   string // below the standard library, separated by slashes; _d stands before .exe for debug builds
	Windowed bool
	// Since and Before bound the minor versions of Python 3 that have it;
	// Before is 0 for no bound.
	Since, Before int
	// FreeThreaded restricts it to builds with or without the GIL.
	FreeThreaded bool
}

// names returns the names of the interpreter in an environment of f, without
// the one that links begin with.
func (l Layout) names(f interp.Facts) []Name {
	var names []Name
	for _, n := range l.Executables {
		switch {
		case n.Implementation != "" && n.Implementation != f.Implementation,
			!f.Version.AtLeast(3, n.Since),
			n.Unicode && f.FileSystemEncoding != "utf-8",
			n.FreeThreaded && !f.FreeThreaded,
			n.Debug && !f.Debug:
		default:
			n.Name = expand(n.Name, f)
			names = append(names, n)
		}
	}
	return names
}

// linked returns the names of the interpreter in an environment that links to
// it. The others lead to the first.
func (l Layout) linked(f interp.Facts) []string {
	names := []string{baseName(f.Executable, l.Separator)}
	for _, n := range l.names(f) {
		if n.Name != names[0] {
			names = append(names, n.Name)
		}
	}
	return names
}

// redirector returns the path of the base's own redirector, below its standard
// library; ok is false where f has none.
func (l Layout) redirector(f interp.Facts, windowed bool) (source string, ok bool) {
	for _, r := range l.Redirectors {
		if r.Windowed != windowed || r.FreeThreaded != f.FreeThreaded ||
			!f.Version.AtLeast(3, r.Since) || r.Before != 0 && f.Version.AtLeast(3, r.Before) {
			continue
		}
		if f.Debug {
			r.Source = strings.TrimSuffix(r.Source, ".exe") + "_d.exe"
		}
		return strings.ReplaceAll(r.Source, "/", l.Separator), true
	}
	return "", false
}
