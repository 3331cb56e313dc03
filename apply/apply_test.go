package apply

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"

	"github.com/pyenvkit/pyenvkit/internal/lab"
	"github.com/pyenvkit/pyenvkit/plan"
)

// job is a small one of every kind of operation; version tells the files of
// two of them apart.
func job(version string) Job {
	j := Job{
		Plan: plan.Plan{Ops: []plan.Op{
			plan.Dir{Path: "lib"},
			plan.Dir{Path: "lib/site"},
			plan.Link{Path: "lib64", Target: "lib"},
			plan.Dir{Path: "bin"},
			plan.Copy{Path: "bin/program", Source: source, Mode: 0o755},
			plan.Link{Path: "bin/link", Target: "program"},
			plan.Remove{Path: "bin/stale"},
			plan.Remove{Path: "lib/site/old"},
			plan.Tree{Path: "lib/site", Source: "wheel"},
			plan.Tree{Path: "lib/site", Source: "pool"},
			plan.File{Path: "lib/site/pkg/RECORD", Content: []byte("record " + version)},
			plan.Executable{Path: "bin/a", Program: plan.Program{Name: "launcher", Sum: version}},
			plan.Executable{Path: "bin/b", Program: plan.Program{Name: "launcher", Sum: version}},
			plan.File{Path: "bin/script", Content: []byte("script " + version), Mode: 0o755},
			plan.File{Path: ".gitignore", Content: []byte("* " + version), Keep: true},
			plan.File{Path: "pyvenv.cfg", Content: []byte("version = " + version)},
		}},
		Program: func(p plan.Program) ([]byte, error) { return []byte(p.Name + " " + p.Sum), nil },
		Open: func(source string) (Tree, error) {
			if source == "pool" {
				shared, err := openPool(filepath.Join(os.Getenv(pools), version))
				shared.Shared = true
				return shared, err
			}
			return Tree{FS: fstest.MapFS{
				"pkg/__init__.py": {Data: []byte("init " + version)},
				"pkg/sub/a.py":    {Data: []byte("a " + version)},
				"top.py":          {Data: []byte("top " + version)},
			}}, nil
		},
	}
	if !linkable() {
		j.Plan.Ops = slices.DeleteFunc(j.Plan.Ops, func(op plan.Op) bool { return reflect.TypeOf(op) == reflect.TypeFor[plan.Link]() })
	}
	return j
}

// linkable is kept because jobs are many.
var linkable = sync.OnceValue(lab.CanLink)

// source is copied by job: a file that every checkout has.
const source = "apply.go"

// tree returns what is below dir: names with the mode and the contents.
func tree(t *testing.T, dir string) map[string]string {
	t.Helper()
	all := map[string]string{}
	err := filepath.WalkDir(dir, func(path string, e fs.DirEntry, err error) error {
		if err != nil || path == dir {
			return err
		}
		info, err := e.Info()
		if err != nil {
			return err
		}
		name, _ := filepath.Rel(dir, path)
		what := info.Mode().String()
		switch {
		case e.Type()&fs.ModeSymlink != 0:
			what, err = os.Readlink(path)
			what = "-> " + what
		case e.Type().IsRegular():
			var content []byte
			content, err = os.ReadFile(path)
			what += " " + string(content)
		}
		all[filepath.ToSlash(name)] = what
		return err
	})
	if os.IsNotExist(err) {
		return nil
	}
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// made returns what job(version) makes where nothing was.
func made(t *testing.T, version string) map[string]string {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "env")
	run(t, dir, Options{}, job(version))
	return tree(t, dir)
}

// run locks dir and applies j.
func run(t *testing.T, dir string, o Options, j Job) {
	t.Helper()
	target, err := Lock(t.Context(), dir, o)
	if err != nil {
		t.Fatal(err)
	}
	defer target.Close()
	if _, err := target.Apply(t.Context(), j); err != nil {
		t.Fatal(err)
	}
}

