package pyenvkit

import (
	"os"
	"path/filepath"

	"github.com/pyenvkit/pyenvkit/platform"
	"github.com/pyenvkit/pyenvkit/session"
)

// subshellVariable holds the root of the environment of the `pyenvkit shell` that
// a process runs in.
const subshellVariable = "_PYENVKIT_SHELL"

// A Subshell is a shell in which an environment is active, about to be started.
type Subshell struct {
	Process
	Environment Environment
	// Shell is its name: "bash".
	Shell string
	// Outer is the root of the environment of the subshell that this one will be
	// inside of, "" if there is none.
	Outer string
}

// Subshell returns the shell that a user works in, with the environment active
// that name names. Shell is the name or the path of another one, or "". Within the
// subshell of an environment there is no other one of the same: the error is a
// [*NestedError]. Interactive says that standard input and standard error are a
// terminal.
func (k *Kit) Subshell(name, shell string, interactive bool) (*Subshell, error) {
	e, err := k.Environment(name)
	if err != nil {
		return nil, err
	}
	outer := k.Finder.Env(subshellVariable)
	if outer != "" && sameDirectory(outer, e.Root) && sameDirectory(k.Finder.Env("VIRTUAL_ENV"), e.Root) {
		return nil, &NestedError{e.Root}
	}
	s := &Subshell{Environment: e, Outer: outer}
	if s.Shell, s.Path, err = platform.ShellProgram(shell, k.Finder.Dir, k.Finder.Environ); err != nil {
		return nil, err
	}
	if s.Path == "" {
		return nil, &NoShellError{}
	}
	environ, err := activated(e, k.Finder.Environ)
	if err != nil {
		return nil, err
	}
	s.Args = []string{s.Shell}
	s.Environ = platform.WithVariable(environ, subshellVariable, e.Root, true)
	// What the user asks for is not left with the directory.
	s.Environ = platform.WithVariable(s.Environ, autoVariable, "", false)
	return s, k.start(s, interactive)
}

// start adds to a subshell what makes it use the environment after it has read the
// start-up files of its user.
func (k *Kit) start(s *Subshell, interactive bool) error {
	v := values(s.Environment)
	dir := k.cache(shellFiles)
	started, err := session.New(s.Shell, v, dir, k.lookup)
	if err != nil || started.Terminal && !interactive {
		return err
	}
	if !keepFiles(dir, started.Files) {
		// There is no place but this, which the session removes.
		if dir, err = os.MkdirTemp("", session.Temporary); err != nil {
			return err
		}
		if started, err = session.New(s.Shell, v, dir, k.lookup); err != nil {
			return err
		}
		if !keepFiles(dir, started.Files) {
			return &NoPlaceError{dir}
		}
	}
	s.Args = append(s.Args, started.Args...)
	s.Environ = changed(s.Environ, started.Variables)
	return nil
}

// keepFiles sees to it that start-up files are in a directory, and reports whether
// they are.
func keepFiles(dir string, files []session.File) bool {
	for _, f := range files {
		if dir == "" || keepFile(filepath.Join(dir, filepath.FromSlash(f.Name)), f.Content) != nil {
			return false
		}
	}
	return true
}

// newPrefix is what the names of start-up files in the making begin with.
const newPrefix = ".new-"

// keepFile sees to it that a file has a content, and is read by nobody before it
// has.
func keepFile(path, content string) error {
	if now, err := os.ReadFile(path); err == nil && string(now) == content {
		return nil
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return err
	}
	file, err := os.CreateTemp(filepath.Dir(path), newPrefix+"*")
	if err != nil {
		return err
	}
	_, err = file.WriteString(content)
	if closed := file.Close(); err == nil {
		err = closed
	}
	if err == nil {
		err = os.Rename(file.Name(), path)
	}
	if err != nil {
		_ = os.Remove(file.Name()) // the first error tells more
	}
	return err
}

// A NoPlaceError reports that the start-up files of a shell can't be written.
type NoPlaceError struct{ Dir string }

func (e *NoPlaceError) Error() string {
	return "cannot write the start-up files of the shell to " + e.Dir
}

// Hints says the way out.
func (e *NoPlaceError) Hints() []string {
	return []string{"make room there, or name another directory with PYENVKIT_CACHE_DIR", "`pyenvkit run` needs none"}
}

// sameDirectory reports whether two paths lead to one directory that is there.
func sameDirectory(a, b string) bool {
	first, err := os.Stat(a)
	if err != nil {
		return false
	}
	second, err := os.Stat(b)
	return err == nil && os.SameFile(first, second)
}

// A NestedError reports that a shell of an environment was asked for in one.
type NestedError struct{ Root string }

func (e *NestedError) Error() string { return "this is a shell of " + e.Root + " already" }

// Hints says the way out.
func (e *NestedError) Hints() []string { return []string{"`exit` leaves it"} }
