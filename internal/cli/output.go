package cli

import (
	"encoding/json"
	"fmt"
	"io"
	"strings"
	"sync"
	"unicode"

	"github.com/pyenvkit/pyenvkit"
)

// Rules of the output: what was asked for goes to stdout, everything else to
// stderr. Errors are lines "error: ..." and "hint: ...", lower case and
// without full stops; with --json they are part of the document on stdout.
// Colour appears on a terminal only, unless --color says otherwise, and never
// where NO_COLOR is set. A progress bar is the last line of a terminal, and
// every other line takes its place.

// An output writes what the program says, of several goroutines line by line.
type output struct {
	out, err io.Writer
	verbose  bool
	quiet    bool
	json     bool
	// color reports whether there is to be colour. It is asked late: a run that
	// says nothing need not know.
	color func() bool

	mutex    sync.Mutex // held while anything is written
	progress progress
}

// emit writes a text of whole lines to one of the streams.
func (o *output) emit(w io.Writer, text string) error {
	o.mutex.Lock()
	defer o.mutex.Unlock()
	if bar := o.progress.erase(); bar != "" {
		_, _ = io.WriteString(o.err, bar)
	}
	_, err := io.WriteString(w, text)
	if bar := o.progress.draw(); bar != "" {
		_, _ = io.WriteString(o.err, bar)
	}
	return err
}

// style sets a text in one of the SGR styles if colour is on.
func (o *output) style(sgr, text string) string {
	if !o.color() {
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
	_ = o.emit(o.err, text+"\n") // there is nobody else to tell
}

// log writes a line to stderr if the user wants to know why.
func (o *output) log(format string, args ...any) {
	if !o.verbose {
		return
	}
	_ = o.emit(o.err, o.style(faint, printable(fmt.Sprintf(format, args...)))+"\n")
}

// fail writes an error and the way out to stderr.
func (o *output) fail(err error) {
	text := o.style(red, "error:") + " " + printable(err.Error()) + "\n"
	for _, hint := range hints(err) {
		text += o.style(cyan, "hint:") + " " + printable(hint) + "\n"
	}
	_ = o.emit(o.err, text)
}

// warn writes a warning to stderr, unless the user wants quiet.
func (o *output) warn(text string) { o.say(o.style(yellow, "warning:") + " " + printable(text)) }

// printable replaces what would move the cursor or change the terminal: names
// of files can hold anything.
func printable(s string) string {
	return strings.Map(func(r rune) rune {
		if r < ' ' && r != '\n' && r != '\t' || r == 0x7f || r >= 0x80 && r < 0xa0 || unicode.Is(unicode.Bidi_Control, r) {
			return '\uFFFD'
		}
		return r
	}, s)
}

// document writes v to stdout as indented JSON.
func (o *output) document(v any) error {
	var text strings.Builder
	e := json.NewEncoder(&text)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	err := e.Encode(v)
	if err == nil {
		err = o.emit(o.out, text.String())
	}
	if err != nil {
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
