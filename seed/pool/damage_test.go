package pool

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/pyenvkit/pyenvkit/internal/lab"
)

// damages are what can happen to a file of an entry.
var damages = map[string]func(name string) error{
	"longer": func(name string) error { return appendTo(name, "x") },
	"changed": func(name string) error {
		content, err := os.ReadFile(name)
		if err != nil {
			return err
		}
		content[0]++
		_ = os.Chmod(name, 0o644)
		if err := os.WriteFile(name, content, 0); err != nil {
			return err
		}
		return os.Chmod(name, 0o444)
	},
	"gone":     os.Remove,
	"writable": func(name string) error { return os.Chmod(name, 0o644) },
	"touched":  func(name string) error { return os.Chtimes(name, time.Time{}, time.Now()) },
	"link": func(name string) error {
		if err := os.Rename(name, name+".real"); err != nil {
			return err
		}
		return os.Symlink(filepath.Base(name)+".real", name)
	},
}

func appendTo(name, text string) error {
	_ = os.Chmod(name, 0o644)
	f, err := os.OpenFile(name, os.O_APPEND|os.O_WRONLY, 0)
	if err != nil {
		return err
	}
	_, err = f.WriteString(text)
	return errors.Join(err, f.Close(), os.Chmod(name, 0o444))
}

// TestDamage has each damage noticed without a look at the contents, and
// repaired.
func TestDamage(t *testing.T) {
	for name, damage := range damages {
		t.Run(name, func(t *testing.T) {
			p := &Pool{Dir: t.TempDir()}
			e := unpack(t, p)
			if name == "writable" && e.Owner < 0 {
				t.Skip("missing: modes of files")
			}
			if err := damage(filepath.Join(e.Dir, "sample/sub/two.py")); err != nil {
				t.Fatal(err)
			}
			if err := e.check(); !errors.As(err, new(*DamageError)) {
				t.Fatalf("not noticed: %v", err)
			}
			p.Forget(e)
			if repaired := unpack(t, p); repaired.Verify(t.Context()) != nil {
				t.Errorf("not repaired: %v", repaired.Verify(t.Context()))
			}
		})
	}
}

// TestVerifyReadsContents notices what size and time do not show.
func TestVerifyReadsContents(t *testing.T) {
	p := &Pool{Dir: t.TempDir()}
	e := unpack(t, p)
	name := filepath.Join(e.Dir, "sample/data.txt")
	if err := damages["changed"](name); err != nil {
		t.Fatal(err)
	}
	if err := os.Chtimes(name, time.Time{}, time.Unix(0, e.Time)); err != nil {
		t.Fatal(err)
	}
	if err := e.check(); err != nil {
		t.Fatalf("the test is no test: %v", err)
	}
	if err := e.Verify(t.Context()); !errors.As(err, new(*DamageError)) {
		t.Errorf("Verify: %v", err)
	}
	e = unpack(t, &Pool{Dir: t.TempDir()})
	if err := os.WriteFile(filepath.Join(e.Dir, "more"), nil, 0o444); err != nil {
		t.Fatal(err)
	}
	if err := e.Verify(t.Context()); !errors.As(err, new(*DamageError)) {
		t.Errorf("a file too many: %v", err)
	}
}

// TestManifest has every change of a manifest noticed.
func TestManifest(t *testing.T) {
	p := &Pool{Dir: t.TempDir()}
	e := unpack(t, p)
	content := e.format()
	again, err := parse(content)
	if err != nil {
		t.Fatal(err)
	}
	again.Owner, again.Dir, again.Contents = e.Owner, e.Dir, e.Contents
	if diff := cmp.Diff(e, again); diff != "" {
		t.Errorf("written and read (-want +got):\n%s", diff)
	}
	for i := range content {
		changed := bytes.Clone(content)
		changed[i] ^= 1
		if _, err := parse(changed); err == nil {
			t.Fatalf("byte %d changed, and nobody sees it", i)
		}
		if _, err := parse(content[:i]); err == nil {
			t.Fatalf("cut off at byte %d, and nobody sees it", i)
		}
	}
	other := filepath.Join(p.Dir, Wheels, strings.Repeat("1", keyLength))
	if err := os.Rename(p.place(Wheels, e.Key), other); err != nil {
		t.Fatal(err)
	}
	if found := (&Pool{Dir: p.Dir}).Wheel(filepath.Base(other)); found != nil {
		t.Error("an entry is taken for another one")
	}
}

// TestStrangersAreNotTrusted ignores an entry that another user has made.
func TestStrangersAreNotTrusted(t *testing.T) {
	lab.Root(t)
	p := &Pool{Dir: t.TempDir()}
	e := unpack(t, p)
	if err := os.Chown(p.place(Wheels, e.Key), 12345, -1); err != nil {
		t.Fatal(err)
	}
	if found := (&Pool{Dir: p.Dir}).Wheel(e.Key); found != nil {
		t.Error("an entry of another user is used")
	}
	if err := os.Chown(p.place(Wheels, e.Key), 0, -1); err != nil {
		t.Fatal(err)
	}
	if err := os.Chown(filepath.Join(e.Dir, "sample/data.txt"), 12345, -1); err != nil {
		t.Fatal(err)
	}
	if err := e.check(); !errors.As(err, new(*DamageError)) {
		t.Errorf("a file of another user: %v", err)
	}
}

// FuzzParse reads manifests whose digest is right: nothing in them leads out of
// the entry.
func FuzzParse(f *testing.F) {
	head := appendValues(nil, Wheels, "k", "f", "p", "v", "i", "", "1", "2", "n", "m", "a")
	f.Add(string(head[:len(head)-1]), "3\tsha256=x\t-\ta/b.py\n")
	f.Add(string(head[:len(head)-1]), "3\tsha256=x\t-\t../b.py\n")
	f.Fuzz(func(t *testing.T, head, lines string) {
		e, err := parse(signed([]byte(formatLine + head + "\n" + lines)))
		if err != nil {
			return
		}
		for _, file := range e.Files {
			if !filepath.IsLocal(file.Path) {
				t.Errorf("%q", file.Path)
			}
		}
	})
}
