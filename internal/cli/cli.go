// Package cli is the command line of pyenvkit: it turns arguments and
// variables into requests, and reports and errors into text, JSON and exit
// statuses. It decides nothing about environments.
package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"syscall"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/pyenvkit/pyenvkit"
)

// A program is one run of pyenvkit.
type program struct {
	name    string // by which it was called
	stdin   io.Reader
	environ []string
	output  output
	color   choice
	noCache bool
	status  int    // of a command that has reported its failures itself
	unwatch func() // leaves signals alone from now on
	// read says that the options are known, whatever else the command line holds.
	read bool
	// evaluated says that a shell evaluates what is written to standard output.
	evaluated bool
	code      string // the shell that evaluates it, as far as it is known
}

// Run runs pyenvkit with the command line given, the name of the program first,
// and the environment variables, and returns its exit status.
func Run(line, environ []string, stdin io.Reader, stdout, stderr io.Writer) int {
	ctx, cancel := context.WithCancelCause(context.Background())
	defer cancel(nil)
	unwatch := watch(cancel)
	defer unwatch()

	p := &program{
		name:    line[0],
		environ: environ,
		stdin:   stdin,
		unwatch: unwatch,
		output:  output{out: stdout, err: stderr},
		color:   choice{"auto", []string{"auto", "always", "never"}},
	}
	p.output.progress.width = func() int { return columns(stderr) }
	p.output.color = sync.OnceValue(func() bool { return colored(p.color.value, stderr, p.env) })
	args := p.expand(line[1:])
	root := p.root(args)
	root.SetArgs(args)
	root.SetOut(stdout)
	root.SetErr(stderr)
	cmd, err := root.ExecuteContextC(ctx)
	if err != nil && !p.read && !p.evaluated && (slices.Contains(args, "--json") || isTrue(p.env(variable("json")))) {
		p.output.json = true // also where the command line was not read to its end
	}
	if cause := context.Cause(ctx); err != nil && errors.As(cause, new(*interruption)) {
		err = cause // what was under way failed because of it
	}
	if err != nil {
		err = p.settleFailure(cmd, err)
	}
	return max(p.output.end(err), p.status)
}

// settleFailure gives a failure the form that the command has promised, also where it
// failed before it was run.
func (p *program) settleFailure(cmd *cobra.Command, err error) error {
	switch cmd.Annotations[becomes] {
	case "command":
		return &notRunError{err}
	case "code":
		p.failCode()
	}
	return err
}

// becomes is the annotation of a command that says what comes of it: "command" for
// another one that takes its place, "code" for code that a shell evaluates.
const becomes = "becomes"

// Commands returns all commands, for what describes them. None of them is to be
// run.
func Commands() *cobra.Command {
	p := &program{color: choice{"auto", []string{"auto", "always", "never"}}}
	root := p.root(nil)
	root.DisableAutoGenTag = true
	root.InitDefaultHelpCmd()
	return root
}

// env returns the value of an environment variable, "" if it is not set.
func (p *program) env(name string) string { return pyenvkit.Variable(p.environ, name) }

// commands returns the functions that build the commands, by name.
func (p *program) commands() map[string]func() *cobra.Command {
	return map[string]func() *cobra.Command{
		"activate": p.activate, "allow": p.allow, "cache": p.cache, "create": p.create, "deactivate": p.deactivate, "deny": p.deny,
		"hook": p.hook, "info": p.info, "python": p.python, "remove": p.remove, "run": p.run, "self": p.itself, "shell": p.shellCommand, "venv": p.venv,
	}
}

