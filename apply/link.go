package apply

import (
	"fmt"
	"slices"
)

// A LinkMode says how the files of a [Tree] with a directory get into an
// environment. What can't be done in a mode becomes a copy.
type LinkMode int

// The modes.
const (
	// LinkAuto clones where the file system can. Else files that are
	// Shared become hard links and the others copies, so that whatever is
	// done to a file that people edit never shows in another environment.
	LinkAuto LinkMode = iota
	// LinkClone makes clones (reflinks): files of their own that share the
	// blocks of the disk until one of them is changed.
	LinkClone
	// LinkHard makes hard links: one file with a name in each environment.
	LinkHard
	// LinkCopy makes copies.
	LinkCopy
	// LinkSymbolic makes symbolic links to the files of the directory, without
	// which the environment is broken.
	LinkSymbolic
)

// linkModes are the names of the modes, by their numbers.
var linkModes = [...]string{"auto", "clone", "hardlink", "copy", "symlink"}

// String returns the name of the mode, as [ParseLinkMode] reads it.
func (m LinkMode) String() string { return linkModes[m] }

// LinkModes returns the names of the modes.
func LinkModes() []string { return linkModes[:] }

// ParseLinkMode returns the mode of that name, one of [LinkModes].
func ParseLinkMode(name string) (mode LinkMode, ok bool) {
	i := slices.Index(linkModes[:], name)
	return LinkMode(max(i, 0)), i >= 0
}

// Counts says how many files of trees were put in place in which way.
type Counts struct{ Cloned, Linked, Copied, Symlinked int }

func (c *Counts) add(other Counts) {
	c.Cloned += other.Cloned
	c.Linked += other.Linked
	c.Copied += other.Copied
	c.Symlinked += other.Symlinked
}

func (c *Counts) count(m method) {
	switch m {
	case byClone:
		c.Cloned++
	case byHardLink:
		c.Linked++
	case bySymlink:
		c.Symlinked++
	case byCopy:
		c.Copied++
	}
}

// A method is a way to put one file in place.
type method int

const (
	byClone method = iota
	byHardLink
	bySymlink
	byCopy
)

// methods returns the methods to put a tree in place by, each for when the
// one before turns out not to work, the last one always byCopy. Same says that
// the tree is on the file system of the target.
//
// Clones are tried between different ones too: two subvolumes of a btrfs are
// told apart by the system, but share blocks.
func (m LinkMode) methods(shared, same bool) []method {
	var all []method
	if m == LinkAuto || m == LinkClone {
		all = append(all, byClone)
	}
	if (m == LinkHard || m == LinkAuto && shared) && same {
		all = append(all, byHardLink)
	}
	if m == LinkSymbolic {
		all = append(all, bySymlink)
	}
	return append(all, byCopy)
}

// A StaleError reports that a file in the directory of a [Tree] is not what
// Files says. Nothing was made at the target: the tree has to be repaired first.
type StaleError struct {
	Source string // that of the plan.Tree
	Path   string // that of the TreeFile
	Reason string // what is wrong with it
}

func (e *StaleError) Error() string {
	return fmt.Sprintf("%s of %s is damaged: %s", e.Path, e.Source, e.Reason)
}
