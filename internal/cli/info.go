package cli

import (
	"fmt"
	"strings"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"github.com/pyenvkit/pyenvkit"
)

// info returns the command that says what an environment is.
func (p *program) info() *cobra.Command {
	var path, python, sitePackages bool
	cmd := &cobra.Command{
		Use:                   "info [options] [ENV]",
		DisableFlagsInUseLine: true,
		Short:                 "Show what an environment is: its Python, maker, packages, size",
		Long: "Shows what ENV is: a directory, or by default the environment that is active or the nearest\n" +
			".venv from the current directory upwards. One that is broken has an answer too, and the way to\n" +
			"repair it.\n\n" +
			"With one of --path, --python and --site-packages it prints that value alone, for scripts.\n\n" +
			"The exit status is 1 if there is no environment, or if it is broken.",
		Example:           "  pyenvkit info\n  pyenvkit info ./env --json\n  \"$(pyenvkit info --python)\" -m pip list",
		Args:              atMost(1),
		ValidArgsFunction: completeEnvironments,
		RunE: func(cmd *cobra.Command, args []string) error {
			name, err := first(args)
			if err != nil {
				return err
			}
			kit, err := p.kit()
			if err != nil {
				return err
			}
			if path || python {
				return p.place(kit, name, python)
			}
			if sitePackages {
				return p.sitePackages(cmd, kit, name)
			}
			i, err := kit.Info(cmd.Context(), name)
			if err != nil {
				return err
			}
			if i.Problem != "" {
				p.status = exitFailed
			}
			if p.output.json {
				return p.output.document(i)
			}
			if err := p.output.emit(p.output.out, describeEnvironment(i)); err != nil {
				return err
			}
			if i.Problem != "" {
				p.output.fail(&brokenError{i})
			}
			return nil
		},
	}
	flags := cmd.Flags()
	flags.BoolVar(&path, "path", false, "print its absolute path")
	flags.BoolVar(&python, "python", false, "print the path of its python")
	flags.BoolVar(&sitePackages, "site-packages", false, "print the directories of its packages: one, or two where those with compiled code have their own")
	onlyTyped(flags, "path", "python", "site-packages")
	return cmd
}

// A brokenError is the problem of an environment that could be described.
type brokenError struct{ info *pyenvkit.Info }

func (e *brokenError) Error() string   { return e.info.Problem }
func (e *brokenError) Hints() []string { return e.info.Hints }

// place prints where an environment or its interpreter is.
func (p *program) place(kit *pyenvkit.Kit, name string, python bool) error {
	e, err := kit.Environment(name)
	if err != nil {
		return err
	}
	field, value := "path", e.Root
	if python {
		field, value = "python", e.Interpreter
	}
	return p.value(field, value)
}

func (p *program) sitePackages(cmd *cobra.Command, kit *pyenvkit.Kit, name string) error {
	i, err := kit.Outline(cmd.Context(), name)
	if err != nil {
		return err
	}
	if i.Problem == "" && len(i.SitePackages) == 0 {
		return &usageError{message: quote(i.Path) + " has no directory of packages", hints: []string{"see `pyenvkit info`"}, late: true}
	}
	if i.Problem != "" {
		return &brokenError{i}
	}
	if p.output.json {
		return p.value("site_packages", i.SitePackages)
	}
	return p.value("site_packages", strings.Join(i.SitePackages, "\n"))
}

// value prints one value for a script, as it is.
func (p *program) value(field string, value any) error {
	if p.output.json {
		return p.output.document(map[string]any{"schema": pyenvkit.Schema, field: value})
	}
	_, err := fmt.Fprintln(p.output.out, value)
	return err
}

// describeEnvironment renders an Info.
func describeEnvironment(i *pyenvkit.Info) string {
	var text strings.Builder
	w := tabwriter.NewWriter(&text, 0, 0, 2, ' ', 0)
	row := func(name, value string) {
		if value != "" {
			fmt.Fprintf(w, "%s\t%s\n", name, printable(value))
		}
	}
	row("path", i.Path)
	if i.Active {
		row("active", "yes")
	}
	row("python", strings.TrimSpace(implementation(i.Python.Implementation)+" "+i.Python.Version))
	row("interpreter", i.Python.Executable)
	base := i.Python.Base
	if base != "" && !i.Python.BaseExists {
		base += " (gone)"
	}
	row("base", base)
	row("made by", strings.TrimSpace(i.Maker.Name+" "+i.Maker.Version))
	row("prompt", i.Prompt)
	if i.SystemSitePackages {
		row("system packages", "visible")
	}
	if i.Relocatable {
		row("relocatable", "yes")
	}
	row("site-packages", strings.Join(i.SitePackages, ", "))
	pip := i.Pip
	if pip == "" {
		pip = "none"
	}
	row("pip", pip)
	var packages []string
	for _, p := range i.Packages {
		one := strings.TrimSpace(p.Name + " " + p.Version)
		if p.Editable != "" {
			one += " (editable, " + p.Editable + ")"
		}
		packages = append(packages, one)
	}
	count := "none"
	if len(packages) > 0 {
		count = strings.Join(packages, ", ")
	}
	row("packages", count)
	sum := fmt.Sprintf("%s in %d files", size(i.Size.Bytes), i.Size.Files)
	if i.Size.Unreadable > 0 {
		sum += fmt.Sprintf(", without %d directories that can't be read", i.Size.Unreadable)
	}
	row("size", sum)
	_ = w.Flush() // a builder takes everything
	return text.String()
}

// implementation returns the name that an implementation is known by.
func implementation(name string) string {
	known := map[string]string{"cpython": "CPython", "pypy": "PyPy", "graalpy": "GraalPy"}
	if n := known[name]; n != "" {
		return n
	}
	return name
}
