package pool

import (
	"bytes"
	"errors"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/pyenvkit/pyenvkit/discover"
	"github.com/pyenvkit/pyenvkit/internal/lab"
	"github.com/pyenvkit/pyenvkit/interp"
	"github.com/pyenvkit/pyenvkit/seed/wheel"
	"github.com/pyenvkit/pyenvkit/seed/wheel/wheeltest"
)

// sample returns a small wheel, one module of which does not compile, and its
// key.
func sample(t testing.TB) (string, *wheel.Wheel) {
	t.Helper()
	content := wheeltest.New("sample", "1.0", wheeltest.Files{
		"sample/__init__.py":  "one = 1\n",
		"sample/sub/two.py":   "def two():\n    return 2\n",
		"sample/sub/wrong.py": "def :\n",
		"sample/data.txt":     "data\n",
	}).Zip(t, nil)
	w, err := wheel.Open("sample-1.0-py3-none-any.whl", bytes.NewReader(content), int64(len(content)))
	if err != nil {
		t.Fatal(err)
	}
	return KeyOf(string(content)), w
}

// facts returns those of one Python of the machine.
func facts(t testing.TB, python string) interp.Facts {
	t.Helper()
	f, err := (&discover.Finder{Env: os.Getenv, Dir: t.TempDir()}).Probe(t.Context(), python)
	if err != nil {
		t.Fatal(err)
	}
	return f
}

func unpack(t testing.TB, p *Pool) *Entry {
	t.Helper()
	key, w := sample(t)
	e, err := p.Unpack(t.Context(), key, w)
	if err != nil {
		t.Fatal(err)
	}
	return e
}

// TestUnpack has a second pool find what the first one has made.
func TestUnpack(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "pool")
	made := unpack(t, &Pool{Dir: dir})
	key, w := sample(t)
	found := (&Pool{Dir: dir}).Wheel(key)
	if diff := cmp.Diff(made, found); diff != "" {
		t.Fatal(diff)
	}
	if diff := cmp.Diff(w.Metadata, found.Wheel); diff != "" {
		t.Error(diff)
	}
	for _, f := range found.Files {
		want, err := fs.ReadFile(w.FS(), f.Path)
		if err != nil {
			t.Fatal(err)
		}
		name := filepath.Join(found.Dir, f.Path)
		got, err := os.ReadFile(name)
		info, _ := os.Stat(name)
		if err != nil || string(got) != string(want) || info.Mode().Perm() != 0o444 || info.ModTime().UnixNano() != found.Time {
			t.Errorf("%s: %v, %q, %v", f.Path, err, got, info)
		}
	}
	if len(found.Files) != len(w.Record) || found.Time%int64(time.Second) != 0 {
		t.Errorf("%d files of %d, time %d", len(found.Files), len(w.Record), found.Time)
	}
	if err := found.Verify(t.Context()); err != nil {
		t.Error(err)
	}
	if missing := (&Pool{Dir: dir}).Wheel(strings.Repeat("0", keyLength)); missing != nil {
		t.Errorf("an entry that is not there: %v", missing)
	}
	if none := (*Pool)(nil).Wheel(key); none != nil {
		t.Errorf("no pool has %v", none)
	}
}

// TestCompile lets every Python compile, and import without its compiler.
func TestCompile(t *testing.T) {
	for _, python := range lab.Pythons(t) {
		t.Run(python, func(t *testing.T) {
			t.Parallel()
			p := &Pool{Dir: t.TempDir()}
			f := facts(t, python)
			e := unpack(t, p)
			if p.Wanted(e, f) {
				t.Error("bytecode is wanted before anybody asked")
			}
			if !p.Wanted(e, f) || p.Code(e.Key, f) != nil {
				t.Error("it is not noted that bytecode is wanted, or there is some")
			}
			code, err := p.Compile(t.Context(), e, f)
			if err != nil {
				t.Fatal(err)
			}
			var names []string
			for _, file := range code.Files {
				names = append(names, file.Path)
			}
			want := []string{"sample/__pycache__/__init__." + f.CacheTag + ".pyc", "sample/sub/__pycache__/two." + f.CacheTag + ".pyc"}
			if diff := cmp.Diff(want, names); diff != "" {
				t.Error(diff)
			}
			if err := code.Verify(t.Context()); err != nil {
				t.Error(err)
			}
			if again := (&Pool{Dir: p.Dir}).Code(e.Key, f); again == nil {
				t.Error("the next process does not find the bytecode")
			}
			// In a directory with both, it is the bytecode that is loaded.
			both := t.TempDir()
			for _, dir := range []string{e.Dir, code.Dir} {
				if out, err := exec.CommandContext(t.Context(), "cp", "-Rp", dir+"/.", both).CombinedOutput(); err != nil {
					t.Fatalf("%v: %s", err, out)
				}
			}
			program := "import sys; sys.path.insert(0, sys.argv[1]); import sample.sub.two; print(sample.sub.two.two())"
			out, err := exec.CommandContext(t.Context(), python, "-I", "-S", "-v", "-c", program, both).CombinedOutput()
			if err != nil || !strings.Contains(string(out), "\n2\n") && !strings.HasPrefix(string(out), "2\n") {
				t.Fatalf("%v: %s", err, out)
			}
			for _, name := range names {
				if base := filepath.Base(name); !strings.Contains(string(out), base+" matches") {
					t.Errorf("%s is not taken as it is", base)
				}
				if strings.Contains(string(out), "wrote ") {
					t.Error("bytecode was written once more")
				}
			}
		})
	}
}

