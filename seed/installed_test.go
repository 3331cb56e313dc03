package seed

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"

	"github.com/pyenvkit/pyenvkit/interp"
	"github.com/pyenvkit/pyenvkit/plan"
	"github.com/pyenvkit/pyenvkit/seed/wheel"
)

var facts312 = interp.Facts{
	Version: interp.Version{Major: 3, Minor: 12, Level: "final"}, OS: "posix", Platform: "linux",
	Paths: interp.Paths{Scripts: "bin", Purelib: "lib/python3.12/site-packages"},
}

// tree returns a file system with files of these names, each of which may have
// contents behind an equals sign.
func tree(files ...string) fstest.MapFS {
	fsys := fstest.MapFS{}
	for _, file := range files {
		name, content, _ := strings.Cut(file, "=")
		fsys[name] = &fstest.MapFile{Data: []byte(content)}
	}
	return fsys
}

func TestInstalled(t *testing.T) {
	got := []string{}
	for _, d := range Installed(tree(
		"pip/__init__.py",
		"Flask_Cors-1.0.dist-info/METADATA=Name: Flask.Cors\nVersion: 1.0.post1\n",
		"broken-2.0.dist-info/INSTALLER=pip\n",
		"odd.dist-info/METADATA=\n",
		"~ip-23.0.dist-info/METADATA=Name: pip\nVersion: 23.0\n",
		"file-1.0.dist-info=",
		"old.egg-info/PKG-INFO=Name: old\n",
	)) {
		got = append(got, d.Name+" "+d.Version)
	}
	want := []string{"flask-cors 1.0.post1", "broken 2.0", "odd "}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if got := Installed(tree()); len(got) != 0 {
		t.Errorf("an empty directory has %v", got)
	}
	if got := Installed(os.DirFS(filepath.Join(t.TempDir(), "missing"))); len(got) != 0 {
		t.Errorf("no directory has %v", got)
	}
}

// ops returns the operations for a tree with something installed, in short.
func ops(t *testing.T, purelib fstest.MapFS) []string {
	t.Helper()
	s, err := builtin(facts312, nil)
	if err != nil {
		t.Fatal(err)
	}
	all, err := s.Ops(facts312, Site{Root: "/env", Interpreter: "/env/bin/python"}, Installed(purelib))
	if err != nil {
		t.Fatal(err)
	}
	var short []string
	for _, op := range all {
		at := strings.Replace(op.At(), facts312.Paths.Purelib, "S", 1)
		short = append(short, strings.TrimPrefix(fmt.Sprintf("%T ", op), "plan.")+at)
	}
	return short
}

var (
	fresh = []string{
		"Tree S", "File bin/pip", "File bin/pip3", "File bin/pip3.12", "File S/pip-26.3.dist-info/INSTALLER",
		"File S/pip-26.3.dist-info/REQUESTED", "File S/pip-26.3.dist-info/RECORD",
	}
	points = ".dist-info/entry_points.txt=[console_scripts]\npip = pip:main\npip3.9 = pip:main\n"
)

