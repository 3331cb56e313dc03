package cli

import (
	"fmt"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"github.com/pyenvkit/pyenvkit"
	"github.com/pyenvkit/pyenvkit/interp"
)

// python returns the commands about the Pythons of the machine.
func (p *program) python() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "python",
		Short: "List and find the Pythons of this machine",
		Args:  cobra.ArbitraryArgs,
		RunE: func(cmd *cobra.Command, args []string) error {
			if len(args) > 0 {
				return &usageError{message: "unknown command " + quote("python "+args[0]), hints: []string{"see `pyenvkit python --help`"}}
			}
			return cmd.Help()
		},
	}
	cmd.AddCommand(&cobra.Command{
		Use:   "list",
		Short: "List every Python, newest first; the one a plain `create` takes is marked",
		Args:  atMost(0),
		RunE:  func(cmd *cobra.Command, _ []string) error { return p.list(cmd) },
	}, &cobra.Command{
		Use:     "find [REQUEST]",
		Short:   "Print the path of the Python that fits the request best",
		Example: "  pyenvkit python find 3.12\n  pyenvkit python find '>=3.10,<3.13'\n  pyenvkit python find pypy",
		Args:    atMost(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			request := p.env(variable("python")) // as for create
			if len(args) > 0 {
				request = args[0]
			}
			return p.find(cmd, request)
		},
	})
	return cmd
}

// A row is a Python in the JSON document of `python list` and `python find`.
type row struct {
	// Path is where it was found, Origin what led there.
	Path   string `json:"path"`
	Origin string `json:"origin"`
	// Default marks the one that a plain `create` takes.
	Default bool `json:"default"`
	// Facts are those of a usable one, Reason is why another is not.
	Facts  *interp.Facts `json:"facts,omitempty"`
	Reason string        `json:"reason,omitempty"`
}

func (p *program) list(cmd *cobra.Command) error {
	kit, err := p.kit()
	if err != nil {
		return err
	}
	chosen, _, defaultErr := kit.Find(cmd.Context(), p.env(variable("python")))
	rows := []row{}
	for _, python := range kit.Finder.All(cmd.Context()) {
		r := row{Path: python.Path, Origin: python.Origin}
		if python.Err != nil {
			r.Reason = python.Err.Error()
		} else {
			r.Facts = &python.Facts
			r.Default = defaultErr == nil && python.Facts.RealExecutable == chosen.Facts.RealExecutable
		}
		rows = append(rows, r)
	}
	if err := cmd.Context().Err(); err != nil {
		return err
	}
	if p.output.json {
		return p.output.document(struct {
			Schema  int   `json:"schema"`
			Pythons []row `json:"pythons"`
		}{pyenvkit.Schema, rows})
	}
	w := tabwriter.NewWriter(p.output.out, 0, 0, 2, ' ', 0)
	for _, r := range rows {
		mark, version, arch := " ", "unusable", "-"
		if r.Default {
			mark = "*"
		}
		if r.Facts != nil {
			version, arch = describe(*r.Facts), r.Facts.Architecture
		}
		fmt.Fprintf(w, "%s %s\t%s\t%s\t%s\n", mark, version, arch, r.Origin, printable(r.Path))
		if r.Reason != "" {
			fmt.Fprintf(w, "    %s\n", printable(r.Reason))
		}
	}
	if err := w.Flush(); err != nil {
		return err
	}
	if defaultErr != nil {
		p.output.warn("a plain `pyenvkit create` would fail: " + defaultErr.Error())
	}
	return nil
}

func (p *program) find(cmd *cobra.Command, request string) error {
	kit, err := p.kit()
	if err != nil {
		return err
	}
	python, source, err := kit.Find(cmd.Context(), request)
	if err != nil {
		return err
	}
	p.output.log("%s, because of %s", python.Path, source)
	if p.output.json {
		return p.output.document(struct {
			Schema int `json:"schema"`
			row
			Source string `json:"source"`
		}{pyenvkit.Schema, row{Path: python.Path, Origin: python.Origin, Facts: &python.Facts}, source})
	}
	_, err = fmt.Fprintln(p.output.out, python.Path)
	return err
}

// describe names an interpreter: "CPython 3.13.0+freethreaded".
func describe(f interp.Facts) string {
	names := map[string]string{"cpython": "CPython", "pypy": "PyPy", "graalpy": "GraalPy"}
	name := names[f.Implementation]
	if name == "" {
		name = f.Implementation
	}
	s := name + " " + f.Version.String()
	if f.Implementation != "cpython" && f.ImplementationVersion != "" {
		s += " (" + f.ImplementationVersion + ")"
	}
	if f.FreeThreaded {
		s += " free-threaded"
	}
	if f.Debug {
		s += " debug"
	}
	return s
}
