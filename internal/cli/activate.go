package cli

import (
	"io"

	"github.com/spf13/cobra"

	"github.com/pyenvkit/pyenvkit"
)

// An activation is what `activate` and `deactivate` have in common: their output
// is code for the shell that has called them.
type activation struct {
	*program
	shell  string
	hooked string // the shell whose hook has called
}

// activate returns the command that prints the code which activates an
// environment.
func (p *program) activate() *cobra.Command {
	a := &activation{program: p}
	auto := choice{"", []string{"cd", "start"}}
	cmd := a.command(&cobra.Command{
		Use:   "activate [options] [ENV]",
		Short: "Print the code that makes a shell use an environment",
		Long: "Prints code which, evaluated by the shell, activates ENV: a directory, or by default the\n" +
			"environment that is active or the nearest .venv from the current directory upwards. No script of\n" +
			"the environment is run. Where `pyenvkit hook` is set up, `pyenvkit activate` alone does it.",
		Example: "  eval \"$(pyenvkit activate)\"              # bash, zsh, sh\n" +
			"  pyenvkit activate ./env | source         # fish\n" +
			"  pyenvkit activate | Out-String | Invoke-Expression          # PowerShell\n" +
			"  for /f \"delims=\" %i in ('pyenvkit activate') do @%i         # cmd",
		Args:              atMost(1),
		ValidArgsFunction: completeEnvironments,
		RunE: func(_ *cobra.Command, args []string) error {
			if auto.value != "" {
				return a.follow(auto.value == "start")
			}
			name, err := first(args)
			if err != nil {
				return err
			}
			return a.enter(name)
		},
	})
	flags := cmd.Flags()
	flags.Var(&auto, "auto", "activate what the directory has, if it is allowed, and leave it with the directory")
	flags.Lookup("auto").NoOptDefVal = "cd"
	flags.Lookup("auto").Hidden = true
	return cmd
}

// deactivate returns the command that prints the code which undoes that.
func (p *program) deactivate() *cobra.Command {
	a := &activation{program: p}
	return a.command(&cobra.Command{
		Use:   "deactivate [options]",
		Short: "Print the code that makes a shell leave its environment",
		Long: "Prints code which, evaluated by the shell, undoes an activation, also one that the shell has\n" +
			"inherited from the process that started it. It fails if no environment is active.",
		Example: "  eval \"$(pyenvkit deactivate)\"            # bash, zsh, sh\n" +
			"  pyenvkit deactivate | source             # fish",
		Args: atMost(0),
		RunE: func(*cobra.Command, []string) error { return a.leave() },
	})
}

// command adds what both have.
func (a *activation) command(cmd *cobra.Command) *cobra.Command {
	cmd.DisableFlagsInUseLine = true
	cmd.Annotations = map[string]string{becomes: "code"}
	flags := cmd.Flags()
	flags.StringVar(&a.shell, "shell", "", "the `name` of the shell (default: the one that has called)")
	flags.StringVar(&a.hooked, "hooked", "", "the `shell` whose hook evaluates what is printed")
	flags.Lookup("hooked").Hidden = true
	_ = cmd.RegisterFlagCompletionFunc("shell", completeShells)
	help := cmd.HelpFunc()
	cmd.SetHelpFunc(func(cmd *cobra.Command, args []string) {
		if a.hooked != "" {
			cmd.SetOut(a.output.err) // standard output is code
		}
		help(cmd, args)
	})
	return cmd
}

// settled returns the Kit, and the shell that the code is for.
func (a *activation) settled() (*pyenvkit.Kit, string, error) {
	if a.evaluated = a.hooked != ""; a.evaluated {
		if a.output.json && !isTrue(a.env(variable("json"))) {
			a.output.json = false
			return nil, "", &usageError{
				message: "--json is not for a shell to evaluate",
				hints:   []string{"call the program itself: command pyenvkit"},
			}
		}
		a.shell, a.output.json = a.hooked, false
	}
	kit, err := a.kit()
	return kit, a.shell, err
}