// TestCompileForNone gives interpreters without bytecode none.
func TestCompileForNone(t *testing.T) {
	p := &Pool{Dir: t.TempDir()}
	e := unpack(t, p)
	for _, f := range []interp.Facts{
		{},
		{CacheTag: "cpython-312"},
		{CacheTag: "cpython-312", Magic: "xyz"},
		{CacheTag: "../x", Magic: "cb0d0d0a"},
		{Magic: "cb0d0d0a"},
	} {
		if code, err := p.Compile(t.Context(), e, f); code != nil || err != nil {
			t.Errorf("%v: %v, %v", f, code, err)
		}
	}
}

// TestCompilerFails reports an interpreter that can't compile, or makes what
// is no bytecode for it.
func TestCompilerFails(t *testing.T) {
	python := lab.Python(t)
	f := facts(t, python)
	p := &Pool{Dir: t.TempDir()}
	e := unpack(t, p)
	broken := f
	broken.Executable = filepath.Join(t.TempDir(), "missing")
	if _, err := p.Compile(t.Context(), e, broken); err == nil || !strings.Contains(err.Error(), "missing") {
		t.Errorf("a missing interpreter: %v", err)
	}
	other := f
	other.Magic = "00000d0a"
	if _, err := p.Compile(t.Context(), e, other); !errors.As(err, new(*DamageError)) {
		t.Errorf("bytecode of another magic number: %v", err)
	}
	if p.Code(e.Key, f) != nil || p.Code(e.Key, other) != nil {
		t.Error("there is bytecode after a failure")
	}
}

// TestKnownFiles remembers what wheel a file is for as long as it is that file.
func TestKnownFiles(t *testing.T) {
	p := &Pool{Dir: t.TempDir()}
	key, _ := sample(t)
	name := filepath.Join(t.TempDir(), "sample.whl")
	if err := os.WriteFile(name, []byte("content"), 0o644); err != nil {
		t.Fatal(err)
	}
	info, err := os.Stat(name)
	if err != nil {
		t.Fatal(err)
	}
	if got := p.KeyOfFile(name, info); got != "" {
		t.Errorf("known before: %s", got)
	}
	p.Remember(name, info, key)
	if got := p.KeyOfFile(name, info); got != key {
		t.Errorf("KeyOfFile = %q, want %q", got, key)
	}
	if err := os.WriteFile(name, []byte("CONTENTS"), 0o644); err != nil {
		t.Fatal(err)
	}
	if info, err = os.Stat(name); err != nil || p.KeyOfFile(name, info) != "" {
		t.Errorf("a changed file is still known: %v", err)
	}
	if got := (*Pool)(nil).KeyOfFile(name, info); got != "" {
		t.Errorf("no pool knows %s", got)
	}
}

// TestManyWantOne has many processes' worth of pools make one entry: it is
// unpacked once.
func TestManyWantOne(t *testing.T) {
	dir := t.TempDir()
	key, w := sample(t)
	var unpacked atomic.Int64
	var group sync.WaitGroup
	for range 8 {
		group.Go(func() {
			p := &Pool{Dir: dir, Progress: func(_ string, done, total int64) {
				if done == 1 && total > 1 {
					unpacked.Add(1)
				}
			}}
			e, err := p.Unpack(t.Context(), key, w)
			if err != nil || e.Verify(t.Context()) != nil {
				t.Errorf("%v", err)
			}
		})
	}
	group.Wait()
	if n := unpacked.Load(); n != 1 {
		t.Errorf("unpacked %d times", n)
	}
}

