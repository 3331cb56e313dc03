package environment

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
)

const notAbsolute = "it is not an absolute path"

// A NoneError reports that the user named no environment and there is none to be
// found.
type NoneError struct {
	// Dir is where the search began.
	Dir string
	// Inactive says that VIRTUAL_ENV was looked at, and is not set.
	Inactive bool
	// Inside are the environments that are there all the same, but not as .venv.
	Inside []string
}

func (e *NoneError) Error() string {
	s := "there is no " + dotVenv + " in " + Shown(e.Dir) + " or above it"
	if e.Inactive {
		return "no environment is active (" + variable + " is not set), and " + s
	}
	return s
}

// Hints names the ways out.
func (e *NoneError) Hints() []string {
	return append(name(e.Inside), "`pyenvkit create "+dotVenv+"` makes one, or name one by its path")
}

// A StrangerError reports a .venv of somebody else's above the current directory.
type StrangerError struct{ Path string }

func (e *StrangerError) Error() string {
	return Shown(e.Path) + " belongs to another user, and is not used unasked"
}

// Hints names the ways out.
func (e *StrangerError) Hints() []string {
	return []string{"name it by its path if you trust it, or make one of your own with `pyenvkit create " + dotVenv + "`"}
}

// A MissingError reports that there is nothing where an environment should be.
type MissingError struct{ Path string }

func (e *MissingError) Error() string { return "there is no " + Shown(e.Path) }

// Hints names the ways out.
func (e *MissingError) Hints() []string {
	return []string{"name an environment by its path, or make it with `pyenvkit create`"}
}

// A NotEnvironmentError reports something that is no environment.
type NotEnvironmentError struct {
	Path, Reason string
	// Redirect is the file that redirects to it; "" for none.
	Redirect string
	// Inside are the environments that are in it under a usual name.
	Inside []string
}

func (e *NotEnvironmentError) Error() string {
	s := Shown(e.Path)
	if e.Redirect != "" {
		s += ", which " + Shown(e.Redirect) + " redirects to,"
	}
	return s + " is no environment: " + e.Reason
}

// Hints names the ways out.
func (e *NotEnvironmentError) Hints() []string {
	switch {
	case len(e.Inside) > 0:
		return name(e.Inside)
	case e.Redirect != "":
		return []string{"write the path of an environment into " + Shown(e.Redirect) + ", or delete it"}
	}
	return []string{"name the directory that holds " + configName + ", or make an environment with `pyenvkit create`"}
}

// name hints at environments that are there.
func name(paths []string) []string {
	var hints []string
	for _, path := range paths {
		hints = append(hints, Shown(path)+" is an environment: name it")
	}
	return hints
}

// A CondaError reports an environment of conda, which has no pyvenv.cfg and whose
// packages have activation scripts of their own.
type CondaError struct{ Path string }

func (e *CondaError) Error() string {
	return Shown(e.Path) + " is an environment of conda, which works in another way"
}

// Hints names the way out.
func (e *CondaError) Hints() []string {
	return []string{"`conda run --prefix " + word(e.Path) + " COMMAND` runs a command in it, `conda activate` activates it"}
}

// A BrokenError reports an environment whose interpreter is not there. Environment
// is what can be said of it: its Interpreter is where that should be.
type BrokenError struct {
	Environment Environment
	Reason      string
	// Foreign says that it has the interpreter of another kind of system.
	Foreign bool
	// Closed says that the user may not look into it.
	Closed bool
}

func (e *BrokenError) Error() string {
	return "the environment " + Shown(e.Environment.Root) + " is broken: " + e.Reason
}

// Hints names the ways out.
func (e *BrokenError) Hints() []string {
	if e.Closed {
		return []string{"see who may enter its directories: they are of another user, or of another mode than usual"}
	}
	if e.Foreign {
		return []string{"environments can't be shared between systems: make one in another directory with `pyenvkit create`"}
	}
	python := ""
	if r := e.Environment.Config.Release(); r != nil {
		python = fmt.Sprintf(" --python %d.%d", r[0], r[1])
	}
	root := word(e.Environment.Root)
	return []string{
		"`pyenvkit create --upgrade" + python + " " + root + "` gives it a Python again, and keeps its packages",
		"`pyenvkit create --clear" + python + " " + root + "` makes it anew, without them",
	}
}

