package seed

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"

	"github.com/pyenvkit/pyenvkit/interp"
)

// debianWheels is where the ensurepip of Debian's interpreters looks that have
// no WHEEL_PKG_DIR: PyPy, and CPython before 3.10.
const debianWheels = "/usr/share/python-wheels"

// packages returns what ensurepip installs, in its order: setuptools as well
// before Python 3.12 (gh-95299).
func packages(v interp.Version) []string {
	if v.AtLeast(3, 12) {
		return []string{"pip"}
	}
	return []string{"setuptools", "pip"}
}

// bundled returns the paths of the wheels that f's ensurepip would install, or
// nothing if one of them is missing (ensurepip/__init__.py: _get_packages, and
// from 3.13 on _get_pip_whl_path_ctx).
func bundled(f interp.Facts) []string {
	names := packages(f.Version)
	if f.WheelDir != "" && f.Version.AtLeast(3, 10) {
		// Sorted as text, also in ensurepip: there is but one of each.
		last := func(_ string, found []string) string { return found[len(found)-1] }
		if paths := choose(f.WheelDir, names, last); paths != nil {
			return paths
		}
	}
	ensurepip := filepath.Join(f.Stdlib, "ensurepip")
	source := sync.OnceValues(func() ([]byte, error) { return os.ReadFile(filepath.Join(ensurepip, "__init__.py")) })
	named := func(name string, found []string) string {
		if len(found) == 1 {
			return found[0]
		}
		text, _ := source() // unreadable, it names no version
		version := variable(text, "_"+strings.ToUpper(name)+"_VERSION")
		for _, file := range found {
			if version != "" && versionOf(file) == version {
				return file
			}
		}
		// A distribution put another one there, or the source isn't.
		return slices.MaxFunc(found, func(a, b string) int { return compare(versionOf(a), versionOf(b)) })
	}
	if paths := choose(filepath.Join(ensurepip, "_bundled"), names, named); paths != nil {
		return paths
	}
	if f.WheelDir != "" || f.OS != "posix" {
		return nil
	}
	if _, err := source(); err != nil {
		return nil // no ensurepip at all
	}
	return choose(debianWheels, names, named)
}

// choose returns the path of one wheel in dir for each name, or nil if one has
// none. pick takes one of the file names of a project's wheels, of which there
// is at least one, in ascending order.
func choose(dir string, names []string, pick func(name string, found []string) string) []string {
	entries, _ := os.ReadDir(dir) // no directory, no wheels; it comes sorted
	var paths []string
	for _, name := range names {
		var found []string
		for _, e := range entries {
			if strings.HasPrefix(e.Name(), name+"-") && strings.HasSuffix(e.Name(), ".whl") {
				found = append(found, e.Name())
			}
		}
		if len(found) == 0 {
			return nil
		}
		paths = append(paths, filepath.Join(dir, pick(name, found)))
	}
	return paths
}

// versionOf returns the second part of the file name of a wheel (PEP 427).
func versionOf(file string) string {
	_, rest, _ := strings.Cut(file, "-")
	version, _, _ := strings.Cut(rest, "-")
	return version
}

// variable returns the text that a line of a Python source assigns to a name,
// or "".
func variable(source []byte, name string) string {
	for line := range strings.Lines(string(source)) {
		value, ok := strings.CutPrefix(line, name)
		if !ok {
			continue
		}
		if value, ok = strings.CutPrefix(strings.TrimLeft(value, " "), "="); !ok {
			continue
		}
		if value = strings.TrimLeft(value, " "); value == "" || value[0] != '"' && value[0] != '\'' {
			continue
		}
		if end := strings.IndexAny(value[1:], `"'`); end >= 0 {
			return value[1 : 1+end]
		}
	}
	return ""
}

// compare orders two versions as PEP 440 does; what is no version comes first.
func compare(a, b string) int { return interp.CompareVersions(a, b) }

// supports reports whether a Requires-Python lets v in, for which pip takes
// the three numbers of the version alone. An unreadable one lets it in, as pip
// does.
func supports(requires string, v interp.Version) bool {
	allowed, err := interp.ParseSpecifiers(requires)
	v.Level, v.Serial = "final", 0
	return err != nil || allowed.Contains(v)
}
