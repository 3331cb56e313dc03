package pyenvkit

import (
	"errors"
	"os"
	"path/filepath"

	"github.com/pyenvkit/pyenvkit/activate"
	"github.com/pyenvkit/pyenvkit/environment"
	"github.com/pyenvkit/pyenvkit/platform"
)

// An Environment is one that is there already, whoever has made it; package
// environment documents its fields.
type Environment = environment.Environment

// Environment returns the environment that a user names: by a path, or with ""
// the active one, else the one of the project (.venv from the current directory
// upwards). Package environment documents the rules and the errors.
func (k *Kit) Environment(name string) (Environment, error) {
	return k.surroundings().Find(name)
}

// An Activation is what makes a shell use an environment.
type Activation struct {
	Environment Environment
	// Shell is the name of the shell, as [activate.Shells] has them.
	Shell string
	// Code is what the shell has to evaluate.
	Code string
	// Variables are those that it sets, for a process that is no shell.
	Variables []activate.Variable
}

// Activate returns what makes a shell use the environment that name names. Shell
// is its name; "" is the one that has called this process.
func (k *Kit) Activate(name, shell string) (*Activation, error) {
	e, err := k.Environment(name)
	if err != nil {
		return nil, err
	}
	if shell, err = k.Evaluator(shell); err != nil {
		return nil, err
	}
	code, err := encoded(shell, func() (string, error) { return activate.Code(shell, values(e), k.lookup) })
	if err != nil {
		return nil, err
	}
	variables, err := activate.Variables(values(e), k.lookup)
	if err != nil {
		return nil, err
	}
	if k.Finder.Env(autoVariable) != "" {
		// What the user asks for is not left with the directory.
		own, err := activate.Assign(shell, []activate.Variable{{Name: autoVariable, Unset: true}})
		if err != nil {
			return nil, err
		}
		if code, err = activate.Join(shell, code, own); err != nil {
			return nil, err
		}
	}
	return &Activation{e, shell, code, variables}, nil
}

// Deactivate returns the code by which a shell leaves the environment that is
// active in it. Shell is as for Activate.
func (k *Kit) Deactivate(shell string) (code string, err error) {
	if shell, err = k.Evaluator(shell); err != nil {
		return "", err
	}
	if k.Finder.Env("VIRTUAL_ENV") == "" {
		return "", &InactiveError{}
	}
	return encoded(shell, func() (string, error) { return k.leaveCode(shell) })
}

// encoded returns code as the shell reads it.
func encoded(shell string, code func() (string, error)) (string, error) {
	text, err := code()
	if err == nil && shell == "cmd" {
		text, err = platform.ConsoleEncode(text)
	}
	return text, err
}

// Evaluator returns the name of the shell that code is for: the one given, or,
// with "", the one that has called this process.
func (k *Kit) Evaluator(shell string) (string, error) {
	if shell != "" {
		return shell, nil
	}
	if shell = platform.CallingShell(k.Finder.Env); shell == "" {
		return "", &NoShellError{}
	}
	return shell, nil
}

// Evaluation returns the line by which the user of a shell has it evaluate what a
// command prints; ok is false where there is none.
func Evaluation(shell, command string) (line string, ok bool) {
	return activate.Evaluation(shell, command)
}

// leaveCode returns the code by which a shell leaves the environment that is active.
func (k *Kit) leaveCode(shell string) (string, error) {
	return activate.LeaveCode(shell, k.activeBin(), listSeparator, k.lookup)
}

// listSeparator stands between the entries of PATH.
const listSeparator = string(os.PathListSeparator)

// activeBin returns the directory of executables, below its root, of the environment
// that VIRTUAL_ENV names. Where that is gone, PATH still has it.
func (k *Kit) activeBin() string {
	root := filepath.Clean(k.Finder.Env("VIRTUAL_ENV"))
	e, err := environment.At(root)
	if broken := (*environment.BrokenError)(nil); errors.As(err, &broken) {
		e, err = broken.Environment, nil
	}
	if err == nil {
		return e.Bin
	}
	for _, dir := range filepath.SplitList(k.Finder.Env("PATH")) {
		if filepath.Dir(dir) == root {
			return filepath.Base(dir)
		}
	}
	return "bin"
}

// surroundings are those in which environments are looked for.
func (k *Kit) surroundings() environment.Surroundings {
	return environment.Surroundings{Dir: k.Finder.Dir, Env: k.Finder.Env}
}

// Shells returns the names of the shells that can use an environment.
func Shells() []string { return activate.Shells() }

// values returns what activators are filled with.
func values(e Environment) activate.Values {
	return activate.Values{Root: e.Root, Bin: e.Bin, Prompt: e.Prompt(), PathSeparator: listSeparator}
}

// lookup returns the value of a variable, and whether it is set.
func (k *Kit) lookup(name string) (string, bool) {
	return platform.LookupVariable(k.Finder.Environ, name)
}

// An InactiveError reports that there is nothing to leave.
type InactiveError struct{}

func (*InactiveError) Error() string { return "no environment is active: VIRTUAL_ENV is not set" }

// Hints says the way out.
func (*InactiveError) Hints() []string {
	return []string{"where a shell does not export VIRTUAL_ENV, its own `deactivate` leaves"}
}

// A NoShellError reports that no process above this one is a known shell, and
// the variable SHELL names none.
type NoShellError struct{}

func (*NoShellError) Error() string { return "the shell that is to use the environment can't be told" }

// Hints says the way out.
func (*NoShellError) Hints() []string { return []string{"name it with --shell"} }

// ExitCode is 2, that of wrong usage.
func (*NoShellError) ExitCode() int { return 2 }
