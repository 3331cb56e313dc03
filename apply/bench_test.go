package apply

import (
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/pyenvkit/pyenvkit/plan"
)

// wheel is as many files as pip has, of its usual size.
func wheel(files int) Job {
	content := fstest.MapFS{}
	for i := range files {
		content[fmt.Sprintf("pkg/part%d/m%d.py", i%40, i)] = &fstest.MapFile{Data: []byte(strings.Repeat("x = 1\n", 1500))}
	}
	return Job{
		Plan: plan.Plan{Ops: []plan.Op{
			plan.Dir{Path: "lib"},
			plan.Tree{Path: "lib", Source: "wheel"},
			plan.File{Path: "pyvenv.cfg"},
		}},
		Open: func(string) (Tree, error) { return Tree{FS: content}, nil },
	}
}

func apply(b *testing.B, dir string, j Job) {
	b.Helper()
	target, err := Lock(b.Context(), dir, Options{})
	if err != nil {
		b.Fatal(err)
	}
	defer target.Close()
	if _, err := target.Apply(b.Context(), j); err != nil {
		b.Fatal(err)
	}
}

func BenchmarkFresh(b *testing.B) {
	parent, j := b.TempDir(), wheel(450)
	for i := range b.N {
		apply(b, filepath.Join(parent, strconv.Itoa(i)), j)
	}
}

// BenchmarkRenew puts one file into an environment of a thousand, which is
// cloned and deleted for it.
func BenchmarkRenew(b *testing.B) {
	dir := filepath.Join(b.TempDir(), "env")
	apply(b, dir, wheel(1000))
	small := Job{Plan: plan.Plan{Ops: []plan.Op{plan.File{Path: "pyvenv.cfg"}}}}
	for b.Loop() {
		apply(b, dir, small)
	}
}

// BenchmarkLinks makes what pip and its bytecode are: 511 files and 497 more
// that are shared, in 124 directories. What it makes is deleted at the end only,
// as deleting slows down some file systems for a while.
func BenchmarkLinks(b *testing.B) {
	sources, bytecode := map[string]string{}, map[string]string{}
	for i := range 511 {
		dir := fmt.Sprintf("pip/part%d", i%62)
		sources[fmt.Sprintf("%s/m%d.py", dir, i)] = strings.Repeat("x = 1\n", 1500)
		if i < 497 {
			bytecode[fmt.Sprintf("%s/__pycache__/m%d.pyc", dir, i)] = strings.Repeat("x = 1\n", 1500)
		}
	}
	root := b.TempDir()
	trees := map[string]Tree{"sources": pool(b, filepath.Join(root, "sources"), sources), "bytecode": pool(b, filepath.Join(root, "bytecode"), bytecode)}
	shared := trees["bytecode"]
	shared.Shared = true
	trees["bytecode"] = shared
	for mode := LinkAuto; mode <= LinkSymbolic; mode++ {
		b.Run(mode.String(), func(b *testing.B) {
			j := Job{
				Plan: plan.Plan{Ops: []plan.Op{
					plan.Dir{Path: "lib"},
					plan.Tree{Path: "lib", Source: "sources"},
					plan.Tree{Path: "lib", Source: "bytecode"},
					plan.File{Path: "pyvenv.cfg"},
				}},
				Open:  func(source string) (Tree, error) { return trees[source], nil },
				Links: mode,
			}
			parent, err := os.MkdirTemp(root, mode.String()) //nolint:usetesting // that would be deleted after each round
			if err != nil {
				b.Fatal(err)
			}
			for i := range b.N {
				apply(b, filepath.Join(parent, strconv.Itoa(i)), j)
			}
		})
	}
}
