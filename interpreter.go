package pyenvkit

import (
	"errors"
	"io/fs"
	"os"
	"strings"

	"github.com/pyenvkit/pyenvkit/interp"
	"github.com/pyenvkit/pyenvkit/plan"
	"github.com/pyenvkit/pyenvkit/platform"
	"github.com/pyenvkit/pyenvkit/platform/posix"
	"github.com/pyenvkit/pyenvkit/platform/program"
	"github.com/pyenvkit/pyenvkit/platform/windows"
	"github.com/pyenvkit/pyenvkit/seed"
)

// programs returns those of pyenvkit's own for environments of b.
func (b *base) programs() map[string]plan.Program {
	here := program.Here
	if b.foreign {
		here = goPlatform(b.python.Facts)
	}
	found := map[string]plan.Program{}
	for _, name := range []string{"launcher", "launcherw", "redirector", "redirectorw"} {
		if p, ok := program.Find(here, name); ok {
			found[name] = p
		}
	}
	return found
}

// environment returns what the plan is for. Links to the interpreter make a
// difference to the usual where there are redirectors, and are left out where
// they were refused.
func (d *design) environment() plan.Request {
	r := d.request.environment(d.target.Path(), d.kit.Finder.Dir)
	r.Symlinks = r.Symlinks && d.layout.Redirects && !d.linkless
	return r
}

// site returns the environment as its scripts see it.
func (d *design) site() seed.Site {
	s := seed.Site{
		Root:        d.target.Path(),
		Interpreter: plan.Interpreter(d.target.Path(), d.python.Facts, d.layout),
		EntryPoints: d.entryPoints,
		Programs:    d.programs,
	}
	if d.request.Relocatable {
		s.EntryPoints = seed.LauncherEntryPoints
	}
	if !d.foreign {
		s.ShebangLimit = platform.ShebangLimit()
	}
	return s
}

// accompany adds what lies beside the interpreter to the parts of a plan that
// need it.
func (d *design) accompany(parts *plan.Parts, r plan.Request) (err error) {
	f := d.python.Facts
	if d.foreign {
		if d.layout.Redirects && f.Implementation == "pypy" {
			scripts := f.Paths.Scripts + "/"
			parts.Standalone = []plan.Copy{{Path: scripts + f.Executable[strings.LastIndex(f.Executable, `\`)+1:], Source: f.Executable, Mode: 0o755}}
		}
		return nil
	}
	if d.layout.Redirects {
		old := f.Version.Compare(interp.Version{Major: 3, Minor: 7, Micro: 2, Level: "final"}) < 0
		parts.PowerShell = windows.SignedActivator(f.Stdlib)
		parts.Standalone, err = windows.Standalone(f.Executable, f.Implementation, old, f.Paths.Scripts)
		if err == nil && r.Symlinks {
			parts.Libraries, err = windows.Libraries(f.Executable, f.Paths.Scripts)
		}
		return err
	}
	if r.Copies {
		parts.Libraries, err = posix.Libraries(f.Executable, f.Paths.Scripts)
	}
	return err
}

// available reports a redirector of the base's own that the plan has and the base
// has not.
func (d *design) available() error {
	if d.foreign || !d.layout.Redirects || !d.environment().BaseRedirector {
		return nil
	}
	for _, op := range d.plan.Ops {
		if o, ok := op.(plan.Copy); ok {
			if _, err := os.Stat(o.Source); errors.Is(err, fs.ErrNotExist) {
				return &plan.NoRedirectorError{Executable: d.python.Facts.Executable}
			}
		}
	}
	return nil
}

// staysRelocatable reports whether an environment that is there already is
// relocatable, and nobody says that it should be anything else.
func (d *design) staysRelocatable(existing fs.FS) bool {
	if existing == nil || d.request.EntryPoints != "" || d.programs["launcher"] == (plan.Program{}) {
		return false
	}
	config, err := fs.ReadFile(existing, "pyvenv.cfg")
	if err != nil {
		return false
	}
	for line := range strings.Lines(string(config)) {
		key, value, _ := strings.Cut(line, "=")
		if strings.EqualFold(strings.TrimSpace(key), "relocatable") {
			return strings.EqualFold(strings.TrimSpace(value), "true")
		}
	}
	return false
}
