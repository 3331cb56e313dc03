package pool

import (
	"context"
	"crypto/sha256"
	"crypto/sha512"
	"encoding/base64"
	"errors"
	"fmt"
	"hash"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"
)

// A Holding is what lies in the pool under one key.
type Holding struct {
	Kind, Key string
	// Entry is nil where the manifest can't be used; Problem says why.
	Entry   *Entry
	Problem error
	// Bytes is what the files take up as far as they are the pool's own.
	Bytes int64
	Made  time.Time
}

// List returns what is in the pool, by kind and key. A pool that isn't there
// has nothing.
func (p *Pool) List() ([]Holding, error) {
	var all []Holding
	for _, kind := range []string{Wheels, Bytecode} {
		entries, err := os.ReadDir(filepath.Join(p.Dir, kind))
		if errors.Is(err, fs.ErrNotExist) {
			continue
		}
		if err != nil {
			return nil, err
		}
		for _, d := range entries {
			if strings.HasPrefix(d.Name(), ".") || !d.IsDir() {
				continue
			}
			h := Holding{Kind: kind, Key: d.Name()}
			h.Entry, h.Problem = read(p.place(kind, h.Key))
			if errors.Is(h.Problem, fs.ErrNotExist) {
				h.Problem = &DamageError{p.place(kind, h.Key), "has no manifest"}
			}
			if info, err := d.Info(); err == nil {
				h.Made = info.ModTime()
			}
			h.Bytes = size(p.place(kind, h.Key))
			all = append(all, h)
		}
	}
	return all, nil
}

// size adds up the sizes of all files below dir.
func size(dir string) (sum int64) {
	_ = filepath.WalkDir(dir, func(_ string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() { // what can't be read counts as nothing
			if info, err := d.Info(); err == nil {
				sum += info.Size()
			}
		}
		return nil
	})
	return sum
}

// Verify reads every file of an entry and compares it with its digest, and
// looks for files that the entry doesn't list. The error is that of ctx or a
// [*DamageError].
func (e *Entry) Verify(ctx context.Context) error {
	if err := e.check(); err != nil {
		return err
	}
	listed := map[string]bool{}
	for _, f := range e.Files {
		listed[filepath.FromSlash(f.Path)] = true
	}
	err := filepath.WalkDir(e.Dir, func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		if below, err := filepath.Rel(e.Dir, name); err != nil || !listed[below] {
			return &DamageError{name, "does not belong there"}
		}
		return nil
	})
	if err != nil {
		return err
	}
	var contents *os.File
	if e.Contents != "" {
		if contents, err = os.Open(e.Contents); err != nil {
			return &DamageError{e.Contents, "can't be read: " + err.Error()}
		}
		defer contents.Close()
	}
	offsets := e.offsets()
	return inParallel(ctx, len(e.Files), func(i int) error {
		f := e.Files[i]
		name := filepath.Join(e.Dir, filepath.FromSlash(f.Path))
		file, err := os.Open(name)
		if err != nil {
			return &DamageError{name, "can't be read: " + err.Error()}
		}
		defer file.Close()
		if err := f.compare(name, file); err != nil || contents == nil {
			return err
		}
		return f.compare(e.Contents, io.NewSectionReader(contents, offsets[i], f.Size))
	})
}

// compare reads the file, which lies at name or is a part of what does, and
// compares it with its digest.
func (f File) compare(name string, r io.Reader) error {
	algorithm, want, _ := strings.Cut(f.Hash, "=")
	var h hash.Hash
	switch algorithm {
	case "sha256":
		h = sha256.New()
	case "sha384":
		h = sha512.New384()
	case "sha512":
		h = sha512.New()
	default:
		return &DamageError{name, fmt.Sprintf("has the digest %q, which is of no known kind", f.Hash)}
	}
	if _, err := io.Copy(h, r); err != nil {
		return &DamageError{name, "can't be read: " + err.Error()}
	}
	if base64.RawURLEncoding.EncodeToString(h.Sum(nil)) != want {
		return &DamageError{name, "has other contents than it was made with"}
	}
	return nil
}

// Remove takes an entry out of the pool. Who is using it at the moment makes
// it anew. It is no error if there is none.
func (p *Pool) Remove(ctx context.Context, kind, key string) error {
	release, err := p.lock(ctx, kind, key)
	if err != nil {
		return err
	}
	defer release()
	p.Forget(&Entry{Kind: kind, Key: key})
	p.sweep(kind, key)
	gone := p.aside(kind, key)
	err = p.do("move", gone, func() error { return os.Rename(p.place(kind, key), gone) })
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	return p.do("delete", gone, func() error { return os.RemoveAll(gone) })
}

// Sweep deletes what killed processes left, of all entries that nobody is
// making, what is known of files that are gone or were changed, and the notes
// of bytecode that no wheel of the pool is for.
func (p *Pool) Sweep(ctx context.Context) error {
	var problems []error
	for _, kind := range []string{Wheels, Bytecode} {
		entries, _ := os.ReadDir(filepath.Join(p.Dir, kind)) // no directory, no leftovers
		for _, d := range entries {
			hidden, ok := strings.CutPrefix(d.Name(), ".")
			i := strings.LastIndexByte(hidden, '-')
			if !ok || i < 0 {
				continue
			}
			release, err := p.lock(ctx, kind, hidden[:i])
			if err != nil {
				problems = append(problems, err)
				continue
			}
			p.sweep(kind, hidden[:i])
			release()
		}
	}
	problems = append(problems, p.sweepNotes())
	return errors.Join(problems...)
}

func (p *Pool) sweepNotes() error {
	var problems []error
	remove := func(name string) {
		if err := os.Remove(name); err != nil && !errors.Is(err, fs.ErrNotExist) {
			problems = append(problems, err)
		}
	}
	notes, _ := filepath.Glob(filepath.Join(quoteGlob(p.Dir), "known", "*"))
	for _, name := range notes {
		k, err := readKnown(name)
		if err == nil {
			var info fs.FileInfo
			if info, err = os.Stat(k.Path); err == nil && p.KeyOfFile(k.Path, info) == k.Key && p.Wheel(k.Key) != nil {
				continue
			}
		}
		remove(name)
	}
	wanted, _ := filepath.Glob(filepath.Join(quoteGlob(p.Dir), "wanted", "*"))
	for _, name := range wanted {
		if key := filepath.Base(name); len(key) < keyLength || p.Wheel(key[:keyLength]) == nil {
			remove(name)
		}
	}
	return errors.Join(problems...)
}

// quoteGlob takes the meaning off the characters that have one in a pattern.
func quoteGlob(path string) string {
	return strings.NewReplacer(`*`, `[*]`, `?`, `[?]`, `[`, `[[]`).Replace(path)
}

// Clear takes everything out of the pool that it has put there.
func (p *Pool) Clear(ctx context.Context) error {
	holdings, err := p.List()
	if err != nil {
		return err
	}
	for _, h := range holdings {
		if err := p.Remove(ctx, h.Kind, h.Key); err != nil {
			return err
		}
	}
	if err := p.Sweep(ctx); err != nil {
		return err
	}
	// Who waits for one of these makes its entry beside another process, which
	// costs time and nothing else.
	locks, _ := filepath.Glob(filepath.Join(quoteGlob(p.Dir), "locks", "*.lock"))
	for _, name := range locks {
		if err := os.Remove(name); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
	}
	for _, name := range []string{Wheels, Bytecode, "known", "wanted", "locks", "."} {
		_ = os.Remove(filepath.Join(p.Dir, name)) // one that isn't empty stays
	}
	return nil
}
