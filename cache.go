package pyenvkit

import (
	"cmp"
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/pyenvkit/pyenvkit/apply"
	"github.com/pyenvkit/pyenvkit/interp"
	"github.com/pyenvkit/pyenvkit/platform"
	"github.com/pyenvkit/pyenvkit/seed"
	"github.com/pyenvkit/pyenvkit/seed/pool"
	"github.com/pyenvkit/pyenvkit/session"
)

// A Cache is the directory in which a Kit keeps what it need not make twice:
// unpacked wheels and their bytecode, the answers of interpreters, and locks.
// All of it can be deleted at any time; it is made again when it is needed.
type Cache struct{ kit *Kit }

// Cache returns the cache of the Kit.
func (k *Kit) Cache() Cache { return Cache{k} }

// Dir returns the absolute path of the cache, "" where there is none.
func (c Cache) Dir() string { return c.kit.Finder.CacheDir }

// The directories of the cache beside the pool, and what is in them.
const (
	interpreters = "interpreters"
	locks        = "locks"
	shellFiles   = "shell"
)

var folders = map[string]string{
	interpreters: "answers of interpreters", locks: "locks of environments", shellFiles: "start-up files of `pyenvkit shell`",
}

// A CacheEntry is one thing in the cache.
type CacheEntry struct {
	// Kind is "wheel", "bytecode", "interpreters", "locks" or "shell". The last three
	// stand for all of their kind.
	Kind string `json:"kind"`
	// Name says what it is: "pip 26.3", "pip 26.3 for cpython-312-cb0d0d0a".
	Name string `json:"name"`
	// Key is its name on disk, "" where it stands for several.
	Key   string `json:"key,omitempty"`
	Files int    `json:"files"`
	Bytes int64  `json:"bytes"`
	// Made is when it was made, zero where it stands for several.
	Made time.Time `json:"made,omitzero"`
	// Problem says what is wrong with it, "" if it is as it was made.
	Problem string `json:"problem,omitempty"`
}

// A CacheReport says what is in the cache, or what was done with some of it.
type CacheReport struct {
	Schema int    `json:"schema"`
	Dir    string `json:"dir"`
	// Entries are what the report is about: all there is (Info), what was
	// damaged (Verify), what was removed (Prune, Clean).
	Entries []CacheEntry `json:"entries"`
	// Bytes is the sum of theirs.
	Bytes int64 `json:"bytes"`
	// Checked is how many entries were looked at.
	Checked int `json:"checked"`
}

func (c Cache) report(entries []CacheEntry, checked int) CacheReport {
	r := CacheReport{Schema: Schema, Dir: c.Dir(), Entries: append([]CacheEntry{}, entries...), Checked: checked}
	for _, e := range entries {
		r.Bytes += e.Bytes
	}
	return r
}

// Info lists what is in the cache.
func (c Cache) Info() (CacheReport, error) {
	entries, err := c.pooled()
	if err != nil {
		return CacheReport{}, err
	}
	for _, kind := range []string{interpreters, locks, shellFiles} {
		if e := c.folder(kind); e.Files > 0 {
			entries = append(entries, e)
		}
	}
	return c.report(entries, len(entries)), nil
}

// pooled lists the entries of the pool.
func (c Cache) pooled() ([]CacheEntry, error) {
	p := c.kit.pool()
	if p == nil {
		return nil, nil
	}
	holdings, err := p.List()
	var entries []CacheEntry
	for _, h := range holdings {
		entries = append(entries, newCacheEntry(h))
	}
	return entries, err
}

func newCacheEntry(h pool.Holding) CacheEntry {
	e := CacheEntry{Kind: "wheel", Name: "unknown", Key: h.Key, Bytes: h.Bytes, Made: h.Made}
	if h.Kind == pool.Bytecode {
		e.Kind = "bytecode"
	}
	if h.Problem != nil {
		e.Problem = h.Problem.Error()
	}
	if h.Entry != nil {
		e.Name = h.Entry.Wheel.Project + " " + h.Entry.Wheel.Version
		e.Files = len(h.Entry.Files)
		if tag := h.Entry.Tag(); tag != "" {
			e.Name += " for " + tag
		}
	}
	return e
}

// folder sums up the files of a directory of the cache, and of those in it.
func (c Cache) folder(kind string) CacheEntry {
	e := CacheEntry{Kind: kind, Name: folders[kind]}
	if size := measure(c.kit.cache(kind)); size.Files > 0 {
		e.Files, e.Bytes = size.Files, size.Bytes
	}
	return e
}

// Verify compares every file of the pool with its digest. What is damaged is
// removed, and made again when it is needed.
func (c Cache) Verify(ctx context.Context) (CacheReport, error) {
	p := c.kit.pool()
	if p == nil {
		return c.report(nil, 0), nil
	}
	holdings, err := p.List()
	problems := []error{err}
	var damaged []CacheEntry
	for _, h := range holdings {
		h.Problem, err = p.Repair(ctx, h.Kind, h.Key)
		if ctx.Err() != nil {
			return CacheReport{}, context.Cause(ctx)
		}
		if h.Problem != nil {
			damaged = append(damaged, newCacheEntry(h))
		}
		problems = append(problems, err)
	}
	return c.report(damaged, len(holdings)), errors.Join(problems...)
}

