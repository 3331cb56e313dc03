package cli

import (
	"context"
	"syscall"

	"github.com/spf13/cobra"

	"github.com/pyenvkit/pyenvkit"
	"github.com/pyenvkit/pyenvkit/internal/release"
)

// itself returns the commands about this program.
func (p *program) itself() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "self",
		Short: "Show, update or remove this program",
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
			return p.sayVersion()
		},
	}, p.selfUpdate(), p.selfUninstall())
	return cmd
}

// selfUpdate returns the command that puts a release in the place of this program.
func (p *program) selfUpdate() *cobra.Command {
	dryRun := false
	cmd := &cobra.Command{
		Use:                   "update [options] [VERSION]",
		DisableFlagsInUseLine: true,
		Short:                 "Put another release in the place of this program",
		Long: "Downloads a release by curl or wget (on Windows by its own curl or PowerShell), verifies that the\n" +
			"authors have signed it, and puts the program in it in the place of this one, in one step. Whatever\n" +
			"fails, this one stays as it is. A program that a package manager has installed is left to that.\n\n" +
			"Without VERSION it is the latest release, if that is newer; with it, exactly that one, also an\n" +
			"older one. The variable PYENVKIT_BASE_URL names another place for the files of a release than the\n" +
			"project's: https, http or file.\n\n" +
			"The exit status is 0 also if there was nothing to do.",
		Example:           "  pyenvkit self update\n  pyenvkit self update 1.2.3\n  PYENVKIT_BASE_URL=file:///srv/mirror pyenvkit self update",
		Args:              atMost(1),
		ValidArgsFunction: cobra.NoFileCompletions,
		RunE: func(cmd *cobra.Command, args []string) error {
			u := release.Update{DryRun: dryRun}
			if len(args) > 0 && args[0] != "latest" {
				wanted, err := release.ParseVersion(args[0])
				if err != nil {
					return err
				}
				u.Wanted = &wanted
			}
			var err error
			if u.Installation, err = p.installation(); err != nil {
				return err
			}
			result, err := u.Run(cmd.Context())
			if err != nil {
				return err
			}
			return p.tellUpdate(result, dryRun, u.Wanted == nil)
		},
	}
	cmd.Flags().BoolVar(&dryRun, "dry-run", false, "say what would be done, and change nothing")
	onlyTyped(cmd.Flags(), "dry-run")
	return cmd
}

// tellUpdate says what was done, or would be.
func (p *program) tellUpdate(r release.Result, dryRun, latest bool) error {
	switch {
	case p.output.json:
		return p.output.document(struct {
			Schema int  `json:"schema"`
			DryRun bool `json:"dry_run"`
			release.Result
		}{pyenvkit.Schema, dryRun, r})
	case !r.Updated && latest:
		p.output.say("there is no newer release than pyenvkit " + r.Version)
	case !r.Updated:
		p.output.say("pyenvkit " + r.Version + " is there already")
	case dryRun:
		p.output.say("would download " + printable(r.URL))
		p.output.say("would verify that its SHA-256 is " + r.SHA256)
		p.output.say("would put pyenvkit " + r.Version + " in the place of " + r.Previous + ": " + quote(r.Path))
	default:
		p.output.say("updated " + quote(r.Path) + " from " + r.Previous + " to " + r.Version)
	}
	return nil
}

// installation returns what this program is and where it runs.
func (p *program) installation() (release.Installation, error) {
	path, err := release.Path()
	if err != nil {
		return release.Installation{}, err
	}
	dir, err := syscall.Getwd()
	if err != nil {
		return release.Installation{}, &usageError{message: "the current directory can't be determined: " + err.Error(), hints: []string{"change to a directory that exists"}}
	}
	b := thisBuild()
	return release.Installation{
		Path: path, Version: b.Version, Downloaded: b.downloaded, Platform: b.archive,
		Dir: dir, Environ: p.environ, Log: p.output.log,
		Say: func(text string) { p.output.say(printable(text)) },
	}, nil
}