// try locks dir and applies j, with a function to call before each call to the
// file system, and returns the error.
func try(t *testing.T, dir string, before func(call, path string) error, j Job) error {
	t.Helper()
	target, err := lock(t.Context(), dir, Options{}, before)
	if err != nil {
		t.Fatal(err)
	}
	defer target.Close()
	_, err = target.Apply(t.Context(), j)
	return err
}

// alone fails the test if anything is beside dir.
func alone(t *testing.T, dir string) {
	t.Helper()
	entries, err := os.ReadDir(filepath.Dir(dir))
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		if e.Name() != filepath.Base(dir) {
			t.Errorf("%s is left beside %s", e.Name(), dir)
		}
	}
}

func write(t *testing.T, path, content string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(content), 0o644); err != nil {
		t.Fatal(err)
	}
}

// environment makes an environment of version 1 at dir, with things of the
// user in it.
func environment(t *testing.T, dir string) {
	t.Helper()
	run(t, dir, Options{}, job("1"))
	write(t, filepath.Join(dir, "bin/stale"), "stale")
	write(t, filepath.Join(dir, "bin/mine"), "mine")
	write(t, filepath.Join(dir, "lib/site/old/deep/x"), "old")
	write(t, filepath.Join(dir, "lib/site/other/x"), "other")
	write(t, filepath.Join(dir, "share/doc/x"), "doc")
}

// renewed returns what a job of version 2 makes of environment.
func renewed(t *testing.T) map[string]string {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "env")
	run(t, dir, Options{}, job("2"))
	write(t, filepath.Join(dir, ".gitignore"), "* 1")
	write(t, filepath.Join(dir, "bin/mine"), "mine")
	write(t, filepath.Join(dir, "lib/site/other/x"), "other")
	write(t, filepath.Join(dir, "share/doc/x"), "doc")
	return tree(t, dir)
}

func TestApplyMakesWhatThePlanSays(t *testing.T) {
	tests := []struct {
		name    string
		prepare func(t *testing.T, dir string)
		clear   bool
		state   State
		want    func(t *testing.T) map[string]string
	}{
		{name: "where nothing is", state: Missing},
		{
			name: "in an empty directory", state: Empty,
			prepare: func(t *testing.T, dir string) { mkdir(t, dir) },
		},
		{
			name: "over an environment, keeping the user's files", state: Environment,
			prepare: environment, want: renewed,
		},
		{
			name: "instead of an environment", state: Environment, clear: true,
			prepare: environment,
		},
		{
			name: "instead of other files", state: Other, clear: true,
			prepare: func(t *testing.T, dir string) { write(t, filepath.Join(dir, "src/main.py"), "") },
		},
		{
			name: "among other files", state: Other,
			prepare: func(t *testing.T, dir string) { write(t, filepath.Join(dir, "lib/notes"), "notes") },
			want: func(t *testing.T) map[string]string {
				dir := filepath.Join(t.TempDir(), "env")
				run(t, dir, Options{}, job("2"))
				write(t, filepath.Join(dir, "lib/notes"), "notes")
				return tree(t, dir)
			},
		},
		{
			name: "in the place of links and of directories with other names", state: Environment,
			prepare: func(t *testing.T, dir string) {
				write(t, filepath.Join(dir, "pyvenv.cfg"), "")
				write(t, filepath.Join(dir, "bin/script/x"), "")
				mkdir(t, filepath.Join(dir, "lib64", "x"))
				symlink(t, t.TempDir(), filepath.Join(dir, "lib"))
				symlink(t, "nowhere", filepath.Join(dir, "bin/program"))
			},
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			parent := t.TempDir()
			dir := filepath.Join(parent, "env")
			if tt.prepare != nil {
				tt.prepare(t, dir)
			}
			target, err := Lock(t.Context(), dir, Options{LockDir: t.TempDir()})
			if err != nil {
				t.Fatal(err)
			}
			defer target.Close()
			if target.State() != tt.state {
				t.Errorf("state %v, want %v", target.State(), tt.state)
			}
			j := job("2")
			j.Clear = tt.clear
			result, err := target.Apply(t.Context(), j)
			if err != nil {
				t.Fatal(err)
			}
			result.Files = Counts{} // it depends on where temporary files are
			if diff := cmp.Diff(Result{}, result); diff != "" {
				t.Errorf("result: %s", diff)
			}
			want := made(t, "2")
			if tt.want != nil {
				want = tt.want(t)
			}
			if diff := cmp.Diff(want, tree(t, dir)); diff != "" {
				t.Errorf("-want +got:\n%s", diff)
			}
			alone(t, dir)
		})
	}
}

