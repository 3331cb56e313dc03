package cli

import (
	"context"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"github.com/pyenvkit/pyenvkit"
)

// remove returns the command that deletes environments.
func (p *program) remove() *cobra.Command {
	var yes, force bool
	cmd := &cobra.Command{
		Use:                   "remove [options] ENV ...",
		DisableFlagsInUseLine: true,
		Short:                 "Delete environments",
		Long: "Deletes the environments at the paths ENV, of any maker, and nothing else. What is no\n" +
			"environment, what holds files of yours, a link or a redirect file, the active environment and\n" +
			"the one that the current directory is in are refused, with the way out.\n\n" +
			"On a terminal it asks first; elsewhere it needs --yes. The exit status is 1 if one of them was\n" +
			"not removed.",
		Example:           "  pyenvkit remove .venv\n  pyenvkit remove --yes /srv/old /srv/older",
		ValidArgsFunction: completeEnvironments,
		RunE: func(cmd *cobra.Command, names []string) error {
			if len(names) == 0 {
				return &usageError{message: "there is no ENV to remove", hints: []string{"name it: `pyenvkit remove .venv`"}}
			}
			kit, err := p.kit()
			if err != nil {
				return err
			}
			return p.removeAll(cmd.Context(), kit, names, yes, force)
		},
	}
	flags := cmd.Flags()
	flags.BoolVarP(&yes, "yes", "y", false, "do not ask")
	flags.BoolVar(&force, "force", false, "delete also what is in the directory and belongs to no environment")
	onlyTyped(flags, "yes", "force")
	return cmd
}

// removeAll looks at all environments before it removes the first, so that a wrong
// name is told before anything is gone.
func (p *program) removeAll(ctx context.Context, kit *pyenvkit.Kit, names []string, yes, force bool) error {
	failures := []failure{}
	fail := func(name string, err error) {
		failures = append(failures, newFailure(name, err))
		p.status = max(p.status, exitCode(err))
		if !p.output.json {
			p.output.fail(err)
		}
	}
	var removals []*pyenvkit.Removal
	for _, name := range names {
		r, err := kit.Removal(name, force)
		if err != nil {
			fail(name, err)
			continue
		}
		removals = append(removals, r)
	}
	removed := []*pyenvkit.Removal{}
	if len(failures) == 0 {
		if err := p.confirm(ctx, removals, yes); err != nil {
			return err
		}
		for _, r := range removals {
			if err := kit.Remove(ctx, r); err != nil {
				fail(r.Path, err)
				continue
			}
			removed = append(removed, r)
			if !p.output.json {
				p.tellRemoved(r)
			}
		}
	} else if len(removals) > 0 && !p.output.json {
		p.output.say("nothing was removed")
	}
	if p.output.json {
		return p.output.document(struct {
			Schema  int                 `json:"schema"`
			Removed []*pyenvkit.Removal `json:"removed"`
			Errors  []failure           `json:"errors,omitempty"`
		}{pyenvkit.Schema, removed, failures})
	}
	return nil
}

// tellRemoved says that an environment is gone, and what still leads there.
func (p *program) tellRemoved(r *pyenvkit.Removal) {
	p.output.say(fmt.Sprintf("removed %s, %s in %d files", quote(r.Path), size(r.Size.Bytes), r.Size.Files))
	for _, path := range r.Pointing {
		p.output.warn(path + " leads to it still")
	}
}

// confirm asks whether to remove environments.
func (p *program) confirm(ctx context.Context, removals []*pyenvkit.Removal, yes bool) error {
	if yes {
		return nil
	}
	what := "it"
	if len(removals) > 1 {
		what = fmt.Sprintf("these %d environments", len(removals))
	}
	return p.ask(ctx, "remove "+what+"?", func() {
		for _, r := range removals {
			line := fmt.Sprintf("%s: %s in %d files", quote(r.Path), size(r.Size.Bytes), r.Size.Files)
			if r.Problem != "" {
				line += ", broken"
			}
			_ = p.output.emit(p.output.err, printable(line)+"\n")
			if len(r.Own) > 0 {
				p.output.warn("it holds what belongs to no environment: " + strings.Join(r.Own, ", "))
			}
		}
	})
}
