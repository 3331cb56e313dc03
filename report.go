package pyenvkit

import (
	"cmp"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"time"

	"github.com/pyenvkit/pyenvkit/activate"
	"github.com/pyenvkit/pyenvkit/apply"
	"github.com/pyenvkit/pyenvkit/interp"
	"github.com/pyenvkit/pyenvkit/plan"
	"github.com/pyenvkit/pyenvkit/seed"
)

// Schema numbers the form of the JSON documents of this package. It grows when
// a field changes its meaning or goes away, not when one is added.
const Schema = 1

// A Report says what Create did. Its JSON form is what --json prints for each
// environment.
type Report struct {
	Schema int `json:"schema"`
	// Path is the absolute path of the environment.
	Path string `json:"path"`
	// Action is "created", "updated" (it was an environment, or a directory in
	// use, and what it held is kept) or "replaced" (with Clear).
	Action string `json:"action"`
	// Python is the base interpreter, Source what decided for it: a file, a
	// variable, a request. Interpreter is the one in the environment.
	Python      interp.Facts `json:"python"`
	Source      string       `json:"source"`
	Interpreter string       `json:"interpreter"`
	// Packages are the distributions put in, or kept where they were newer.
	Packages []Package `json:"packages"`
	// Files says how the files of the packages got into the environment; it is
	// left out where there are none.
	Files *Files `json:"files,omitempty"`
	// Seconds is how long it took.
	Seconds  float64  `json:"seconds"`
	Warnings []string `json:"warnings,omitempty"`

	values activate.Values
}

// A Package is a distribution and its version.
type Package struct {
	Name    string `json:"name"`
	Version string `json:"version"`
}

// Files counts files by how they got into an environment: as clones, hard links,
// copies and symbolic links.
type Files struct {
	Cloned     int `json:"cloned"`
	HardLinked int `json:"hard_linked"`
	Copied     int `json:"copied"`
	Symlinked  int `json:"symlinked"`
}

// Activation returns the command line that activates the environment in the
// named shell, and whether there is one. Root is the path to show for it: that
// of the report, or one relative to the user's directory.
func (r *Report) Activation(shell, root string) (string, bool) {
	values := r.values
	values.Root = root
	return activate.Command(shell, values)
}

// A Preview is what Create would do. Its JSON form is what --dry-run --json
// prints.
type Preview struct {
	Schema int          `json:"schema"`
	Path   string       `json:"path"`
	Python interp.Facts `json:"python"`
	Source string       `json:"source"`
	// Clear says that what is there would be deleted.
	Clear bool      `json:"clear,omitempty"`
	Plan  plan.Plan `json:"plan"`
}

// report says what has been done.
func (d *design) report(done apply.Result, took time.Duration) *Report {
	action := "created"
	if state := d.target.State(); state == apply.Environment || state == apply.Other {
		action = "updated"
		if d.request.Clear {
			action = "replaced"
		}
	}
	f := d.python.Facts
	return &Report{
		Schema:      Schema,
		Path:        d.target.Path(),
		Action:      action,
		Python:      f,
		Source:      d.source,
		Interpreter: plan.Interpreter(d.target.Path(), f, d.layout),
		Packages:    d.packages(),
		Files:       files(done.Files),
		Seconds:     took.Seconds(),
		Warnings:    append(d.plan.Warnings, d.warnings(done)...),
		values:      plan.Values(d.request.environment(d.target.Path(), d.kit.Finder.Dir), f, d.layout),
	}
}

// preview says what would be done.
func (d *design) preview() *Preview {
	return &Preview{
		Schema: Schema,
		Path:   d.target.Path(),
		Python: d.python.Facts,
		Source: d.source,
		Clear:  d.request.Clear,
		Plan:   d.plan,
	}
}

// packages lists the seed as it is in the environment: a newer one was kept,
// or an upgrade brought it.
func (d *design) packages() []Package {
	all := []Package{}
	if d.seed == nil {
		return all
	}
	installed := seed.Installed(os.DirFS(filepath.Join(d.target.Path(), filepath.FromSlash(d.python.Facts.Paths.Purelib))))
	for _, p := range d.seed.Distributions() {
		for _, i := range installed {
			if i.Name == p.Name {
				all = append(all, Package{i.Name, i.Version})
			}
		}
	}
	slices.SortFunc(all, func(a, b Package) int { return cmp.Compare(a.Name, b.Name) })
	return all
}

// files returns the counts of a result, nil where there are none.
func files(c apply.Counts) *Files {
	if c == (apply.Counts{}) {
		return nil
	}
	return &Files{Cloned: c.Cloned, HardLinked: c.Linked, Copied: c.Copied, Symlinked: c.Symlinked}
}

// warnings says what of the request the file system could not hold.
func (d *design) warnings(done apply.Result) []string {
	var all []string
	refused := map[apply.LinkMode]bool{
		apply.LinkClone:    done.Files.Cloned == 0,
		apply.LinkHard:     done.Files.Linked == 0,
		apply.LinkSymbolic: done.Files.Symlinked == 0,
	}
	if refused[d.links] && done.Files.Copied > 0 {
		all = append(all, fmt.Sprintf("link mode %s can't be had from the cache to %s, so pip's files are copies", d.links, d.target.Path()))
	}
	if d.linkless {
		all = append(all, "no links to the interpreter can be made here (Windows wants Developer Mode or an administrator for them), so it is started by redirectors")
	}
	if len(done.Copied) > 0 {
		all = append(all, "no links can be made here, so these are copies: "+list(done.Copied))
	}
	if len(done.LeftOut) > 0 {
		all = append(all, "no links can be made here, so these are left out: "+list(done.LeftOut))
	}
	return all
}
