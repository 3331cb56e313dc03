// Package posix holds what is particular to environments on Linux, macOS and
// other POSIX systems: their layout, and the shared libraries that a copied
// interpreter needs beside it.
package posix

import "github.com/pyenvkit/pyenvkit/plan"

// Layout is that of Linux, macOS and the other systems whose os.name is
// "posix".
var Layout = plan.Layout{
	ListSeparator: ":",
	Separator:     "/",
	Executables: []plan.Name{
		{Name: "python"},
		{Name: "python3"},
		{Name: "python{version}", Since: 9},
		{Name: "pypy3", Implementation: "pypy"},
		{Name: "pypy", Implementation: "pypy"},
		{Name: "𝜋thon", Implementation: "cpython", Since: 14, Unicode: true}, // gh-119535
	},
	Lib64:       true,
	Lib64Except: "darwin",
	Activators: []string{
		"activate", "activate.csh", "activate.fish", "activate.nu", "activate.xsh", "Activate.ps1", "activate_this.py",
	},
	Fixed: []string{
		"dash, busybox, mksh, yash and csh can't tell a script where it lies: they activate the environment only where it was made",
		"scripts that pip itself has installed, or installs later, name the place where the environment is then; `python -m NAME` needs none",
	},
}
