package apply

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"unicode/utf8"

	env "github.com/pyenvkit/pyenvkit/environment" // tests have a function of that name
	"github.com/pyenvkit/pyenvkit/platform"
)

// A State says what lies at a target.
type State int

// The states of a target.
const (
	Missing     State = iota // nothing; its parents may be missing as well
	Empty                    // an empty directory
	Environment              // a directory with a regular file pyvenv.cfg (PEP 405)
	Other                    // any other directory
)

// String returns the name of the state in lower case.
func (s State) String() string {
	return [...]string{"missing", "empty", "environment", "other"}[s]
}

// A Place is what was found at a path.
type Place struct {
	path, real string
	state      State
}

// Path returns the absolute path of the target as it was named, links kept.
func (p Place) Path() string { return p.path }

// Real returns the absolute path of the target with all links resolved.
func (p Place) Real() string { return p.real }

// State returns what lay there when it was looked at. It isn't changed by what
// is made there then.
func (p Place) State() State { return p.state }

// FS returns the present contents to be read; a missing target has none.
func (p Place) FS() fs.FS { return os.DirFS(p.real) }

// Inspect says what lies at dir, a path relative to the current directory or
// an absolute one. It changes nothing. A path at which no environment can be
// or work is an error of this package; listSeparator is the separator of PATH,
// which such a path can't contain.
//
// What follows from the state is to be decided by that of the locked target: it
// is the one that Apply meets.
func Inspect(dir string, listSeparator rune) (Place, error) {
	path, err := filepath.Abs(dir)
	if err != nil {
		return Place{}, err
	}
	switch {
	case !utf8.ValidString(path) || strings.ContainsRune(path, 0):
		return Place{}, &UndecodableError{path}
	case strings.ContainsAny(path, "\n\r"): // each ends a line of pyvenv.cfg
		return Place{}, &NewlineError{path}
	case strings.ContainsRune(path, listSeparator):
		return Place{}, &SeparatorError{path, listSeparator}
	}
	if reason := platform.Unusable(path); reason != "" {
		return Place{}, &UnusableError{path, reason}
	}
	place, err := examine(path)
	return place, explain(err, func(p string) string { return p })
}

// examine finds out what lies at an absolute path. What another process moves
// away between two looks at it is looked at again.
func examine(path string) (place Place, err error) {
	const enough = 100 // times, for one process that waits for none of many
	for range enough {
		err = platform.Insist(func() error {
			place, err = look(path)
			return err
		})
		if !errors.Is(err, fs.ErrNotExist) {
			break
		}
	}
	if failed := (*fs.PathError)(nil); errors.As(err, &failed) {
		failed.Op = "look at" // rather than the name of a system call
	}
	return place, err
}

// look is one try of examine. Its error is [fs.ErrNotExist] if something went
// away meanwhile.
func look(path string) (Place, error) {
	_, err := os.Lstat(path)
	switch {
	case errors.Is(err, fs.ErrNotExist) || platform.NotDirectory(err):
		real, err := resolve(path, path)
		return Place{path, real, Missing}, err
	case err != nil:
		return Place{}, err
	}
	real, err := platform.RealPath(path)
	switch {
	case errors.Is(err, fs.ErrNotExist) || isLoop(err):
		return Place{}, dangling(path)
	case err != nil:
		return Place{}, err
	}
	info, err := os.Stat(real)
	if err != nil {
		return Place{}, err
	}
	if !info.IsDir() {
		return Place{}, inTheWay(path, real, info)
	}
	state, err := content(real)
	return Place{path, real, state}, err
}

// isLoop reports the error of [platform.RealPath] for links that lead to each
// other. It has no type, but others of that function name a path.
func isLoop(err error) bool {
	path := (*fs.PathError)(nil)
	return err != nil && !errors.As(err, &path)
}

// resolve resolves the links of a path that doesn't exist as far as it does;
// dir is the target that it is or leads to.
func resolve(path, dir string) (string, error) {
	parent := filepath.Dir(path)
	_, err := os.Lstat(parent)
	if (errors.Is(err, fs.ErrNotExist) || platform.NotDirectory(err)) && parent != path {
		real, err := resolve(parent, dir)
		return filepath.Join(real, filepath.Base(path)), err
	}
	if parent == path && errors.Is(err, fs.ErrNotExist) {
		return "", &RootError{path, errors.Unwrap(err)}
	}
	if err != nil {
		return "", err
	}
	real, err := platform.RealPath(parent)
	switch {
	case errors.Is(err, fs.ErrNotExist) || isLoop(err):
		return "", dangling(parent)
	case err != nil:
		return "", err
	}
	info, err := os.Stat(real)
	if err != nil {
		return "", err
	}
	if !info.IsDir() {
		return "", &ParentFileError{Parent: parent, Dir: dir}
	}
	return filepath.Join(real, filepath.Base(path)), nil
}

// dangling returns the error of a link that leads nowhere. What is no link any
// more was moved away meanwhile.
func dangling(link string) error {
	target, err := os.Readlink(link)
	if err != nil {
		return &fs.PathError{Op: "look at", Path: link, Err: fs.ErrNotExist}
	}
	return &DanglingLinkError{Link: link, Target: target}
}

// inTheWay says what lies at path instead of a directory. A file .venv whose
// first line is a path redirects to the environment there (PEP 832).
func inTheWay(path, real string, info fs.FileInfo) error {
	kind := "a file"
	switch info.Mode().Type() {
	case 0:
		if filepath.Base(path) != ".venv" {
			break
		}
		if target, err := env.Redirect(real); err == nil {
			return &RedirectError{File: path, Target: target}
		}
	case fs.ModeNamedPipe:
		kind = "a named pipe"
	case fs.ModeSocket:
		kind = "a socket"
	default:
		kind = "a device"
	}
	return &FileInWayError{Path: path, Kind: kind}
}

// content returns the state of a directory.
func content(dir string) (State, error) {
	if info, err := os.Lstat(filepath.Join(dir, "pyvenv.cfg")); err == nil && info.Mode().IsRegular() {
		return Environment, nil
	}
	entries, err := os.ReadDir(dir)
	if err != nil {
		return Other, err
	}
	names := map[string]bool{}
	for _, e := range entries {
		names[e.Name()] = true
	}
	if names[workDir] && restore(dir, names) {
		return Environment, nil
	}
	delete(names, workDir)
	if len(names) == 0 {
		return Empty, nil
	}
	return Other, nil
}

// restore makes of the names in the target dir those that will be there when [Lock]
// has undone what a killed run began, and reports whether they are those of an
// environment.
func restore(dir string, names map[string]bool) (environment bool) {
	in, err := disk{ctx: context.Background()}.enterRoot(dir)
	if err != nil {
		return false // for Lock to report
	}
	defer in.Close()
	changes, err := in.readJournal()
	if err != nil {
		return false // likewise
	}
	for _, c := range changes {
		switch {
		case first(c.Path) != c.Path:
		case c.Old:
			names[c.Path] = true
			environment = environment || c.Path == "pyvenv.cfg"
		default:
			delete(names, c.Path)
		}
	}
	return environment
}

// holdsWorkDir reports whether the current directory of this process is dir or
// lies in it: the shell that started us would be left in a deleted directory.
func holdsWorkDir(dir string) bool {
	current, err := os.Getwd()
	if err != nil {
		return false
	}
	if current, err = platform.RealPath(current); err != nil {
		return false
	}
	below, err := filepath.Rel(dir, current)
	return err == nil && filepath.IsLocal(below)
}
