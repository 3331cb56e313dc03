package environment

import (
	"errors"
	"os"
	"path/filepath"

	"github.com/pyenvkit/pyenvkit/platform"
)

// The names that lead to an environment.
const (
	variable = "VIRTUAL_ENV"
	dotVenv  = ".venv"
)

// Surroundings are those of the process that looks for an environment.
type Surroundings struct {
	// Dir is the absolute path of the current directory.
	Dir string
	// Env returns the environment variables: os.Getenv.
	Env func(name string) string
	// System are the rules of the machine; nil is this one's.
	System *System
}

func (s Surroundings) system() *System {
	if s.System != nil {
		return s.System
	}
	return thisSystem()
}

// Find returns the environment that a user names: by a path, or with "" the active
// one (VIRTUAL_ENV), else the one that [Surroundings.Nearest] finds from Dir.
//
// A path is that of an environment, of a link to one, of its directory of
// executables or a file in that (.venv/bin/python is what editors keep), or of a file
// .venv that redirects to one (PEP 832). No other file redirects, by whatever name it
// is given, as every text file would.
//
// The errors are a [*MissingError], a [*NotEnvironmentError], a [*CondaError], a
// [*DanglingLinkError], those of a redirect, a [*NoneError], and a [*BrokenError],
// which has the environment all the same. One that VIRTUAL_ENV leads to is in a
// [*VariableError]. A .venv above Dir that belongs to neither the user, the system nor
// the owner of Dir is not used unless it is named: anybody may put one into /tmp.
// That is a [*StrangerError].
func (s Surroundings) Find(name string) (Environment, error) {
	if name != "" {
		return s.system().named(platform.Abs(s.Dir, name), Environment{Source: name})
	}
	if value := s.Env(variable); value != "" {
		e, err := s.system().active(value)
		if err != nil {
			return Environment{}, &VariableError{Value: value, Err: err}
		}
		return e, nil
	}
	e, err := s.Nearest(s.Dir)
	if none := (*NoneError)(nil); errors.As(err, &none) {
		none.Inactive = true
	}
	if err == nil && Strange(e.Source, s.Dir) {
		return Environment{}, &StrangerError{e.Source}
	}
	return e, err
}

// Strange reports whether what is at path, a .venv, belongs to somebody who has no say
// in the directory dir: neither the user nor the system nor the owner of dir.
func Strange(path, dir string) bool {
	found, err := os.Lstat(path)
	if err != nil || platform.Trusted(found) {
		return false
	}
	owner, _, _ := platform.Owner(found)
	here, err := os.Stat(dir)
	if err != nil {
		return true
	}
	own, _, _ := platform.Owner(here)
	return owner != own
}

// Nearest returns the environment of the project that a directory, given by an
// absolute path, is in: that of the first .venv there or above, up to the root of
// the file system. It may be an environment, a link, or a file that redirects (PEP
// 832). The first one decides: if it leads to no environment, that is an error,
// rather than a reason to look further up. Neither the home directory nor another
// file system ends the search. Where there is no .venv that can be seen, that is a
// [*NoneError]; the other errors are those of [Surroundings.Find], and with them the
// environment has its Project and Source.
func (s Surroundings) Nearest(dir string) (Environment, error) {
	for project := filepath.Clean(dir); ; project = filepath.Dir(project) {
		path := filepath.Join(project, dotVenv)
		// What is in a directory that may not be entered decides nothing.
		if _, err := os.Lstat(path); err == nil {
			e := Environment{Source: path, Project: project}
			found, err := s.system().lead(path, e)
			if err != nil {
				return e, err
			}
			return found, nil
		}
		if project == filepath.Dir(project) {
			break
		}
	}
	none := &NoneError{Dir: dir, Inside: inside(dir)}
	if _, err := Read(dir); err == nil {
		none.Inside = append(none.Inside, dir)
	}
	return Environment{}, none
}

// active completes the environment that is the value of VIRTUAL_ENV.
func (s *System) active(root string) (Environment, error) {
	if !filepath.IsAbs(root) {
		return Environment{}, &NotEnvironmentError{Path: root, Reason: notAbsolute}
	}
	return s.look(filepath.Clean(root), Environment{Source: variable})
}

// named completes an environment by the path that a user gives.
func (s *System) named(path string, e Environment) (Environment, error) {
	if root, ok := s.holder(path); ok {
		return s.look(root, e)
	}
	if filepath.Base(path) == dotVenv {
		return s.lead(path, e)
	}
	return s.look(path, e)
}

// holder returns the environment in which a path is the directory of executables,
// or one of these. It goes by the path, as CPython's getpath does: the interpreter
// in an environment is a link that leads out of it.
func (s *System) holder(path string) (root string, ok bool) {
	name, dir := filepath.Base(path), filepath.Dir(path)
	switch {
	case s.isBin(name):
		root = dir
	case s.isBin(filepath.Base(dir)):
		root = filepath.Dir(dir)
	case s.isBin("") && s.isProgram(name):
		root = dir
	default:
		return "", false
	}
	if _, err := os.Lstat(path); err != nil {
		return "", false
	}
	_, err := Read(root)
	return root, err == nil
}

// lead completes an environment by the path of a .venv.
func (s *System) lead(path string, e Environment) (Environment, error) {
	real, err := resolve(path)
	if err != nil {
		return Environment{}, err
	}
	info, err := os.Stat(real)
	if err != nil || !info.Mode().IsRegular() {
		return s.look(path, e)
	}
	target, err := Redirect(real)
	if err != nil {
		return Environment{}, err
	}
	return s.redirected(real, target, e)
}
