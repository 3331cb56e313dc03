package seed

import (
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"

	"github.com/pyenvkit/pyenvkit/interp"
	"github.com/pyenvkit/pyenvkit/plan"
	"github.com/pyenvkit/pyenvkit/seed/wheel"
)

// Ops returns what puts the seed into an environment of f at root, whose
// interpreter is exe. Both are absolute and final: exe is written into the
// scripts. installed is what lies in the environment's purelib already (see
// [Installed]), empty for a fresh one.
//
// An older version of a distribution is taken out first, by its RECORD. The
// same version is put in again, which repairs it. A newer one stays, as with
// ensurepip, if its files are all there. Scripts are written in every case, and
// RECORD with them. On Windows there are no scripts: they are executables
// there, which this package does not know.
func (s *Seed) Ops(f interp.Facts, root, exe string, installed []Distribution) ([]plan.Op, error) {
	separator := "/"
	if f.OS == "nt" {
		separator = `\`
	}
	if !strings.HasPrefix(exe, strings.TrimSuffix(root, separator)+separator) {
		// Scripts for an environment that is still in the making elsewhere
		// would be wrong without a sign.
		return nil, fmt.Errorf("the interpreter %s is not in the environment %s", exe, root)
	}
	if s == nil {
		return nil, nil
	}
	var ops []plan.Op
	for _, w := range s.wheels {
		more, err := s.install(w, f, exe, installed)
		if err != nil {
			return nil, err
		}
		ops = append(ops, more...)
	}
	return ops, nil
}

func (s *Seed) install(w *wheel.Wheel, f interp.Facts, exe string, installed []Distribution) ([]plan.Op, error) {
	var ops []plan.Op
	for _, d := range installed {
		if d.Name != wheel.Normalize(w.Project) {
			continue
		}
		if compare(d.Version, w.Version) > 0 && d.whole() {
			return s.keep(d, f, exe)
		}
		if d.info != w.Info {
			ops = append(ops, d.remove(f, topLevel(w))...)
		}
	}
	ops = append(ops, plan.Tree{
		Path: f.Paths.Purelib, Source: w.Filename, Files: len(w.Record), Bytes: w.Bytes,
	})

	files, rows, err := scripts(w.EntryPoints, f, exe, s.pip())
	if err != nil {
		return nil, err
	}
	ops = append(ops, files...)
	metadata := []wheel.Row{}
	add := func(name, content string) {
		name = w.Info + "/" + name
		ops = append(ops, plan.File{Path: path.Join(f.Paths.Purelib, name), Content: []byte(content)})
		metadata = append(metadata, wheel.NewRow(name, []byte(content)))
	}
	add("INSTALLER", "pip\n")
	if compare(s.pip(), "20.2") >= 0 {
		add("REQUESTED", "") // ensurepip asks for it by name (PEP 376)
	}
	return append(ops, record(f, w.Info, slices.Concat(w.Record, rows, metadata))), nil
}

// keep returns what makes the scripts of d, which is installed, start exe.
func (s *Seed) keep(d Distribution, f interp.Facts, exe string) ([]plan.Op, error) {
	rows, err := d.record()
	if err != nil {
		return nil, err
	}
	asked, err := d.entryPoints()
	if err != nil || len(asked) == 0 {
		return nil, err
	}
	pip := s.pip()
	if d.Name == "pip" {
		pip = d.Version
	}
	ops, fresh, err := scripts(asked, f, exe, pip)
	if err != nil {
		return nil, err
	}
	own := d.info + "/RECORD"
	rows = slices.DeleteFunc(rows, func(old wheel.Row) bool {
		return old.Path == own || slices.ContainsFunc(fresh, func(r wheel.Row) bool { return r.Path == old.Path })
	})
	return append(ops, record(f, d.info, append(rows, fresh...))), nil
}

// record returns the RECORD of the distribution with the metadata directory
// info, which lists itself too.
func record(f interp.Facts, info string, rows []wheel.Row) plan.File {
	own := wheel.Row{Path: info + "/RECORD"}
	return plan.File{
		Path:    path.Join(f.Paths.Purelib, own.Path),
		Content: wheel.FormatRecord(append(rows, own)),
	}
}

// pip returns the version of the pip in the seed. It is the pip that would
// write the scripts of all of the seed's distributions.
func (s *Seed) pip() string {
	for _, w := range s.wheels {
		if w.Project == "pip" {
			return w.Version
		}
	}
	return ""
}

// topLevel returns the names that w puts into purelib, its metadata apart.
func topLevel(w *wheel.Wheel) []string {
	entries, _ := fs.ReadDir(w.FS(), ".") // a wheel's root can always be read
	var names []string
	for _, e := range entries {
		if e.Name() != w.Info {
			names = append(names, e.Name())
		}
	}
	return names
}
