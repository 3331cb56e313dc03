package seed

import (
	"os"
	"testing"

	"github.com/pyenvkit/pyenvkit/discover"
	"github.com/pyenvkit/pyenvkit/internal/lab"
	"github.com/pyenvkit/pyenvkit/interp"
	"github.com/pyenvkit/pyenvkit/seed/pool"
)

// full returns a pool that has the seed of a Python of the machine, with
// bytecode.
func full(b *testing.B) (*pool.Pool, interp.Facts) {
	b.Helper()
	f, err := (&discover.Finder{Env: os.Getenv, Dir: b.TempDir()}).Probe(b.Context(), lab.Python(b))
	if err != nil {
		b.Fatal(err)
	}
	p := &pool.Pool{Dir: b.TempDir()}
	s, err := Choose(f, p)
	if err == nil {
		err = s.Prepare(b.Context(), f, p, Always, b.Logf)
	}
	if err != nil {
		b.Fatal(err)
	}
	return p, f
}

// BenchmarkChoose finds the seed in a pool that this process has not read yet.
func BenchmarkChoose(b *testing.B) {
	p, f := full(b)
	b.ReportAllocs()
	for b.Loop() {
		s, err := Choose(f, &pool.Pool{Dir: p.Dir})
		if err != nil || s.parts[0].code == nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkOps plans it, RECORD among the files.
func BenchmarkOps(b *testing.B) {
	p, f := full(b)
	s, err := Choose(f, &pool.Pool{Dir: p.Dir}) // read from disk, as a run does
	if err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	for b.Loop() {
		if _, err := s.Ops(f, Site{Root: "/env", Interpreter: "/env/bin/python"}, nil); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkOpen reads a wheel as a run with an empty cache does.
func BenchmarkOpen(b *testing.B) {
	from := source{builtins[0].filename, builtins[0].sha256, builtins[0].content}
	b.ReportAllocs()
	for b.Loop() {
		if err := (&part{source: from}).open(); err != nil {
			b.Fatal(err)
		}
	}
}