// TestOthersFilesStay puts what is not the pool's where the pool is, which only
// names tell apart.
func TestOthersFilesStay(t *testing.T) {
	f := facts(t, lab.Python(t))
	p := &Pool{Dir: filepath.Join(t.TempDir(), `a\b[c*?`)}
	foreign := []string{
		"mine.txt", "wheels/mine/f", "wheels/.git-objects/f", "wheels/.mine-abcdefghij/f", "wheels/0123456789abcdef/manifest",
		"bytecode/mine/f", "bytecode/" + strings.Repeat("0", 32) + "-x/f", "known/notes.txt", "known/my.json", "known/.new-mine",
		"wanted/list", "locks/conda-linux-64.lock", "locks/wheels-mine.lock",
	}
	for _, name := range foreign {
		name = filepath.Join(p.Dir, name)
		if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, nil, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if err := fill(t.Context(), t, p, f); err != nil {
		t.Fatal(err)
	}
	holdings, err := p.List()
	if err != nil || len(holdings) != 2 {
		t.Errorf("%d entries, %v", len(holdings), err)
	}
	for what, do := range map[string]func() error{
		"sweep": func() error { return p.Sweep(t.Context()) },
		"clear": func() error { return p.Clear(t.Context()) },
		"again": func() error { return p.Clear(t.Context()) },
	} {
		if err := do(); err != nil {
			t.Errorf("%s: %v", what, err)
		}
	}
	var left []string
	_ = filepath.WalkDir(p.Dir, func(name string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() {
			left = append(left, strings.TrimPrefix(name, p.Dir+"/"))
		}
		return nil
	})
	slices.Sort(foreign)
	if diff := cmp.Diff(foreign, left); diff != "" {
		t.Errorf("-want +left:\n%s", diff)
	}
}

// TestClear takes away all that the pool has made, a second time too.
func TestClear(t *testing.T) {
	f := facts(t, lab.Python(t))
	p := &Pool{Dir: filepath.Join(t.TempDir(), "pool")}
	for range 2 {
		if err := fill(t.Context(), t, p, f); err != nil {
			t.Fatal(err)
		}
		if err := p.Clear(t.Context()); err != nil {
			t.Fatal(err)
		}
		if _, err := os.Lstat(p.Dir); !errors.Is(err, fs.ErrNotExist) {
			t.Errorf("the pool is there still: %v", err)
		}
	}
}

// TestRepair removes what is damaged, and nothing else.
func TestRepair(t *testing.T) {
	p := &Pool{Dir: t.TempDir()}
	e := unpack(t, p)
	if damage, err := p.Repair(t.Context(), e.Kind, e.Key); damage != nil || err != nil || p.Wheel(e.Key) == nil {
		t.Errorf("of a good one: %v, %v", damage, err)
	}
	if damage, err := p.Repair(t.Context(), e.Kind, strings.Repeat("0", keyLength)); damage != nil || err != nil {
		t.Errorf("of none: %v, %v", damage, err)
	}
	if err := os.Remove(filepath.Join(e.Dir, "sample/data.txt")); err != nil {
		t.Fatal(err)
	}
	if damage, err := p.Repair(t.Context(), e.Kind, e.Key); damage == nil || err != nil || p.Wheel(e.Key) != nil {
		t.Errorf("of a damaged one: %v, %v", damage, err)
	}
}

// TestWheelMadeAnewKeepsItsBytecode holds the time that is in the bytecode.
func TestWheelMadeAnewKeepsItsBytecode(t *testing.T) {
	f := facts(t, lab.Python(t))
	p := &Pool{Dir: t.TempDir()}
	e := unpack(t, p)
	code, err := p.Compile(t.Context(), e, f)
	if err != nil {
		t.Fatal(err)
	}
	if err := p.Remove(t.Context(), e.Kind, e.Key); err != nil {
		t.Fatal(err)
	}
	again := unpack(t, p)
	if again.Time != e.Time || again.Time != code.Time {
		t.Errorf("times %d, then %d; of the bytecode %d", e.Time, again.Time, code.Time)
	}
	content, err := os.ReadFile(filepath.Join(code.Dir, code.Files[0].Path))
	if err != nil || !bytes.HasPrefix(content, codeHeader(f, again.Time, int64(len("one = 1\n")))) {
		t.Errorf("%v, %x", err, content[:16])
	}
}
