package release

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"

	"github.com/pyenvkit/pyenvkit/platform"
)

// The kinds of [Item].
const (
	Cache     = "cache"     // what is kept for the next run
	Decisions = "decisions" // on which projects may have their environment activated
	StartUp   = "start-up"  // a start-up file of a shell, with lines by the installer
	Link      = "link"      // the link by which the program was called
	Program   = "program"
	UserPath  = "PATH" // the directory, on the PATH of the user that Windows keeps
)

// An Item is a part of what there is of pyenvkit on a machine.
type Item struct {
	Kind string `json:"kind"`
	Path string `json:"path"`
}

// An Uninstall takes an installation off the machine, but for environments: what
// install.sh and install.ps1 remove, too.
type Uninstall struct {
	Installation
	// Called is the path by which the program was called, which may be a link to it.
	Called string
	// CacheDir is the directory of the cache, "" for none; Clean empties it.
	CacheDir string
	Clean    func(context.Context) error
}

// Items lists what there is, in the order in which it is best removed: while the program
// is there, it can be tried again. The error is a [*ManagedError] or a [*PlaceError];
// then nothing should be removed.
func (u Uninstall) Items(ctx context.Context) ([]Item, error) {
	if m := u.manager(ctx); m != nil {
		return nil, &ManagedError{u.Path, "was installed by " + m.name + ", which is to remove it", []string{"run `" + u.choose(m.remove) + "`"}}
	}
	stage, err := u.stage("self uninstall")
	switch {
	case err == nil:
		stage.remove()
	case !platform.Full(err): // to remove something takes no room
		return nil, err
	}
	var items []Item
	if u.CacheDir != "" && exists(u.CacheDir) {
		items = append(items, Item{Cache, u.CacheDir})
	}
	if dir := u.decisions(); dir != "" && exists(dir) {
		items = append(items, Item{Decisions, dir})
	}
	for _, file := range u.startUpFiles() {
		if hasMark(file) {
			items = append(items, Item{StartUp, file})
		}
	}
	if target, err := os.Readlink(u.Called); err == nil && target != "" {
		items = append(items, Item{Link, u.Called})
	}
	items = append(items, Item{Program, u.Path})
	dir := filepath.Dir(u.Path)
	if u.isAlone() {
		if found, err := platform.LeaveUserPath(dir, true); err != nil {
			return nil, err
		} else if found {
			items = append(items, Item{UserPath, dir})
		}
	}
	return items, nil
}

// Remove removes an item. What is returned is the path of a program that still runs and
// that Windows does not let it delete: it was moved away, and can be deleted when it has
// ended.
func (u Uninstall) Remove(ctx context.Context, item Item) (remaining string, err error) {
	switch item.Kind {
	case Cache:
		if err := u.Clean(ctx); err != nil {
			return "", err
		}
		if !exists(item.Path) {
			u.removeEmpty(filepath.Dir(item.Path))
		}
	case Decisions:
		if err := os.RemoveAll(item.Path); err != nil {
			return "", err
		}
		u.removeEmpty(filepath.Dir(item.Path))
	case StartUp:
		if err := removeMarked(item.Path); err != nil {
			return "", err
		}
		if !exists(item.Path) {
			u.removeEmpty(filepath.Dir(item.Path))
		}
	case Link:
		if err := os.Remove(item.Path); err != nil {
			return "", err
		}
		u.removeEmpty(filepath.Dir(item.Path))
	case Program:
		return u.removeProgram()
	case UserPath:
		_, err := platform.LeaveUserPath(item.Path, false)
		return "", err
	}
	return "", nil
}

// removeProgram removes the program and, where nothing else is there, its directory.
func (u Uninstall) removeProgram() (remaining string, err error) {
	err = os.Remove(u.Path)
	dir := filepath.Dir(u.Path)
	if platform.Busy(err) {
		// Windows renames a program that runs, within a volume.
		remaining = filepath.Join(os.TempDir(), filepath.Base(aside("")))
		if err = rename(u.Path, remaining); err != nil {
			remaining = aside(dir)
			err = rename(u.Path, remaining)
		}
	}
	if err != nil {
		return "", stage{target: u.Path, other: u.elevated("self uninstall")}.explain(err)
	}
	u.removeEmpty(dir)
	return remaining, nil
}

// isAlone reports whether nothing else is in the directory of the program.
func (u Uninstall) isAlone() bool {
	entries, err := os.ReadDir(filepath.Dir(u.Path))
	for _, e := range entries {
		if e.Name() != filepath.Base(u.Path) && !strings.HasPrefix(e.Name(), oldPrefix) {
			return false
		}
	}
	return err == nil
}

// decisions returns the directory in which package trust has its decisions, "" for none.
func (u Uninstall) decisions() string {
	dir := platform.DataDir(u.Environ)
	if dir == "" {
		return ""
	}
	return filepath.Join(dir, "pyenvkit", "trust")
}

// removeEmpty removes a directory that is empty, and those that it was alone in, below
// the home directory; on Windows it alone.
func (u Uninstall) removeEmpty(dir string) {
	if u.windows() {
		platform.RemoveEmpty(dir)
		return
	}
	for ; u.isBelowHome(dir) && dir != filepath.Dir(dir); dir = filepath.Dir(dir) {
		platform.RemoveEmpty(dir)
		if exists(dir) {
			return
		}
	}
}

// isBelowHome reports whether a directory is in that of the user. Below one that is the
// root, as services and containers have it, is all of the system.
func (u Uninstall) isBelowHome(dir string) bool {
	below := func(home string) bool { return home != "/" && strings.HasPrefix(dir, home+"/") }
	home := u.home()
	if home == "" || below(home) {
		return home != ""
	}
	real, err := platform.RealPath(home)
	return err == nil && below(real)
}

// home returns the home directory where start-up files are, "" for none.
func (u Uninstall) home() string {
	home := platform.Variable(u.Environ, "HOME")
	if u.windows() || !filepath.IsAbs(home) {
		return ""
	}
	return filepath.Clean(home)
}

// exists reports whether something is there, be it a link that leads nowhere.
func exists(path string) bool {
	_, err := os.Lstat(path)
	return !errors.Is(err, os.ErrNotExist)
}
