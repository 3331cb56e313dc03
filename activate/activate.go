// Package activate writes the activators of an environment: one script for
// each shell, which puts the environment's executables first on PATH, sets
// VIRTUAL_ENV and VIRTUAL_ENV_PROMPT, shows the name in the prompt, and leaves
// behind a "deactivate" that restores what was there. From the same scripts comes
// code for a shell to evaluate, without any file, and it says what activation
// changes in the environment of a process that no shell starts. It promises that no
// value is ever taken for code by the shell, in the script or in the prompt; what a
// language cannot express is left out with a reason. It is pure: it neither
// reads nor writes files.
package activate

import (
	_ "embed"
	"errors"
)

// Values are what the scripts of one environment hold.
type Values struct {
	Root   string // absolute path of the environment, in the style of its platform
	Bin    string // directory of the executables below Root: "bin" or "Scripts"
	Prompt string // name shown in the prompt, without parentheses

	// PathSeparator stands between the entries of PATH: ":" or ";".
	PathSeparator string

	// Purelib and Platlib are where packages lie, relative to Root and
	// separated by slashes.
	Purelib, Platlib string
}

// A Script is an activator.
type Script struct {
	Name    string // its file name inside Bin
	Content []byte
}

// An Omission is an activator that cannot be written for an environment. One
// that exists from before would lead to another place or name, so it has to go.
type Omission struct{ Name, Reason string }

// The scripts, as strings: what is read from an embed.FS is a copy.
var (
	//go:embed scripts/activate
	posixScript string
	//go:embed scripts/activate.fish
	fishScript string
	//go:embed scripts/activate.csh
	cshScript string
	//go:embed scripts/activate.nu
	nuScript string
	//go:embed scripts/activate.xsh
	xonshScript string
	//go:embed scripts/Activate.ps1
	powerShellScript string
	//go:embed scripts/activate.bat
	batchScript string
	//go:embed scripts/deactivate.bat
	batchUndoScript string
	//go:embed scripts/activate_this.py
	pythonScript string
)

// Scripts that there are only as code to evaluate.
var (
	//go:embed scripts/leave.sh
	posixLeaveScript string
	//go:embed scripts/leave.fish
	fishLeaveScript string
	//go:embed scripts/leave.xsh
	xonshLeaveScript string
	//go:embed scripts/leave.ps1
	powerShellLeaveScript string
	//go:embed scripts/eval.csh
	cshEvalScript string
	//go:embed scripts/leave.csh
	cshLeaveScript string
)

// A dialect is the language of a script.
type dialect struct {
	name  string // of the script
	text  *string
	quote func(string) (string, error)
	crlf  bool
	// joined is set where no line of code may end before the last one does.
	joined bool
	// refuse returns why an environment cannot be activated in this language
	// although its values can be written in it.
	refuse func(Values) error
}

// dialects are the scripts that there are.
var dialects = []dialect{
	{name: "activate", text: &posixScript, quote: QuoteSh},
	{name: "activate.fish", text: &fishScript, quote: QuoteFish},
	{name: "activate.csh", text: &cshScript, quote: QuoteCsh},
	{name: "activate.nu", text: &nuScript, quote: QuoteNu},
	{name: "activate.xsh", text: &xonshScript, quote: QuotePython, refuse: refuseXonsh},
	{name: "Activate.ps1", text: &powerShellScript, quote: QuotePowerShell, crlf: true},
	{name: "activate.bat", text: &batchScript, quote: QuoteBatch, crlf: true},
	{name: "deactivate.bat", text: &batchUndoScript, quote: QuoteBatch, crlf: true},
	{name: "activate_this.py", text: &pythonScript, quote: QuotePython},
}

// Render returns the scripts of the given names: "activate" (any POSIX shell),
// "activate.fish", "activate.csh", "activate.nu", "activate.xsh",
// "Activate.ps1", "activate.bat", "deactivate.bat", "activate_this.py". The
// omissions say which of them cannot be written and why; a name that is none of
// these is omitted too.
func Render(v Values, names []string) ([]Script, []Omission) {
	var done []Script
	var omitted []Omission
	for _, name := range names {
		content, err := render(v, name)
		if err != nil {
			omitted = append(omitted, Omission{Name: name, Reason: err.Error()})
			continue
		}
		done = append(done, Script{Name: name, Content: content})
	}
	return done, omitted
}

func render(v Values, name string) ([]byte, error) {
	d, found := find(name)
	if !found {
		return nil, errors.New("there is no such activator")
	}
	if err := v.refuse(); err != nil {
		return nil, err
	}
	if d.refuse != nil {
		if err := d.refuse(v); err != nil {
			return nil, err
		}
	}
	return d.fill(v, sourced)
}

func find(name string) (dialect, bool) {
	for _, d := range dialects {
		if d.name == name {
			return d, true
		}
	}
	return dialect{}, false
}
