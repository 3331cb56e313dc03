package apply

import (
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"
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

func TestFoldersStandBeforeThoseInThem(t *testing.T) {
	tree := Tree{Files: []TreeFile{{Path: "a/b/c/d"}, {Path: "a/b.py"}, {Path: "a/b/x"}, {Path: "z"}}}
	all, err := tree.folders()
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, f := range all {
		line := f.path + ":"
		for _, file := range f.files {
			line += " " + file.Path
		}
		for _, below := range f.below {
			line += fmt.Sprintf(" (%s)", below.path)
		}
		got = append(got, line)
	}
	want := []string{".: z (a)", "a: a/b.py (a/b)", "a/b: a/b/x (a/b/c)", "a/b/c: a/b/c/d"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
	for _, name := range []string{"../x", "/x", "", ".", "a//b", "a\x00b"} {
		if _, err := (&Tree{Files: []TreeFile{{Path: name}}}).folders(); err == nil {
			t.Errorf("the name %q is taken", name)
		}
	}
}
