package cli

import (
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestKin splits directories into groups that are made at the same time.
func TestKin(t *testing.T) {
	for _, test := range []struct{ dirs, want string }{
		{"/a /b /c", "/a /b /c"},
		{"/a /a", "/a|/a"},
		{"/a /b /a/env /b/env", "/a /b|/a/env /b/env"},
		{"/a/x/y /b /a", "/a/x/y /b|/a"},
		{"/a/env /ab/env /a-b", "/a/env /ab/env /a-b"},
		{"/ /a /b", "/|/a /b"},
		{"/a /b /", "/a /b|/"},
	} {
		var groups [][]string
		var busy kin
		for i, dir := range strings.Fields(test.dirs) {
			dir = filepath.FromSlash(dir)
			if !busy.add(dir) || i == 0 {
				if i > 0 {
					busy = kin{}
					busy.add(dir)
				}
				groups = append(groups, nil)
			}
			groups[len(groups)-1] = append(groups[len(groups)-1], filepath.ToSlash(dir))
		}
		var got []string
		for _, g := range groups {
			got = append(got, strings.Join(g, " "))
		}
		if diff := cmp.Diff(test.want, strings.Join(got, "|")); diff != "" {
			t.Errorf("%s (-want +got):\n%s", test.dirs, diff)
		}
	}
}
