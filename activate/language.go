package activate

import (
	"fmt"
	"strings"
)

// A language is what a shell evaluates.
type language struct {
	// opening and closing stand around a command whose output is to be evaluated.
	opening, closing string
	code             func(Values, Lookup) (string, error)
	leave            func(bin, separator string, env Lookup) (string, error)
	assign           func([]Variable) (string, error)
	failure          string // code that fails, where no code succeeds
	// told is set where code is values made from the environment, record where it is one
	// record of them.
	told, record bool
}

// The languages that have functions, or at least aliases, do the work in the shell.
var (
	shLanguage = language{
		opening: `eval "$(`, closing: `)"`, failure: "false\n",
		code:   dialect{name: "activate", text: &posixScript, quote: QuoteSh}.code,
		leave:  dialect{name: "leave.sh", text: &posixLeaveScript, quote: QuoteSh}.leave,
		assign: assignment{set: "export %s=%s\n", unset: "unset %s\n", quote: QuoteSh}.code,
	}
	fishLanguage = language{
		closing: " | source", failure: "false\n",
		code:   dialect{name: "activate.fish", text: &fishScript, quote: QuoteFish}.code,
		leave:  dialect{name: "leave.fish", text: &fishLeaveScript, quote: QuoteFish}.leave,
		assign: assignment{set: "set -gx %s %s\n", unset: "set -e %s; or builtin true\n", quote: QuoteFish}.code,
	}
	cshLanguage = language{
		opening: "eval \"`", closing: "`\"", failure: "false;\n",
		code:   dialect{name: "eval.csh", text: &cshEvalScript, quote: quoteCshLine, joined: true}.code,
		leave:  dialect{name: "leave.csh", text: &cshLeaveScript, quote: quoteCshLine, joined: true}.leave,
		assign: assignment{set: "setenv %s %s;\n", unset: "unsetenv %s;\n", quote: quoteCshLine}.code,
	}
	xonshLanguage = language{
		opening: "execx($(", closing: "))",
		code:   dialect{name: "activate.xsh", text: &xonshScript, quote: QuotePython, refuse: refuseXonsh}.code,
		leave:  dialect{name: "leave.xsh", text: &xonshLeaveScript, quote: QuotePython}.leave,
		assign: assignment{set: "${...}[\"%s\"] = %s\n", unset: "${...}.pop(\"%s\", None)\n", quote: QuotePython}.code,
	}
	powerShellLanguage = language{
		closing: " | Out-String | Invoke-Expression",
		code:    dialect{name: "Activate.ps1", text: &powerShellScript, quote: QuotePowerShellASCII}.code,
		leave:   dialect{name: "leave.ps1", text: &powerShellLeaveScript, quote: QuotePowerShellASCII}.leave,
		assign: assignment{
			set: "$env:%s = %s\n", unset: "Remove-Item -LiteralPath Env:%s -ErrorAction SilentlyContinue\n", quote: QuotePowerShellASCII,
		}.code,
	}
)

// The others are told what comes out.
var (
	nuLanguage = language{
		closing: " | from json | load-env", told: true, record: true,
		code: nuCode, leave: nuLeaveCode, assign: nuAssign,
	}
	cmdLanguage = language{
		opening: `for /f "delims=" %i in ('`, closing: `') do @%i`, told: true,
		code: cmdCode, leave: cmdLeaveCode, assign: cmdAssign,
	}
)

// code returns the script with what belongs into code for eval.
func (d dialect) code(v Values, _ Lookup) (string, error) {
	if d.refuse != nil {
		if err := d.refuse(v); err != nil {
			return "", err
		}
	}
	if d.joined {
		text := joined(*d.text)
		d.text = &text
	}
	content, err := d.fill(v, evaluated)
	return string(content), err
}

// joined returns the statements of a script on one line, each followed by a
// semicolon, and drops the comments.
func joined(script string) string {
	var out strings.Builder
	for line := range strings.Lines(script) {
		if line = strings.TrimSpace(line); line != "" && line[0] != '#' {
			out.WriteString(line + "; ")
		}
	}
	return out.String() + "\n"
}

func (d dialect) leave(bin, separator string, env Lookup) (string, error) {
	return d.code(Values{Bin: bin, PathSeparator: separator}, env)
}

// An assignment is how a language exports and unsets a variable.
type assignment struct {
	set, unset string // with places for the name and for the quoted value
	quote      func(string) (string, error)
}

func (a assignment) code(vars []Variable) (string, error) {
	var out strings.Builder
	for _, variable := range vars {
		if err := variable.refuse(); err != nil {
			return "", err
		}
		if variable.Unset {
			fmt.Fprintf(&out, a.unset, variable.Name)
			continue
		}
		quoted, err := a.quote(variable.Value)
		if err != nil {
			return "", err
		}
		fmt.Fprintf(&out, a.set, variable.Name, quoted)
	}
	return out.String(), nil
}

// refuse returns an error for a name that is not one in every language.
func (v Variable) refuse() error {
	for i, r := range v.Name {
		letter := r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r == '_'
		if !letter && (i == 0 || r < '0' || r > '9') {
			return &InexpressibleError{Language: "a shell", Text: v.Name, What: fmt.Sprintf("the character %q", r)}
		}
	}
	if v.Name == "" {
		return &InexpressibleError{Language: "a shell", Text: "", What: "a variable without a name"}
	}
	return nil
}
