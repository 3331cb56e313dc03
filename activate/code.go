package activate

// Code returns what the named shell evaluates to activate an environment (see
// [Evaluation]): at its prompt, in a function or in a script. It is the code of the
// shell's activator without what only a file can do, and leaves behind the same
// "deactivate". What is active gives way to the new environment.
//
// It ends in a line end, and what this package returns for the same shell may stand
// before or behind it, except for nushell. It is in UTF-8, and in ASCII alone where the
// shell could take that for another encoding (nushell, xonsh, PowerShell).
//
//   - csh and tcsh put a blank where a line ends, so that each statement ends in a
//     semicolon. They cannot express a line end in a value.
//   - nushell evaluates no code: it gets a line with one object of JSON for load-env,
//     made from env, which sets no prompt and no "deactivate". A variable that is null
//     is not there for the programs that nushell starts.
//   - cmd gets lines of set "NAME=value", made from env, which the deactivate.bat of
//     any environment undoes. A percent sign stands for itself; with delayed expansion,
//     which is off by default, exclamation marks and the carets beside them are lost.
//     cmd reads the lines in the code page of the console, so that whoever
//     prints them has to put them into that.
//
// The error is an [*UnknownShellError], a [*PathError] or an [*InexpressibleError].
func Code(shell string, v Values, env Lookup) (string, error) {
	s, err := shellNamed(shell)
	if err != nil {
		return "", err
	}
	if err := v.refuse(); err != nil {
		return "", err
	}
	return s.code(v, env)
}

// LeaveCode returns what the named shell evaluates to leave the environment that
// is active: it calls the shell's "deactivate", where there is one, and else
// undoes what a parent process has activated, as [Leaving] says. Bin and separator
// are as in [Values]. Where nothing is active it does nothing, with status 0. Its form
// is that of [Code]; nushell and cmd, which have no functions, are told what comes out
// of env.
func LeaveCode(shell, bin, separator string, env Lookup) (string, error) {
	s, err := shellNamed(shell)
	if err != nil {
		return "", err
	}
	return s.leave(bin, separator, env)
}

// Assign returns what the named shell evaluates to export and unset variables, in
// the form of [Code]. Names are letters, digits and underscores. The errors are
// those of Code.
func Assign(shell string, vars []Variable) (string, error) {
	s, err := shellNamed(shell)
	if err != nil {
		return "", err
	}
	return s.assign(vars)
}

// Evaluation returns what a user of the named shell types to evaluate what a
// command prints: `eval "$(pyenvkit activate)"` for the command `pyenvkit activate`,
// which is in the language of the shell and holds no quotes. In a batch file of
// cmd, percent signs are to be doubled. It is false for a shell that there is no code for.
func Evaluation(shell, command string) (line string, ok bool) {
	s, err := shellNamed(shell)
	if err != nil {
		return "", false
	}
	return s.opening + command + s.closing, true
}
