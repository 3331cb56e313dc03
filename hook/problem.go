package hook

import "github.com/pyenvkit/pyenvkit/activate"

// A NoHookError reports that cmd can have no hook: it has neither functions nor
// a file that it reads at its start. Macros of doskey are expanded in lines that
// are typed and nowhere else, and the commands in the AutoRun value of the
// registry are also run by the shells that a for /f command starts.
type NoHookError struct{}

func (*NoHookError) Error() string {
	return "cmd can't have a hook: it has no functions and no start-up file"
}

// Hints says what to do instead.
func (*NoHookError) Hints() []string {
	line, _ := activate.Evaluation("cmd", "pyenvkit activate")
	return []string{"activate by: " + line, "or work in a shell of the environment: pyenvkit shell"}
}

// ExitCode is that of a usage error.
func (*NoHookError) ExitCode() int { return 2 }
