package seed

import (
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/pyenvkit/pyenvkit/interp"
	"github.com/pyenvkit/pyenvkit/plan"
	"github.com/pyenvkit/pyenvkit/seed/wheel"
)

// Ops returns what puts the seed into an environment of f at the site. What is
// installed lies in the environment's purelib already (see
// [Installed]), empty for a fresh one.
//
// An older version of a distribution is taken out first, by its RECORD. The
// same version is put in again, which repairs it. A newer one stays, as with
// ensurepip, if its files are all there. Scripts are written in every case, and
// RECORD with them.
func (s *Seed) Ops(f interp.Facts, site Site, installed []Distribution) ([]plan.Op, error) {
	separator := "/"
	if f.OS == "nt" {
		separator = `\`
	}
	if !strings.HasPrefix(site.Interpreter, strings.TrimSuffix(site.Root, separator)+separator) {
		// Scripts for an environment that is still in the making elsewhere
		// would be wrong without a sign.
		return nil, fmt.Errorf("the interpreter %s is not in the environment %s", site.Interpreter, site.Root)
	}
	if s == nil {
		return nil, nil
	}
	var ops []plan.Op
	for _, m := range s.parts {
		more, err := s.install(m, f, site, installed)
		if err != nil {
			return nil, err
		}
		ops = append(ops, more...)
	}
	return ops, nil
}

func (s *Seed) install(m *part, f interp.Facts, site Site, installed []Distribution) ([]plan.Op, error) {
	var ops []plan.Op
	for _, d := range installed {
		if d.Name != wheel.Normalize(m.Project) {
			continue
		}
		if compare(d.Version, m.Version) > 0 && d.whole() {
			return s.keep(d, f, site)
		}
		if d.info != m.Info {
			ops = append(ops, d.remove(f, m.top())...)
		}
	}
	ops = append(ops, plan.Tree{
		Path: f.Paths.Purelib, Source: m.Filename, Files: len(m.Record), Bytes: m.Bytes,
	})
	var code []wheel.Row
	if m.code != nil {
		ops = append(ops, plan.Tree{
			Path: f.Paths.Purelib, Source: m.codeSource(), Files: len(m.code.Files), Bytes: m.code.Size(),
		})
		code = m.code.Rows()
	}

	files, rows, err := site.scripts(m.EntryPoints, f, s.pip())
	if err != nil {
		return nil, err
	}
	ops = append(ops, files...)
	metadata := []wheel.Row{}
	add := func(name, content string) {
		name = m.Info + "/" + name
		ops = append(ops, plan.File{Path: path.Join(f.Paths.Purelib, name), Content: []byte(content)})
		metadata = append(metadata, wheel.NewRow(name, []byte(content)))
	}
	add("INSTALLER", "pip\n")
	if compare(s.pip(), "20.2") >= 0 {
		add("REQUESTED", "") // ensurepip asks for it by name (PEP 376)
	}
	return append(ops, record(f, m.Info, m.Record, code, rows, metadata)), nil
}

// keep returns what makes the scripts of d, which is installed, start the
// interpreter of the site.
func (s *Seed) keep(d Distribution, f interp.Facts, site Site) ([]plan.Op, error) {
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
	ops, fresh, err := site.scripts(asked, f, pip)
	if err != nil {
		return nil, err
	}
	own := d.info + "/RECORD"
	rows = slices.DeleteFunc(rows, func(old wheel.Row) bool {
		return old.Path == own || superseded(old, fresh, f)
	})
	return append(ops, record(f, d.info, rows, fresh)), nil
}

// record returns the RECORD of the distribution with the metadata directory
// info, which lists itself too.
func record(f interp.Facts, info string, rows ...[]wheel.Row) plan.File {
	own := wheel.Row{Path: info + "/RECORD"}
	return plan.File{
		Path:    path.Join(f.Paths.Purelib, own.Path),
		Content: wheel.FormatRecord(append(rows, []wheel.Row{own})...),
	}
}

// pip returns the version of the pip in the seed. It is the pip that would
// write the scripts of all of the seed's distributions.
func (s *Seed) pip() string {
	for _, m := range s.parts {
		if m.Project == "pip" {
			return m.Version
		}
	}
	return ""
}
