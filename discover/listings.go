package discover

import (
	"os"
	"path/filepath"
	"strconv"
	"time"
)

// listings are the names of interpreters in directories, by what tells a
// directory from itself after a change. To read the thousand names in /usr/bin
// takes longer than all else that finding an interpreter takes.
type listings struct {
	known map[fileID][]string
	fresh map[fileID][]string // not in the file yet
}

const (
	// listingsForm is to be changed with the form of the file, and with what
	// hintOfProgram takes for an interpreter.
	listingsForm = "listings 2"
	// A directory may change twice within one tick of the clock of its file
	// system, which is two seconds at most (FAT). So what was changed last is read
	// again.
	settling = 2 * time.Second
	// Directories come and go. When there are more of them it begins anew.
	maxListings = 512
)

// recall returns what the cache has.
func (f *Finder) recall() *listings {
	l := &listings{}
	if f.CacheDir == "" {
		return l
	}
	content, err := os.ReadFile(f.listingsFile())
	if err != nil {
		return l
	}
	v := values{rest: string(content)}
	if v.text() != listingsForm {
		return l
	}
	known := map[fileID][]string{}
	for v.rest != "" {
		id := v.file()
		var names []string
		for range v.number() {
			if v.failed {
				return l
			}
			names = append(names, v.text())
		}
		known[id] = names
	}
	if !v.failed {
		l.known = known
	}
	return l
}

// add notes the names in a directory that was read at a time or later. One that
// can't tell when it was changed is not noted.
func (l *listings) add(id fileID, names []string, read time.Time) {
	changed := time.Unix(0, max(id.mtime, id.ctime))
	if id.ctime == 0 || read.Sub(changed) <= settling {
		return
	}
	if l.fresh == nil {
		l.fresh = map[fileID][]string{}
	}
	l.fresh[id] = names
}

// remember puts what is fresh into the cache. That it can't is no error.
func (f *Finder) remember(l *listings) {
	if f.CacheDir == "" || len(l.fresh) == 0 {
		return
	}
	b := append([]byte(listingsForm), 0)
	write := func(id fileID, names []string) {
		b = append(strconv.AppendInt(id.append(b), int64(len(names)), 10), 0)
		for _, name := range names {
			b = append(append(b, name...), 0)
		}
	}
	paths := map[string]bool{}
	for id, names := range l.fresh {
		paths[id.path] = true
		write(id, names)
	}
	if len(l.known)+len(l.fresh) <= maxListings {
		for id, names := range l.known {
			if !paths[id.path] {
				write(id, names)
			}
		}
	}
	if err := writeFile(f.listingsFile(), b); err != nil {
		f.log("the names on PATH are not cached: %v", err)
	}
}

func (f *Finder) listingsFile() string { return filepath.Join(f.CacheDir, "interpreters", "listings") }
