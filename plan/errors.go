package plan

import "strings"

// A NoRedirectorError reports that the base's own redirectors were asked for,
// and that it has none.
type NoRedirectorError struct{ Executable string }

func (e *NoRedirectorError) Error() string {
	return e.Executable + " carries no redirectors of its own"
}

// Hints implements the hints of the command line.
func (e *NoRedirectorError) Hints() []string {
	return []string{"leave out --redirector cpython: pyenvkit has what such a Python needs"}
}

// A NoProgramError reports that pyenvkit has no such program of its own for the
// platform of an environment.
type NoProgramError struct {
	Name     string // as in [Program]
	Platform string // for people
	Windows  bool   // scripts can't do without it there
}

func (e *NoProgramError) Error() string {
	return "there is no " + e.Name + " for " + e.Platform
}

// Hints implements the hints of the command line.
func (e *NoProgramError) Hints() []string {
	switch {
	case strings.HasPrefix(e.Name, "redirector"):
		return []string{"use the redirector of the Python itself: --redirector cpython"}
	case e.Windows:
		return []string{"leave pip out: --without-pip"}
	}
	return []string{"do without: --entry-points script"}
}
