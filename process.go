package pyenvkit

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/pyenvkit/pyenvkit/activate"
	"github.com/pyenvkit/pyenvkit/discover"
	"github.com/pyenvkit/pyenvkit/environment"
	"github.com/pyenvkit/pyenvkit/interp"
	"github.com/pyenvkit/pyenvkit/platform"
)

// A Process is a program to be put in the place of this one.
type Process struct {
	// Path is that of the program, Args are its arguments, its name first, and
	// Environ its variables ("NAME=value").
	Path    string
	Args    []string
	Environ []string
}

// Start puts the process in the place of this one: on POSIX by exec, on Windows
// by a child that has all that this one has, whose exit code becomes that of this
// one. It returns only if that fails.
func (p *Process) Start() error { return platform.Exec(p.Path, p.Args, p.Environ) }

// A RunRequest says what is to be run in an environment.
type RunRequest struct {
	// Environment is as for [Kit.Environment].
	Environment string
	// Command is a program and its arguments. A file whose name ends with .py (on
	// Windows .pyw too) is run by the environment's interpreter.
	Command []string
	// Module says that the first word of Command is a module rather than a program.
	Module bool
	// Variables ("NAME=value") are set unless they are already.
	Variables []string
}

// Run returns the process that runs a command as it would run where the
// environment is active.
//
// A script that says which Pythons it runs on (PEP 723) is run by no other: a
// [*ScriptError] says so. Where there is no environment, it needs none if it has no
// dependencies, and the best Python of the machine runs it.
func (k *Kit) Run(ctx context.Context, r RunRequest) (*Process, error) {
	script := !r.Module && isScript(k.abs(r.Command[0]))
	e, err := k.Environment(r.Environment)
	if none := (*environment.NoneError)(nil); script && errors.As(err, &none) {
		return k.runBare(ctx, r, err)
	}
	if err != nil {
		return nil, err
	}
	environ, err := activated(e, k.added(r.Variables))
	if err != nil {
		return nil, err
	}
	p := &Process{Args: r.Command, Environ: environ}
	switch {
	case r.Module:
		p.Path, p.Args = e.Interpreter, append([]string{e.Interpreter, "-m"}, r.Command...)
	case script:
		if err := k.suits(ctx, e, r.Command[0]); err != nil {
			return nil, err
		}
		p.Path, p.Args = e.Interpreter, append([]string{e.Interpreter}, asFile(r.Command)...)
	default:
		p.Path, err = platform.LookPath(r.Command[0], k.Finder.Dir, p.Environ)
		bin := filepath.Join(e.Root, e.Bin)
		if !ofPython(r.Command[0]) || err == nil && filepath.Dir(p.Path) == bin {
			break
		}
		own := filepath.Join(bin, r.Command[0])
		if _, gone := os.Lstat(own); gone != nil {
			return nil, &ForeignCommandError{Command: r.Command[0], Environment: e, Found: p.Path}
		}
		_, err = platform.LookPath(own, k.Finder.Dir, p.Environ) // it is there, and can't be run
	}
	return p, err
}

// activated returns variables of a process after the activation of an environment.
// Where there is no PATH, programs are looked for where the system would.
func activated(e Environment, environ []string) ([]string, error) {
	if _, set := platform.LookupVariable(environ, "PATH"); !set && platform.SearchPath != "" {
		environ = platform.WithVariable(environ, "PATH", platform.SearchPath, true)
	}
	changes, err := activate.Variables(values(e), func(name string) (string, bool) { return platform.LookupVariable(environ, name) })
	return changed(environ, changes), err
}

// asFile returns a command whose first word no interpreter takes for an option.
func asFile(command []string) []string {
	if strings.HasPrefix(command[0], "-") {
		return append([]string{"." + string(os.PathSeparator) + command[0]}, command[1:]...)
	}
	return command
}

// isScript reports whether a path is that of a file which an interpreter runs.
func isScript(path string) bool {
	extension := strings.ToLower(filepath.Ext(path))
	if extension != ".py" && (extension != ".pyw" || os.PathSeparator == '/') {
		return false
	}
	info, err := os.Stat(path)
	return err == nil && info.Mode().IsRegular()
}

// ofPython reports whether a command is one that would do harm if it was that
// of another environment: an interpreter, or pip.
func ofPython(command string) bool {
	name := strings.TrimSuffix(strings.ToLower(command), ".exe")
	for _, prefix := range []string{"python", "pip"} {
		if rest, ok := strings.CutPrefix(name, prefix); ok && strings.Trim(rest, "0123456789.tw") == "" {
			return true
		}
	}
	return false
}

