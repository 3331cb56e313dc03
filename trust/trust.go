// Package trust remembers which projects may have their environment activated when
// a shell enters them: those that the user has allowed, for as long as nothing of the
// environment changes. It activates nothing and looks at no environment.
package trust

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// A Decision is what the user has decided about a project.
type Decision int

// The decisions. Whoever denies a project is asked no more, whatever becomes of it.
const (
	Unknown Decision = iota // nothing was decided
	Allowed
	Denied
	Changed // another environment of the project was allowed, or the same before it was made anew
)

// String returns "unknown", "allowed", "denied" or "changed".
func (d Decision) String() string {
	switch d {
	case Allowed:
		return "allowed"
	case Denied:
		return "denied"
	case Changed:
		return "changed"
	default:
		return "unknown"
	}
}

// A Subject is what is decided about.
type Subject struct {
	// Project is the real path of the directory that has an environment.
	Project string
	// Environment is the real path of that.
	Environment string
	// Fingerprint is of what the environment is, such as a hash of its pyvenv.cfg.
	Fingerprint string
}

// An Entry is a decision and what it is about.
type Entry struct {
	Subject
	Decision Decision
}

// A List holds decisions in a directory: a file for each project. Others than the
// user and root have no say in it: a file of theirs, one that they could write, and a
// damaged one are as none.
type List struct {
	// Dir is an absolute path. It is made for the first decision. With "" there
	// are none.
	Dir string
}

// Decide returns what was decided about s. It opens one file. The error is that
// this can't be read although it is there.
func (l List) Decide(s Subject) (Decision, error) {
	if l.Dir == "" {
		return Unknown, nil
	}
	e, err := l.read(nameOf(s.Project))
	switch {
	case err != nil:
		return Unknown, err
	case e.Project != s.Project:
		return Unknown, nil
	case e.Decision == Allowed && e.Subject != s:
		return Changed, nil
	}
	return e.Decision, nil
}

// Allow has the environment of a project activated from now on.
func (l List) Allow(s Subject) error { return l.write(Entry{s, Allowed}) }

// Deny has no environment of a project activated, whatever becomes of it.
func (l List) Deny(s Subject) error { return l.write(Entry{s, Denied}) }

// Entries returns all decisions, which are Allowed or Denied, sorted by project.
func (l List) Entries() ([]Entry, error) {
	if l.Dir == "" {
		return nil, nil
	}
	files, err := os.ReadDir(l.Dir)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	var entries []Entry
	for _, file := range files {
		e, problem := l.read(file.Name())
		if problem != nil {
			err = errors.Join(err, problem)
		} else if e.Decision != Unknown && file.Name() == nameOf(e.Project) {
			entries = append(entries, e)
		}
	}
	slices.SortFunc(entries, func(a, b Entry) int { return strings.Compare(a.Project, b.Project) })
	return entries, err
}

func (l List) path(name string) string { return filepath.Join(l.Dir, name) }

// nameOf returns the name of the file for a project.
func nameOf(project string) string {
	sum := sha256.Sum256([]byte(project))
	return hex.EncodeToString(sum[:])
}
