package main

import (
	"syscall"

	"github.com/pyenvkit/pyenvkit/internal/winproc"
)

func main() {
	program, problem := winproc.Running()
	code := 0
	if problem == nil {
		code, problem = redirect(program)
	}
	if problem != nil {
		code = program.Fail(problem)
	}
	syscall.Exit(code)
}

// redirect runs the base interpreter and returns its exit code.
func redirect(program winproc.Program) (int, *winproc.Problem) {
	executable := program.Path
	environment, problem := winproc.Find(winproc.Files{}, executable)
	if problem != nil && problem.Code == winproc.NoConfig {
		// Started through a link that lies elsewhere?
		if resolved, err := program.Resolved(); err == nil && resolved != executable {
			executable = resolved
			environment, problem = winproc.Find(winproc.Files{}, executable)
		}
	}
	if problem != nil {
		return 0, problem
	}
	program.Debug("home = " + environment.Home + " in " + environment.Config)
	base, problem := environment.Base(winproc.Files{}, program.Window)
	if problem != nil {
		return 0, problem
	}
	if err := winproc.SetInterpreter(executable); err != nil {
		return 0, &winproc.Problem{
			Code: winproc.Internal,
			Text: "cannot set " + winproc.Interpreter + " " + winproc.Reason(err),
		}
	}
	return program.Run(base, winproc.Quote(base))
}
