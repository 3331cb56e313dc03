package seed

import (
	"fmt"
	"path"
	"slices"
	"strconv"
	"strings"

	"github.com/pyenvkit/pyenvkit/interp"
	"github.com/pyenvkit/pyenvkit/plan"
	"github.com/pyenvkit/pyenvkit/seed/wheel"
)

// EntryPoints says what the scripts of an environment are.
type EntryPoints string

// These are the forms of scripts. On Windows all scripts have launchers.
const (
	// AutoEntryPoints is a script with a #! line where the kernel can run it, and
	// a launcher where it can't.
	AutoEntryPoints EntryPoints = "auto"
	// ScriptEntryPoints is a script, with a few lines for sh at its head where a
	// #! line would not do, as pip itself has it.
	ScriptEntryPoints EntryPoints = "script"
	// LauncherEntryPoints is a launcher with a side file. It finds the
	// environment from its own place, so both can be moved.
	LauncherEntryPoints EntryPoints = "launcher"
)

// A Site is an environment as its scripts see it.
type Site struct {
	// Root and Interpreter are absolute and final: Interpreter is written into
	// scripts.
	Root, Interpreter string
	EntryPoints       EntryPoints
	// ShebangLimit is how long the first line of a script may be for the kernel,
	// in bytes with "#!" and without the newline.
	ShebangLimit int
	// Programs are those for the platform of the environment, by their names.
	Programs map[string]plan.Program
}

// launched reports whether scripts have launchers.
func (s Site) launched(f interp.Facts) bool {
	if f.OS == "nt" || s.EntryPoints == LauncherEntryPoints {
		return true
	}
	_, ok := s.Programs["launcher"]
	return ok && s.EntryPoints != ScriptEntryPoints && !plain(s.Interpreter, s.ShebangLimit)
}

// scripts returns what starts the entry points, and the rows for RECORD. Pip is
// the version that would write them.
func (s Site) scripts(asked []wheel.EntryPoint, f interp.Facts, pip string) ([]plan.Op, []wheel.Row, error) {
	if s.launched(f) {
		return s.launchers(asked, f)
	}
	head, err := s.shebang()
	if err != nil {
		return nil, nil, err
	}
	var ops []plan.Op
	var rows []wheel.Row
	for _, e := range forVersion(asked, f.Version) {
		content := []byte(head + body(e, pip))
		ops = append(ops, plan.File{Path: f.Paths.Scripts + "/" + e.Name, Content: content, Mode: 0o755})
		rows = append(rows, wheel.NewRow(fromPurelib(f, f.Paths.Scripts)+"/"+e.Name, content))
	}
	return ops, rows, nil
}

// launchers returns a launcher and its side file for each entry point.
func (s Site) launchers(asked []wheel.EntryPoint, f interp.Facts) ([]plan.Op, []wheel.Row, error) {
	program, ok := s.Programs["launcher"]
	if !ok {
		return nil, nil, &plan.NoProgramError{Name: "launcher", Platform: f.Platform + " on " + f.Architecture, Windows: f.OS == "nt"}
	}
	head, suffix := "#!"+plan.LauncherDir+"/python\n", ""
	if f.OS == "nt" {
		head, suffix = "#!"+plan.LauncherDir+"\\python.exe\n", ".exe"
	}
	recorded := fromPurelib(f, f.Paths.Scripts) + "/"
	var ops []plan.Op
	var rows []wheel.Row
	for _, e := range forVersion(asked, f.Version) {
		content := []byte(head + sideBody(e))
		exe, side := e.Name+suffix, e.Name+plan.SideSuffix
		ops = append(ops,
			plan.Executable{Path: f.Paths.Scripts + "/" + exe, Program: program},
			plan.File{Path: f.Paths.Scripts + "/" + side, Content: content, Mode: 0o644})
		rows = append(rows,
			wheel.Row{Path: recorded + exe, Hash: wheel.HashOf(program.Sum), Size: strconv.FormatInt(program.Size, 10)},
			wheel.NewRow(recorded+side, content))
	}
	return ops, rows, nil
}

// sideBody is what is below the first line of a side file: as pip's own script,
// but for the name that the program has for itself.
func sideBody(e wheel.EntryPoint) string {
	imported, _, _ := strings.Cut(e.Attr, ".")
	return fmt.Sprintf(`import sys
from %s import %s
if __name__ == '__main__':
    if sys.argv[0].endswith('%s'):
        sys.argv[0] = sys.argv[0][:-%d]
    sys.exit(%s())
`, e.Module, imported, plan.SideSuffix, len(plan.SideSuffix), e.Attr)
}

// superseded reports whether a row of RECORD is that of a script that has been
// made anew, in this or another form, or of one that was for another version of
// Python: pip3.11.exe, pip-script.py.
func superseded(old wheel.Row, fresh []wheel.Row, f interp.Facts) bool {
	dir, name := path.Split(old.Path)
	if path.Clean(dir) != fromPurelib(f, f.Paths.Scripts) {
		return false
	}
	stem := stemOf(name)
	if base, ok := unversioned(stem); ok {
		stem = base
	}
	return slices.ContainsFunc(fresh, func(r wheel.Row) bool { return stemOf(path.Base(r.Path)) == stem })
}

// stemOf returns the name of an entry point, of that of a file of it.
func stemOf(name string) string {
	return strings.TrimSuffix(strings.TrimSuffix(name, plan.SideSuffix), ".exe")
}
