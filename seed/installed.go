package seed

import (
	"errors"
	"io/fs"
	"path"
	"strings"

	"github.com/pyenvkit/pyenvkit/seed/wheel"
)

// A Distribution is a project in one version.
type Distribution struct {
	// Name is the project's name, normalized (PEP 503).
	Name string
	// Version is as the metadata has it, "" if there is none to be found.
	Version string

	// purelib and info say where it lies, if it is installed: the metadata
	// directory, by its name in purelib.
	purelib fs.FS
	info    string
}

// Installed lists the distributions that lie in purelib, the root of which is
// a site-packages directory. One with broken metadata is listed by the name of
// its directory. There is no error: what cannot be read is not there.
func Installed(purelib fs.FS) []Distribution {
	entries, _ := fs.ReadDir(purelib, ".")
	var all []Distribution
	for _, e := range entries {
		stem, found := strings.CutSuffix(e.Name(), ".dist-info")
		// pip renames what it is about to remove to "~ip-24.2.dist-info".
		if !found || !e.IsDir() || strings.HasPrefix(stem, "~") {
			continue
		}
		name, version, _ := strings.Cut(stem, "-")
		metadata := plainFile(purelib, path.Join(e.Name(), "METADATA"))
		if declared := wheel.Field(metadata, "Name"); declared != "" {
			name, version = declared, wheel.Field(metadata, "Version")
		}
		all = append(all, Distribution{wheel.Normalize(name), version, purelib, e.Name()})
	}
	return all
}

func (d Distribution) record() ([]wheel.Row, error) {
	text, err := fs.ReadFile(d.purelib, path.Join(d.info, "RECORD"))
	if err != nil {
		return nil, err
	}
	return wheel.ParseRecord(text)
}

func (d Distribution) entryPoints() ([]wheel.EntryPoint, error) {
	text, err := fs.ReadFile(d.purelib, path.Join(d.info, "entry_points.txt"))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	return wheel.ParseEntryPoints(text)
}

// whole reports whether all of d's files in purelib are there, bytecode apart,
// and its metadata can be read.
func (d Distribution) whole() bool {
	rows, err := d.record()
	if _, bad := d.entryPoints(); err != nil || bad != nil || len(rows) == 0 {
		return false
	}
	for _, row := range rows {
		if !fs.ValidPath(row.Path) || strings.HasSuffix(row.Path, ".pyc") {
			continue // outside of purelib, or made by any import
		}
		if _, err := fs.Stat(d.purelib, row.Path); err != nil {
			return false
		}
	}
	return true
}
