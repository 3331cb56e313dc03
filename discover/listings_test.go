package discover

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func TestListingsAreRemembered(t *testing.T) {
	f := &Finder{CacheDir: t.TempDir()}
	now := time.Now()
	old := now.Add(-time.Hour).UnixNano()
	one := fileID{path: "/usr/bin", device: 1, inode: 2, size: 4096, mtime: old, ctime: old}
	two, changed := one, one
	two.path, two.inode = "/opt/b\xffn\n", 1<<63
	changed.mtime++

	l := f.recall()
	l.add(one, []string{"python3", "pypy3"}, now)
	l.add(two, nil, now)
	f.remember(l)
	want := map[fileID][]string{one: {"python3", "pypy3"}, two: nil}
	if diff := cmp.Diff(want, f.recall().known, cmp.AllowUnexported(fileID{})); diff != "" {
		t.Fatal(diff)
	}
	// What was changed takes the place of what it was.
	l = f.recall()
	l.add(changed, []string{"python"}, now)
	f.remember(l)
	want = map[fileID][]string{changed: {"python"}, two: nil}
	if diff := cmp.Diff(want, f.recall().known, cmp.AllowUnexported(fileID{})); diff != "" {
		t.Error(diff)
	}
}

func TestListingOfWhatMayChangeUnseenIsNotRemembered(t *testing.T) {
	now := time.Now()
	for name, age := range map[string]struct{ mtime, ctime time.Duration }{
		"just changed":             {time.Second, time.Second},
		"times set back":           {time.Hour, time.Second},
		"changed in the future":    {-time.Hour, time.Hour},
		"no time of change at all": {time.Hour, time.Duration(now.UnixNano())},
	} {
		var l listings
		l.add(fileID{path: "/x", mtime: now.Add(-age.mtime).UnixNano(), ctime: now.Add(-age.ctime).UnixNano()}, nil, now)
		if len(l.fresh) != 0 {
			t.Errorf("%s: noted", name)
		}
	}
}

func TestListingsDoNotGrowForEver(t *testing.T) {
	f := &Finder{CacheDir: t.TempDir()}
	for _, n := range []int{maxListings, 1} {
		l := f.recall()
		for i := range n {
			l.add(fileID{path: strings.Repeat("/x", i+n), device: 1, ctime: 1}, nil, time.Now())
		}
		f.remember(l)
		if got := len(f.recall().known); got != n {
			t.Errorf("%d of them, want %d", got, n)
		}
	}
}

func TestListingsThatAreNoneAreRead(t *testing.T) {
	id := fileID{path: "/usr/bin", ctime: 1}
	f := &Finder{CacheDir: t.TempDir()}
	l := f.recall()
	l.add(id, []string{"python3"}, time.Now())
	f.remember(l)
	whole, err := os.ReadFile(f.listingsFile())
	if err != nil {
		t.Fatal(err)
	}
	for length := range whole {
		if err := os.WriteFile(f.listingsFile(), whole[:length], 0o600); err != nil {
			t.Fatal(err)
		}
		if known := f.recall().known; len(known) != 0 {
			t.Fatalf("of %q it takes %v", whole[:length], known)
		}
	}
	if err := os.WriteFile(f.listingsFile(), append([]byte("listings 0"), whole[len(listingsForm):]...), 0o600); err != nil {
		t.Fatal(err)
	}
	if known := f.recall().known; len(known) != 0 {
		t.Errorf("of another form it takes %v", known)
	}
}

// A directory has to rest for a while before its listing is believed.
func TestListingIsUsedUntilTheDirectoryChanges(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	add := func(name string) {
		if err := os.WriteFile(filepath.Join(dir, name+thisSystem.Extension), nil, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	add("python3")
	time.Sleep(settling + 100*time.Millisecond)
	f := &Finder{CacheDir: t.TempDir(), Env: func(name string) string { return map[string]string{"PATH": dir}[name] }}
	names := func() string {
		var names []string
		for _, c := range f.onPath() {
			names = append(names, strings.TrimSuffix(filepath.Base(c.path), thisSystem.Extension))
		}
		return strings.Join(names, " ")
	}
	if got := names(); got != "python3" {
		t.Fatal(got)
	}
	l := f.recall()
	id, ok := identify(dir)
	if _, known := l.known[id]; !ok || !known {
		t.Fatalf("%s is not among %v", dir, l.known)
	}
	l.fresh = map[fileID][]string{id: {"python3" + thisSystem.Extension, "python3.99" + thisSystem.Extension}}
	f.remember(l)
	if got := names(); got != "python3 python3.99" {
		t.Errorf("it was read again: %s", got)
	}
	add("python3.98")
	if got := names(); got != "python3 python3.98" {
		t.Errorf("after a change: %s", got)
	}
}

func FuzzParseEntry(f *testing.F) {
	id := fileID{path: "/usr/bin/python3", device: 1, inode: 2, size: 3, mtime: 4, ctime: 5}
	f.Add(string(entry{question: "q", path: "/p", files: []fileID{id, id}, answer: []byte("\x00a\x00")}.encode()))
	f.Add(string(entry{question: "q", path: "/p", failure: failure{reason: "a\x00b\n", time: time.Unix(0, 7)}}.encode()))
	f.Add("q\x00p\x009223372036854775807\x00")
	f.Add("q\x00p\x00-1\x00answer\x00")
	f.Fuzz(func(t *testing.T, content string) {
		e, ok := parseEntry(content)
		if !ok {
			return
		}
		again, ok := parseEntry(string(e.encode()))
		if diff := cmp.Diff(e, again, cmp.AllowUnexported(entry{}, fileID{}, failure{})); !ok || diff != "" {
			t.Fatalf("%q: %t\n%s", content, ok, diff)
		}
	})
}
