package discover

import (
	"fmt"
	"strconv"
	"strings"
	"unicode"

	"github.com/pyenvkit/pyenvkit/interp"
)

// noPython is the exit code of a program that finds no interpreter that fits.
const noPython = 3

const listHint = "`pyenvkit python list` shows every Python there is, and why one can't be used"

// A NotFoundError reports that no Python of the machine fits a request.
type NotFoundError struct {
	// Request is what was asked for, as it was written.
	Request string
	// Source is the file that the request is from; "" for the user's own.
	Source string
	// Found are the versions there are instead, newest first.
	Found []string
	// Advice are hints for this request alone.
	Advice []string
}

func (e *NotFoundError) Error() string {
	s := "no Python fits " + quoted(e.Request)
	if e.Request == "" {
		s = "there is no Python"
	}
	if e.Source != "" {
		s += " (from " + e.Source + ")"
	}
	if len(e.Found) > 0 {
		s += "; there is " + strings.Join(e.Found, ", ")
	}
	return s
}

// quoted is a request as a sentence holds it: between quotes where it would
// fall apart or mean something else, as one with blanks or marks of a sentence.
func quoted(request string) string {
	if strings.ContainsFunc(request, func(r rune) bool { return !isPlain(r) && !strings.ContainsRune("<>=~!*,", r) }) {
		return strconv.Quote(request)
	}
	return request
}

// isPlain reports what the names of programs and versions consist of.
func isPlain(r rune) bool {
	return unicode.IsLetter(r) || unicode.IsMark(r) || unicode.IsDigit(r) || strings.ContainsRune("._+-@", r)
}

// Hints says how to see what there is, and how to get what there is not.
func (e *NotFoundError) Hints() []string {
	hints := append([]string{}, e.Advice...)
	if len(e.Found) > 0 {
		hints = append(hints, listHint)
	}
	return append(hints, "install one with the package manager of the system, `py install` (Windows), `pyenv install`, `uv python install` or from python.org, "+
		"or name one by its path: --python /path/to/python")
}

// ExitCode says that no interpreter fits.
func (e *NotFoundError) ExitCode() int { return noPython }

// A PathInFileError reports a file, come upon in the directory to start from or
// above, that names a Python by a path. Such a file may be anybody's, and must
// not choose the program that is run (CVE-2022-35861 of pyenv).
type PathInFileError struct {
	// File is the path of the file.
	File string
	// Text is what it says.
	Text string
}

func (e *PathInFileError) Error() string {
	return fmt.Sprintf("%s asks for %q: a path is not taken from a file", e.File, e.Text)
}

// Hints says how to use a Python by its path all the same.
func (e *PathInFileError) Hints() []string {
	return []string{"if you trust that program, name it yourself: --python /path/to/python", "or let the file name a version, such as 3.12"}
}

// ExitCode says that no interpreter fits.
func (e *PathInFileError) ExitCode() int { return noPython }

// An UnusableError reports a file that no environment can be made from.
type UnusableError struct {
	Path   string
	Reason string
	// Version is what it said before it was refused; zero if it said nothing.
	Version interp.Version
	// Source is the file that asks for it; "" for the user.
	Source string
}

func (e *UnusableError) Error() string {
	if e.Source != "" {
		return fmt.Sprintf("%s (from %s) can't be used: %s", e.Path, e.Source, e.Reason)
	}
	return fmt.Sprintf("%s can't be used: %s", e.Path, e.Reason)
}

// Hints says how to see what could be used.
func (e *UnusableError) Hints() []string { return []string{listHint} }

// ExitCode says that no interpreter fits.
func (e *UnusableError) ExitCode() int { return noPython }