// Prune removes what no Python that there is, and no wheel of one, has a use
// for: what is damaged, bytecode and wheels of Pythons that are gone, what
// killed runs left, and the answers of interpreters that have changed. What
// can't be removed does not keep the rest from it.
func (c Cache) Prune(ctx context.Context) (CacheReport, error) {
	p := c.kit.pool()
	if p == nil {
		return c.report(nil, 0), nil
	}
	holdings, err := p.List()
	if err != nil {
		return CacheReport{}, err
	}
	needed := map[string]bool{}
	for _, f := range c.pythons(ctx) {
		chosen, err := seed.Choose(f, p)
		if err != nil {
			continue // a Python without pip needs none
		}
		for _, key := range chosen.Keys(f) {
			needed[key] = true
		}
	}
	if ctx.Err() != nil {
		return CacheReport{}, context.Cause(ctx) // not all Pythons were seen
	}
	var removed []CacheEntry
	var problems []error
	for _, h := range holdings {
		if h.Problem == nil && needed[h.Key] {
			continue
		}
		if err := p.Remove(ctx, h.Kind, h.Key); err != nil {
			problems = append(problems, err)
			continue
		}
		removed = append(removed, newCacheEntry(h))
	}
	swept, err := c.sweep(false)
	return c.report(append(removed, swept...), len(holdings)), errors.Join(append(problems, err, p.Sweep(ctx))...)
}

// sweep removes the answers of interpreters that are not true any more, or all,
// and the locks that nobody holds.
func (c Cache) sweep(all bool) ([]CacheEntry, error) {
	var removed []CacheEntry
	files, size, err := c.kit.Finder.SweepCache(all)
	if files > 0 {
		removed = append(removed, CacheEntry{Kind: interpreters, Name: folders[interpreters], Files: files, Bytes: size})
	}
	free, problem := apply.SweepLocks(c.kit.cache(locks))
	if free > 0 {
		removed = append(removed, CacheEntry{Kind: locks, Name: folders[locks], Files: free})
	}
	return removed, errors.Join(err, problem)
}

// sweepShell removes the start-up files of shells, and what a killed process has left
// of one. The cache may be in a directory of the user, with a "shell" of the user's own.
func (c Cache) sweepShell() (CacheEntry, error) {
	removed, root := CacheEntry{Kind: shellFiles, Name: folders[shellFiles]}, c.kit.cache(shellFiles)
	var problems []error
	_ = filepath.WalkDir(root, func(path string, e fs.DirEntry, err error) error {
		name, relErr := filepath.Rel(root, path)
		if err != nil || relErr != nil {
			return nil //nolint:nilerr // what can't be seen is not ours
		}
		if e.IsDir() {
			if strings.ContainsRune(name, filepath.Separator) {
				return fs.SkipDir // ours are in the first two levels
			}
			return nil
		}
		info, err := e.Info()
		if err != nil || !info.Mode().IsRegular() || !isShellFile(path, filepath.ToSlash(name), info.Size()) {
			return nil //nolint:nilerr // it is gone
		}
		if err := os.Remove(path); err != nil {
			problems = append(problems, err)
			return nil
		}
		removed.Files, removed.Bytes = removed.Files+1, removed.Bytes+info.Size()
		platform.RemoveEmpty(filepath.Dir(path))
		return nil
	})
	return removed, errors.Join(problems...)
}

// isShellFile reports whether [keepFile] has made a file.
func isShellFile(path, name string, size int64) bool {
	if rest, ok := strings.CutPrefix(filepath.Base(path), newPrefix); ok && rest != "" && strings.Trim(rest, "0123456789") == "" {
		return true
	}
	const longest = 1 << 20
	if size > longest {
		return false
	}
	content, err := os.ReadFile(path)
	return err == nil && session.IsOurs(name, string(content))
}

// pythons returns the facts of every Python that can be found or was used, and
// still works.
func (c Cache) pythons(ctx context.Context) []interp.Facts {
	var all []interp.Facts
	for _, python := range c.kit.Finder.All(ctx) {
		if python.Err == nil {
			all = append(all, python.Facts)
		}
	}
	for _, path := range c.kit.Finder.Remembered() {
		if f, err := c.kit.Finder.Probe(ctx, path); err == nil {
			all = append(all, f)
		}
	}
	slices.SortFunc(all, func(a, b interp.Facts) int { return cmp.Compare(a.Executable, b.Executable) })
	return slices.CompactFunc(all, func(a, b interp.Facts) bool { return a == b })
}

// Clean removes everything that this program has put into the cache, and the
// directories that are empty then. What can't be removed does not keep the rest
// from it.
func (c Cache) Clean(ctx context.Context) (CacheReport, error) {
	p := c.kit.pool()
	if p == nil {
		return c.report(nil, 0), nil
	}
	removed, err := c.pooled()
	problems := []error{err, p.Clear(ctx)}
	swept, err := c.sweep(true)
	shell, problem := c.sweepShell()
	if problems = append(problems, problem); shell.Files > 0 {
		swept = append(swept, shell)
	}
	for _, kind := range []string{interpreters, locks, shellFiles} {
		platform.RemoveEmpty(c.kit.cache(kind))
	}
	if c.kit.ownCache {
		platform.RemoveEmpty(c.Dir())
	}
	return c.report(append(removed, swept...), len(removed)), errors.Join(append(problems, err)...)
}
