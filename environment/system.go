package environment

import (
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// A System says where environments have their executables. That is data: the tests
// of one system show those of the others.
type System struct {
	// Separator separates the parts of a path.
	Separator rune
	// Bins are the directories below the root of an environment that may hold the
	// interpreter, the usual one first; "" is the root itself.
	Bins []string
	// Programs are the names that the interpreter may have, the usual one first.
	Programs []string
	// Folds tells that names are the same that differ in capitals only.
	Folds bool
	// Redirects says that an interpreter in an environment, if it is no link, starts
	// the one in the directory that pyvenv.cfg has as its home.
	Redirects bool
}

// Posix are the rules of Linux and macOS.
var Posix = System{
	Separator: '/',
	Bins:      []string{"bin"},
	Programs:  []string{"python", "python3", "pypy3", "graalpy", "python2", "pypy"},
}

// Windows are the rules of Windows. MSYS2 has bin, and what is made by hand of an
// embeddable Python has python.exe beside its pyvenv.cfg.
var Windows = System{
	Separator: '\\',
	Bins:      []string{"Scripts", "bin", ""},
	Programs:  []string{"python.exe", "python3.exe", "pypy3.exe", "graalpy.exe", "python_d.exe", "pypy.exe"},
	Folds:     true,
	Redirects: true,
}

// thisSystem returns the rules of the machine.
func thisSystem() *System {
	if filepath.Separator == Windows.Separator {
		return &Windows
	}
	return &Posix
}

// same reports whether two names are one.
func (s *System) same(a, b string) bool { return a == b || s.Folds && strings.EqualFold(a, b) }

func (s *System) isBin(name string) bool {
	return slices.ContainsFunc(s.Bins, func(bin string) bool { return s.same(bin, name) })
}

func (s *System) isProgram(name string) bool {
	return slices.ContainsFunc(s.Programs, func(program string) bool { return s.same(program, name) })
}

// inhabit finds the interpreter of an environment: the first name that is there
// decides. Reason says what is wrong with it; the environment then has the place
// where it should be.
func (s *System) inhabit(e *Environment) (reason string, closed bool) {
	for _, bin := range s.Bins {
		for _, name := range s.Programs {
			path := filepath.Join(e.Root, bin, name)
			info, err := os.Stat(path)
			if err != nil {
				if _, err := os.Lstat(path); err != nil && !isAbsent(err) {
					e.Bin, e.Interpreter = bin, path
					return path + " can't be looked at: " + errors.Unwrap(err).Error(), true
				} else if err != nil {
					continue
				}
			}
			e.Bin, e.Interpreter = bin, path
			if err != nil || !info.Mode().IsRegular() {
				return filepath.Join(bin, name) + " " + amiss(path, info, err), false
			}
			return "", false
		}
	}
	e.Bin = s.Bins[0]
	if i := slices.IndexFunc(s.Bins, func(bin string) bool { return bin != "" && isDirectory(filepath.Join(e.Root, bin)) }); i >= 0 {
		e.Bin = s.Bins[i]
	}
	e.Interpreter = filepath.Join(e.Root, e.Bin, s.Programs[0])
	return "it has no " + filepath.Join(e.Bin, s.Programs[0]), false
}

// stranger returns the interpreter that an environment has for another kind of
// system, as a path below its root; "" for none.
func (s *System) stranger(root string) string {
	other := &Windows
	if s.Separator == Windows.Separator {
		other = &Posix
	}
	for _, bin := range other.Bins {
		program := filepath.Join(bin, other.Programs[0])
		if _, err := os.Lstat(filepath.Join(root, program)); err == nil {
			return program
		}
	}
	return ""
}

// amiss says what is wrong with an interpreter, by the answer of [os.Stat].
func amiss(path string, info os.FileInfo, err error) string {
	target, linkErr := os.Readlink(path)
	switch {
	case err == nil && info.IsDir():
		return "is a directory"
	case err == nil:
		return "is " + kind(info.Mode())
	case isAbsent(err) && linkErr == nil:
		return "is a link to " + Shown(target) + ", which does not exist"
	}
	return "can't be used: " + cause(err).Error()
}

// baseless says that the base of an environment is gone; "" where it is there, or
// that can't be told.
func (s *System) baseless(e Environment) string {
	home := e.Config.Home()
	if !s.Redirects || !filepath.IsAbs(home) {
		return ""
	}
	if info, err := os.Lstat(e.Interpreter); err != nil || info.Mode()&os.ModeSymlink != 0 {
		return ""
	}
	if _, err := os.Stat(home); !isAbsent(err) {
		return ""
	}
	return "its Python is gone: there is no " + Shown(home)
}