// root returns the command that all others hang on. If the arguments begin with
// the name of one, only that one does.
func (p *program) root(args []string) *cobra.Command {
	var version bool
	root := &cobra.Command{
		Use:   "pyenvkit",
		Short: "Make and use Python virtual environments",
		Long: "pyenvkit makes Python virtual environments, for any Python on this machine and without\n" +
			"that Python's venv and ensurepip, and uses those of any maker.\n\n" +
			"pyenvkit DIR, where DIR holds a separator or begins with a dot, stands for pyenvkit create DIR.",
		SilenceErrors:         true,
		DisableFlagsInUseLine: true,
		SilenceUsage:          true,
		Args:                  cobra.ArbitraryArgs,
		RunE: func(cmd *cobra.Command, args []string) error {
			switch {
			case version:
				return p.sayVersion()
			case len(args) > 0:
				return unknownCommand(cmd, args[0])
			}
			return cmd.Help()
		},
	}
	flags := root.PersistentFlags()
	flags.BoolVarP(&p.output.quiet, "quiet", "q", false, "say nothing but errors")
	flags.BoolVarP(&p.output.verbose, "verbose", "v", false, "say what was decided and why")
	flags.BoolVar(&p.output.json, "json", false, "write a JSON document to standard output")
	flags.BoolVar(&p.noCache, "no-cache", false, "neither read nor write the cache")
	flags.Var(&p.color, "color", "color messages: auto, always or never")
	root.SetFlagErrorFunc(func(cmd *cobra.Command, err error) error {
		return &usageError{message: err.Error(), hints: []string{"see `" + cmd.CommandPath() + " --help`"}}
	})
	root.PersistentPreRunE = func(cmd *cobra.Command, _ []string) error {
		if version {
			return nil
		}
		err := settle(cmd, p.environ)
		p.read = err == nil
		return err
	}
	commands := p.commands()
	if len(args) > 0 && commands[args[0]] != nil {
		root.CompletionOptions.DisableDefaultCmd = true
		root.AddCommand(commands[args[0]]())
		return root
	}
	// cobra's own needs a template, and text/template makes the program 1 MB larger.
	root.Flags().BoolVar(&version, "version", false, "version for pyenvkit")
	for _, build := range commands {
		root.AddCommand(build())
	}
	addCompletion(root)
	return root
}

// expand puts "create" in front of arguments that name a directory rather than
// a command.
func (p *program) expand(args []string) []string {
	if len(args) == 0 {
		return args
	}
	if strings.HasPrefix(args[0], "-") && args[0] != "--" {
		// Options first: what follows them is known only to who knows them.
		flags := pflag.NewFlagSet("", pflag.ContinueOnError)
		root := p.root([]string{"create"})
		flags.AddFlagSet(root.Commands()[0].Flags())
		flags.AddFlagSet(root.PersistentFlags())
		flags.Usage = func() {}
		err := flags.ParseAll(args, func(*pflag.Flag, string) error { return nil })
		if err == nil && flags.NArg() > 0 && isPath(flags.Arg(0)) {
			return append([]string{"create"}, args...)
		}
		return args
	}
	if isPath(args[0]) || args[0] == "--" && len(args) > 1 && isPath(args[1]) {
		return append([]string{"create"}, args...)
	}
	return args
}

// isPath reports whether an argument can't be the name of a command.
func isPath(arg string) bool {
	return strings.HasPrefix(arg, ".") || strings.ContainsRune(arg, '/') || strings.ContainsRune(arg, filepath.Separator)
}

// atMost refuses more than n arguments.
func atMost(n int) cobra.PositionalArgs {
	return func(cmd *cobra.Command, args []string) error {
		if len(args) <= n {
			return nil
		}
		return &usageError{
			message: fmt.Sprintf("`%s` takes no argument %s", cmd.CommandPath(), quote(args[n])),
			hints:   []string{"see `" + cmd.CommandPath() + " --help`"},
		}
	}
}

// unknownCommand says what a word that is no command could have meant.
func unknownCommand(root *cobra.Command, word string) error {
	e := &usageError{message: "unknown command " + quote(word)}
	if near := nearest(root, word); near != "" {
		e.hints = append(e.hints, "did you mean `"+near+"`?")
	}
	e.hints = append(e.hints, "to make an environment of that name: `pyenvkit create "+quote(word)+"`")
	return e
}

// kit returns what makes environments, in the surroundings of this run.
func (p *program) kit() (*pyenvkit.Kit, error) {
	// As Python's os.getcwd(): without PWD, which may hold the links that led here.
	dir, err := syscall.Getwd()
	if err != nil {
		return nil, &usageError{message: "the current directory can't be determined: " + err.Error(), hints: []string{"change to a directory that exists"}}
	}
	kit := pyenvkit.New(dir, p.environ)
	kit.Finder.Log = p.output.log
	kit.Finder.Warn = func(format string, args ...any) { p.output.warn(fmt.Sprintf(format, args...)) }
	kit.Waiting = func(path string) {
		p.output.say("waiting for another pyenvkit that is making " + printable(path))
	}
	if p.noCache {
		kit.Finder.CacheDir = ""
	}
	if !p.output.quiet {
		kit.Output = p.output.err
	}
	if !p.output.quiet && !p.output.json && isTerminal(p.output.err, p.env) {
		kit.Progress = p.output.advance
	}
	return kit, nil
}
