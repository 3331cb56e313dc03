// Package hook writes code for the file that a shell reads at its start: a
// function "pyenvkit" which has the shell evaluate what `pyenvkit activate` and
// `pyenvkit deactivate` print, and hands everything else on to the program. It
// promises that arguments, streams and exit statuses are those of the program,
// that evaluating the code twice is the same as once, that a command substitution or
// pipe which is to have the code gets it, except in nushell, and that no decision is
// made in a shell: what to activate, and whether that is allowed, the program
// says. It is pure: it neither reads nor writes files.
package hook

import (
	_ "embed"
	"strings"

	"github.com/pyenvkit/pyenvkit/activate"
)

// The scripts. Those that begin with "hook" define the function, those that
// begin with "auto" have the shell follow its directory.
var (
	//go:embed scripts/hook.sh
	hookSh string
	//go:embed scripts/auto.sh
	autoSh string
	//go:embed scripts/auto.bash
	autoBash string
	//go:embed scripts/auto.zsh
	autoZsh string
	//go:embed scripts/auto.yash
	autoYash string
	//go:embed scripts/auto.cd.sh
	autoCd string
	//go:embed scripts/hook.fish
	hookFish string
	//go:embed scripts/auto.fish
	autoFish string
	//go:embed scripts/hook.csh
	hookCsh string
	//go:embed scripts/auto.csh
	autoCsh string
	//go:embed scripts/hook.nu
	hookNu string
	//go:embed scripts/auto.nu
	autoNu string
	//go:embed scripts/hook.xsh
	hookXonsh string
	//go:embed scripts/auto.xsh
	autoXonsh string
	//go:embed scripts/hook.ps1
	hookPowerShell string
	//go:embed scripts/auto.ps1
	autoPowerShell string
)

// A dialect is what shells with a common language have in common.
type dialect struct {
	names string    // of the shells, separated by blanks
	hook  *string   // the script of the function
	auto  []*string // the scripts that follow the directory
	quote func(string) (string, error)
	// native is set where a path is written as the platform writes it;
	// elsewhere its separators are slashes.
	native bool
	// joined is set where a shell evaluates no more than one line.
	joined bool
}

// dialects are the shells that can have a hook.
var dialects = []dialect{
	{names: "bash", hook: &hookSh, auto: []*string{&autoSh, &autoBash}, quote: activate.QuoteSh},
	{names: "zsh", hook: &hookSh, auto: []*string{&autoSh, &autoZsh}, quote: activate.QuoteSh},
	{names: "yash", hook: &hookSh, auto: []*string{&autoSh, &autoYash}, quote: activate.QuoteSh},
	{names: "sh dash ash ksh ksh93 mksh lksh", hook: &hookSh, auto: []*string{&autoSh, &autoCd}, quote: activate.QuoteSh},
	{names: "fish", hook: &hookFish, auto: []*string{&autoFish}, quote: activate.QuoteFish},
	{names: "csh tcsh", hook: &hookCsh, auto: []*string{&autoCsh}, quote: quoteCsh, joined: true},
	{names: "nu", hook: &hookNu, auto: []*string{&autoNu}, quote: activate.QuoteNu},
	{names: "xonsh", hook: &hookXonsh, auto: []*string{&autoXonsh}, quote: activate.QuotePython},
	{names: "pwsh powershell", hook: &hookPowerShell, auto: []*string{&autoPowerShell}, quote: activate.QuotePowerShellASCII, native: true},
}

// Code returns the code for the named shell, one of [activate.Shells]. Program is
// the absolute path of the program that the function calls: it calls it as
//
//	PROGRAM activate --hooked SHELL ARGUMENTS...
//	PROGRAM deactivate --hooked SHELL ARGUMENTS...
//
// and evaluates what that prints on standard output if it ends with status 0.
//
// With auto an interactive shell also evaluates what this prints, at its first
// prompt or, where it has no such occasion, at once; then whenever its directory
// has changed, and after commands that may have changed what the directory has:
//
//	PROGRAM activate --hooked SHELL --auto=start
//	PROGRAM activate --hooked SHELL --auto
//
// As long as the directory is the same it starts no process. For csh and tcsh the
// code is one line.
//
// The error is an [*activate.UnknownShellError], a [*NoHookError] for cmd, or an
// [*activate.InexpressibleError] for the path of the program.
func Code(shell, program string, auto bool) (string, error) {
	if shell == "cmd" {
		return "", &NoHookError{}
	}
	d, found := find(shell)
	if !found {
		return "", &activate.UnknownShellError{Name: shell}
	}
	if windows := !strings.HasPrefix(program, "/"); windows && !d.native {
		program = strings.ReplaceAll(program, `\`, "/")
	}
	quoted, err := d.quote(program)
	if err != nil {
		return "", err
	}
	text := *d.hook
	if auto {
		for _, part := range d.auto {
			text += *part
		}
	}
	text = strings.ReplaceAll(text, "\r\n", "\n")
	if d.joined {
		text = joined(text)
	}
	return strings.NewReplacer("{{program}}", quoted, "{{shell}}", shell).Replace(text), nil
}

// Line returns the line with which a user of the named shell sets the hook up, if
// the program is called "pyenvkit" and on PATH: it belongs into the file that the
// shell reads at its start. nushell has to have the code in a file: there it is a
// line to be run once. Ok is false where there is no hook.
func Line(shell string, auto bool) (line string, ok bool) {
	if _, found := find(shell); !found {
		return "", false
	}
	command := "pyenvkit hook " + shell
	if auto {
		command += " --auto"
	}
	if shell == "nu" {
		return "mkdir $nu.user-autoload-dirs.0; " + command + " | save --force ($nu.user-autoload-dirs.0 | path join pyenvkit.nu)", true
	}
	return activate.Evaluation(shell, command)
}

func find(shell string) (dialect, bool) {
	for _, d := range dialects {
		for name := range strings.FieldsSeq(d.names) {
			if name == shell {
				return d, true
			}
		}
	}
	return dialect{}, false
}

// joined returns the commands of a script for csh in one line: each stands on a
// line of its own, and comments do too.
func joined(script string) string {
	var commands []string
	for line := range strings.Lines(script) {
		if line = strings.TrimSpace(line); line != "" && !strings.HasPrefix(line, "#") {
			commands = append(commands, line)
		}
	}
	return strings.Join(commands, "; ") + "\n"
}

// quoteCsh quotes for a script in one line.
func quoteCsh(s string) (string, error) {
	if strings.Contains(s, "\n") {
		return "", &activate.InexpressibleError{Language: "csh", Text: s, What: "the end of a line"}
	}
	return activate.QuoteCsh(s)
}
