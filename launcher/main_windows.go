package main

import (
	"syscall"

	"github.com/pyenvkit/pyenvkit/internal/winproc"
)

func main() {
	program, problem := winproc.Running()
	code := 0
	if problem == nil {
		code, problem = launch(program)
	}
	if problem != nil {
		code = program.Fail(problem)
	}
	syscall.Exit(code)
}

// launch runs the script of the side file and returns its exit code.
func launch(program winproc.Program) (int, *winproc.Problem) {
	own, script := locate(program)
	head, err := winproc.ReadHead(script, headSize)
	if err != nil {
		return 0, &winproc.Problem{Code: winproc.NoScript, Text: "cannot read " + script + ", which is to say what to run " +
			winproc.Reason(err) + "; install again the package that " + winproc.Stem(own) + " belongs to"}
	}
	program.Debug("script " + script)
	interpreter, arguments, fault := parseShebang(head, winproc.Dir(own), '\\')
	if fault != "" {
		return 0, &winproc.Problem{Code: winproc.BadConfig, Text: script + " " + fault +
			`; let it begin with #!<launcher_dir>\python.exe`}
	}
	interpreter = winproc.Join(winproc.Dir(own), interpreter)
	if (winproc.Files{}).Same(interpreter, own) {
		return 0, &winproc.Problem{
			Code: winproc.BadConfig,
			Text: script + ` names its own launcher; let it begin with #!<launcher_dir>\python.exe`,
		}
	}
	base, problem := interpret(program, interpreter, script)
	if problem != nil {
		return 0, problem
	}
	line := winproc.Quote(base)
	if arguments != "" {
		line += " " + arguments
	}
	return program.Run(base, line+" "+winproc.Quote(script))
}

// locate returns the launcher's path and that of its side file: beside the
// path that it was started by or, where there is none, beside the file that a
// symbolic link or short name stands for.
func locate(program winproc.Program) (own, script string) {
	own, script = program.Path, sideFile(program.Path, program.Window)
	if (winproc.Files{}).Stat(script) == nil {
		return own, script
	}
	if resolved, err := program.Resolved(); err == nil {
		if other := sideFile(resolved, program.Window); (winproc.Files{}).Stat(other) == nil {
			return resolved, other
		}
	}
	return own, script
}

func sideFile(own string, window bool) string {
	name := winproc.Stem(own) + "-script.py"
	if window {
		name += "w"
	}
	return winproc.Join(winproc.Dir(own), name)
}

// interpret returns what to start for an interpreter: where that would only start
// the base interpreter of its environment, as redirectors do, the base interpreter
// itself, which is told whose place it takes.
func interpret(program winproc.Program, interpreter, script string) (base string, problem *winproc.Problem) {
	disk := winproc.Files{}
	if err := disk.Stat(interpreter); err != nil {
		return "", &winproc.Problem{Code: winproc.NoPython, Text: "no Python at " + interpreter + ", named in " + script + " " +
			winproc.Reason(err) + "; make the environment again, or name another one there"}
	}
	place := ""
	base = interpreter
	if winproc.Redirects(interpreter, winproc.HasLibraries(winproc.Dir(interpreter))) {
		environment, problem := winproc.Find(disk, interpreter)
		if problem == nil {
			place = interpreter
			base, problem = environment.Base(disk, winproc.IsWindow(interpreter))
		}
		if problem != nil && problem.Code != winproc.NoConfig {
			return "", problem
		}
	}
	if err := winproc.SetInterpreter(place); err != nil {
		return "", &winproc.Problem{
			Code: winproc.Internal,
			Text: "cannot set " + winproc.Interpreter + " " + winproc.Reason(err),
		}
	}
	program.Debug("interpreter " + interpreter)
	return base, nil
}
