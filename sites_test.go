package pyenvkit

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/pyenvkit/pyenvkit/internal/lab"
	"github.com/pyenvkit/pyenvkit/interp"
)

func TestSites(t *testing.T) {
	one := interp.Paths{Purelib: "lib/python3.12/site-packages", Platlib: "lib/python3.12/site-packages"}
	two := interp.Paths{Purelib: "lib/python3.12/site-packages", Platlib: "lib64/python3.12/site-packages"}
	for _, c := range []struct {
		name  string
		dirs  []string
		links map[string]string // path to target
		paths interp.Paths
		want  []string
	}{
		{name: "as Python says", dirs: []string{one.Purelib, "lib/python3.9/site-packages"}, paths: one, want: []string{one.Purelib}},
		{name: "two", dirs: []string{two.Purelib, two.Platlib}, paths: two, want: []string{two.Purelib, two.Platlib}},
		{name: "two by name", dirs: []string{two.Purelib}, links: map[string]string{"lib64": "lib"}, paths: two, want: []string{two.Purelib}},
		{name: "not made yet", dirs: []string{"bin"}, paths: two, want: []string{two.Purelib}},
		{name: "of another version than it was", dirs: []string{"lib/python3.9/site-packages"}, paths: one, want: []string{"lib/python3.9/site-packages"}},
		{
			name: "unknown", dirs: []string{"lib/python2.7/site-packages", "lib/python2.7/distutils"}, links: map[string]string{"lib64": "lib"},
			want: []string{"lib/python2.7/site-packages"},
		},
		{name: "PyPy", dirs: []string{"lib/pypy3.9/site-packages"}, want: []string{"lib/pypy3.9/site-packages"}},
		{name: "PyPy before 3.7", dirs: []string{"site-packages", "lib-python/2.7"}, want: []string{"site-packages"}},
		{name: "Windows", dirs: []string{"Lib/site-packages"}, want: []string{"Lib/site-packages"}},
		{
			name: "apart", dirs: []string{"lib/python3.12/site-packages", "lib64/python3.12/site-packages"},
			want: []string{"lib/python3.12/site-packages", "lib64/python3.12/site-packages"},
		},
		{name: "a link", dirs: []string{"else", "lib/python3.12"}, links: map[string]string{one.Purelib: "../../else"}, paths: one, want: []string{one.Purelib}},
		{name: "a loop", dirs: []string{"lib/python3.12"}, links: map[string]string{one.Purelib: "site-packages"}, want: nil},
		{name: "nothing", want: nil},
	} {
		if len(c.links) > 0 && !lab.CanLink() {
			continue
		}
		root := t.TempDir()
		for _, dir := range c.dirs {
			if err := os.MkdirAll(filepath.Join(root, filepath.FromSlash(dir)), 0o755); err != nil {
				t.Fatal(err)
			}
		}
		for path, target := range c.links {
			if err := os.Symlink(target, filepath.Join(root, filepath.FromSlash(path))); err != nil {
				t.Fatal(err)
			}
		}
		got := sites(root, c.paths)
		if diff := cmp.Diff(c.want, got); diff != "" {
			t.Errorf("%s: %s", c.name, diff)
		}
	}
}
