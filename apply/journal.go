package apply

import (
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/pyenvkit/pyenvkit/platform"
)

// A change is one path at which a target is to become another one.
type change struct {
	// Path is relative to the target and separated by slashes.
	Path string `json:"path"`
	// Old says that there is something now, New that there will be.
	Old bool `json:"old"`
	New bool `json:"new"`
	// Identity is that of the new file or directory, where it can be had.
	Identity string `json:"identity"`
}

// journalName is the file of the changes. It is there, whole, before the first
// change, and gone after the last.
const journalName = "journal"

// places returns the names within the target of a change: where it happens,
// where the new file is made (and an exchanged old one goes), and where an old
// one goes else.
func (c change) places(number int) (target, staged, aside string) {
	local := filepath.FromSlash(c.Path)
	return local, filepath.Join(workDir, "new", local), filepath.Join(workDir, "old", strconv.Itoa(number))
}

// compare returns what has to change for the target to become what the stage
// is. Entries of the target that are not wanted stay, unless all is cleared.
// The file pyvenv.cfg, which makes it an environment, is the last one.
func (t *Target) compare(wanted map[string]bool, clear bool) ([]change, error) {
	changes, err := t.compareDirectory("", func(name string) bool {
		return name != workDir && (clear || wanted[name])
	})
	slices.SortStableFunc(changes, func(a, b change) int {
		return order(a) - order(b)
	})
	return changes, err
}

func order(c change) int {
	if c.Path == "pyvenv.cfg" {
		return 1
	}
	return 0
}

// compareDirectory compares a directory that both have. What only the target
// has and is not wanted is no difference.
func (t *Target) compareDirectory(dir string, wanted func(name string) bool) ([]change, error) {
	var changes []change
	staged, err := t.disk.readDir(filepath.Join(t.stage, filepath.FromSlash(dir)))
	if err != nil {
		return nil, err
	}
	present := map[string]bool{}
	for _, e := range staged {
		present[e.Name()] = true
		below, err := t.compareEntry(path.Join(dir, e.Name()))
		if err != nil {
			return nil, err
		}
		changes = append(changes, below...)
	}
	entries, err := t.disk.readDir(filepath.Join(t.real, filepath.FromSlash(dir)))
	if err != nil {
		return nil, err
	}
	for _, e := range entries {
		if !present[e.Name()] && wanted(e.Name()) {
			changes = append(changes, change{Path: path.Join(dir, e.Name()), Old: true})
		}
	}
	return changes, nil
}

// compareEntry compares what the stage has at name.
func (t *Target) compareEntry(name string) ([]change, error) {
	local := filepath.FromSlash(name)
	staged, err := t.disk.lstat(filepath.Join(t.stage, local))
	if err != nil {
		return nil, err
	}
	old, err := t.disk.lstat(filepath.Join(t.real, local))
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return []change{{Path: name, New: true, Identity: platform.Identity(staged)}}, nil
	case err != nil:
		return nil, err
	case os.SameFile(staged, old):
		return nil, nil
	case staged.IsDir() && old.IsDir():
		return t.compareDirectory(name, func(string) bool { return true })
	}
	return []change{{Path: name, Old: true, New: true, Identity: platform.Identity(staged)}}, nil
}

func writeJournal(d disk, work string, changes []change) error {
	content, err := json.Marshal(changes)
	if err != nil {
		return err
	}
	draft := filepath.Join(work, "draft")
	if err := d.write(draft, 0o666, 0o600, content); err != nil {
		return err
	}
	return d.rename(draft, filepath.Join(work, journalName))
}

// readJournal returns the changes that a run began and didn't end: none if
// there is no journal. Of each it is sure that its path is one within the
// target, apart from the stage and from the paths of the others.
func (in interior) readJournal() ([]change, error) {
	switch isDir, err := in.isDir(workDir); {
	case err != nil:
		return nil, err
	case !isDir:
		return nil, in.damaged("it is no directory")
	}
	name := filepath.Join(workDir, journalName)
	info, err := in.lstat(name)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, nil
	case err != nil:
		return nil, err
	case !info.Mode().IsRegular():
		return nil, in.damaged("its journal is no file")
	}
	content, err := in.readFile(name)
	if err != nil {
		return nil, err
	}
	var changes []change
	if err := json.Unmarshal(content, &changes); err != nil {
		return nil, in.damaged("its journal is cut off or no journal: %v", err)
	}
	named := map[string]bool{}
	for _, c := range changes {
		local, err := filepath.Localize(c.Path)
		if err != nil || local == "." || strings.EqualFold(first(local), workDir) || named[c.Path] {
			return nil, in.damaged("its journal names %q", c.Path)
		}
		named[c.Path] = true
	}
	for _, c := range changes {
		for dir := path.Dir(c.Path); dir != "."; dir = path.Dir(dir) {
			if named[dir] {
				return nil, in.damaged("its journal names %q and %q", dir, c.Path)
			}
		}
	}
	return changes, nil
}