// A VariableError reports that VIRTUAL_ENV leads to no environment that can be used.
type VariableError struct {
	Value string
	Err   error
}

func (e *VariableError) Error() string { return variable + "=" + Shown(e.Value) + ": " + e.Err.Error() }

// Unwrap returns the error of the environment.
func (e *VariableError) Unwrap() error { return e.Err }

// Hints names the ways out.
func (e *VariableError) Hints() []string {
	hints := []string{"`deactivate` leaves what this shell has activated, or name the environment that you mean by its path"}
	if broken := (*BrokenError)(nil); errors.As(e.Err, &broken) {
		hints = append(hints, broken.Hints()...)
	}
	return hints
}

// A DanglingLinkError reports a link that leads nowhere.
type DanglingLinkError struct {
	Link, Target string
	Err          error
}

func (e *DanglingLinkError) Error() string {
	if isAbsent(e.Err) {
		return Shown(e.Link) + " is a link to " + Shown(e.Target) + ", which does not exist"
	}
	return Shown(e.Link) + " is a link to " + Shown(e.Target) + ": " + e.Err.Error()
}

// Unwrap returns the error of the system.
func (e *DanglingLinkError) Unwrap() error { return e.Err }

// Hints names the ways out.
func (e *DanglingLinkError) Hints() []string {
	return []string{"make the environment that it links to, or delete the link"}
}

// An InvalidRedirectError reports a file .venv that names no path (PEP 832).
type InvalidRedirectError struct{ File, Reason string }

func (e *InvalidRedirectError) Error() string {
	return Shown(e.File) + " is a file that redirects to no environment: " + e.Reason
}

// Hints names the ways out.
func (e *InvalidRedirectError) Hints() []string {
	return []string{"write the path of an environment into it, as its first line and in UTF-8, or delete it"}
}

// A DanglingRedirectError reports a file .venv that redirects to nothing.
type DanglingRedirectError struct {
	// File is the redirect, Target what it says, Path what that means.
	File, Target, Path string
}

func (e *DanglingRedirectError) Error() string {
	if e.isName() {
		return fmt.Sprintf("%s names %s, and there is no such directory beside it", Shown(e.File), strconv.Quote(e.Target))
	}
	return fmt.Sprintf("%s redirects to %s, which does not exist", Shown(e.File), Shown(e.Path))
}

// isName reports a name without a directory, by which zsh-autoswitch-virtualenv and
// users of virtualenvwrapper mean an environment that is kept elsewhere.
func (e *DanglingRedirectError) isName() bool { return !strings.ContainsAny(e.Target, `/\`) }

// Hints names the ways out.
func (e *DanglingRedirectError) Hints() []string {
	if e.isName() {
		return []string{"a bare name that other tools look up elsewhere is not followed: write the path of that environment into the file (PEP 832)"}
	}
	return []string{"make the environment that it redirects to, correct the path, or delete the file"}
}

// A ChainedRedirectError reports a file .venv that redirects to another file.
type ChainedRedirectError struct{ File, Target string }

func (e *ChainedRedirectError) Error() string {
	return Shown(e.File) + " redirects to " + Shown(e.Target) + ", which is a file"
}

// Hints names the ways out.
func (e *ChainedRedirectError) Hints() []string {
	return []string{"write the path of the environment itself into it: redirects are not followed to other redirects"}
}

// Shown is a path as a message holds it: between quotes where it would break the
// line or be mistaken.
func Shown(path string) string {
	switch {
	case strings.ContainsFunc(path, func(r rune) bool { return !strconv.IsPrint(r) }):
		return strconv.Quote(path)
	case strings.TrimSpace(path) != path, path == "":
		return `"` + path + `"`
	}
	return path
}

// word is a path as a command line holds it, which is for people to type: a POSIX
// shell has its own ideas of what stands between double quotes.
func word(path string) string {
	switch {
	case !strings.ContainsAny(path, " ()'&;$`\"!*?[]{}<>|~#"), strings.ContainsFunc(path, func(r rune) bool { return !strconv.IsPrint(r) }):
		return Shown(path) // readable is all that one with line ends can be
	case strings.HasPrefix(path, "/"):
		return "'" + strings.ReplaceAll(path, "'", `'\''`) + "'"
	}
	return `"` + path + `"`
}