func TestOpsOverWhatIsThere(t *testing.T) {
	tests := map[string]struct {
		purelib fstest.MapFS
		want    []string
	}{
		"nothing":     {tree(), fresh},
		"the same":    {tree("pip/__init__.py", "pip-26.3.dist-info/RECORD=pip/__init__.py,,\n"), fresh},
		"another pip": {tree("pip_tools-99.0.dist-info/RECORD=piptools.py,,\n"), fresh},
		"an older one": {
			tree("pip-20.0.dist-info/RECORD=pip/__init__.py,,\npip/sub/old.py,,\npip/mixed/old.py,,\n../../../bin/pip,,\n../../../bin/pip2,,\npip-20.0.dist-info/RECORD,,\n",
				"pip/__init__.py", "pip/__pycache__/__init__.cpython-312.pyc", "pip/sub/old.py", "pip/sub/__pycache__/old.cpython-312.opt-1.pyc",
				"pip/mixed/old.py", "pip/mixed/mine.py", "pip/mixed/__pycache__/old.cpython-39.pyc", "pip/mixed/__pycache__/mine.cpython-39.pyc", "other/x.py"),
			append([]string{
				"Remove S/pip-20.0.dist-info", "Remove bin/pip", "Remove bin/pip2", "Remove S/pip/__init__.py", "Remove S/pip/__pycache__",
				"Remove S/pip/mixed/__pycache__/old.cpython-39.pyc", "Remove S/pip/mixed/old.py", "Remove S/pip/sub",
			}, fresh...),
		},
		"an older one alone": {
			tree("pip-9.0.dist-info/RECORD=pip/__init__.py,,\npip/a/b/c.py,,\n", "pip/__init__.py", "pip/a/b/c.py"),
			append([]string{"Remove S/pip-9.0.dist-info", "Remove S/pip"}, fresh...),
		},
		"an older one without RECORD": {
			tree("pip-9.0.dist-info/METADATA=", "pip/__init__.py"),
			append([]string{"Remove S/pip-9.0.dist-info", "Remove S/pip"}, fresh...),
		},
		"a newer one": {
			tree("pip-99.0.dist-info/RECORD=pip/__init__.py,,\npip/__pycache__/gone.pyc,,\n../../../bin/gone,,\n", "pip-99.0"+points, "pip/__init__.py"),
			[]string{"File bin/pip", "File bin/pip3", "File bin/pip3.12", "File S/pip-99.0.dist-info/RECORD"},
		},
		"a newer one that is broken": {
			tree("pip-99.0.dist-info/RECORD=pip/__init__.py,,\npip/gone.py,,\n", "pip-99.0"+points, "pip/__init__.py"),
			append([]string{"Remove S/pip-99.0.dist-info", "Remove S/pip"}, fresh...),
		},
		"a newer and an older one": {
			tree("pip-20.0.dist-info/RECORD=pip/__init__.py,,\n", "pip-99.0.dist-info/RECORD=pip/__init__.py,,\n", "pip-99.0"+points, "pip/__init__.py"),
			[]string{"File bin/pip", "File bin/pip3", "File bin/pip3.12", "File S/pip-99.0.dist-info/RECORD"},
		},
		"a hostile RECORD": {
			tree("pip-1.0.dist-info/RECORD="+strings.Join([]string{
				"/etc/passwd", "../../../../home", "../../../pyvenv.cfg", "../../../bin", "../../../bin/", "../../../bin/python", "../../../bin/Python3.12",
				"../../../bin/activate", "../../../bin/sub/x", "../../../bin/..", ".", "..", "", "../site-packages/x.py", "pip/../x.py",
				`..\..\x`, `\\host\share`, "C:/x", "x.py/", "../../../lib", "other", "link/inside.py", "pip-1.0.dist-info/../x.py",
			}, ",,\n")+",,\n", "x.py", "other/x.py", "pip/x.py"),
			append([]string{"Remove S/pip-1.0.dist-info"}, fresh...),
		},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			if diff := cmp.Diff(tt.want, ops(t, tt.purelib)); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// TestRemoveStopsAtLinks has a package that is a link to somewhere else, as a
// developer may have put it there.
func TestRemoveStopsAtLinks(t *testing.T) {
	purelib, elsewhere := t.TempDir(), t.TempDir()
	for _, file := range []string{filepath.Join(elsewhere, "a.py"), filepath.Join(purelib, "pip-1.0.dist-info", "METADATA")} {
		if err := write(file, nil, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Symlink(elsewhere, filepath.Join(purelib, "pip")); err != nil {
		t.Fatal(err)
	}
	if err := write(filepath.Join(purelib, "pip-1.0.dist-info", "RECORD"), []byte("pip/a.py,,\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	got := Installed(os.DirFS(purelib))[0].remove(facts312, nil)
	want := []plan.Op{plan.Remove{Path: "lib/python3.12/site-packages/pip-1.0.dist-info"}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestOpsWantsTheFinalInterpreter(t *testing.T) {
	s := &Seed{}
	for _, exe := range []string{"/stage/bin/python", "/env2/bin/python", "python", "/env"} {
		if _, err := s.Ops(facts312, Site{Root: "/env", Interpreter: exe}, nil); err == nil {
			t.Errorf("%s is taken for an interpreter in /env", exe)
		}
	}
	for _, root := range []string{"/env", "/env/", "/"} {
		if _, err := s.Ops(facts312, Site{Root: root, Interpreter: "/env/bin/python"}, nil); err != nil {
			t.Error(err)
		}
	}
}

func TestForVersion(t *testing.T) {
	asked := func(names ...string) (all []wheel.EntryPoint) {
		for _, name := range names {
			all = append(all, wheel.EntryPoint{Name: name, Module: "m", Attr: "f"})
		}
		return all
	}
	for _, tt := range []struct{ asked, want []string }{
		{[]string{"pip", "pip3", "pip3.9"}, []string{"pip", "pip3", "pip3.12"}},
		{[]string{"pip3.10", "pip"}, []string{"pip", "pip3", "pip3.12"}},
		{[]string{"easy_install", "easy_install-3.6"}, []string{"easy_install", "easy_install-3.12"}},
		{[]string{"pip3.9", "easy_install-2.7"}, []string{"pip3.9", "easy_install-2.7"}},
		{[]string{"pip", "pip-compile", "pipx", "tool3.9"}, []string{"pip", "pip3", "pip3.12", "pip-compile", "pipx", "tool3.9"}},
	} {
		got := forVersion(asked(tt.asked...), facts312.Version)
		if !slices.Equal(got, asked(tt.want...)) {
			t.Errorf("%q: %v, want %q", tt.asked, got, tt.want)
		}
	}
}

// FuzzRemove has any RECORD remove things inside of purelib and the scripts.
func FuzzRemove(f *testing.F) {
	f.Add("pip/a.py,,\n../../../bin/pip,,\n../../../../x,,\n")
	f.Fuzz(func(t *testing.T, record string) {
		fsys := tree("pip/a.py", "pip/b/c.py", "x.py")
		fsys["pip-1.0.dist-info/RECORD"] = &fstest.MapFile{Data: []byte(record)}
		for _, op := range Installed(fsys)[0].remove(facts312, []string{"pip"}) {
			rest, inside := strings.CutPrefix(op.At(), "lib/python3.12/site-packages/")
			script, isScript := strings.CutPrefix(op.At(), "bin/")
			known := rest == "pip-1.0.dist-info" || rest == "pip" || strings.HasPrefix(rest, "pip/") || rest == "x.py"
			if inside && known || isScript && wheel.IsScript(script) {
				continue
			}
			t.Errorf("removes %q", op.At())
		}
	})
}
