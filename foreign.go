package pyenvkit

import (
	"fmt"
	"io/fs"
	"os"
	"path"
	"regexp"
	"slices"
	"strings"
	"sync"

	"github.com/pyenvkit/pyenvkit/apply"
	"github.com/pyenvkit/pyenvkit/interp"
	"github.com/pyenvkit/pyenvkit/platform"
	"github.com/pyenvkit/pyenvkit/platform/windows"
)

// elsewhere is a target on another kind of system. There is nothing yet.
type elsewhere string

func (e elsewhere) Path() string       { return string(e) }
func (e elsewhere) Real() string       { return string(e) }
func (e elsewhere) State() apply.State { return apply.Missing }
func (e elsewhere) FS() fs.FS          { return nowhere{} }

// nowhere is a file system without files.
type nowhere struct{}

// Open implements [fs.FS].
func (nowhere) Open(name string) (fs.File, error) {
	return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrNotExist}
}

// prospect returns the target of a preview.
func (k *Kit) prospect(r Request) (target, error) {
	if r.Facts == nil || platform.Layouts[r.Facts.OS].Separator == string(os.PathSeparator) {
		return apply.Inspect(k.abs(r.Dir), os.PathListSeparator)
	}
	dir, ok := cleanForeign(r.Dir, r.Facts.OS)
	if !ok {
		return nil, &ForeignPathError{r.Dir, r.Facts.OS}
	}
	if r.Facts.OS == "nt" {
		if reason := windows.Unusable(dir); reason != "" {
			return nil, &apply.UnusableError{Path: dir, Reason: reason}
		}
	}
	if separator := platform.Layouts[r.Facts.OS].ListSeparator; strings.Contains(dir, separator) {
		return nil, &apply.SeparatorError{Path: dir, Separator: []rune(separator)[0]}
	}
	return elsewhere(dir), nil
}

// volume is what an absolute path of Windows begins with, in slashes.
var volume = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`^([A-Za-z]:|//[^/]+/[^/]+)/`) })

// cleanForeign returns a path without superfluous elements, by the rules of where
// os.name is system; ok is false for one that is not absolute there, or a root.
func cleanForeign(dir, system string) (clean string, ok bool) {
	root := "/"
	if system == "nt" {
		dir = strings.ReplaceAll(dir, `\`, "/")
		root = volume().FindString(dir)
	}
	rest, found := strings.CutPrefix(dir, root)
	rest = path.Clean("/" + rest)
	if !found || root == "" || rest == "/" {
		return "", false
	}
	clean = strings.TrimSuffix(root, "/") + rest
	if system == "nt" {
		clean = strings.ReplaceAll(clean, "/", `\`)
	}
	return clean, true
}

// A ForeignError reports that an environment was to be made, and not only
// planned, from the facts of an interpreter that may be on another machine.
type ForeignError struct{ Executable string }

func (e *ForeignError) Error() string {
	return e.Executable + " is known by its facts alone, so an environment of it can only be planned"
}

// Hints says the way out.
func (e *ForeignError) Hints() []string {
	return []string{"add --dry-run, or name a Python of this machine with --python"}
}

// ExitCode is 2, that of wrong usage.
func (e *ForeignError) ExitCode() int { return 2 }

// A ForeignPathError reports the path of an environment to be planned for
// another kind of system, which has to be absolute there.
type ForeignPathError struct{ Dir, OS string }

func (e *ForeignPathError) Error() string {
	return fmt.Sprintf("%q is no absolute path of the system of that Python (os.name %q)", e.Dir, e.OS)
}

// Hints says the way out.
func (e *ForeignPathError) Hints() []string {
	example := "/srv/env"
	if e.OS == "nt" {
		example = `'C:\env'`
	}
	return []string{"name the place where the environment is to be: " + example}
}

// ExitCode is 2, that of wrong usage.
func (e *ForeignPathError) ExitCode() int { return 2 }

// goPlatform returns Go's name for what an interpreter runs on: "windows/amd64".
func goPlatform(f interp.Facts) string {
	system := strings.TrimRight(f.Platform, "0123456789") // freebsd14
	if f.OS == "nt" {
		system = "windows"
	}
	machine := strings.TrimPrefix(strings.ToLower(f.Architecture), "mingw_") // MSYS2's: mingw_x86_64_ucrt_gnu
	switch {
	case strings.HasPrefix(machine, "x86_64"):
		machine = "amd64"
	case strings.HasPrefix(machine, "aarch64"), machine == "universal2":
		machine = "arm64"
	case slices.Contains([]string{"win32", "x86", "i386", "i486", "i586"}, machine), strings.HasPrefix(machine, "i686"):
		machine = "386"
	case slices.Contains([]string{"armv6l", "armv7l", "armv8l"}, machine):
		machine = "arm"
	}
	return system + "/" + machine
}
