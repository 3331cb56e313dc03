package discover_test

import (
	"context"
	"testing"

	"github.com/pyenvkit/pyenvkit/discover"
)

// One directory may be on PATH by several names, and be that of an environment
// by some of them only.
func TestDirectoryOfSeveralNames(t *testing.T) {
	t.Parallel()
	_, newer := oldAndNew(t)
	for name, test := range map[string]struct {
		path []string
		want string
	}{
		"the first one counts":         {[]string{"bin", "usr/bin"}, "bin/python3"},
		"in the other order too":       {[]string{"usr/bin", "bin"}, "usr/bin/python3"},
		"an environment gives way":     {[]string{"env/bin", "linked/bin"}, "linked/bin/python3"},
		"whichever of them comes last": {[]string{"linked/bin", "env/bin"}, "linked/bin/python3"},
	} {
		w := newWorld(t)
		w.link(newer.path, "usr/bin/python3")
		w.link("usr/bin", "bin")
		w.link(newer.path, "env/bin/python3")
		w.file("home = "+newer.prefix()+"/bin\n", "env/pyvenv.cfg")
		w.link(w.path("env/bin"), "linked/bin")
		w.env["PATH"] = w.path(test.path[0]) + ":" + w.path(test.path[1])
		rows := w.All(context.Background())
		if len(rows) != 1 || rows[0].Path != w.path(test.want) {
			t.Errorf("%s: %s", name, paths(rows))
		}
	}
}

func paths(rows []discover.Python) (paths []string) {
	for _, row := range rows {
		paths = append(paths, row.Path)
	}
	return paths
}
