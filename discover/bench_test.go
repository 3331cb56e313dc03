package discover_test

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/pyenvkit/pyenvkit/discover"
	"github.com/pyenvkit/pyenvkit/internal/lab"
	"github.com/pyenvkit/pyenvkit/interp"
)

// BenchmarkDefault is for a user who asks for nothing.
func BenchmarkDefault(b *testing.B) {
	warm(b, func(f *discover.Finder) error {
		_, _, err := f.Default(context.Background())
		return err
	})
}

// BenchmarkFindVersion is for -p 3.12, or whatever version there is.
func BenchmarkFindVersion(b *testing.B) { find(b, versionOf(b, lab.Python(b)).Short()) }

// BenchmarkFindPath is for -p PATH.
func BenchmarkFindPath(b *testing.B) { find(b, lab.Python(b)) }

func find(b *testing.B, text string) {
	b.Helper()
	request, err := interp.ParseRequest(text)
	if err != nil {
		b.Fatal(err)
	}
	warm(b, func(f *discover.Finder) error {
		_, err := f.Find(context.Background(), request)
		return err
	})
}

// warm measures what the machine itself, with its PATH and its version
// managers, takes in a directory without a project, with a cache that is full.
func warm(b *testing.B, find func(f *discover.Finder) error) {
	b.Helper()
	b.ReportAllocs()
	f := &discover.Finder{Env: os.Getenv, Dir: b.TempDir(), CacheDir: filepath.Join(b.TempDir(), "cache")}
	if err := find(f); err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		if err := find(f); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkProbe is for an interpreter that is not in the cache, to be compared
// with its bare start.
func BenchmarkProbe(b *testing.B) {
	for _, python := range lab.Pythons(b) {
		name := filepath.Base(python)
		b.Run(name+"/probe", func(b *testing.B) {
			f := &discover.Finder{Env: os.Getenv, Dir: b.TempDir()}
			for b.Loop() {
				if _, err := f.Probe(context.Background(), python); err != nil {
					b.Fatal(err)
				}
			}
		})
		b.Run(name+"/start", func(b *testing.B) {
			for b.Loop() {
				if err := exec.Command(python, "-I", "-S", "-c", "pass").Run(); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
