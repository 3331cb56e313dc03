package discover

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"time"

	"github.com/pyenvkit/pyenvkit/environment"
	"github.com/pyenvkit/pyenvkit/platform"
)

// A survey is one look at the directories of a machine. It reads none twice,
// by whatever names it is led there (/bin is /usr/bin on most systems), and
// resolves no link twice.
type survey struct {
	*Finder
	files       map[string]file
	directories map[string]string // resolved paths; "" where that failed
	read        map[place]reading
	listings    *listings
}

// A place tells a file or directory from others.
type place struct{ device, inode uint64 }

// A reading is what came of reading a directory.
type reading struct{ programs, inside bool }

// A file is what a path leads to.
type file struct {
	path      string // without links; "" where that could not be found out
	place     place  // zero where it has none
	twin      twin   // zero where copies are not looked for
	directory bool
}

// A twin tells a program, with the copies of it that lie beside it, from others.
// The stubs of several builds may have the same size.
type twin struct {
	dir                 string
	size, mtime         int64
	freeThreaded, debug bool
}

// survey begins one that starts from what l has.
func (f *Finder) survey(l *listings) *survey {
	return &survey{Finder: f, files: map[string]file{}, directories: map[string]string{}, read: map[place]reading{}, listings: l}
}

// inPrefix returns the candidates of a single installation or environment.
func (f *Finder) inPrefix(prefix, origin string) []candidate {
	return f.survey(&listings{}).inPrefix(prefix, origin, hint{})
}

// inPrefix returns the candidates of an installation or environment.
func (s *survey) inPrefix(prefix, origin string, of hint) []candidate {
	if absent(prefix) {
		return nil
	}
	for _, below := range s.system().Below {
		if found, some := s.inDirectory(filepath.Join(prefix, below), origin, of); some {
			return found
		}
	}
	return nil
}

// inDirectory returns the candidates in one directory, those with the better
// name first. some reports whether there are some; those of a directory that was
// read before are not returned again.
func (s *survey) inDirectory(dir, origin string, of hint) (found []candidate, some bool) {
	id, identified := identify(dir)
	where := place{id.device, id.inode}
	if before, ok := s.read[where]; ok && identified {
		if !before.programs {
			return nil, false
		}
		// By another name it may be in another prefix, and that an environment.
		if _, inside := environment.Containing(filepath.Join(dir, "python")); inside == before.inside {
			return nil, true
		}
	}
	names := s.programs(dir, id)
	if len(names) == 0 {
		s.read[where] = reading{}
		return nil, false
	}
	_, inside := environment.Containing(filepath.Join(dir, names[0])) // true of one, true of all
	for _, name := range names {
		path := filepath.Join(dir, name)
		if reason := s.passedOver(path); reason != "" {
			s.log("%s is passed over: %s", path, reason)
			continue
		}
		if c := s.newCandidate(path, origin, of, inside); !c.file.directory {
			found = append(found, c)
		}
	}
	s.read[where] = reading{len(found) > 0, inside}
	return found, len(found) > 0
}

// resolve finds out what a path leads to.
func (s *survey) resolve(path string) file {
	if known, ok := s.files[path]; ok {
		return known
	}
	// Whoever comes here again by a link to itself learns nothing.
	s.files[path] = file{}
	found := s.follow(path)
	s.files[path] = found
	return found
}

func (s *survey) follow(path string) file {
	info, err := os.Lstat(path)
	if err != nil {
		return file{}
	}
	dir := filepath.Dir(path)
	if info.Mode()&fs.ModeSymlink != 0 {
		// Most links are to another name in the same directory.
		target, err := os.Readlink(path)
		if err == nil && target == filepath.Base(target) && target != "." && target != ".." {
			return s.resolve(filepath.Join(dir, target))
		}
		real, err := platform.RealPath(path)
		if err != nil {
			return file{}
		}
		return s.resolve(real)
	}
	real, ok := s.directories[dir]
	if !ok {
		real, _ = platform.RealPath(dir)
		s.directories[dir] = real
	}
	if real == "" {
		return file{}
	}
	if a, ok := s.aliasAt(path); ok {
		return file{path: a.executable}
	}
	found := file{path: filepath.Join(real, filepath.Base(path)), directory: info.IsDir()}
	if s.system().Copies {
		h := s.hintOfFile(path)
		found.twin = twin{real, info.Size(), info.ModTime().UnixNano(), h.freeThreaded, h.debug}
	}
	if id, ok := identify(found.path); ok {
		found.place = place{id.device, id.inode}
	}
	return found
}

// distinct takes out what is one file with an earlier candidate: another name
// in the same directory, or a link to it from elsewhere. On Windows a copy in the
// same directory is another name. A copy in another
// directory stays, as it may belong to another library. An environment gives
// way to the base interpreter that it links to.
func distinct(candidates []candidate) []candidate {
	type key struct {
		dir   string
		place place
		twin  twin
	}
	places := map[key]int{}
	var kept []candidate
	for _, c := range candidates {
		k := key{dir: c.path}
		switch {
		case c.file.twin != twin{}:
			k = key{twin: c.file.twin}
		case c.file.place != place{}:
			k = key{dir: filepath.Dir(c.file.path), place: c.file.place}
		case c.file.path != "":
			k.dir = c.file.path
		}
		i, seen := places[k]
		switch {
		case !seen:
			places[k] = len(kept)
			kept = append(kept, c)
		case kept[i].environment && !c.environment:
			kept[i] = c
		}
	}
	return kept
}

// programs returns the names in a directory that interpreters have, the ones
// to prefer first. id is that of the directory, zero if it has none.
func (s *survey) programs(dir string, id fileID) []string {
	if names, ok := s.listings.known[id]; ok {
		return names
	}
	start := time.Now()
	names, err := s.names(dir)
	names = slices.DeleteFunc(names, func(name string) bool {
		name, isProgram := s.system().program(name)
		_, ok := hintOfProgram(name)
		return !isProgram || !ok
	})
	slices.SortFunc(names, s.system().comparePrograms)
	if err == nil {
		s.listings.add(id, names, start)
	}
	return names
}

// names returns what is in a directory, in no order. One that isn't there has
// nothing; one that can't be read costs a line in the log.
func (f *Finder) names(dir string) ([]string, error) {
	directory, err := os.Open(dir)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, err
	}
	var names []string
	if err == nil {
		defer directory.Close()
		names, err = directory.Readdirnames(-1)
	}
	if err != nil {
		f.log("%v", err)
	}
	return names, err
}

// absent reports that there is nothing at a path, as in most of the places where
// interpreters may be.
func absent(path string) bool {
	_, err := os.Stat(path)
	return errors.Is(err, fs.ErrNotExist)
}
