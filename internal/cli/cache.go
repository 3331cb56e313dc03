package cli

import (
	"fmt"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/spf13/cobra"

	"github.com/pyenvkit/pyenvkit"
)

// cache returns the commands about what pyenvkit keeps for its next run.
func (p *program) cache() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "cache",
		Short: "Show and tidy what is kept for the next run",
		Long: "The cache holds unpacked wheels, their bytecode, and what is known of the Pythons of this\n" +
			"machine. All of it is made anew when it is needed and not there.\n\n" +
			"It is in the directory that PYENVKIT_CACHE_DIR names, or in the one for the caches of the user.",
		Args: cobra.ArbitraryArgs,
		RunE: func(cmd *cobra.Command, args []string) error {
			if len(args) > 0 {
				return &usageError{message: "unknown command " + quote("cache "+args[0]), hints: []string{"see `pyenvkit cache --help`"}}
			}
			return cmd.Help()
		},
	}
	cmd.AddCommand(&cobra.Command{
		Use:     "dir",
		Short:   "Print the directory of the cache",
		Example: "  du -sh \"$(pyenvkit cache dir)\"",
		RunE: func(*cobra.Command, []string) error {
			return p.withCache(func(c pyenvkit.Cache) error {
				if p.output.json {
					return p.output.document(struct {
						Schema int    `json:"schema"`
						Dir    string `json:"dir"`
					}{pyenvkit.Schema, c.Dir()})
				}
				return p.output.emit(p.output.out, c.Dir()+"\n")
			})
		},
	}, &cobra.Command{
		Use:     "info",
		Short:   "List what is in the cache: kind, name, size, age",
		Example: "  pyenvkit cache info\n  pyenvkit cache info --json",
		RunE: func(cmd *cobra.Command, _ []string) error {
			return p.withCache(func(c pyenvkit.Cache) error {
				info, err := c.Info()
				if err != nil {
					return err
				}
				if p.output.json {
					return p.output.document(info)
				}
				return p.output.emit(p.output.out, table(info, time.Now()))
			})
		},
	}, &cobra.Command{
		Use:   "prune",
		Short: "Remove what no Python and no wheel uses any more",
		Long: "Removes what is damaged, what belongs to a Python that is not there any more or has changed,\n" +
			"and what killed runs have left. It may be run while environments are made. The exit status is\n" +
			"0 also if there was nothing to remove.",
		Example: "  pyenvkit cache prune",
		RunE: func(cmd *cobra.Command, _ []string) error {
			return p.withCache(func(c pyenvkit.Cache) error {
				report, err := c.Prune(cmd.Context())
				if err != nil {
					return err
				}
				return p.removed(report)
			})
		},
	}, &cobra.Command{
		Use:   "clean",
		Short: "Remove everything that pyenvkit has put into the cache",
		Long: "Removes everything that pyenvkit has put into its cache, and nothing else that is there. The\n" +
			"next environment takes as long as the first. The exit status is 0 also if there was nothing.",
		Example: "  pyenvkit cache clean",
		RunE: func(cmd *cobra.Command, _ []string) error {
			return p.withCache(func(c pyenvkit.Cache) error {
				report, err := c.Clean(cmd.Context())
				if err != nil {
					return err
				}
				return p.removed(report)
			})
		},
	}, &cobra.Command{
		Use:   "verify",
		Short: "Compare the cache with its checksums and remove what is damaged",
		Long: "Reads every file of the cache and compares it with its checksum. What is damaged is removed,\n" +
			"and made anew when it is needed. The exit status is 1 if anything was damaged.",
		Example: "  pyenvkit cache verify\n  pyenvkit cache verify --json",
		RunE: func(cmd *cobra.Command, _ []string) error {
			return p.withCache(func(c pyenvkit.Cache) error {
				report, err := c.Verify(cmd.Context())
				if err != nil {
					return err
				}
				return p.verified(report)
			})
		},
	})
	for _, sub := range cmd.Commands() {
		sub.Args = atMost(0)
	}
	return cmd
}

// withCache does something with the cache, if there is one.
func (p *program) withCache(do func(pyenvkit.Cache) error) error {
	kit, err := p.kit()
	if err != nil {
		return err
	}
	cache := kit.Cache()
	if cache.Dir() == "" {
		hint := "name a directory of your own with PYENVKIT_CACHE_DIR (one that belongs to another user is not used)"
		if p.noCache {
			hint = "leave out --no-cache, and the variable PYENVKIT_NO_CACHE"
		}
		return &usageError{message: "there is no cache", hints: []string{hint}}
	}
	return do(cache)
}

// verified says what was damaged, which is a failure.
func (p *program) verified(report pyenvkit.CacheReport) error {
	if len(report.Entries) > 0 {
		p.status = exitFailed
	}
	if p.output.json {
		return p.output.document(report)
	}
	for _, e := range report.Entries {
		p.output.warn(fmt.Sprintf("%s %s was damaged: %s", e.Kind, e.Name, e.Problem))
	}
	if len(report.Entries) > 0 {
		return p.removed(report)
	}
	p.output.say("nothing is damaged")
	return nil
}

// removed says what was removed.
func (p *program) removed(report pyenvkit.CacheReport) error {
	if p.output.json {
		return p.output.document(report)
	}
	if len(report.Entries) == 0 {
		p.output.say("there is nothing to remove")
		return nil
	}
	files := 0
	for _, e := range report.Entries {
		p.output.log("%s %s: %d files, %s", e.Kind, e.Name, e.Files, size(e.Bytes))
		files += e.Files
	}
	p.output.say(fmt.Sprintf("removed %d files, %s, from %s", files, size(report.Bytes), printable(report.Dir)))
	return nil
}

// table renders what is in the cache.
func table(report pyenvkit.CacheReport, now time.Time) string {
	var text strings.Builder
	w := tabwriter.NewWriter(&text, 0, 0, 2, ' ', 0)
	for _, e := range report.Entries {
		made := "-"
		if !e.Made.IsZero() {
			made = age(now.Sub(e.Made))
		}
		if e.Problem != "" {
			made += ", damaged: " + printable(e.Problem)
		}
		fmt.Fprintf(w, "%s\t%s\t%d files\t%s\t%s\n", e.Kind, printable(e.Name), e.Files, size(e.Bytes), made)
	}
	_ = w.Flush() // a builder takes everything
	fmt.Fprintf(&text, "%s in %s\n", size(report.Bytes), printable(report.Dir))
	return text.String()
}

// size renders a number of bytes in decimal units: "12.3 MB".
func size(bytes int64) string {
	value, unit := float64(bytes), ""
	for _, unit = range []string{"B", "kB", "MB", "GB", "TB"} {
		if value < 999.95 || unit == "TB" {
			break
		}
		value /= 1000
	}
	if unit == "B" {
		return fmt.Sprintf("%d B", bytes)
	}
	return fmt.Sprintf("%.1f %s", value, unit)
}

// age renders a duration in its largest unit: "3 days".
func age(d time.Duration) string {
	const day = 24 * time.Hour
	for _, u := range []struct {
		length time.Duration
		name   string
	}{{day, "day"}, {time.Hour, "hour"}, {time.Minute, "minute"}} {
		switch n := d / u.length; {
		case n == 1:
			return "1 " + u.name
		case n > 1:
			return fmt.Sprintf("%d %ss", n, u.name)
		}
	}
	return "new"
}
