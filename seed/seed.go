// Package seed says what goes into a fresh environment besides the interpreter:
// pip, and setuptools where the base interpreter's own ensurepip installs it.
//
// It promises that the environment gets the version that `python -m venv`
// would give it, from the wheel that lies with the base interpreter, and else
// pip from a wheel inside this program; and that what arises is, byte for
// byte, what that pip writes when ensurepip runs it, apart from scripts whose
// path distlib would not quote, and from when bytecode is compiled: by
// [Seed.Prepare], for all environments at once. It puts nothing into an
// environment: it hands out operations of a plan, and [Seed.Open] says where
// the files are that they speak of.
package seed

import (
	"fmt"
	"io/fs"
	"os"
	"strings"
	"sync"

	"github.com/pyenvkit/pyenvkit/interp"
	"github.com/pyenvkit/pyenvkit/seed/pool"
	"github.com/pyenvkit/pyenvkit/seed/wheel"
)

// A Seed is the distributions that go into a fresh environment. The zero value
// is an empty seed.
type Seed struct {
	parts []*part
}

// A part is one distribution of a seed.
type part struct {
	wheel.Metadata
	source source
	// key is that of the wheel in the pool.
	key string
	// opened is the wheel, nil as long as it was not needed, and info what the
	// system said of its file before it was read, nil for a part of this program.
	opened *wheel.Wheel
	info   fs.FileInfo
	// files and code are the unpacked wheel and its bytecode in the pool; nil
	// where that has none.
	files, code *pool.Entry
}

// maxWheel is the size in bytes above which a file is no wheel of ensurepip's.
const maxWheel = 64 << 20

// Choose finds the wheels that f's own ensurepip would install, without opening
// those that the pool p has, which may be nil. Where there is none, or none for
// this version of Python, the seed is the pip inside this program; where that
// is too new for f, the error is a [*NoWheelError]. A wheel that is there but
// damaged is a [*wheel.Error], never passed over.
func Choose(f interp.Facts, p *pool.Pool) (*Seed, error) {
	s := &Seed{}
	for _, path := range bundled(f) {
		made, err := choosePart(source{path: path}, f, p)
		if err != nil {
			return nil, err
		}
		if !supports(made.RequiresPython, f.Version) {
			return builtin(f, p)
		}
		s.parts = append(s.parts, made)
	}
	if len(s.parts) == 0 {
		return builtin(f, p)
	}
	return s, nil
}

// choosePart takes a wheel from the pool, or opens it.
func choosePart(from source, f interp.Facts, p *pool.Pool) (*part, error) {
	made := &part{source: from}
	key, err := from.key(p)
	if err != nil {
		return nil, err
	}
	var code *pool.Entry
	var ahead sync.WaitGroup
	ahead.Go(func() { code = p.Code(key, f) }) // each takes half a millisecond to read
	made.files = p.Wheel(key)
	ahead.Wait()
	if made.files == nil {
		return made, made.open()
	}
	made.key, made.Metadata, made.code = key, made.files.Wheel, code
	return made, nil
}

// open reads the wheel.
func (m *part) open() error {
	if m.opened != nil {
		return nil
	}
	content, info, err := m.source.read()
	if err != nil {
		return err
	}
	w, err := wheel.Open(m.source.path, strings.NewReader(content), int64(len(content)))
	if err != nil {
		return err
	}
	// The key is that of the very bytes that were read.
	m.key, m.info, m.opened, m.Metadata = pool.KeyOf(content), info, w, w.Metadata
	return nil
}

// Distributions returns what the seed consists of.
func (s *Seed) Distributions() []Distribution {
	if s == nil {
		return nil
	}
	var all []Distribution
	for _, m := range s.parts {
		all = append(all, Distribution{Name: wheel.Normalize(m.Project), Version: m.Version})
	}
	return all
}

// A Tree is where the files of a plan.Tree are.
type Tree struct {
	// FS gives the contents of the files, by names relative to the Path of the
	// plan.Tree, with the mode 0755 or 0644. They are compared with the wheel's
	// digests before they are handed out. It is nil where Entry is not.
	FS fs.FS
	// Entry has the files on disk, if it is not nil.
	Entry *pool.Entry
}

// Names returns the paths of the files of the tree.
func (t Tree) Names() ([]string, error) {
	var names []string
	if t.Entry != nil {
		for _, f := range t.Entry.Files {
			names = append(names, f.Path)
		}
		return names, nil
	}
	err := fs.WalkDir(t.FS, ".", func(name string, e fs.DirEntry, err error) error {
		if err == nil && !e.IsDir() {
			names = append(names, name)
		}
		return err
	})
	return names, err
}

// Open returns the files of the plan.Tree with the given Source. A source that
// is not of this seed is fs.ErrNotExist.
func (s *Seed) Open(source string) (Tree, error) {
	if s != nil {
		for _, m := range s.parts {
			switch {
			case source == m.Filename && m.files != nil:
				return Tree{Entry: m.files}, nil
			case source == m.Filename:
				if err := m.open(); err != nil {
					return Tree{}, err
				}
				return Tree{FS: m.opened.FS()}, nil
			case m.code != nil && source == m.codeSource():
				return Tree{Entry: m.code}, nil
			}
		}
	}
	return Tree{}, &fs.PathError{Op: "open", Path: source, Err: fs.ErrNotExist}
}

// codeSource is the Source of the tree of the bytecode.
func (m *part) codeSource() string { return m.Filename + " (bytecode)" }

// top returns the names that a part puts into purelib, its metadata apart.
func (m *part) top() []string {
	seen := map[string]bool{m.Info: true}
	var names []string
	for _, row := range m.Record {
		if name := topOf(row.Path); !seen[name] {
			seen[name] = true
			names = append(names, name)
		}
	}
	return names
}

func topOf(path string) string {
	for i := range len(path) {
		if path[i] == '/' {
			return path[:i]
		}
	}
	return path
}

// A source is where a wheel comes from: a file, or a part of this program.
type source struct {
	path    string // of the file, or the name of the wheel
	digest  string // SHA-256 of content; "" for a file
	content string
}

// key returns the key of the wheel in the pool, "" if that is not known. The
// error is that of a file that can't be looked at.
func (s source) key(p *pool.Pool) (string, error) {
	if s.digest != "" {
		return pool.Key(s.digest), nil
	}
	info, err := s.stat()
	if err != nil {
		return "", err
	}
	return p.KeyOfFile(s.path, info), nil
}

// read returns the wheel, and what the system says of its file, nil for a part
// of this program.
func (s source) read() (content string, info fs.FileInfo, err error) {
	if s.digest != "" {
		if pool.KeyOf(s.content) != pool.Key(s.digest) {
			return "", nil, &wheel.Error{Wheel: s.path, Reason: "inside this program is damaged"}
		}
		return s.content, nil, nil
	}
	if info, err = s.stat(); err != nil {
		return "", nil, err
	}
	b, err := os.ReadFile(s.path)
	return string(b), info, err
}

func (s source) stat() (fs.FileInfo, error) {
	info, err := os.Stat(s.path)
	if err == nil && (!info.Mode().IsRegular() || info.Size() > maxWheel) {
		err = &wheel.Error{Wheel: s.path, Reason: fmt.Sprintf("is not a file of at most %d MiB", maxWheel>>20)}
	}
	return info, err
}
