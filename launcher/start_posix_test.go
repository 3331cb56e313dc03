//go:build linux || darwin || freebsd

package main

import (
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"github.com/pyenvkit/pyenvkit/internal/lab"
)

// BenchmarkStart shows what a script costs, from the start to the end of its process,
// by the ways to begin it: a plain shebang, the line for sh that pip and uv write where
// the kernel can't run a shebang, the same that finds its own place, and the launcher.
// They take turns, because a machine is faster at one time than at another:
//
//	go test -run '^$' -bench Start -benchtime 300x ./launcher
//
// The figures are medians in milliseconds.
func BenchmarkStart(b *testing.B) {
	p := newPlace(b, filepath.Join(realTemp(b), "env"), lab.Python(b), "#!<launcher_dir>/python -IS\npass\n")
	scripts := []struct{ name, content string }{
		{"shebang", "#!" + p.python() + " -IS\npass\n"},
		{"sh", "#!/bin/sh\n'''exec' '" + p.python() + "' -IS \"$0\" \"$@\"\n' '''\npass\n"},
		{"sh-realpath", "#!/bin/sh\n'''exec' \"$(dirname -- \"$(realpath -- \"$0\")\")\"/'python' -IS \"$0\" \"$@\"\n' '''\npass\n"},
		{"launcher", ""},
	}
	paths := make([]string, len(scripts))
	for i, s := range scripts {
		paths[i] = filepath.Join(filepath.Dir(p.script()), s.name)
		if s.content == "" {
			paths[i] = p.script()
			continue
		}
		write(b, paths[i], s.content, 0o755)
	}
	took := make([][]time.Duration, len(scripts))
	for b.Loop() {
		for i, path := range paths {
			took[i] = append(took[i], timed(b, path))
		}
	}
	for i, s := range scripts {
		slices.Sort(took[i])
		b.ReportMetric(float64(took[i][len(took[i])/2])/float64(time.Millisecond), s.name+"-ms")
	}
}

// timed runs a program and returns how long that took.
func timed(b *testing.B, path string) time.Duration {
	b.Helper()
	begin := time.Now()
	process, err := os.StartProcess(path, []string{path}, &os.ProcAttr{Files: []*os.File{os.Stdin, os.Stdout, os.Stderr}, Env: os.Environ()})
	if err != nil {
		b.Fatal(err)
	}
	state, err := process.Wait()
	if err != nil || !state.Success() {
		b.Fatalf("%s: %v, %v", path, state, err)
	}
	return time.Since(begin)
}
