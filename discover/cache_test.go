package discover_test

import (
	"context"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/pyenvkit/pyenvkit/internal/lab"
	"github.com/pyenvkit/pyenvkit/interp"
)

// entries are the names of the files of the cache.
func (w *world) entries() []string {
	w.t.Helper()
	found, err := os.ReadDir(filepath.Join(w.CacheDir, "interpreters"))
	if err != nil {
		w.t.Fatal(err)
	}
	var names []string
	for _, entry := range found {
		names = append(names, entry.Name())
	}
	return names
}

func (w *world) probe(path string) interp.Facts {
	w.t.Helper()
	facts, err := w.Probe(context.Background(), path)
	if err != nil {
		w.t.Fatal(err)
	}
	return facts
}

// padded makes a wrapper of 4 KiB, whatever it leads to.
func (w *world) padded(python string, parts ...string) string {
	w.t.Helper()
	path := w.wrapper(python, parts...)
	content, err := os.ReadFile(path)
	if err != nil {
		w.t.Fatal(err)
	}
	return w.file(string(content)+strings.Repeat("\n", 4096-len(content)), parts...)
}

func TestCacheSparesTheSecondProbe(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.CacheDir = w.path("cache/of/us")
	path := w.wrapper(lab.Python(t), "bin/python")
	first := w.probe(path)
	second := w.probe(path)
	if n := w.starts(); n != 1 {
		t.Errorf("started %d times", n)
	}
	if diff := cmp.Diff(first, second); diff != "" {
		t.Error(diff)
	}
}

func TestCacheIsDroppedWhenAFileChanges(t *testing.T) {
	t.Parallel()
	older, newer := oldAndNew(t)
	for name, change := range map[string]func(w *world, path string){
		"contents, with the size and times kept": func(w *world, path string) {
			info, err := os.Stat(path)
			if err != nil {
				w.t.Fatal(err)
			}
			w.padded(newer.path, "bin/python")
			if err := os.Chtimes(path, info.ModTime(), info.ModTime()); err != nil {
				w.t.Fatal(err)
			}
		},
		"the link": func(w *world, path string) {
			if err := os.Remove(path); err != nil {
				w.t.Fatal(err)
			}
			w.link(w.wrapper(newer.path, "elsewhere/python"), "bin/python")
		},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t)
			w.CacheDir = w.path("cache")
			path := w.padded(older.path, "bin/python")
			if got := w.probe(path).Version; got != older.Version {
				t.Fatalf("is %s", got)
			}
			change(w, path)
			if got := w.probe(path).Version; got != newer.Version {
				t.Errorf("still %s", got)
			}
			if n := w.starts(); n != 2 {
				t.Errorf("started %d times", n)
			}
		})
	}
}

func TestCacheThatIsNoneCostsAProbe(t *testing.T) {
	t.Parallel()
	for name, spoil := range map[string]func(w *world, entry string) error{
		"empty":     func(_ *world, entry string) error { return os.WriteFile(entry, nil, 0o600) },
		"corrupt":   func(_ *world, entry string) error { return os.WriteFile(entry, []byte(`{"probe": 1`), 0o600) },
		"other":     func(_ *world, entry string) error { return os.WriteFile(entry, []byte(`{}`), 0o600) },
		"cut":       func(_ *world, entry string) error { return os.Truncate(entry, 700) },
		"directory": func(_ *world, entry string) error { return os.Remove(entry) },
		"a file in its place": func(w *world, entry string) error {
			if err := os.RemoveAll(w.CacheDir); err != nil {
				return err
			}
			return os.WriteFile(w.CacheDir, []byte("x"), 0o600)
		},
		"none": func(w *world, _ string) error { w.CacheDir = ""; return nil },
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t)
			w.CacheDir = w.path("cache")
			path := w.wrapper(lab.Python(t), "bin/python")
			want := w.probe(path)
			entry := filepath.Join(w.CacheDir, "interpreters", w.entries()[0])
			if err := spoil(w, entry); err != nil {
				t.Fatal(err)
			}
			if name == "directory" {
				w.dir("cache/interpreters", filepath.Base(entry), "x")
			}
			got, err := w.Probe(context.Background(), path)
			if diff := cmp.Diff(want, got); err != nil || diff != "" {
				t.Errorf("%v\n%s", err, diff)
			}
			if n := w.starts(); n != 2 {
				t.Errorf("started %d times", n)
			}
		})
	}
}

func TestCacheOfAnotherPathIsNotTaken(t *testing.T) {
	t.Parallel()
	older, newer := oldAndNew(t)
	w := newWorld(t)
	w.CacheDir = w.path("cache")
	one, two := w.wrapper(older.path, "one/python"), w.wrapper(newer.path, "two/python")
	w.probe(one)
	first := w.entries()[0]
	w.probe(two)
	names := w.entries()
	second := names[slices.IndexFunc(names, func(name string) bool { return name != first })]
	dir := filepath.Join(w.CacheDir, "interpreters")
	if err := os.Rename(filepath.Join(dir, second), filepath.Join(dir, first)); err != nil {
		t.Fatal(err)
	}
	if got := w.probe(one).Version; got != older.Version {
		t.Errorf("%s is %s", one, got)
	}
}

func TestFailuresAreRememberedButNotForWhoInsists(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.CacheDir = w.path("cache")
	path := w.file("#!/bin/sh\necho x >> "+w.path("starts")+"\necho broken >&2\nexit 1\n", "path/python")
	for range 2 {
		rows := w.All(context.Background())
		if len(rows) != 1 || rows[0].Err == nil || rows[0].Path != path {
			t.Fatalf("rows %+v", rows)
		}
	}
	if n := w.starts(); n != 1 {
		t.Errorf("started %d times by a list", n)
	}
	if _, err := w.try(path); err == nil || w.starts() != 1 {
		t.Errorf("by its path: %v, not started", err)
	}
}

func TestCacheSurvivesManyAtOnce(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.CacheDir = w.path("cache")
	path := w.wrapper(lab.Python(t), "bin/python")
	var group sync.WaitGroup
	for range 8 {
		group.Go(func() {
			finder := w.Finder
			if _, err := finder.Probe(context.Background(), path); err != nil {
				t.Error(err)
			}
		})
	}
	group.Wait()
	if names := w.entries(); len(names) != 1 {
		t.Errorf("the cache holds %v", names)
	}
	w.starts()
	w.probe(path)
	if n := w.starts(); n != 0 {
		t.Errorf("started %d times afterwards", n)
	}
}

func TestReadOnlyCacheCostsAProbe(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.CacheDir = w.file("", "cache") // which not even root can write below
	w.probe(lab.Python(t))
	if !w.logged("is not cached") {
		t.Error("the log does not say so")
	}
}
