package apply

import (
	"fmt"
	"io/fs"
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
		Open: func(string) (fs.FS, error) { return content, nil },
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
