package pyenvkit

import (
	"fmt"
	"strings"
)

// A ConflictError reports options that exclude each other.
type ConflictError struct {
	First, Second string
	Loose         bool // as `python -m venv` sees it, this is no wrong usage
}

func (e *ConflictError) Error() string {
	return fmt.Sprintf("%s and %s exclude each other", e.First, e.Second)
}

// Hints says the way out.
func (e *ConflictError) Hints() []string { return []string{"leave one of the two out"} }

// ExitCode is 2, that of wrong usage, or 1 for who follows CPython's rules.
func (e *ConflictError) ExitCode() int {
	if e.Loose {
		return 1
	}
	return 2
}

// A ChoiceError reports a word that an option does not take.
type ChoiceError struct {
	Option, Value string
	Words         []string // that it takes
}

func (e *ChoiceError) Error() string {
	return fmt.Sprintf("--%s %q: not one of %s", e.Option, e.Value, strings.Join(e.Words, ", "))
}

// Hints says the way out.
func (e *ChoiceError) Hints() []string {
	return []string{"leave --" + e.Option + " out for the usual way"}
}

// ExitCode is 2, that of wrong usage.
func (e *ChoiceError) ExitCode() int { return 2 }

// A CollisionError reports files of the user's in a directory that is no
// environment, which the environment's own would replace.
type CollisionError struct {
	Dir   string
	Paths []string // relative to Dir, separated by slashes
}

func (e *CollisionError) Error() string {
	return fmt.Sprintf("%s holds files that the environment would replace: %s", e.Dir, list(e.Paths))
}

// Hints says the way out.
func (e *CollisionError) Hints() []string {
	return []string{"choose another directory, or add --force to replace them"}
}

// A PreciousError reports that Clear was asked to delete a directory that is
// never an environment.
type PreciousError struct{ Dir, What string }

func (e *PreciousError) Error() string {
	return fmt.Sprintf("will not clear %s: %s", e.Dir, e.What)
}

// Hints says the way out.
func (e *PreciousError) Hints() []string {
	return []string{"name the directory of the environment, or delete what is in the way yourself"}
}

// An InstallationError reports that an environment was to take the place of the
// Python that it is made from.
type InstallationError struct{ Dir, Executable string }

func (e *InstallationError) Error() string {
	return fmt.Sprintf("%s holds %s, the Python that the environment is to be made from", e.Dir, e.Executable)
}

// Hints says the way out.
func (e *InstallationError) Hints() []string {
	return []string{"choose another directory, or another Python with --python"}
}

// list joins the first few of the paths.
func list(paths []string) string {
	const most = 5
	s := ""
	for i, p := range paths {
		switch {
		case i == most:
			return fmt.Sprintf("%s and %d more", s, len(paths)-most)
		case i > 0:
			s += ", "
		}
		s += p
	}
	return s
}

// A PipError reports that pip failed to upgrade the seed.
type PipError struct {
	Err   error
	Shown bool   // what pip said went to Kit.Output
	Words string // what pip said, if it was not shown
}

func (e *PipError) Error() string {
	message := fmt.Sprintf("pip could not upgrade the seed (%v)", e.Err)
	words := strings.TrimSpace(e.Words)
	switch {
	case e.Shown:
		return message + "; see above for what it said"
	case words != "":
		return message + ":\n" + words
	}
	return message
}

// Unwrap returns the error of the process.
func (e *PipError) Unwrap() error { return e.Err }

// Hints says the way out.
func (e *PipError) Hints() []string {
	return []string{"without --upgrade-deps the environment gets the pip that comes with its Python, and needs no network"}
}

// An ObstacleError reports something in a directory that an environment can't
// do with: a file or link where it needs a directory, or the reverse.
type ObstacleError struct {
	Path, Kind string
	Directory  bool // is needed
}

func (e *ObstacleError) Error() string {
	needed := "a file"
	if e.Directory {
		needed = "a directory"
	}
	return fmt.Sprintf("%s is %s, where the environment needs %s", e.Path, e.Kind, needed)
}

// Hints says the way out.
func (e *ObstacleError) Hints() []string {
	return []string{"move it away, or choose another directory"}
}
