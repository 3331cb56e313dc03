package apply

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"syscall"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/pyenvkit/pyenvkit/plan"
)

func TestLinkModesHaveNames(t *testing.T) {
	for want, name := range []string{"auto", "clone", "hardlink", "copy", "symlink"} {
		mode, ok := ParseLinkMode(name)
		if !ok || mode != LinkMode(want) || mode.String() != name {
			t.Errorf("%s: mode %d %v, %t", name, mode, mode, ok)
		}
	}
	for _, name := range []string{"", "Auto", "hard"} {
		if mode, ok := ParseLinkMode(name); ok {
			t.Errorf("%q is %v", name, mode)
		}
	}
}

func TestMethods(t *testing.T) {
	tests := []struct {
		mode         LinkMode
		shared, same bool
		want         []method
	}{
		{LinkAuto, false, true, []method{byClone, byCopy}},
		{LinkAuto, true, true, []method{byClone, byHardLink, byCopy}},
		{LinkAuto, true, false, []method{byClone, byCopy}},
		{LinkClone, true, true, []method{byClone, byCopy}},
		{LinkHard, false, true, []method{byHardLink, byCopy}},
		{LinkHard, true, false, []method{byCopy}},
		{LinkCopy, true, true, []method{byCopy}},
		{LinkSymbolic, true, false, []method{bySymlink, byCopy}},
	}
	for _, tt := range tests {
		if diff := cmp.Diff(tt.want, tt.mode.methods(tt.shared, tt.same)); diff != "" {
			t.Errorf("%v, shared %v, same %v: -want +got:\n%s", tt.mode, tt.shared, tt.same, diff)
		}
	}
}

// supplying returns trees with files of these paths.
func supplying(trees ...[]string) []*supply {
	var all []*supply
	for i, paths := range trees {
		x := &supply{op: plan.Tree{Source: strconv.Itoa(i)}}
		for _, path := range paths {
			x.tree.Files = append(x.tree.Files, TreeFile{Path: path})
		}
		all = append(all, x)
	}
	return all
}

func TestFoldersStandBeforeThoseInThem(t *testing.T) {
	all, clash, err := folders(supplying([]string{"a/b/c/d", "a/b.py", "a/b/x", "z"}, []string{"a/b.pyc", "a/e/f"}))
	if err != nil || clash {
		t.Fatal(clash, err)
	}
	var got []string
	for _, f := range all {
		line := f.path + ":"
		for _, share := range f.shares {
			for _, file := range share.files {
				line += " " + share.of.op.Source + " " + file.Path
			}
		}
		for _, below := range f.below {
			line += fmt.Sprintf(" (%s)", below.path)
		}
		got = append(got, line)
	}
	want := []string{".: 0 z (a)", "a: 0 a/b.py 1 a/b.pyc (a/b) (a/e)", "a/b: 0 a/b/x (a/b/c)", "a/b/c: 0 a/b/c/d", "a/e: 1 a/e/f"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
	for _, name := range []string{"../x", "/x", "", ".", "a//b", "a\x00b", "a/./b", "a/../b", "a/.", "a/..", "a/", "./a", "../a/b", "a/\x00/b"} {
		if _, _, err := folders(supplying([]string{name})); err == nil {
			t.Errorf("the name %q is taken", name)
		}
	}
	if _, clash, _ := folders(supplying([]string{"a/b/c"}, []string{"a/b"})); !clash {
		t.Error("a file in the place of a directory of another tree is not noticed")
	}
}

func TestOnlyLinksMakesARefusedLinkAnError(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "env")
	refusing := scenario{refuse: []refusal{noLinks}}.before(func(string, string) error { return nil })
	j := Job{Plan: plan.Plan{Ops: []plan.Op{plan.Link{Path: "python", Target: "/usr/bin/python3"}}}, OnlyLinks: true}
	err := try(t, dir, refusing, j)
	if refused := (*LinkError)(nil); !errors.As(err, &refused) || !errors.Is(err, syscall.EPERM) {
		t.Errorf("error %v", err)
	}
	if _, err := os.Lstat(dir); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("something is there: %v", err)
	}
	alone(t, dir)
}
