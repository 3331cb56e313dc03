package cli

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/pyenvkit/pyenvkit"
	"github.com/pyenvkit/pyenvkit/interp"
)

// creation is what `create` and `venv` have in common.
type creation struct {
	*program
	request     pyenvkit.Request
	prompt      string
	linkMode    choice
	bytecode    choice
	entryPoints choice
	redirector  choice
	dryRun      bool
	facts       string
	silent      bool // on success
}

// create returns the command that makes environments.
func (p *program) create() *cobra.Command {
	c := &creation{program: p}
	cmd := &cobra.Command{
		Use:                   "create [options] [ENV_DIR ...]",
		DisableFlagsInUseLine: true,
		Short:                 "Make virtual environments",
		Long: "Makes a virtual environment in each ENV_DIR (default: .venv).\n\n" +
			"An environment that is there already is repaired and keeps what is installed in it.\n" +
			"Each option can also be set by an environment variable: --without-pip by\n" +
			"PYENVKIT_WITHOUT_PIP=1. The command line outranks the variables.",
		Example: "  pyenvkit create\n  pyenvkit create -p 3.12 .venv\n  pyenvkit ./env",
		RunE: func(cmd *cobra.Command, dirs []string) error {
			if len(dirs) == 0 {
				dirs = []string{".venv"}
			}
			if slices.Contains(dirs, "") {
				return &usageError{message: "an ENV_DIR is empty", hints: []string{"name a directory; `.` is the current one"}}
			}
			return c.run(cmd, dirs)
		},
	}
	c.shared(cmd)
	flags := cmd.Flags()
	flags.BoolVar(&c.dryRun, "dry-run", false, "print the plan and make nothing")
	flags.StringVar(&c.facts, "facts", "",
		"with --dry-run, plan for the Python that `FILE` is about: what `python find --json` has printed, here or elsewhere")
	flags.BoolVar(&c.request.AllowExisting, "allow-existing", false, "use a directory that is not empty and no environment")
	flags.BoolVar(&c.request.Force, "force", false,
		"with --clear delete any directory, with --allow-existing replace files of the same names")
	return cmd
}

// venv returns the command that stands in for `python -m venv`.
func (p *program) venv() *cobra.Command {
	c := &creation{program: p, silent: true}
	c.request.Loose = true
	cmd := &cobra.Command{
		Use:                   "venv [options] ENV_DIR [ENV_DIR ...]",
		DisableFlagsInUseLine: true,
		Short:                 "Make virtual environments as `python -m venv` does",
		Long: "Takes the options of `python -m venv` and follows its rules: a directory that is not empty\n" +
			"is used as it is, and success is silent.",
		RunE: func(cmd *cobra.Command, dirs []string) error {
			if len(dirs) == 0 {
				return &usageError{message: "the following arguments are required: ENV_DIR", hints: []string{"see `pyenvkit venv --help`"}}
			}
			return c.run(cmd, dirs)
		},
	}
	c.shared(cmd)
	abbreviate(cmd.Flags())
	return cmd
}

// shared adds the options of `python -m venv` and the choice of a Python.
func (c *creation) shared(cmd *cobra.Command) {
	r := &c.request
	flags := cmd.Flags()
	flags.StringVarP(&r.Python, "python", "p", "", "the Python to use: a version, a range, a name or a path (`request`)")
	flags.BoolVar(&r.SystemSitePackages, "system-site-packages", false, "let the environment see the packages of its Python")
	flags.BoolVar(&r.Symlinks, "symlinks", false, "link to the interpreter (default but on Windows)")
	flags.BoolVar(&r.Copies, "copies", false, "copy the interpreter instead of linking to it")
	flags.BoolVar(&r.Clear, "clear", false, "delete an environment that is there first")
	flags.BoolVar(&r.Upgrade, "upgrade", false, "move an environment to this Python, assuming it was upgraded in place")
	flags.BoolVar(&r.WithoutPip, "without-pip", false, "leave pip out")
	flags.StringVar(&c.prompt, "prompt", "", "the `name` that shells show; \".\" is that of the current directory")
	flags.BoolVar(&r.UpgradeDeps, "upgrade-deps", false, "let pip upgrade itself from your package index")
	c.linkMode = choice{"auto", []string{"auto", "clone", "hardlink", "copy", "symlink"}}
	flags.Var(&c.linkMode, "link-mode", "how the files of packages get from the cache into the environment")
	c.bytecode = choice{"auto", []string{"auto", "always", "never"}}
	flags.Var(&c.bytecode, "bytecode", "byte-compile packages: auto is as soon as it pays")
	c.entryPoints = choice{"auto", []string{"auto", "script", "launcher"}}
	flags.Var(&c.entryPoints, "entry-points", "what starts pip: a script, or a launcher that needs no #! line")
	c.redirector = choice{"pyenvkit", []string{"pyenvkit", "cpython"}}
	flags.Var(&c.redirector, "redirector", "on Windows, whose python.exe: ours, or the one that the Python carries")
	flags.BoolVar(&r.Relocatable, "relocatable", false, "make an environment that may be moved, copied, or mounted elsewhere")
	flags.BoolVar(&r.WithoutScmIgnore, "without-scm-ignore-files", false, "leave .gitignore out")
}

