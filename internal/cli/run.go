package cli

import (
	"errors"
	"fmt"
	"maps"
	"os"
	"slices"

	"github.com/hashicorp/go-envparse"
	"github.com/spf13/cobra"

	"github.com/pyenvkit/pyenvkit"
)

// The exit statuses of a command that becomes another one, where it does not, as
// env(1), nice(1) and timeout(1) have them.
const (
	exitNotRun      = 125 // pyenvkit itself failed
	exitNotRunnable = 126 // the command is there and can't be run
	exitNotThere    = 127 // there is no such command
)

// A notRunError is an error before a command could be run.
type notRunError struct{ error }

func (e *notRunError) Unwrap() error { return e.error }

// Hints returns those of the error.
func (e *notRunError) Hints() []string { return hints(e.error) }

// ExitCode is that of the error where it says what is wrong with the command, or which
// signal ended it.
func (e *notRunError) ExitCode() int {
	switch code := exitCode(e.error); {
	case code == exitNotRunnable, code == exitNotThere, code > exitSignal:
		return code
	}
	return exitNotRun
}

// run returns the command that runs another one in an environment.
func (p *program) run() *cobra.Command {
	var r pyenvkit.RunRequest
	var files []string
	cmd := &cobra.Command{
		Annotations:           map[string]string{becomes: "command"},
		Use:                   "run [options] [--] COMMAND [ARGS ...]",
		DisableFlagsInUseLine: true,
		Short:                 "Run a command in an environment, without activating that",
		Long: "Runs COMMAND as it would run where the environment is active: with that first on PATH,\n" +
			"VIRTUAL_ENV and VIRTUAL_ENV_PROMPT set, and PYTHONHOME not. A COMMAND that is a file NAME.py is\n" +
			"run by the environment's python. The command takes the place of pyenvkit: signals, terminal and\n" +
			"exit status are its own.\n\n" +
			"The environment is the one of --env, else the one that is active, else the nearest .venv from\n" +
			"the current directory upwards. A script that says which Pythons it runs on (requires-python, PEP\n" +
			"723) is run by no other; where there is no environment and it needs no packages, the best Python\n" +
			"of the machine runs it.\n\n" +
			"The exit status is 127 if there is no such command, 126 if it can't be run, and 125 if pyenvkit\n" +
			"fails.",
		Example: "  pyenvkit run python -V\n" +
			"  pyenvkit run -m http.server 8000\n" +
			"  pyenvkit run -e /srv/app --env-file .env script.py --verbose",
		ValidArgsFunction: completeCommands(p, &r.Environment),
		RunE: func(cmd *cobra.Command, args []string) (err error) {
			if len(args) == 0 || args[0] == "" {
				return &usageError{message: "there is no command to run", hints: []string{"see `pyenvkit run --help`"}}
			}
			p.unwatch() // there is nothing to tidy up, and a file may be a pipe
			if err := notEmpty(cmd, r.Environment, "env"); err != nil {
				return err
			}
			kit, err := p.kit()
			if err != nil {
				return err
			}
			r.Command = args
			if r.Variables, err = readEnvFiles(files); err != nil {
				return err
			}
			process, err := kit.Run(cmd.Context(), r)
			if err != nil {
				return err
			}
			return p.become(process)
		},
	}
	flags := cmd.Flags()
	flags.SetInterspersed(false)
	p.environmentFlag(cmd, &r.Environment)
	flags.BoolVarP(&r.Module, "module", "m", false, "run the module COMMAND of the environment's python")
	flags.StringArrayVar(&files, "env-file", nil, "set the variables of `FILE` (lines NAME=value) that are not set; of several files the last one counts")
	onlyTyped(flags, "module")
	return cmd
}

// environmentFlag adds the option that names an environment.
func (p *program) environmentFlag(cmd *cobra.Command, name *string) {
	cmd.Flags().StringVarP(name, "env", "e", "", "the `environment`: a directory (default: the active one, else the nearest .venv)")
	_ = cmd.RegisterFlagCompletionFunc("env", completeEnvironments)
}

// notEmpty refuses an option that is given with nothing: what was to be in a variable of
// a script, say, is not the usual.
func notEmpty(cmd *cobra.Command, value, option string) error {
	if value == "" && cmd.Flags().Changed(option) {
		return &usageError{message: "--" + option + " is empty", hints: []string{"leave it out for the usual one"}}
	}
	return nil
}

// become puts a process in the place of this one.
func (p *program) become(process *pyenvkit.Process) error {
	p.output.log("running %s", process.Path)
	p.unwatch()
	return process.Start()
}

// readEnvFiles returns the variables of files as docker --env-file and others have
// them, with quotes and escapes, and without references to other variables.
func readEnvFiles(paths []string) ([]string, error) {
	values := map[string]string{}
	for _, path := range paths {
		file, err := os.Open(path)
		if err != nil {
			return nil, &usageError{message: "--env-file: " + err.Error(), hints: []string{"name a file that is there"}}
		}
		read, err := envparse.Parse(file)
		file.Close()
		if err != nil {
			e := &usageError{message: fmt.Sprintf("--env-file %s: %v", quote(path), err)}
			if parse := (*envparse.ParseError)(nil); errors.As(err, &parse) {
				e.hints = []string{`a line has the form NAME=value; line ends in a value are written "\n", between double quotes`}
			}
			return nil, e
		}
		maps.Copy(values, read)
	}
	var variables []string
	for name, value := range values {
		variables = append(variables, name+"="+value)
	}
	slices.Sort(variables)
	return variables, nil
}

// shellCommand returns the command that starts a shell in which an environment is active.
func (p *program) shellCommand() *cobra.Command {
	name := ""
	cmd := &cobra.Command{
		Annotations:           map[string]string{becomes: "command"},
		Use:                   "shell [options] [ENV]",
		DisableFlagsInUseLine: true,
		Short:                 "Start a shell in which an environment is active",
		Long: "Starts the shell that you work in once more, with ENV active in it: a directory, or by default\n" +
			"the environment that is active or the nearest .venv from the current directory upwards. `exit`\n" +
			"leaves it. The shell reads your own start-up files; no script of the environment is run, so that\n" +
			"it works where scripts are forbidden.\n\n" +
			"The exit status is that of the shell, 127 if there is no such shell, and 125 if pyenvkit fails.",
		Example:           "  pyenvkit shell\n  pyenvkit shell ./env --shell fish",
		Args:              atMost(1),
		ValidArgsFunction: completeEnvironments,
		RunE: func(_ *cobra.Command, args []string) error {
			p.unwatch()
			env, err := first(args)
			if err != nil {
				return err
			}
			kit, err := p.kit()
			if err != nil {
				return err
			}
			s, err := kit.Subshell(env, name, isTerminal(p.stdin, noVariables) && isTerminal(p.output.err, noVariables))
			if err != nil {
				return err
			}
			if s.Outer != "" {
				p.output.say("this shell is inside of the one of " + printable(s.Outer) + "; `exit` comes back to that")
			}
			return p.become(&s.Process)
		},
	}
	cmd.Flags().StringVar(&name, "shell", "", "the `name` or path of the shell (default: the one that has called)")
	_ = cmd.RegisterFlagCompletionFunc("shell", completeShells)
	return cmd
}