func mkdir(t *testing.T, dir string) {
	t.Helper()
	if err := os.MkdirAll(dir, 0o755); err != nil {
		t.Fatal(err)
	}
}

func symlink(t *testing.T, target, path string) {
	t.Helper()
	if !linkable() {
		t.Skip("missing: symbolic links")
	}
	if err := os.Symlink(target, path); err != nil {
		t.Fatal(err)
	}
}

func TestApplyNeverWritesThroughLinksOutOfTheEnvironment(t *testing.T) {
	outside := t.TempDir()
	write(t, filepath.Join(outside, "site/pkg/RECORD"), "theirs")
	write(t, filepath.Join(outside, "file"), "theirs")
	before := tree(t, outside)
	for _, inPlace := range []bool{false, true} {
		dir := filepath.Join(t.TempDir(), "env")
		write(t, filepath.Join(dir, "pyvenv.cfg"), "")
		mkdir(t, filepath.Join(dir, "bin"))
		symlink(t, outside, filepath.Join(dir, "lib"))
		symlink(t, filepath.Join(outside, "file"), filepath.Join(dir, "bin/script"))
		if err := os.Link(filepath.Join(outside, "file"), filepath.Join(dir, "bin/program")); err != nil {
			t.Fatal(err)
		}
		if inPlace {
			t.Chdir(dir)
			t.Setenv("PWD", dir)
		}
		j := job("2")
		j.Plan.Ops = append([]plan.Op{plan.Remove{Path: "lib/site/pkg"}}, j.Plan.Ops...)
		j.Plan.Ops = copySource(t, j.Plan.Ops)
		run(t, dir, Options{}, j)
		if diff := cmp.Diff(before, tree(t, outside)); diff != "" {
			t.Errorf("in place %v: outside is changed: %s", inPlace, diff)
		}
	}
}

// copySource makes the source of copies absolute.
func copySource(t *testing.T, ops []plan.Op) []plan.Op {
	t.Helper()
	for i, op := range ops {
		if c, ok := op.(plan.Copy); ok {
			c.Source = filepath.Join(t.TempDir(), "source")
			write(t, c.Source, "program")
			ops[i] = c
		}
	}
	return ops
}

func TestApplyKeepsTheDirectoryOfALink(t *testing.T) {
	parent := t.TempDir()
	mkdir(t, filepath.Join(parent, "real"))
	symlink(t, "real", filepath.Join(parent, "env"))
	dir := filepath.Join(parent, "env")
	for _, version := range []string{"1", "2"} {
		run(t, dir, Options{}, job(version))
		if got, err := os.Readlink(dir); got != "real" {
			t.Fatalf("the link is %q, %v", got, err)
		}
		if diff := cmp.Diff(made(t, version), tree(t, filepath.Join(parent, "real")), ignore(".gitignore")); diff != "" {
			t.Errorf("-want +got:\n%s", diff)
		}
	}
}

func ignore(name string) cmp.Option {
	return cmp.FilterPath(func(p cmp.Path) bool {
		return strings.Contains(p.GoString(), fmt.Sprintf("[%q]", name))
	}, cmp.Ignore())
}

