package main

import (
	"errors"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/pyenvkit/pyenvkit/internal/lab"
)

func emptyBench(t *testing.T) *bench {
	t.Helper()
	b, err := newBench(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { b.log.Close() })
	return b
}

// recorder returns a command that makes a directory for each of its arguments
// and writes one line with them into a file.
func recorder(t *testing.T, lines string, args ...string) []string {
	t.Helper()
	script := `mkdir "$@" && echo "$@" >>"$0"`
	return append([]string{lab.Program(t, "sh"), "-c", script, lines}, args...)
}

func TestMeasureRunsCommands(t *testing.T) {
	for _, test := range []struct {
		name  string
		args  string
		count int
		want  []string // sorted; RUN is the directory of the run
	}{
		{"one", "{env}", 0, []string{"RUN/env0"}},
		{"many by one command", "{envs}", 3, []string{"RUN/env0 RUN/env1 RUN/env2"}},
		{"many by as many commands", "{env}", 3, []string{"RUN/env0", "RUN/env1", "RUN/env2"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			b := emptyBench(t)
			lines := filepath.Join(t.TempDir(), "lines")
			c := &contender{command: recorder(t, lines, test.args), count: test.count}
			r, err := b.measure(t.Context(), c)
			if err != nil {
				t.Fatal(err)
			}
			if r.wall <= 0 || r.cpu <= 0 {
				t.Errorf("measured %+v", r)
			}
			got := strings.Split(strings.TrimSpace(strings.ReplaceAll(read(t, lines), b.path("runs", "1"), "RUN")), "\n")
			slices.Sort(got)
			if diff := cmp.Diff(test.want, got); diff != "" {
				t.Errorf("commands (-want +got):\n%s", diff)
			}
		})
	}
}

func TestMeasureTakesNewDirectories(t *testing.T) {
	b := emptyBench(t)
	lines := filepath.Join(t.TempDir(), "lines")
	c := &contender{command: recorder(t, lines, "{env}")}
	for range 2 {
		if _, err := b.measure(t.Context(), c); err != nil {
			t.Fatal(err)
		}
	}
	want := b.path("runs", "1", "env0") + "\n" + b.path("runs", "2", "env0") + "\n"
	if diff := cmp.Diff(want, read(t, lines)); diff != "" {
		t.Errorf("directories (-want +got):\n%s", diff)
	}
}

func TestMeasureRunsWhatComesThen(t *testing.T) {
	t.Setenv("PYENVKIT_BENCH_TEST", "of the user")
	b := emptyBench(t)
	sh := lab.Program(t, "sh")
	c := &contender{
		command: []string{sh, "-c", `mkdir "$1" && ! test -e "$CACHE"`, "sh", "{env}"},
		then: [][]string{
			{sh, "-c", `cd "$1" && echo "$CACHE$PYENVKIT_BENCH_TEST" >first`, "sh", "{env}"},
			{sh, "-c", `cd "$1" && mv first second`, "sh", "{env}"},
		},
		environ: []string{"CACHE={fresh}"},
	}
	if _, err := b.measure(t.Context(), c); err != nil {
		t.Fatal(err)
	}
	want := b.path("runs", "1", "fresh") + "\n"
	if diff := cmp.Diff(want, read(t, b.path("runs", "1", "env0", "second"))); diff != "" {
		t.Errorf("variables (-want +got):\n%s", diff)
	}
}

func TestMeasureSaysWhatFailed(t *testing.T) {
	b := emptyBench(t)
	sh := lab.Program(t, "sh")
	for _, c := range []*contender{
		{key: key{"group", "one"}, command: []string{sh, "-c", "echo no luck; exit 3"}},
		{key: key{"group", "then"}, command: []string{sh, "-c", "exit 0"}, then: [][]string{{sh, "-c", "echo no luck >&2; exit 3"}}},
		{key: key{"group", "many"}, command: []string{sh, "-c", `test "$1" != "${1%2}" && echo no luck && exit 3; exit 0`, "sh", "{env}"}, count: 3},
	} {
		_, err := b.measure(t.Context(), c)
		var failed *exec.ExitError
		if !errors.As(err, &failed) || failed.ExitCode() != 3 {
			t.Fatalf("%v: error %v, want exit status 3", c.key, err)
		}
		if want := c.String() + ": exit status 3\nno luck\n"; err.Error() != want {
			t.Errorf("error %q, want %q", err, want)
		}
	}
}

