package activate

import "strings"

// A PathError reports an environment that a search path cannot hold.
type PathError struct {
	Path   string
	Shell  string // whose search path has the rule; "" where all have it
	Reason string // "it contains :"
}

func (e *PathError) Error() string {
	of := ""
	if e.Shell != "" {
		of = " of " + e.Shell
	}
	return "PATH" + of + " cannot hold " + e.Path + ": " + e.Reason
}

// Hints says what the user can do about it.
func (e *PathError) Hints() []string {
	return []string{"make the environment in a directory with another name"}
}

// An UnknownShellError reports a shell that there is no code for.
type UnknownShellError struct{ Name string }

func (e *UnknownShellError) Error() string {
	if e.Name == "" {
		return "no shell is named"
	}
	return "there is no code for a shell " + e.Name
}

// Hints lists the shells.
func (e *UnknownShellError) Hints() []string {
	return []string{"the shells are " + strings.Join(Shells(), ", ")}
}

// ExitCode is that of a usage error.
func (e *UnknownShellError) ExitCode() int { return 2 }

// refuse returns an error for an environment that no search path can hold.
func (v Values) refuse() error {
	if v.PathSeparator != "" && strings.Contains(v.Root, v.PathSeparator) {
		return &PathError{Path: v.Root, Reason: "it contains " + v.PathSeparator}
	}
	return nil
}
