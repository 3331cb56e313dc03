package cli

import (
	"cmp"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"github.com/pyenvkit/pyenvkit"
)

// hook returns the command that prints code for the file which a shell reads at
// its start.
func (p *program) hook() *cobra.Command {
	auto := false
	cmd := &cobra.Command{
		Use:                   "hook [options] SHELL",
		DisableFlagsInUseLine: true,
		Short:                 "Print code for a shell's start-up file, so that `pyenvkit activate` acts in it",
		Long: "Prints the code of a function `pyenvkit` for the start-up file of SHELL. With it, `pyenvkit\n" +
			"activate` and `pyenvkit deactivate` act in the shell itself.\n\n" +
			"With --auto the environment of a project (the nearest .venv, a directory or a file that leads to\n" +
			"one) is activated where the shell enters the project, and left with it, once `pyenvkit allow`\n" +
			"has allowed that.",
		Example: "  eval \"$(pyenvkit hook bash --auto)\"        # in ~/.bashrc\n" +
			"  eval \"$(pyenvkit hook zsh --auto)\"         # in ~/.zshrc\n" +
			"  pyenvkit hook fish --auto | source         # in ~/.config/fish/config.fish\n" +
			"  pyenvkit hook pwsh | Out-String | Invoke-Expression        # in $PROFILE",
		Args:              atMost(1),
		ValidArgsFunction: completeShells,
		RunE: func(_ *cobra.Command, args []string) error {
			shell, err := first(args)
			if err != nil {
				return err
			}
			kit, err := p.kit()
			if err != nil {
				return err
			}
			shell, err = kit.Evaluator(shell)
			if err != nil {
				return err
			}
			code, err := pyenvkit.Hook(shell, p.self(), auto)
			if err != nil {
				return err
			}
			_, err = io.WriteString(p.output.out, code)
			return err
		},
	}
	cmd.Flags().BoolVar(&auto, "auto", false, "activate what directories have, where it is allowed")
	onlyTyped(cmd.Flags(), "auto")
	return cmd
}

// self returns the path by which this program can be called: the one that has
// called it, links and all, which still leads to it after an upgrade.
func (p *program) self() string {
	executable, err := os.Executable()
	called, lookErr := exec.LookPath(p.name)
	if lookErr == nil {
		called, lookErr = filepath.Abs(called)
	}
	if lookErr != nil {
		return executable
	}
	if err == nil && !sameFile(called, executable) {
		return executable // the first argument can be anything
	}
	return called
}

func sameFile(a, b string) bool {
	first, err := os.Stat(a)
	if err != nil {
		return false
	}
	second, err := os.Stat(b)
	return err == nil && os.SameFile(first, second)
}

// allow returns the command that lets the hook activate a project's environment.
func (p *program) allow() *cobra.Command {
	list := false
	cmd := &cobra.Command{
		Use:                   "allow [DIR]",
		DisableFlagsInUseLine: true,
		Short:                 "Let `pyenvkit hook --auto` activate the environment of a project",
		Long: "Lets the shells that use `pyenvkit hook --auto` activate the environment of the project that DIR\n" +
			"(default: the current directory) is in, until that environment is made anew or the project has\n" +
			"another one. An activated environment puts its own python on PATH, so allow only what you trust.",
		Example: "  pyenvkit allow\n  pyenvkit allow --list",
		Args:    atMost(1),
		RunE: func(_ *cobra.Command, args []string) error {
			if list {
				return p.decisions()
			}
			return p.decide(args, "allowed", (*pyenvkit.Kit).Allow)
		},
	}
	cmd.Flags().BoolVar(&list, "list", false, "show what was decided so far")
	onlyTyped(cmd.Flags(), "list")
	return cmd
}

// deny returns the command that keeps the hook from it.
func (p *program) deny() *cobra.Command {
	return &cobra.Command{
		Use:                   "deny [DIR]",
		DisableFlagsInUseLine: true,
		Short:                 "Keep `pyenvkit hook --auto` from a project, and from asking",
		Long: "Keeps the shells that use `pyenvkit hook --auto` from activating the environment of the project\n" +
			"that DIR (default: the current directory) is in, and from mentioning it. `pyenvkit allow` takes\n" +
			"it back.",
		Example: "  pyenvkit deny",
		Args:    atMost(1),
		RunE: func(_ *cobra.Command, args []string) error {
			return p.decide(args, "denied", (*pyenvkit.Kit).Deny)
		},
	}
}

// decide keeps a decision and tells it.
func (p *program) decide(args []string, word string, as func(*pyenvkit.Kit, string) (pyenvkit.Environment, error)) error {
	dir, err := first(args)
	if err != nil {
		return err
	}
	kit, err := p.kit()
	if err != nil {
		return err
	}
	e, err := as(kit, dir)
	if err != nil {
		return err
	}
	if p.output.json {
		return p.output.document(struct {
			Schema      int    `json:"schema"`
			Project     string `json:"project"`
			Environment string `json:"environment"`
			Decision    string `json:"decision"`
		}{pyenvkit.Schema, e.Project, e.Root, word})
	}
	told := word + " " + quote(e.Source)
	if e.Root != "" && e.Root != e.Source {
		told += ", which leads to " + quote(e.Root)
	}
	p.output.say(told)
	return nil
}

// decisions shows what was decided.
func (p *program) decisions() error {
	kit, err := p.kit()
	if err != nil {
		return err
	}
	all, unreadable := kit.Decisions()
	if p.output.json {
		if unreadable != nil {
			return unreadable
		}
		return p.output.document(struct {
			Schema    int                 `json:"schema"`
			Decisions []pyenvkit.Decision `json:"decisions"`
		}{pyenvkit.Schema, all})
	}
	var text strings.Builder
	for _, d := range all {
		text.WriteString(d.Decision + "  " + quote(d.Project) + "  " + quote(d.Environment) + "\n")
	}
	// What can't be read hides nothing else.
	return cmp.Or(p.output.emit(p.output.out, text.String()), unreadable)
}
