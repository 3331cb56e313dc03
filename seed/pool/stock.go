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

	"github.com/pyenvkit/pyenvkit/platform"
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
			if !d.IsDir() || !isKey(kind, d.Name()) {
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

// Repair verifies an entry and removes it if it is damaged. It returns what is
// wrong, nil if nothing is or it is gone, and an error of the removal or of ctx.
func (p *Pool) Repair(ctx context.Context, kind, key string) (damage, err error) {
	look := func() error {
		e, err := read(p.place(kind, key))
		if err == nil {
			err = e.Verify(ctx)
		}
		if _, gone := os.Lstat(p.place(kind, key)); errors.Is(gone, fs.ErrNotExist) {
			return nil
		}
		return err
	}
	if look() == nil || ctx.Err() != nil {
		return nil, context.Cause(ctx)
	}
	// Another process may be removing or replacing it.
	release, err := p.lock(ctx, kind, key)
	if err != nil {
		return nil, err
	}
	defer release()
	if damage = look(); damage == nil || ctx.Err() != nil {
		return nil, context.Cause(ctx)
	}
	return damage, p.remove(kind, key)
}

// Remove takes an entry out of the pool. Who is using it at the moment makes
// it anew. It is no error if there is none.
func (p *Pool) Remove(ctx context.Context, kind, key string) error {
	release, err := p.lock(ctx, kind, key)
	if err != nil {
		return err
	}
	defer release()
	return p.remove(kind, key)
}

// remove is Remove for an entry that is locked.
func (p *Pool) remove(kind, key string) error {
	p.Forget(&Entry{Kind: kind, Key: key})
	p.sweep(kind, key)
	gone := p.aside(kind, key)
	err := p.move(p.place(kind, key), gone)
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
		for _, d := range p.entries(kind) {
			key, ok := leftover(kind, d)
			if !ok {
				continue
			}
			release, err := p.lock(ctx, kind, key)
			if err != nil {
				problems = append(problems, err)
				continue
			}
			p.sweep(kind, key)
			release()
		}
	}
	for _, d := range p.entries("known") {
		name := filepath.Join(p.Dir, "known", d.Name())
		if platform.IsTemporary(d.Name()) || isKnown(d.Name()) && !p.isTrue(name) {
			problems = append(problems, removeFile(name))
		}
	}
	for _, d := range p.entries("wanted") {
		if isKey(Bytecode, d.Name()) && p.Wheel(d.Name()[:keyLength]) == nil {
			problems = append(problems, removeFile(filepath.Join(p.Dir, "wanted", d.Name())))
		}
	}
	return errors.Join(problems...)
}

// isTrue reports whether what a file says of a wheel is so, and of use.
func (p *Pool) isTrue(name string) bool {
	k, err := readKnown(name)
	if err != nil {
		return false
	}
	info, err := os.Stat(k.path)
	return err == nil && p.KeyOfFile(k.path, info) == k.key && p.Wheel(k.key) != nil
}

// entries returns what is in a directory of the pool; one that isn't there has
// nothing.
func (p *Pool) entries(name string) []fs.DirEntry {
	found, _ := os.ReadDir(filepath.Join(p.Dir, name))
	return found
}

// removeFile deletes a file. It is no error if there is none.
func removeFile(name string) error {
	if err := os.Remove(name); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return nil
}

// Clear takes everything out of the pool that it has put there. What can't be
// removed does not keep the rest from it.
func (p *Pool) Clear(ctx context.Context) error {
	holdings, err := p.List()
	problems := []error{err}
	for _, h := range holdings {
		problems = append(problems, p.Remove(ctx, h.Kind, h.Key))
	}
	problems = append(problems, p.Sweep(ctx))
	for _, d := range p.entries("locks") {
		// Who waits for one of these makes its entry beside another process, which
		// costs time and nothing else.
		if isLock(d.Name()) {
			problems = append(problems, removeFile(filepath.Join(p.Dir, "locks", d.Name())))
		}
	}
	for _, name := range []string{Wheels, Bytecode, "known", "wanted", "locks", "."} {
		platform.RemoveEmpty(filepath.Join(p.Dir, name))
	}
	return errors.Join(problems...)
}
