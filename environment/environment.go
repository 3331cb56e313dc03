// Package environment finds the environment that a user means and reads what its
// pyvenv.cfg says, whoever has made it: venv, virtualenv, uv or pyenvkit. It
// promises that the nearest answer decides, that what is broken or leads nowhere is
// an error that names it and the way out, and that neither a pipe nor a huge file
// in the way of a search holds it up. It runs nothing and writes nothing.
package environment

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/pyenvkit/pyenvkit/platform"
)

// An Environment is one that is there.
type Environment struct {
	// Root is its absolute path. A link that was the last part of it is followed,
	// as PEP 832 has it for .venv; its other parts are as they were named.
	Root string
	// Bin is the directory of executables below Root: "bin" or "Scripts", "" for
	// Root itself.
	Bin string
	// Interpreter is the absolute path of the interpreter in it. Its links lead to
	// a file, unless the environment is that of a [BrokenError].
	Interpreter string
	// Config is its pyvenv.cfg.
	Config Config
	// Source is what led there: the path as it was given, "VIRTUAL_ENV", or the
	// path of the .venv that is the environment, links to it or redirects to it.
	Source string
	// Project is the directory whose .venv it is, "" where it was found otherwise.
	Project string
}

// Prompt returns the name that activation shows: the one that pyvenv.cfg has, else
// that of the directory.
func (e Environment) Prompt() string {
	if prompt := e.Config.Prompt(); prompt != "" {
		return prompt
	}
	return filepath.Base(e.Root)
}

// At returns the environment at an absolute path, with that path as its Source.
// The errors are those of [Surroundings.Find] for a directory.
func At(root string) (Environment, error) { return thisSystem().At(root) }

// At is the function At by the rules of a system.
func (s *System) At(root string) (Environment, error) {
	if !filepath.IsAbs(root) {
		return Environment{}, &NotEnvironmentError{Path: root, Reason: notAbsolute}
	}
	return s.look(filepath.Clean(root), Environment{Source: root})
}

// Containing returns the environment that an executable is in, by its pyvenv.cfg,
// which is looked for where Modules/getpath.py of CPython does: one directory up,
// then beside the executable. It goes by the executable's own place; the target of a
// link does not count. The executable, which is not looked at, is its Interpreter and
// its Source.
func Containing(executable string) (e Environment, ok bool) {
	dir, bin := filepath.Split(filepath.Dir(executable))
	for _, e := range []Environment{{Root: filepath.Clean(dir), Bin: bin}, {Root: filepath.Dir(executable)}} {
		if c, err := Read(e.Root); err == nil {
			e.Interpreter, e.Source, e.Config = executable, executable, c
			return e, true
		}
	}
	return Environment{}, false
}

// Bases returns the absolute paths at which the base interpreter may be, as
// pyvenv.cfg has it, the surest first, whether something is there or not.
func (e Environment) Bases() []string {
	bases := []string{e.Config.Get("base-executable"), e.Config.Get("executable")}
	if home := e.Config.Home(); home != "" {
		extension := filepath.Ext(e.Interpreter)
		if !strings.EqualFold(extension, ".exe") {
			extension = "" // python3.12
		}
		names := []string{strings.TrimSuffix(filepath.Base(e.Interpreter), extension), "python3", "python"}
		if r := e.Config.Release(); r != nil {
			names = append([]string{fmt.Sprintf("python%d.%d", r[0], r[1])}, names...)
		}
		for _, name := range names {
			bases = append(bases, filepath.Join(home, name+extension))
		}
	}
	var distinct []string
	for _, base := range bases {
		if base = filepath.Clean(base); filepath.IsAbs(base) && !slices.Contains(distinct, base) {
			distinct = append(distinct, base)
		}
	}
	return distinct
}

// look completes an environment with what is at an absolute path.
func (s *System) look(path string, e Environment) (Environment, error) {
	root, err := resolve(path)
	if err != nil {
		return Environment{}, err
	}
	e.Root = root
	if e.Config, err = Read(root); err != nil {
		return Environment{}, s.explain(path, root, err)
	}
	problem := &BrokenError{}
	problem.Reason, problem.Closed = s.inhabit(&e)
	if problem.Reason == "" {
		problem.Reason = s.baseless(e)
	} else if program := s.stranger(root); program != "" {
		problem.Reason, problem.Foreign = "it was made for another system, and has "+program, true
	}
	if problem.Reason == "" {
		return e, nil
	}
	problem.Environment = e
	return Environment{}, problem
}

// explain says why there is no environment at a path, that leads to root, where
// [Read] fails with err.
func (s *System) explain(path, root string, err error) error {
	info, statErr := os.Stat(root)
	switch {
	case isAbsent(statErr):
		return &MissingError{path}
	case statErr != nil:
		return &os.PathError{Op: "look at", Path: path, Err: cause(statErr)}
	case !info.IsDir():
		return &NotEnvironmentError{Path: path, Reason: "it is " + kind(info.Mode())}
	case isDirectory(filepath.Join(root, "conda-meta")):
		return &CondaError{path}
	case !isAbsent(err):
		return &NotEnvironmentError{Path: path, Reason: "its " + configName + " can't be read: " + cause(err).Error()}
	}
	problem := &NotEnvironmentError{Path: path, Reason: "it has no " + configName, Inside: inside(root)}
	for _, bin := range s.Bins {
		if _, err := os.Stat(filepath.Join(root, bin, "activate_this.py")); err == nil {
			problem.Reason += ", so that it is of a virtualenv before 20.0"
		}
	}
	return problem
}

// usual are the names of directories in which projects have their environments.
var usual = []string{dotVenv, "venv", "env"}

// inside returns the paths of the environments that a directory has under a usual
// name, whether they are broken or not.
func inside(dir string) []string {
	var found []string
	for _, name := range usual {
		path := filepath.Join(dir, name)
		root := path
		if target, err := Redirect(path); err == nil && name == dotVenv {
			root = platform.Abs(dir, target)
		}
		if _, err := Read(root); err == nil {
			found = append(found, path)
		}
	}
	return found
}

func isDirectory(path string) bool {
	info, err := os.Stat(path)
	return err == nil && info.IsDir()
}

// isAbsent reports the error for a path at which there is nothing: one below a
// file, too, and one that nothing can have.
func isAbsent(err error) bool {
	return errors.Is(err, os.ErrNotExist) || platform.NotDirectory(err) || platform.TooLong(err) || platform.BadName(err)
}

// cause is an error without the path, which the one around it names.
func cause(err error) error {
	if failed := (*os.PathError)(nil); errors.As(err, &failed) {
		return failed.Err
	}
	return err
}

// kind names what a file is that is no directory.
func kind(mode os.FileMode) string {
	switch mode.Type() {
	case 0:
		return "a file"
	case os.ModeNamedPipe:
		return "a named pipe"
	case os.ModeSocket:
		return "a socket"
	default:
		return "a device"
	}
}
