package windows

import (
	"bytes"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/pyenvkit/pyenvkit/plan"
)

// Libraries returns what a link to the interpreter in the directory scripts of
// an environment needs beside it: the DLLs of Python and of the C runtime that
// lie in the interpreter's directory (CPython's EnvBuilder.setup_python).
func Libraries(executable, scripts string) ([]plan.Copy, error) {
	return beside(executable, scripts, func(name string) bool {
		return strings.HasSuffix(name, ".dll") && (strings.HasPrefix(name, "python") || strings.HasPrefix(name, "vcruntime"))
	})
}

// Standalone returns the interpreter with all that it needs beside it, for one
// that a redirector can't start as that of an environment, and nothing for
// others. PyPy looks for its environment beside its own executable, and takes
// the executables and DLLs of its directory along (PyPy's venv). An embeddable
// CPython follows the file python3XY._pth beside it, which knows no
// environments, so it is copied without that. CPython before 3.7.2 (old) looks for
// its environment beside itself, too (bpo-34977).
func Standalone(executable, implementation string, old bool, scripts string) ([]plan.Copy, error) {
	switch {
	case implementation == "cpython" && old:
		return beside(executable, scripts, func(name string) bool {
			return slices.Contains([]string{".exe", ".dll", ".pyd"}, filepath.Ext(name))
		})
	case implementation == "pypy":
		return beside(executable, scripts, func(name string) bool {
			return strings.HasSuffix(name, ".exe") || strings.HasSuffix(name, ".dll")
		})
	case implementation == "cpython":
		paths, err := beside(executable, scripts, func(name string) bool { return strings.HasSuffix(name, "._pth") })
		if err != nil || len(paths) == 0 {
			return nil, err
		}
		return beside(executable, scripts, func(name string) bool {
			switch filepath.Ext(name) {
			case ".dll", ".pyd":
				return true
			case ".exe", ".zip":
				return strings.HasPrefix(name, "python")
			}
			return false
		})
	}
	return nil, nil
}

// SignedActivator returns the Activate.ps1 that an interpreter with the given
// standard library brings for its environments, if it is signed; nil if not. It
// finds its own place, so it is the same for all environments, and runs where only
// signed scripts may (gh-97647).
func SignedActivator(stdlib string) []byte {
	script, err := os.ReadFile(filepath.Join(stdlib, "venv", "scripts", "common", "Activate.ps1"))
	if err != nil || !bytes.Contains(script, []byte("# SIG # Begin signature block")) {
		return nil
	}
	return script
}

// beside returns the files beside an executable whose names, in lower case, are
// wanted.
func beside(executable, scripts string, wanted func(name string) bool) ([]plan.Copy, error) {
	dir := filepath.Dir(executable)
	entries, err := os.ReadDir(dir)
	if err != nil {
		return nil, err
	}
	var found []plan.Copy
	for _, e := range entries {
		if e.Type()&fs.ModeDir == 0 && wanted(strings.ToLower(e.Name())) {
			found = append(found, plan.Copy{Path: scripts + "/" + e.Name(), Source: filepath.Join(dir, e.Name()), Mode: 0o755})
		}
	}
	return found, nil
}
