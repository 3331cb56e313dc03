package cli

import (
	"encoding/json"
	"fmt"
	"io"
	"os"
	"strings"

	"golang.org/x/term"

	"github.com/pyenvkit/pyenvkit"
)

// Rules of the output: what was asked for goes to stdout, everything else to
// stderr. Errors are lines "error: ..." and "hint: ...", lower case and
// without full stops; with --json they are part of the document on stdout.
// Colour appears on a terminal only, unless --color says otherwise, and never
// where NO_COLOR is set.

// An output writes what the program says.
type output struct {
	out, err io.Writer
	color    bool
	verbose  bool
	quiet    bool
	json     bool
}

// style sets a text in one of the SGR styles if colour is on.
func (o *output) style(sgr, text string) string {
	if !o.color {
		return text
	}
	return "\x1b[" + sgr + "m" + text + "\x1b[0m"
}

const (
	bold   = "1"
	red    = "1;31"
	green  = "32"
	yellow = "33"
	cyan   = "36"
	faint  = "2"
)

// say writes a line to stderr, unless the user wants quiet. What comes from
// outside the program has to be made printable first.
func (o *output) say(text string) {
	if o.quiet {
		return
	}
	fmt.Fprintln(o.err, text)
}

// log writes a line to stderr if the user wants to know why.
func (o *output) log(format string, args ...any) {
	if !o.verbose {
		return
	}
	fmt.Fprintln(o.err, o.style(faint, printable(fmt.Sprintf(format, args...))))
}

// fail writes an error and the way out to stderr.
func (o *output) fail(err error) {
	fmt.Fprintln(o.err, o.style(red, "error:"), printable(err.Error()))
	for _, hint := range hints(err) {
		fmt.Fprintln(o.err, o.style(cyan, "hint:"), printable(hint))
	}
}

// warn writes a warning to stderr, unless the user wants quiet.
func (o *output) warn(text string) { o.say(o.style(yellow, "warning:") + " " + printable(text)) }

// printable replaces what would move the cursor or change the terminal: names
// of files can hold anything.
func printable(s string) string {
	return strings.Map(func(r rune) rune {
		if r < ' ' && r != '\n' && r != '\t' || r == 0x7f || r >= 0x80 && r < 0xa0 {
			return '\uFFFD'
		}
		return r
	}, s)
}

// document writes v to stdout as indented JSON.
func (o *output) document(v any) error {
	e := json.NewEncoder(o.out)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	if err := e.Encode(v); err != nil {
		return fmt.Errorf("cannot write to standard output: %w", err)
	}
	return nil
}

// A failure is an error in a JSON document.
type failure struct {
	// Path is the environment it is about, as the user named it.
	Path     string   `json:"path,omitempty"`
	Message  string   `json:"message"`
	Hints    []string `json:"hints,omitempty"`
	ExitCode int      `json:"exit_code"`
}

func newFailure(path string, err error) failure {
	return failure{path, err.Error(), hints(err), exitCode(err)}
}

// end reports an error that is about the whole run, and returns the status.
func (o *output) end(err error) int {
	switch {
	case err == nil:
	case o.json:
		written := o.document(struct {
			Schema int       `json:"schema"`
			Errors []failure `json:"errors"`
		}{pyenvkit.Schema, []failure{newFailure("", err)}})
		if written != nil {
			o.fail(err)
		}
	default:
		o.fail(err)
	}
	return exitCode(err)
}

// colored reports whether w is to get colour.
func colored(when string, w io.Writer, env func(string) string) bool {
	switch when {
	case "always":
		return true
	case "never":
		return false
	}
	file, ok := w.(*os.File)
	return ok && env("NO_COLOR") == "" && env("TERM") != "dumb" && term.IsTerminal(int(file.Fd()))
}
