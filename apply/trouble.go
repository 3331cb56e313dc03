package apply

import (
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"

	"github.com/pyenvkit/pyenvkit/platform"
)

// A FullError reports that there is no room at Path. What says of what:
// "space" or "inodes".
type FullError struct {
	Path, What string
	Err        error
}

func (e *FullError) Error() string {
	return fmt.Sprintf("cannot write %s: its file system has no %s left", e.Path, e.What)
}

// Unwrap returns the error of the system.
func (e *FullError) Unwrap() error { return e.Err }

// Hints names the way out.
func (e *FullError) Hints() []string {
	if e.What == "inodes" {
		return []string{"delete files that are not needed, of whatever size, on the file system of " + e.Path + " (df -i shows the use), or choose a directory on another one"}
	}
	return []string{"free space on the file system of " + e.Path + " (df and quota show the use), or choose a directory on another one"}
}

// An AccessError reports that the user may not do something with Path.
type AccessError struct {
	Path string
	Err  error
}

func (e *AccessError) Error() string { return fmt.Sprintf("no access to %s: %v", e.Path, e.Err) }

// Unwrap returns the error of the system.
func (e *AccessError) Unwrap() error { return e.Err }

// Hints names the ways out.
func (e *AccessError) Hints() []string {
	if platform.ReadOnly(e.Err) {
		return []string{"choose a directory on a file system that can be written to"}
	}
	hints := []string{"choose a directory that you may write to, or have the rights to " + e.Path + " changed"}
	if platform.Busy(e.Err) {
		hints = append(hints, "if a program from there still runs, end it: Windows says the same of it")
	}
	return hints
}

// A UsedError reports that another program uses Path so that it can't be replaced.
type UsedError struct {
	Path string
	Err  error
}

func (e *UsedError) Error() string { return e.Path + " is in use by another program" }

// Unwrap returns the error of the system.
func (e *UsedError) Unwrap() error { return e.Err }

// Hints names the way out.
func (e *UsedError) Hints() []string {
	return []string{"close the programs that have files of the environment open or work in its directories, and run the same command again"}
}

// An OpenFilesError reports that no more files can be opened.
type OpenFilesError struct {
	Path string
	Err  error
}

func (e *OpenFilesError) Error() string { return fmt.Sprintf("cannot open %s: %v", e.Path, e.Err) }

// Unwrap returns the error of the system.
func (e *OpenFilesError) Unwrap() error { return e.Err }

// Hints names the way out.
func (e *OpenFilesError) Hints() []string {
	return []string{"allow the process more open files (ulimit -n), or end programs that hold many"}
}

// A DiskError reports any other failure of the file system.
type DiskError struct {
	Call, Path string
	Err        error
}

func (e *DiskError) Error() string { return fmt.Sprintf("cannot %s %s: %v", e.Call, e.Path, e.Err) }

// Unwrap returns the error of the system.
func (e *DiskError) Unwrap() error { return e.Err }

// Hints names the ways out.
func (e *DiskError) Hints() []string {
	if errors.Is(e.Err, fs.ErrNotExist) {
		return []string{"see whether another program is changing " + filepath.Dir(e.Path) + ", and try again"}
	}
	if platform.TooLong(e.Err) {
		return []string{"choose a directory with a shorter name"}
	}
	return []string{"see the system's log for what is wrong with the file system, or choose a directory on another one"}
}

// An UndoError reports that a failed change in place couldn't be undone. The
// next run at the same target tries again before it does anything else.
type UndoError struct {
	Dir  string
	Err  error // why the change failed
	Undo error // why it couldn't be undone
}

func (e *UndoError) Error() string {
	return fmt.Sprintf("%v; %s was left half changed: %v", e.Err, e.Dir, e.Undo)
}

// Unwrap returns both errors.
func (e *UndoError) Unwrap() []error { return []error{e.Err, e.Undo} }

// Hints names the way out.
func (e *UndoError) Hints() []string {
	return []string{"repair the cause and run the same command again: it first restores what was there"}
}

// An outsideError is one that is for somebody else to explain: that of Before
// or of Open.
type outsideError struct{ error }

func (e *outsideError) Unwrap() error { return e.error }

// explain makes an error of the system one of this package.
func (t *Target) explain(err error) error {
	return explain(err, func(path string) string {
		for _, dir := range []string{t.stage, t.real} {
			if below, err := filepath.Rel(dir, path); dir != "" && err == nil && filepath.IsLocal(below) {
				return filepath.Join(t.path, below)
			}
		}
		return path
	})
}

// explain makes an error of the system one of this package. What shown returns
// for a path is the one that the user knows.
func explain(err error, shown func(path string) string) error {
	var full *FullError
	var outside *outsideError
	var failed *fs.PathError
	switch {
	case errors.As(err, new(*LinkError)):
		return err // for who asked for links, to do without
	case errors.As(err, &outside):
		return outside.error
	case errors.As(err, &full):
		return &FullError{Path: shown(full.Path), What: full.What, Err: full.Err}
	case !errors.As(err, &failed), hasHints(err):
		return err
	}
	path, cause := shown(failed.Path), failed.Err
	switch {
	case platform.Used(cause):
		return &UsedError{path, cause}
	case errors.Is(cause, fs.ErrPermission), platform.ReadOnly(cause):
		return &AccessError{path, cause}
	case platform.TooManyFiles(cause):
		return &OpenFilesError{path, cause}
	}
	return &DiskError{Call: failed.Op, Path: path, Err: cause}
}

func hasHints(err error) bool {
	var h interface{ Hints() []string }
	return errors.As(err, &h)
}