// suits reports a script that does not run on the Python of an environment.
func (k *Kit) suits(ctx context.Context, e Environment, path string) error {
	script, err := k.script(path)
	if err != nil || script.RequiresPython.String() == "" {
		return err
	}
	facts, err := k.Finder.Probe(ctx, e.Interpreter)
	if err != nil {
		return err
	}
	if !script.RequiresPython.Contains(facts.Version) {
		return &ScriptError{Path: path, Environment: e.Root, Requires: script.RequiresPython.String(), Version: facts.Version.String()}
	}
	return nil
}

// script reads what a script says of its needs.
func (k *Kit) script(path string) (discover.Script, error) {
	source, err := os.ReadFile(k.abs(path))
	if err != nil {
		return discover.Script{}, err
	}
	script, _, err := discover.ParseScript(string(source))
	if err != nil {
		return discover.Script{}, fmt.Errorf("%s: %w", path, err)
	}
	return script, nil
}

// runBare returns the process that runs a script without an environment; none is
// why there is none.
func (k *Kit) runBare(ctx context.Context, r RunRequest, none error) (*Process, error) {
	path := r.Command[0]
	script, err := k.script(path)
	if err != nil {
		return nil, err
	}
	requires := script.RequiresPython.String()
	if requires == "" && len(script.Dependencies) == 0 {
		return nil, none
	}
	if len(script.Dependencies) > 0 {
		return nil, &ScriptError{Path: path, Requires: requires, Dependencies: script.Dependencies}
	}
	python, err := k.Finder.Find(ctx, interp.Request{Text: requires, Specifiers: script.RequiresPython})
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	executable := python.Facts.Executable
	k.log("%s is run by %s: it needs Python %s, and there is no environment", path, executable, requires)
	return &Process{executable, append([]string{executable}, asFile(r.Command)...), k.added(r.Variables)}, nil
}

// added returns the variables of this process with those added that it has not.
func (k *Kit) added(variables []string) []string {
	environ := k.Finder.Environ
	for _, v := range variables {
		name, _, _ := strings.Cut(v, "=")
		if _, set := k.lookup(name); !set {
			environ = append(slices.Clip(environ), v)
		}
	}
	return environ
}

// changed returns variables of a process after some changes.
func changed(environ []string, changes []activate.Variable) []string {
	for _, c := range changes {
		environ = platform.WithVariable(environ, c.Name, c.Value, !c.Unset)
	}
	return environ
}

// A ScriptError reports a script that says what it needs (PEP 723), and doesn't
// have it.
type ScriptError struct {
	Path string
	// Environment is the one that was to run it; "" if there is none.
	Environment string
	// Requires are the versions that it runs on, Version the one of the environment.
	Requires, Version string
	// Dependencies are the packages that it needs.
	Dependencies []string
}

func (e *ScriptError) Error() string {
	if e.Environment == "" {
		return fmt.Sprintf("%s needs %s, and there is no environment", e.Path, strings.Join(e.Dependencies, ", "))
	}
	return fmt.Sprintf("%s needs Python %s, and %s has %s", e.Path, e.Requires, e.Environment, e.Version)
}

// Hints says the way out.
func (e *ScriptError) Hints() []string {
	python := ""
	if e.Requires != "" {
		python = " -p '" + e.Requires + "'"
	}
	hints := []string{"make an environment for it: pyenvkit create" + python + " DIR"}
	if len(e.Dependencies) > 0 {
		install := "install into it: pyenvkit run -e DIR pip install"
		for _, d := range e.Dependencies {
			install += " " + shellWord(d)
		}
		return append(hints, install)
	}
	return append(hints, "name another environment with --env")
}

// A ForeignCommandError reports a command which an environment was expected to have,
// and which is another Python's where it is at all.
type ForeignCommandError struct {
	Command     string
	Environment Environment
	Found       string // where it is found; "" for nowhere
}

func (e *ForeignCommandError) Error() string {
	message := fmt.Sprintf("%s has no %s", e.Environment.Root, e.Command)
	if e.Found != "" {
		message += fmt.Sprintf("; %s does not belong to it", e.Found)
	}
	return message
}

// Hints says the way out.
func (e *ForeignCommandError) Hints() []string {
	if strings.HasPrefix(strings.ToLower(e.Command), "pip") {
		// With its own Python: another one would not see its packages.
		return []string{"this puts pip into it: pyenvkit create --python " + shellWord(e.Environment.Interpreter) + " " + shellWord(e.Environment.Root)}
	}
	if e.Found != "" {
		return []string{"name the program by its path to run it all the same"}
	}
	return nil
}

// ExitCode is that of a command that is not found.
func (e *ForeignCommandError) ExitCode() int { return 127 }

// shellWord returns a text as one word of a command line to be shown.
func shellWord(s string) string {
	if quoted, err := activate.QuoteSh(s); err == nil {
		return quoted
	}
	return s
}
