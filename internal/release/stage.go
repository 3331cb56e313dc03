package release

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/pyenvkit/pyenvkit/platform"
)

// What the names of a staging directory and of a program that was running when it was
// replaced begin with, before the number of the process: those of install.sh and
// install.ps1, so that each removes what another one has left.
const (
	stagePrefix = ".pyenvkit-install."
	oldPrefix   = ".pyenvkit-old."
)

// A stage is a directory for this user alone beside a program, so that another one can
// take the place of that by being renamed.
type stage struct {
	dir    string
	target string // the program
	// other says how somebody else can do it who may.
	other string
}

// stage makes one for a command of this program, and removes what killed runs have left.
// The error is a [*PlaceError].
func (i Installation) stage(command string) (stage, error) {
	beside := filepath.Dir(i.Path)
	removeAbandoned(beside)
	s := stage{filepath.Join(beside, stagePrefix+strconv.Itoa(os.Getpid())), i.Path, i.elevated(command)}
	if err := os.Mkdir(s.dir, 0o700); err != nil {
		return stage{}, s.explain(err)
	}
	return s, nil
}

func (s stage) path(name string) string { return filepath.Join(s.dir, name) }

func (s stage) remove() {
	_ = platform.Insist(func() error { return os.RemoveAll(s.dir) }) // the next run will
}

// settle puts a program of the stage in the place of the target, with its mode and, as far
// as that may be done, its owner.
func (s stage) settle(fresh, target string) error {
	if info, err := os.Stat(target); err == nil {
		err = take(fresh, info)
		if err != nil {
			return s.explain(err)
		}
	} else if err := os.Chmod(fresh, 0o755); err != nil {
		return s.explain(err)
	}
	err := os.Rename(fresh, target)
	if platform.Busy(err) {
		err = s.swap(fresh, target)
	}
	if err != nil {
		return s.explain(err)
	}
	return nil
}

// swap does it where the target runs on Windows: it can't be deleted then, but it can be
// renamed. The next run removes it.
func (s stage) swap(fresh, target string) error {
	old := aside(filepath.Dir(target))
	if err := rename(target, old); err != nil {
		return err
	}
	if err := rename(fresh, target); err != nil {
		if problem := rename(old, target); problem != nil {
			return fmt.Errorf("%v; and what was there is %s now: %v", err, old, problem)
		}
		return err
	}
	_ = os.Remove(old)
	return nil
}

func rename(from, to string) error {
	return platform.Insist(func() error { return os.Rename(from, to) })
}

// aside returns the name, in a directory, of a program that still runs.
func aside(dir string) string {
	return filepath.Join(dir, oldPrefix+strconv.Itoa(os.Getpid())+"."+platform.Unique()+".exe")
}

// removeAbandoned removes what runs have left that were killed, and programs that were
// running when they were replaced. What can't be removed stays for the next run.
func removeAbandoned(dir string) {
	entries, _ := os.ReadDir(dir)
	for _, e := range entries {
		if isAbandoned(e) {
			_ = os.RemoveAll(filepath.Join(dir, e.Name()))
		}
	}
}

func isAbandoned(e fs.DirEntry) bool {
	number, found := strings.CutPrefix(e.Name(), stagePrefix)
	if !found {
		if number, found = strings.CutPrefix(e.Name(), oldPrefix); found {
			number, _, _ = strings.Cut(number, ".")
		}
	}
	pid, err := strconv.Atoi(number)
	return found && err == nil && pid > 0 && (pid == os.Getpid() || !platform.Running(pid))
}

// explain returns an error of the file system as that of the place of the program.
func (s stage) explain(err error) error {
	if elsewhere := (*DownloadError)(nil); errors.As(err, &elsewhere) {
		return err
	}
	var path *fs.PathError
	var link *os.LinkError
	switch {
	case errors.As(err, &path):
		err = path.Err
	case errors.As(err, &link):
		err = link.Err
	default:
		return err
	}
	return &PlaceError{s.target, s.other, err}
}

// elevated says how a command of this program is given by somebody who may do more.
func (i Installation) elevated(command string) string {
	if i.windows() {
		return "do it in a window of an administrator: " + i.Path + " " + command
	}
	return "do it as a user who may, such as root: sudo " + i.Path + " " + command
}

// A PlaceError reports a directory of a program in which nothing can be put or removed.
type PlaceError struct {
	Path  string // of the program
	Other string // how somebody can do it who may
	Err   error
}

func (e *PlaceError) Error() string {
	return filepath.Dir(e.Path) + " can't be written to: " + e.Err.Error()
}

func (e *PlaceError) Unwrap() error { return e.Err }

// Hints says the way out.
func (e *PlaceError) Hints() []string {
	switch {
	case platform.Full(e.Err):
		return []string{"there is no room left: free some, and try again"}
	case platform.ReadOnly(e.Err):
		return []string{"the file system can only be read: do it where that is made"}
	case errors.Is(e.Err, fs.ErrPermission):
		return []string{e.Other}
	}
	return nil
}