// selfUninstall returns the command that removes this program and what it has written.
func (p *program) selfUninstall() *cobra.Command {
	var yes, dryRun bool
	cmd := &cobra.Command{
		Use:                   "uninstall [options]",
		DisableFlagsInUseLine: true,
		Short:                 "Remove this program and what it has written, but no environment",
		Long: "Removes this program, its cache, what was decided about projects, and what the installer has\n" +
			"written into start-up files of shells, on Windows its directory from the PATH of the user. The\n" +
			"environments stay, and work without it, but for those that link to the cache. A program that a\n" +
			"package manager has installed is left to that.\n\n" +
			"On a terminal it asks first; elsewhere it needs --yes.",
		Example:           "  pyenvkit self uninstall --dry-run\n  pyenvkit self uninstall --yes",
		Args:              atMost(0),
		ValidArgsFunction: cobra.NoFileCompletions,
		RunE: func(cmd *cobra.Command, _ []string) error {
			installation, err := p.installation()
			if err != nil {
				return err
			}
			kit, err := p.kit()
			if err != nil {
				return err
			}
			u := release.Uninstall{Installation: installation, Called: p.self(), CacheDir: kit.Cache().Dir(), Clean: func(ctx context.Context) error {
				_, err := kit.Cache().Clean(ctx)
				return err
			}}
			items, err := u.Items(cmd.Context())
			if err != nil {
				return err
			}
			if dryRun {
				return p.tellItems(items)
			}
			if !yes {
				err = p.ask(cmd.Context(), "remove all of this?", func() {
					for _, item := range items {
						_ = p.output.emit(p.output.err, printable(itemName(item))+"\n")
					}
				})
			}
			if err != nil {
				return err
			}
			return p.uninstall(cmd.Context(), u, items)
		},
	}
	flags := cmd.Flags()
	flags.BoolVarP(&yes, "yes", "y", false, "do not ask")
	flags.BoolVar(&dryRun, "dry-run", false, "say what would be removed, and change nothing")
	onlyTyped(flags, "yes", "dry-run")
	return cmd
}

// itemName says what an item is.
func itemName(item release.Item) string {
	path := quote(item.Path)
	switch item.Kind {
	case release.Cache:
		return "the cache, " + path
	case release.Decisions:
		return "what was decided about projects, " + path
	case release.StartUp:
		return "what the installer has written into " + path
	case release.Link:
		return "the link " + path
	case release.UserPath:
		return path + " from the PATH of the user"
	}
	return path
}

// tellItems says what would be removed.
func (p *program) tellItems(items []release.Item) error {
	if p.output.json {
		return p.uninstalled(true, items, nil, nil)
	}
	for _, item := range items {
		p.output.say("would remove " + printable(itemName(item)))
	}
	return nil
}

// uninstalled writes the document of an uninstallation.
func (p *program) uninstalled(dryRun bool, removed []release.Item, remaining []string, failures []failure) error {
	return p.output.document(struct {
		Schema    int            `json:"schema"`
		DryRun    bool           `json:"dry_run"`
		Removed   []release.Item `json:"removed"`
		Remaining []string       `json:"remaining,omitempty"`
		Errors    []failure      `json:"errors,omitempty"`
	}{pyenvkit.Schema, dryRun, removed, remaining, failures})
}

// uninstall removes one item after the other. The program goes only if all that comes
// before it is gone, so that it can be tried again.
func (p *program) uninstall(ctx context.Context, u release.Uninstall, items []release.Item) error {
	removed, failures := []release.Item{}, []failure{}
	var remaining []string
	for _, item := range items {
		if ctx.Err() != nil {
			return context.Cause(ctx)
		}
		if last := item.Kind == release.Link || item.Kind == release.Program; last && len(failures) > 0 {
			p.output.say("pyenvkit itself stays, to be asked again")
			break
		}
		left, err := u.Remove(ctx, item)
		if err != nil {
			failures = append(failures, newFailure(item.Path, err))
			p.status = max(p.status, exitCode(err))
			if !p.output.json {
				p.output.fail(err)
			}
			continue
		}
		removed = append(removed, item)
		if left != "" {
			remaining = append(remaining, left)
		}
		if !p.output.json {
			p.output.say("removed " + printable(itemName(item)))
		}
	}
	if p.output.json {
		return p.uninstalled(false, removed, remaining, failures)
	}
	for _, path := range remaining {
		p.output.warn(path + " is the program, which can be deleted when it has ended")
	}
	return nil
}
