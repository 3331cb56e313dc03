package cli

import (
	"cmp"
	"runtime"
	"runtime/debug"
	"strings"

	"github.com/spf13/cobra"

	"github.com/pyenvkit/pyenvkit"
)

// A build says what this program is, as far as the go command has recorded it. Its JSON
// form is what `self version` prints.
type build struct {
	Schema  int    `json:"schema"`
	Version string `json:"version"`
	Commit  string `json:"commit,omitempty"`
	Date    string `json:"date,omitempty"` // of the commit (RFC 3339)
	Go      string `json:"go"`
	// Platform is in the words of Go: "linux/amd64".
	Platform string `json:"platform"`
}

// thisBuild returns what this program is.
func thisBuild() build {
	b := build{Schema: pyenvkit.Schema, Version: "(devel)", Go: runtime.Version()}
	recorded := map[string]string{}
	if info, ok := debug.ReadBuildInfo(); ok {
		b.Version = cmp.Or(info.Main.Version, b.Version)
		for _, s := range info.Settings {
			recorded[s.Key] = s.Value
		}
	}
	b.Commit, b.Date = recorded["vcs.revision"], recorded["vcs.time"]
	b.Platform = recorded["GOOS"] + "/" + recorded["GOARCH"]
	return b
}

// String returns all of it on a line: "1.2.3 (commit 0123456789ab, 2026-11-21,
// go1.26.8, linux/amd64)".
func (b build) String() string {
	var about []string
	if b.Commit != "" {
		about = append(about, "commit "+b.Commit[:min(len(b.Commit), 12)])
	}
	if day, _, _ := strings.Cut(b.Date, "T"); day != "" {
		about = append(about, day)
	}
	about = append(about, b.Go, b.Platform)
	return b.Version + " (" + strings.Join(about, ", ") + ")"
}

// itself returns the commands about this program.
func (p *program) itself() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "self",
		Short: "Show what this program is",
		Args:  cobra.ArbitraryArgs,
		RunE: func(cmd *cobra.Command, args []string) error {
			if len(args) > 0 {
				return &usageError{message: "unknown command " + quote("self "+args[0]), hints: []string{"see `pyenvkit self --help`"}}
			}
			return cmd.Help()
		},
	}
	cmd.AddCommand(&cobra.Command{
		Use:     "version",
		Short:   "Show the version, the commit, and what it was built with",
		Example: "  pyenvkit self version --json",
		Args:    atMost(0),
		RunE: func(*cobra.Command, []string) error {
			if p.output.json {
				return p.output.document(thisBuild())
			}
			return p.output.emit(p.output.out, "pyenvkit "+thisBuild().String()+"\n")
		},
	})
	return cmd
}