func TestMeasureSetsAside(t *testing.T) {
	b := emptyBench(t)
	cache := b.path("cache")
	// Fails if the directory is there when it is run.
	makes := &contender{command: []string{lab.Program(t, "mkdir"), cache}, aside: cache}
	for range 3 {
		if _, err := b.measure(t.Context(), makes); err != nil {
			t.Fatal(err)
		}
	}
	if kept, err := os.ReadDir(b.path("aside")); err != nil || len(kept) != 2 {
		t.Errorf("%d directories were set aside, want 2 (%v)", len(kept), err)
	}
	// Without the directory, the next run would not measure what it says.
	if err := os.Rename(cache, cache+"-lost"); err != nil {
		t.Fatal(err)
	}
	if _, err := b.measure(t.Context(), makes); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("error %v, want that there is nothing to set aside", err)
	}
}

func TestRoundsCountsRuns(t *testing.T) {
	b := emptyBench(t)
	lines := filepath.Join(t.TempDir(), "lines")
	quick := &contender{command: recorder(t, lines, "{env}")}
	slow := &contender{command: quick.command, atMost: 2}
	crowd := &contender{command: quick.command, count: 2, atMost: 3}
	if err := b.rounds(t.Context(), []*contender{quick, slow, crowd}, 5); err != nil {
		t.Fatal(err)
	}
	if len(quick.results) != 5 || len(slow.results) != 2 || len(crowd.results) != 3 {
		t.Errorf("%d, %d and %d results, want 5, 2 and 3", len(quick.results), len(slow.results), len(crowd.results))
	}
	if got, want := strings.Count(read(t, lines), "\n"), warmUps+5+1+2+2*3; got != want {
		t.Errorf("%d runs, want %d", got, want)
	}
}

func TestDescribeCounts(t *testing.T) {
	model := t.TempDir()
	if err := os.MkdirAll(filepath.Join(model, "lib", "__pycache__"), 0o777); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"a.py", "b.py", "__pycache__/a.pyc"} {
		if err := os.WriteFile(filepath.Join(model, "lib", name), nil, 0o666); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Symlink("lib", filepath.Join(model, "lib64")); err != nil {
		t.Fatal(err)
	}
	got, err := describe(model)
	if want := "3 directories, 1 symbolic links, 3 files, 1 of them bytecode"; err != nil || got != want {
		t.Errorf("describe = %q, %v, want %q", got, err, want)
	}
}

func TestRemoveAllTakesReadOnlyDirectories(t *testing.T) {
	directory := filepath.Join(t.TempDir(), "cache")
	entry := filepath.Join(directory, "entry")
	if err := os.MkdirAll(entry, 0o777); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(entry, "file"), nil, 0o444); err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(entry, 0o555); err != nil {
		t.Fatal(err)
	}
	if err := removeAll(directory); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Lstat(directory); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("it is there still: %v", err)
	}
}

func read(t *testing.T, path string) string {
	t.Helper()
	content, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(content)
}

// TestHyperfineTakesTheTime has it run what the benchmark would run itself.
func TestHyperfineTakesTheTime(t *testing.T) {
	b := emptyBench(t)
	b.hyperfine = lab.Program(t, "hyperfine")
	lines := filepath.Join(t.TempDir(), "it's a file")
	sh := lab.Program(t, "sh")
	c := &contender{
		command: recorder(t, lines, "{env}", "{env} \"$HOME\"\\"),
		then:    [][]string{{sh, "-c", `echo "$1 $CACHE" >>"$0"`, lines, "then"}},
		environ: []string{"CACHE=here"},
	}
	r, err := b.measure(t.Context(), c)
	if err != nil {
		t.Fatal(err)
	}
	if r.wall <= 0 || r.cpu <= 0 || r.cpu > 100*r.wall {
		t.Errorf("measured %+v", r)
	}
	env := b.path("runs", "1", "env0")
	want := env + " " + env + ` "$HOME"\` + "\nthen here\n"
	if diff := cmp.Diff(want, read(t, lines)); diff != "" {
		t.Errorf("commands (-want +got):\n%s", diff)
	}
	failing := &contender{command: []string{sh, "-c", "echo no luck >&2; exit 3"}}
	if _, err := b.measure(t.Context(), failing); err == nil || !strings.Contains(err.Error(), "no luck") {
		t.Errorf("error %v, want what the command said", err)
	}
}