func (a *activation) enter(name string) error {
	kit, shell, err := a.settled()
	if err != nil {
		return err
	}
	if shell, err = kit.Evaluator(shell); err != nil {
		return err
	}
	a.code = shell
	done, err := kit.Activate(name, shell)
	if err != nil {
		return err
	}
	a.output.log("%s, because of %s", done.Environment.Root, done.Environment.Source)
	if a.output.json {
		variables := map[string]*string{}
		for _, v := range done.Variables {
			variables[v.Name] = nil
			if !v.Unset {
				variables[v.Name] = &v.Value
			}
		}
		return a.output.document(struct {
			Schema    int                `json:"schema"`
			Path      string             `json:"path"`
			Source    string             `json:"source"`
			Shell     string             `json:"shell"`
			Code      string             `json:"code"`
			Variables map[string]*string `json:"variables"`
		}{pyenvkit.Schema, done.Environment.Root, done.Environment.Source, done.Shell, done.Code, variables})
	}
	return a.print(done.Shell, "activate", done.Code)
}

func (a *activation) leave() error {
	kit, shell, err := a.settled()
	if err != nil {
		return err
	}
	if shell, err = kit.Evaluator(shell); err != nil {
		return err
	}
	a.code = shell
	code, err := kit.Deactivate(shell)
	if err != nil {
		return err
	}
	if a.output.json {
		return a.output.document(struct {
			Schema int    `json:"schema"`
			Shell  string `json:"shell"`
			Code   string `json:"code"`
		}{pyenvkit.Schema, shell, code})
	}
	return a.print(shell, "deactivate", code)
}

// failCode has a shell that evaluates what is printed fail as well: else a script under
// `set -e` would go on without its environment.
func (p *program) failCode() {
	if !p.evaluated && !p.output.json && !isTerminal(p.output.out, noVariables) {
		_, _ = io.WriteString(p.output.out, pyenvkit.Failure(p.code)) // the error tells more
	}
}

// follow prints what the hook of a shell is to do in its directory. What there is
// to say is no failure.
func (a *activation) follow(start bool) error {
	kit, shell, err := a.settled()
	if err != nil {
		return err
	}
	code, notice, err := kit.Auto(shell, start)
	if err != nil {
		return err
	}
	if notice != "" {
		a.output.say("pyenvkit: " + printable(notice))
	}
	_, err = io.WriteString(a.output.out, code)
	return err
}

// print writes code for whoever evaluates it. A user who does not is told how.
func (a *activation) print(shell, command, code string) error {
	if a.hooked != "" || !isTerminal(a.output.out, noVariables) {
		_, err := io.WriteString(a.output.out, code)
		return err
	}
	e := &unevaluatedError{command: command}
	if line, ok := pyenvkit.Evaluation(shell, "pyenvkit "+command); ok {
		e.hints = append(e.hints, "in this shell: "+line)
	}
	if line, ok := pyenvkit.HookLine(shell); ok {
		e.hints = append(e.hints, "once for all, in the file that it reads at its start: "+line)
	}
	return e
}

// An unevaluatedError reports that code for a shell was about to end up on the
// screen.
type unevaluatedError struct {
	command string
	hints   []string
}

func (e *unevaluatedError) Error() string {
	return "a program can't " + e.command + " anything in the shell that has called it, which has to evaluate the code for that"
}

func (e *unevaluatedError) Hints() []string { return e.hints }

// first returns the first argument, "" where there is none. One that is empty is
// refused: what was to be in a variable of a script, say, is not the usual.
func first(args []string) (string, error) {
	switch {
	case len(args) == 0:
		return "", nil
	case args[0] == "":
		return "", &usageError{message: "an argument is empty", hints: []string{"leave it out for the usual one"}}
	}
	return args[0], nil
}
