package pool

import (
	"bytes"
	"context"
	"errors"
	"os"
	"path/filepath"
	"sync/atomic"
	"testing"

	"github.com/pyenvkit/pyenvkit/internal/lab"
	"github.com/pyenvkit/pyenvkit/interp"
	"github.com/pyenvkit/pyenvkit/seed/wheel"
	"github.com/pyenvkit/pyenvkit/seed/wheel/wheeltest"
)

// TestEveryChangeMayFail has the n-th change fail, for each n there is: the
// pool has the whole entry or none, and the next try makes it.
func TestEveryChangeMayFail(t *testing.T) {
	f := facts(t, lab.Python(t))
	full := errors.New("no space left")
	for n := 1; ; n++ {
		dir := t.TempDir()
		var changes atomic.Int64
		p := &Pool{Dir: dir, before: func(string, string) error {
			if int(changes.Add(1)) == n {
				return full
			}
			return nil
		}}
		err := fill(t.Context(), t, p, f)
		if int(changes.Load()) < n {
			if err != nil || n < 20 {
				t.Fatalf("%d changes, error %v", n, err)
			}
			return
		}
		if holdings, listed := p.List(); err == nil && (listed != nil || len(holdings) != 2) {
			// Only a note can fail without consequences.
			t.Errorf("change %d failed, and nobody says so", n)
		}
		whole(t, dir, f)
	}
}

// fill makes both kinds of entries.
func fill(ctx context.Context, t testing.TB, p *Pool, f interp.Facts) error {
	key, w := sample(t)
	e, err := p.Unpack(ctx, key, w)
	if err != nil {
		return err
	}
	p.Wanted(e, f)
	_, err = p.Compile(ctx, e, f)
	return err
}

// whole says that what is in the pool is whole, that the pool can be filled
// and has no leftovers then.
func whole(t *testing.T, dir string, f interp.Facts) {
	t.Helper()
	p := &Pool{Dir: dir}
	holdings, err := p.List()
	if err != nil {
		t.Fatal(err)
	}
	for _, h := range holdings {
		if h.Problem != nil {
			t.Errorf("%s %s: %v", h.Kind, h.Key, h.Problem)
		} else if err := h.Entry.Verify(t.Context()); err != nil {
			t.Error(err)
		}
	}
	if err := fill(t.Context(), t, p, f); err != nil {
		t.Fatal(err)
	}
	if err := p.Sweep(t.Context()); err != nil {
		t.Fatal(err)
	}
	left, err := filepath.Glob(filepath.Join(dir, "*", ".*"))
	if err != nil || len(left) != 0 {
		t.Errorf("left over: %v", left)
	}
}

// TestWheelThatLies has a file that RECORD says something else about.
func TestWheelThatLies(t *testing.T) {
	files := wheeltest.New("sample", "1.0", wheeltest.Files{"sample/__init__.py": "one = 1\n", "sample/two.py": "two = 2\n"})
	files["sample/two.py"] = "two = 3\n"
	content := files.Zip(t, nil)
	w, err := wheel.Open("sample-1.0-py3-none-any.whl", bytes.NewReader(content), int64(len(content)))
	if err != nil {
		t.Fatal(err)
	}
	p := &Pool{Dir: t.TempDir()}
	_, err = p.Unpack(t.Context(), KeyOf(string(content)), w)
	if lie := new(wheel.Error); !errors.As(err, &lie) || lie.Entry != "sample/two.py" {
		t.Errorf("error %v", err)
	}
	if left, _ := os.ReadDir(filepath.Join(p.Dir, Wheels)); len(left) != 0 {
		t.Errorf("left behind: %v", left)
	}
}
