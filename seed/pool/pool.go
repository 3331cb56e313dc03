// Package pool keeps wheels unpacked, and their bytecode, so that an
// environment can take their files instead of making them.
//
// It promises that an entry is whole or not there at all: it is made in a
// directory of its own and published by one rename, so a process may be killed
// at any moment. What an entry consists of is written down in it, with the
// size and the digest of each file; the files are read-only and all of one
// time, so whoever uses one can see whether it was changed. A damaged entry is
// made anew. Bytecode is compiled by the Python that it is for, from files of
// the pool. Processes share a pool; one that can only be read serves as well.
//
// It does not say which wheels an environment gets, and puts nothing into one.
package pool

import (
	"errors"
	"io/fs"
	"path/filepath"
	"sync"

	"github.com/pyenvkit/pyenvkit/platform"
	"github.com/pyenvkit/pyenvkit/seed/wheel"
)

// Name is that of the directory for a pool in a cache. It has the number of the
// form of what is in it, so that versions of pyenvkit with different forms share a
// cache without making each other's entries anew.
const Name = "pool-2"

// A Pool is a directory with entries. A nil Pool has none and takes none.
type Pool struct {
	// Dir is the absolute path of the directory. It is made when it is needed.
	Dir string
	// Log is told what went wrong without consequences; it may be nil.
	Log func(format string, args ...any)
	// Progress is told how far a task is that may take a while, by several
	// goroutines; it may be nil.
	Progress func(task string, done, total int64)

	// before, which may be nil, is asked before each change on disk; its error
	// is that of the change.
	before func(call, path string) error

	mutex  sync.Mutex
	loaded map[string]*Entry
	made   []*Entry // by this process
}

// The kinds of entries, which are also the names of the directories that they
// are in.
const (
	Wheels   = "wheels"
	Bytecode = "bytecode"
)

// An Entry is a directory of files that were made together.
type Entry struct {
	// Kind is [Wheels] or [Bytecode].
	Kind string
	// Key is the name of the entry among those of its kind: 32 hexadecimal
	// digits of the wheel's SHA-256, for bytecode followed by the cache tag and
	// the magic number that it is for.
	Key string
	// Wheel is the wheel that the files are from, without its Record where they
	// are bytecode.
	Wheel wheel.Metadata
	// Dir is the absolute path of the directory that Files are relative to.
	Dir string
	// Files are all files, in lexical order of their paths.
	Files []File
	// Time is the time of modification of every file, in nanoseconds since
	// 1970: that of the wheel. Bytecode holds it, and so stays valid when the
	// wheel's own entry is made anew.
	Time int64
	// Owner is the user that the files belong to, -1 where there are none.
	Owner int
	// Contents is the absolute path of a file that holds the contents of all
	// Files once more, one after the other: to copy from it takes half the
	// calls to the system. It is "" for bytecode, which is hardly ever copied.
	// It has the size, time, mode and owner that its parts let expect.
	Contents string
}

// A File is one file of an entry.
type File struct {
	// Path is relative to [Entry.Dir] and separated by slashes.
	Path string
	// Hash is the digest in the form of RECORD: "sha256=...".
	Hash string
	Size int64
	// Executable files have the mode 0555, the others 0444.
	Executable bool
}

// mode returns the permissions of the file in the pool.
func (f File) mode() fs.FileMode {
	if f.Executable {
		return 0o555
	}
	return 0o444
}

// Size returns the sum of the sizes of the files.
func (e *Entry) Size() int64 {
	var sum int64
	for _, f := range e.Files {
		sum += f.Size
	}
	return sum
}

// place returns the directory of an entry.
func (p *Pool) place(kind, key string) string { return filepath.Join(p.Dir, kind, key) }

// entry returns an entry that is there and can be trusted, nil if there is
// none. Its files have not been looked at.
func (p *Pool) entry(kind, key string) *Entry {
	p.mutex.Lock()
	e := p.loaded[kind+key]
	p.mutex.Unlock()
	if e != nil {
		return e
	}
	e, err := read(p.place(kind, key))
	if err != nil {
		if !errors.Is(err, fs.ErrNotExist) {
			p.log("an entry of the cache is not used: %v", err)
		}
		return nil
	}
	p.keep(e)
	return e
}

// keep remembers an entry, so that it is read once.
func (p *Pool) keep(e *Entry) {
	p.mutex.Lock()
	defer p.mutex.Unlock()
	if p.loaded == nil {
		p.loaded = map[string]*Entry{}
	}
	p.loaded[e.Kind+e.Key] = e
}

// Forget makes the pool look at an entry again, of which something was found
// to be damaged. When it is asked for next it is made anew.
func (p *Pool) Forget(e *Entry) {
	p.mutex.Lock()
	defer p.mutex.Unlock()
	delete(p.loaded, e.Kind+e.Key)
}

// owner returns the number of the user that a file belongs to, -1 where files
// have none.
func owner(info fs.FileInfo) int {
	if uid, _, known := platform.Owner(info); known {
		return uid
	}
	return -1
}

func (p *Pool) log(format string, args ...any) {
	if p.Log != nil {
		p.Log(format, args...)
	}
}

func (p *Pool) progress(task string, done, total int) {
	if p.Progress != nil {
		p.Progress(task, int64(done), int64(total))
	}
}

// Tag returns what bytecode is for: the cache tag and the magic number,
// "cpython-312-cb0d0d0a". It is "" for a wheel.
func (e *Entry) Tag() string {
	if e.Kind != Bytecode || len(e.Key) <= keyLength {
		return ""
	}
	return e.Key[keyLength+1:]
}