// run makes an environment in each directory and reports on each.
func (c *creation) run(cmd *cobra.Command, dirs []string) error {
	if cmd.Flags().Changed("prompt") {
		c.request.Prompt = &c.prompt
	}
	c.request.LinkMode, c.request.Bytecode = c.linkMode.value, c.bytecode.value
	c.request.Redirector = c.redirector.value
	if c.entryPoints.value != "auto" {
		c.request.EntryPoints = c.entryPoints.value
	}
	if err := c.readFacts(); err != nil {
		return err
	}
	kit, err := c.kit()
	if err != nil {
		return err
	}
	ctx := cmd.Context()
	var documents []any
	var failures []failure
	stopped := false
	c.each(ctx, kit, dirs, func(m *making) {
		if m.err == nil {
			m.err = c.tell(kit, m)
		}
		if m.err == nil {
			documents = append(documents, m.document())
			return
		}
		if errors.As(m.err, new(*interruption)) {
			if stopped {
				return // once says it for all
			}
			stopped = true
		}
		failures = append(failures, newFailure(m.dir, m.err))
		c.status = max(c.status, exitCode(m.err))
		if !c.output.json {
			c.output.fail(m.err)
		}
	})
	if c.output.json {
		return c.output.document(struct {
			Schema       int       `json:"schema"`
			Environments []any     `json:"environments"`
			Errors       []failure `json:"errors,omitempty"`
		}{pyenvkit.Schema, append([]any{}, documents...), failures})
	}
	return nil
}

// readFacts reads the file of --facts.
func (c *creation) readFacts() error {
	if c.facts == "" {
		return nil
	}
	if c.request.Python != "" {
		return &usageError{message: "--facts and --python exclude each other", hints: []string{"leave one of the two out"}}
	}
	hints := []string{"make the file with: pyenvkit python find --json > FILE"}
	content, err := os.ReadFile(c.facts)
	if err != nil {
		return &usageError{message: "--facts: " + err.Error(), hints: hints}
	}
	facts, err := interp.ParseFacts(content)
	if err != nil {
		return &usageError{message: fmt.Sprintf("--facts %s: %v", c.facts, err), hints: hints}
	}
	c.request.Facts = &facts
	return nil
}

// tell reports an environment that was made, or would be.
func (c *creation) tell(kit *pyenvkit.Kit, m *making) error {
	if m.preview != nil {
		for _, w := range m.preview.Plan.Warnings {
			c.output.warn(w)
		}
		if c.output.json {
			return nil
		}
		var text strings.Builder
		fmt.Fprintf(&text, "# %s from %s (%s)\n", m.preview.Path, describe(m.preview.Python), m.preview.Python.Executable)
		if m.preview.Clear {
			text.WriteString("clear   ./\n")
		}
		_ = m.preview.Plan.WriteText(&text) // a builder takes everything
		return c.output.emit(c.output.out, printable(text.String()))
	}
	for _, w := range m.report.Warnings {
		c.output.warn(w)
	}
	if !c.silent && !c.output.json && !c.output.quiet {
		c.announce(kit, m.dir, m.report)
	}
	return nil
}

// announce says what was made from what in how long, and how to activate it.
func (c *creation) announce(kit *pyenvkit.Kit, dir string, r *pyenvkit.Report) {
	made := fmt.Sprintf("%s %s from %s", r.Action, quote(dir), describe(r.Python))
	var packages []string
	for _, p := range r.Packages {
		packages = append(packages, p.Name+" "+p.Version)
	}
	if len(packages) > 0 {
		made += " with " + strings.Join(packages, ", ")
	}
	took := time.Duration(r.Seconds * float64(time.Second)).Round(100 * time.Microsecond)
	c.output.say(c.output.style(green, printable(made)) + c.output.style(faint, " in "+took.String()))
	root := r.Path
	rel, err := filepath.Rel(kit.Finder.Dir, r.Path)
	if err == nil && filepath.IsLocal(rel) && rel != "." && !strings.HasPrefix(rel, "-") && !strings.Contains(rel, `\`) {
		root = rel // which no shell takes for an option or for a path of another system
	}
	if command, ok := r.Activation(kit.Shell(), root); ok {
		c.output.say("activate it: " + c.output.style(bold, printable(command)))
	}
}
