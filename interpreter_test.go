package pyenvkit

import (
	"strings"
	"syscall"
	"testing"
	"testing/fstest"

	"github.com/pyenvkit/pyenvkit/apply"
	"github.com/pyenvkit/pyenvkit/interp"
	"github.com/pyenvkit/pyenvkit/plan"
	"github.com/pyenvkit/pyenvkit/platform"
)

// TestRefusedLinksBecomeRedirectors holds on Windows for users who may make none.
func TestRefusedLinksBecomeRedirectors(t *testing.T) {
	k := &Kit{}
	d := &design{kit: k, request: Request{Symlinks: true}, target: elsewhere(`C:\env`), base: &base{}, layout: platform.Layouts["nt"]}
	if !d.environment().Symlinks {
		t.Error("no links are tried")
	}
	again, err := k.recover(t.Context(), d.base, &apply.LinkError{Path: `C:\env\Scripts\python.exe`, Err: syscall.EPERM})
	if !again || err != nil || d.environment().Symlinks {
		t.Errorf("%v, %v: links are tried again: %v", again, err, d.environment().Symlinks)
	}
	if warnings := d.warnings(apply.Result{}); len(warnings) != 1 || !strings.Contains(warnings[0], "redirectors") {
		t.Errorf("warnings %q", warnings)
	}
	d.layout = platform.Layouts["posix"]
	d.linkless = false
	if d.environment().Symlinks {
		t.Error("links are an exception where they are the rule")
	}
}

func TestStaysRelocatable(t *testing.T) {
	launcher := map[string]plan.Program{"launcher": {Name: "launcher"}}
	for _, c := range []struct {
		config   string
		request  Request
		programs map[string]plan.Program
		want     bool
	}{
		{"home = /usr/bin\nrelocatable = true\n", Request{}, launcher, true},
		{"home = /usr/bin\nRelocatable=True", Request{}, launcher, true},
		{"home = /usr/bin\nrelocatable = false\n", Request{}, launcher, false},
		{"home = /usr/bin\nprompt = relocatable = true\n", Request{}, launcher, false},
		{"home = /usr/bin\nrelocatable = true\n", Request{EntryPoints: "script"}, launcher, false},
		{"home = /usr/bin\nrelocatable = true\n", Request{}, nil, false},
	} {
		d := &design{request: c.request, programs: c.programs, base: &base{python: Python{Facts: interp.Facts{OS: "posix"}}}}
		if got := d.staysRelocatable(fstest.MapFS{"pyvenv.cfg": {Data: []byte(c.config)}}); got != c.want {
			t.Errorf("%q: %v", c.config, got)
		}
	}
}
