package plan

import "github.com/pyenvkit/pyenvkit/interp"

// A Layout is what the environments of one kind of system (os.name) have in
// common. It is data: package platform holds one value for each system, and
// Build works with any of them on every system.
type Layout struct {
	// ListSeparator separates the entries of PATH, and so can't stand in the
	// path of an environment.
	ListSeparator string
	// Separator separates the parts of a path.
	Separator string

	// Executables are the names of the interpreter, besides the one it is
	// linked to first, in the order of CPython's EnvBuilder.setup_python.
	Executables []Name
	// Redirectors are the executables of a system whose environments hold no
	// links to the interpreter but programs that start it.
	Redirectors []Redirector
	// Lib64 says whether 64-bit Pythons up to 3.14 get a link lib64 to lib, and
	// on which values of sys.platform they don't.
	Lib64       bool
	Lib64Except string

	// Activators are the names of the activation scripts.
	Activators []string
}

// A Name is a further name of the interpreter in an environment.
type Name struct {
	// Name may hold {version}, which stands for major and minor: "3.12".
	Name string
	// Implementation is the one that has this name; "" is every one.
	Implementation string
	// Since is the first minor version of Python 3 that has it.
	Since int
	// Unicode says that the name needs a file system encoding of UTF-8.
	Unicode bool
}

// A Redirector is an executable that a base interpreter carries along for its
// environments, to be copied (CPython's Lib/venv/scripts/nt).
type Redirector struct {
	Name   string // in the environment; may hold {version}
	Source string // below the standard library, separated by slashes
	// Since and Before bound the minor versions of Python 3 that have it;
	// Before is 0 for no bound.
	Since, Before int
	// FreeThreaded restricts it to builds with or without the GIL.
	FreeThreaded bool
}

// names returns the file names of the interpreter in an environment of f, the
// one that the others link to first (CPython's EnvBuilder.setup_python).
func (l Layout) names(f interp.Facts) []string {
	names := []string{baseName(f.Executable, l.Separator)}
	for _, e := range l.Executables {
		name := expand(e.Name, f)
		switch {
		case e.Implementation != "" && e.Implementation != f.Implementation,
			!f.Version.AtLeast(3, e.Since),
			e.Unicode && f.FileSystemEncoding != "utf-8",
			name == names[0]:
		default:
			names = append(names, name)
		}
	}
	return names
}

// redirectors returns those of the layout that an environment of f gets.
func (l Layout) redirectors(f interp.Facts) []Redirector {
	var all []Redirector
	for _, r := range l.Redirectors {
		if !f.Version.AtLeast(3, r.Since) || r.Before != 0 && f.Version.AtLeast(3, r.Before) ||
			r.FreeThreaded != f.FreeThreaded {
			continue
		}
		r.Name = expand(r.Name, f)
		all = append(all, r)
	}
	return all
}