func TestApplyKeepsModesOwnersAndTimes(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "env")
	environment(t, dir)
	kept := filepath.Join(dir, "lib/site/other")
	for path, mode := range map[string]fs.FileMode{dir: 0o750, kept: 0o555, filepath.Join(kept, "x"): 0o640} {
		if err := os.Chmod(path, mode); err != nil {
			t.Fatal(err)
		}
	}
	look := func(path string) string {
		info, err := os.Lstat(path)
		if err != nil {
			t.Fatal(err)
		}
		return fmt.Sprint(info.Mode(), info.ModTime())
	}
	before := []string{look(kept), look(filepath.Join(kept, "x"))}
	run(t, dir, Options{}, job("2"))
	if diff := cmp.Diff(before, []string{look(kept), look(filepath.Join(kept, "x"))}); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
	if info, _ := os.Lstat(dir); info.Mode().Perm() != 0o750 {
		t.Errorf("the directory has the mode %v", info.Mode())
	}
	j := job("3")
	j.Clear = true
	run(t, dir, Options{}, j)
	if info, _ := os.Lstat(dir); info.Mode().Perm() != 0o750 {
		t.Errorf("cleared, the directory has the mode %v", info.Mode())
	}
	alone(t, dir)
}

func TestBeforeSeesAllAndItsErrorUndoesAll(t *testing.T) {
	for _, existing := range []bool{false, true} {
		dir := filepath.Join(t.TempDir(), "a", "env")
		if existing {
			environment(t, dir)
		}
		before := tree(t, filepath.Dir(filepath.Dir(dir)))
		j := job("2")
		failed := errors.New("pip failed")
		j.Rewrites = true
		j.Before = func(_ context.Context, stage string) error {
			if got := tree(t, stage)["pyvenv.cfg"]; !strings.HasSuffix(got, " version = 2") {
				t.Errorf("the stage holds the configuration %q", got)
			}
			// A program that writes in place must not reach the old file.
			f, err := os.OpenFile(filepath.Join(stage, "share/doc/x"), os.O_WRONLY, 0)
			if err == nil {
				_, err = f.WriteString("changed")
				f.Close()
			}
			if existing && err != nil {
				t.Error(err)
			}
			return failed
		}
		if err := try(t, dir, nil, j); !errors.Is(err, failed) {
			t.Errorf("error %v", err)
		}
		if diff := cmp.Diff(before, tree(t, filepath.Dir(filepath.Dir(dir)))); diff != "" {
			t.Errorf("existing %v: -want +got:\n%s", existing, diff)
		}
	}
}

func TestFilesAreCopiedOnlyForWhatRewritesThem(t *testing.T) {
	for _, rewrites := range []bool{false, true} {
		dir := filepath.Join(t.TempDir(), "env")
		environment(t, dir)
		old, err := os.Lstat(filepath.Join(dir, "share/doc/x"))
		if err != nil {
			t.Fatal(err)
		}
		j := job("2")
		j.Rewrites = rewrites
		j.Before = func(_ context.Context, stage string) error {
			now, err := os.Lstat(filepath.Join(stage, "share/doc/x"))
			if err == nil && os.SameFile(old, now) == rewrites {
				t.Errorf("rewrites %v: the file is shared: %v", rewrites, rewrites)
			}
			return err
		}
		if err := try(t, dir, nil, j); err != nil {
			t.Error(err)
		}
	}
}

// Where directories can't be held, another program may put an environment of
// its own in the place of the target.
func TestWhatAnotherProgramPutsInPlaceIsNotLost(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "env")
	environment(t, dir)
	target, err := Lock(t.Context(), dir, Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer target.Close()
	j := job("2")
	stages := 0
	j.Before = func(context.Context, string) error {
		stages++
		if stages > 1 {
			return nil
		}
		if err := os.Rename(dir, filepath.Join(t.TempDir(), "env")); err != nil {
			return err
		}
		write(t, filepath.Join(dir, "pyvenv.cfg"), "")
		write(t, filepath.Join(dir, "theirs"), "theirs")
		return nil
	}
	if _, err := target.Apply(t.Context(), j); err != nil {
		t.Fatal(err)
	}
	if got := tree(t, dir); stages != 2 || got["theirs"] == "" || !strings.HasSuffix(got["pyvenv.cfg"], " = 2") {
		t.Errorf("%d stages, got %v", stages, got)
	}
}
