package pyenvkit

import (
	"fmt"
	"io/fs"
	"path"
	"path/filepath"
	"slices"

	"github.com/pyenvkit/pyenvkit/apply"
	"github.com/pyenvkit/pyenvkit/plan"
	"github.com/pyenvkit/pyenvkit/platform"
	"github.com/pyenvkit/pyenvkit/platform/program"
	"github.com/pyenvkit/pyenvkit/seed"
	"github.com/pyenvkit/pyenvkit/seed/pool"
)

// A design is an environment that has been thought through: its base, its
// seed and its plan.
type design struct {
	kit     *Kit
	request Request
	target  target
	*base
	layout   plan.Layout
	plan     plan.Plan
	programs map[string]plan.Program
}

// A target is a directory that an environment is planned for: apply.Place says
// what its methods return.
type target interface {
	Path() string
	Real() string
	State() apply.State
	FS() fs.FS
}

// design plans the environment of r at the target.
func (k *Kit) design(r Request, t target, b *base) (*design, error) {
	if err := k.permit(r, t); err != nil {
		return nil, err
	}
	if err := b.spare(r, t); err != nil {
		return nil, err
	}
	d := &design{kit: k, request: r, target: t, base: b}
	f := b.python.Facts
	d.layout = platform.Layouts[f.OS]
	d.programs = b.programs()
	parts := plan.Parts{Programs: d.programs}
	if kept, ours := d.kept(); kept && ours {
		parts.Existing = t.FS()
	}
	d.request.Relocatable = d.request.Relocatable || d.staysRelocatable(parts.Existing)
	installed := d.installed(parts.Existing)
	var err error
	if d.seed != nil {
		if parts.Seed, err = d.seed.Ops(f, d.site(), installed); err != nil {
			return nil, err
		}
	} else if r.UpgradeDeps && !slices.ContainsFunc(installed, func(i seed.Distribution) bool { return i.Name == "pip" }) {
		return nil, &ConflictError{"--without-pip", "--upgrade-deps", r.Loose}
	}
	wanted := d.environment()
	if err := d.accompany(&parts, wanted); err != nil {
		return nil, fmt.Errorf("cannot read what %s needs beside it: %w", f.Executable, err)
	}
	for _, op := range parts.Seed {
		if tree, ok := op.(plan.Tree); ok {
			k.log("putting in %s", tree.Source)
		}
	}
	if d.plan, err = plan.Build(wanted, f, d.layout, parts); err != nil {
		return nil, err
	}
	if d.foreign && len(parts.Standalone) > 0 {
		d.plan.Warnings = append(d.plan.Warnings, "the DLLs beside "+f.Executable+" are copied too: which they are is known on its machine only")
	}
	if err := d.available(); err != nil {
		return nil, err
	}
	return d, d.collide()
}

// installed lists the distributions that are there already.
func (d *design) installed(existing fs.FS) []seed.Distribution {
	if existing == nil {
		return nil
	}
	purelib, err := fs.Sub(existing, d.python.Facts.Paths.Purelib)
	if err != nil {
		return nil
	}
	return seed.Installed(purelib)
}

// kept reports whether what is in the directory stays, and ours whether it may
// be replaced: it is an environment, or the user said so.
func (d *design) kept() (kept, ours bool) {
	state := d.target.State()
	kept = !d.request.Clear && (state == apply.Environment || state == apply.Other)
	return kept, state == apply.Environment || d.request.Loose || d.request.Force
}

// collide refuses to put a directory where something else is, or something else
// where a directory is, and to replace or delete the user's files in a
// directory that is no environment.
func (d *design) collide() error {
	kept, ours := d.kept()
	if !kept {
		return nil
	}
	existing := d.target.FS()
	var paths []string
	for _, op := range d.plan.Ops {
		if tree, ok := op.(plan.Tree); ok {
			more, err := d.hits(tree, existing)
			if err != nil {
				return err
			}
			paths = append(paths, more...)
			continue
		}
		info, err := fs.Lstat(existing, op.At())
		if err != nil {
			continue
		}
		_, directory := op.(plan.Dir)
		_, remove := op.(plan.Remove)
		if file, ok := op.(plan.File); directory && info.IsDir() || ok && file.Keep {
			continue
		}
		if info.IsDir() != directory && !remove {
			return &ObstacleError{filepath.Join(d.target.Path(), filepath.FromSlash(op.At())), kind(info), directory}
		}
		paths = append(paths, op.At())
	}
	if len(paths) > 0 && !ours {
		return &CollisionError{d.target.Path(), paths}
	}
	return nil
}

// hits lists the files of a tree that exist.
func (d *design) hits(tree plan.Tree, existing fs.FS) ([]string, error) {
	if _, ours := d.kept(); ours {
		return nil, nil
	}
	files, err := d.seed.Open(tree.Source)
	if err != nil {
		return nil, err
	}
	names, err := files.Names()
	var paths []string
	for _, name := range names {
		at := path.Join(tree.Path, name)
		if _, err := fs.Lstat(existing, at); err == nil {
			paths = append(paths, at)
		}
	}
	return paths, err
}

// kind names what a file is.
func kind(info fs.FileInfo) string {
	switch {
	case info.IsDir():
		return "a directory"
	case info.Mode()&fs.ModeSymlink != 0:
		return "a link"
	}
	return "a file"
}

// job is the design as package apply takes it.
func (d *design) job() apply.Job {
	return apply.Job{
		Plan: d.plan, Clear: d.request.Clear, Open: d.open, Links: d.links, Workers: d.kit.Workers,
		Program: program.Read, OnlyLinks: d.environment().Symlinks, Before: d.finish,
		Rewrites: d.request.UpgradeDeps, // pip does, now and then
	}
}

// open says where the files of a tree of the plan are.
func (d *design) open(source string) (apply.Tree, error) {
	found, err := d.seed.Open(source)
	if err != nil || found.Entry == nil {
		return apply.Tree{FS: found.FS}, err
	}
	e := found.Entry
	tree := apply.Tree{Dir: e.Dir, Contents: e.Contents, Owner: e.Owner, Shared: e.Kind == pool.Bytecode, Files: make([]apply.TreeFile, len(e.Files))}
	for i, f := range e.Files {
		tree.Files[i] = apply.TreeFile{Path: f.Path, Size: f.Size, ModTime: e.Time, Executable: f.Executable}
	}
	return tree, nil
}
