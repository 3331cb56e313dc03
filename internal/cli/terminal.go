package cli

import (
	"io"
	"os"

	"golang.org/x/term"
)

// isTerminal reports whether a stream is that of a terminal which can move its
// cursor.
func isTerminal(stream any, env func(string) string) bool {
	file, ok := stream.(*os.File)
	return ok && env("TERM") != "dumb" && term.IsTerminal(int(file.Fd()))
}

// noVariables is an environment without variables: a dumb terminal is one, too.
func noVariables(string) string { return "" }

// colored reports whether w is to get colour.
func colored(when string, w io.Writer, env func(string) string) bool {
	switch when {
	case "always":
		return true
	case "never":
		return false
	}
	return env("NO_COLOR") == "" && isTerminal(w, env)
}

// columns returns the width of a terminal; where that is unknown, the one that
// terminals have always had.
func columns(w io.Writer) int {
	const usual = 80
	file, ok := w.(*os.File)
	if !ok {
		return usual
	}
	width, _, err := term.GetSize(int(file.Fd()))
	if err != nil || width == 0 {
		return usual
	}
	return width
}
