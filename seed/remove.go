package seed

import (
	"io/fs"
	"path"
	"strings"

	"github.com/pyenvkit/pyenvkit/interp"
	"github.com/pyenvkit/pyenvkit/plan"
	"github.com/pyenvkit/pyenvkit/seed/wheel"
)

// remove returns the operations that take d out of an environment: its files
// by its RECORD, their bytecode, the directories that are empty then, and its
// scripts. Nothing else is touched, whatever RECORD says: neither what lies
// outside of purelib and the directory of the scripts, or behind a link, nor
// the environment's own interpreter and activators. Where there is no RECORD,
// the directories in packages go, which the caller knows to be d's.
func (d Distribution) remove(f interp.Facts, packages []string) []plan.Op {
	ops := []plan.Op{plan.Remove{Path: path.Join(f.Paths.Purelib, d.info)}}
	rows, err := d.record()
	if err != nil {
		for _, name := range packages {
			ops = append(ops, plan.Remove{Path: path.Join(f.Paths.Purelib, name)})
		}
		return ops
	}
	r := removal{fsys: d.purelib, files: map[string]bool{}, dirs: map[string]bool{}}
	scripts := fromPurelib(f, f.Paths.Scripts)
	for _, row := range rows {
		dir, name := path.Split(row.Path)
		switch {
		case strings.Contains(row.Path, `\`):
			continue // a separator on Windows
		case path.Clean(dir) == scripts && wheel.IsScript(name):
			ops = append(ops, plan.Remove{Path: path.Join(f.Paths.Scripts, name)})
		case fs.ValidPath(row.Path) && !strings.HasPrefix(row.Path, d.info+"/"):
			r.add(row.Path)
		}
	}
	gone, _ := r.walk(".")
	for _, name := range gone {
		ops = append(ops, plan.Remove{Path: path.Join(f.Paths.Purelib, name)})
	}
	return ops
}

// A removal finds out what to remove for a list of files to be gone.
type removal struct {
	fsys  fs.FS
	files map[string]bool // to be gone
	dirs  map[string]bool // in which such files are
}

func (r *removal) add(name string) {
	r.files[name] = true
	for dir := path.Dir(name); dir != "." && !r.dirs[dir]; dir = path.Dir(dir) {
		r.dirs[dir] = true
	}
	if strings.HasSuffix(name, ".py") {
		r.dirs[path.Join(path.Dir(name), "__pycache__")] = true
	}
}

// walk returns what to remove below dir, whole directories where that leaves
// them empty, and whether dir is such a one itself.
func (r *removal) walk(dir string) (gone []string, empty bool) {
	entries, err := fs.ReadDir(r.fsys, dir)
	empty = err == nil
	for _, e := range entries {
		name := path.Join(dir, e.Name())
		switch {
		case e.IsDir() && r.dirs[name]: // a link to a directory is none
			inside, all := r.walk(name)
			gone = append(gone, inside...)
			empty = empty && all
		case !e.IsDir() && (r.files[name] || r.isBytecode(name)):
			gone = append(gone, name)
		default:
			empty = false
		}
	}
	if empty && dir != "." {
		return []string{dir}, true
	}
	return gone, empty
}

// isBytecode reports whether name is the bytecode of a file that is to be
// gone: "pip/__pycache__/main.cpython-312.opt-1.pyc" for "pip/main.py".
func (r *removal) isBytecode(name string) bool {
	dir, base := path.Split(name)
	dir = path.Clean(dir)
	module, _, _ := strings.Cut(base, ".")
	return path.Base(dir) == "__pycache__" && strings.HasSuffix(base, ".pyc") &&
		r.files[path.Join(path.Dir(dir), module+".py")]
}
