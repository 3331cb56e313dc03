//go:build unix

package pyenvkit_test

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/pyenvkit/pyenvkit"
	"github.com/pyenvkit/pyenvkit/environment"
	"github.com/pyenvkit/pyenvkit/internal/lab"
)

func TestInfoOfEnvironmentsOfEveryMaker(t *testing.T) {
	for _, m := range makers() {
		t.Run(m.name, func(t *testing.T) {
			parent := t.TempDir()
			dir := filepath.Join(parent, "my env")
			m.make(t, dir)
			k := kit(parent, t.TempDir())
			before := tree(t, dir)
			i, err := k.Info(t.Context(), "my env")
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(before, tree(t, dir)); diff != "" {
				t.Errorf("something changed: %s", diff)
			}
			if i.Maker.Name != m.name || (i.Maker.Version == "") != (m.name == "venv" || m.name == "pyenvkit") {
				t.Errorf("made by %+v", i.Maker)
			}
			if i.Path != dir || i.Source != "my env" || i.Project != "" || i.Prompt != "my env" || i.Active || i.Problem != "" || i.SystemSitePackages {
				t.Errorf("it is %+v", i)
			}
			facts, err := k.Finder.Probe(t.Context(), filepath.Join(dir, "bin", "python"))
			if err != nil {
				t.Fatal(err)
			}
			want := pyenvkit.InfoPython{
				Version: facts.Version.String(), Implementation: "cpython", Executable: filepath.Join(dir, "bin", "python"),
				Base: facts.Executable, BasePrefix: facts.BasePrefix, BaseExists: true,
			}
			if diff := cmp.Diff(want, i.Python); diff != "" {
				t.Error(diff)
			}
			if diff := cmp.Diff([]string{filepath.Join(dir, filepath.FromSlash(facts.Paths.Purelib))}, i.SitePackages); diff != "" {
				t.Error(diff)
			}
			if size := i.Size; size.Files < 5 || size.Bytes < 5000 || size.Unreadable > 0 {
				t.Errorf("size %+v", size)
			}
			if has := m.name == "pyenvkit" || m.name == "virtualenv"; has != (i.Pip != "") || has != (len(i.Packages) > 0) {
				t.Errorf("pip %q, packages %v", i.Pip, i.Packages)
			}
			for _, p := range i.Packages {
				if p.Name == "pip" && (p.Version != i.Pip || p.Installer == "" || p.Editable != "") {
					t.Errorf("pip is %+v", p)
				}
			}
		})
	}
}

func TestInfoOfWhatIsBroken(t *testing.T) {
	parent := t.TempDir()
	dir := filepath.Join(parent, "env")
	create(t, pyenvkit.Request{Dir: dir, Python: lab.Python(t)})
	k := kit(parent, t.TempDir())
	whole, err := k.Info(t.Context(), "env")
	if err != nil {
		t.Fatal(err)
	}
	breakBase(t, dir)
	got, err := k.Info(t.Context(), "env")
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(got.Problem, "is broken") || !strings.Contains(strings.Join(got.Hints, "\n"), "--upgrade") {
		t.Errorf("problem %q, %q", got.Problem, got.Hints)
	}
	if diff := cmp.Diff(whole.Packages, got.Packages); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff(whole.SitePackages, got.SitePackages); diff != "" {
		t.Error(diff)
	}
	if got.Python.Version != whole.Python.Version || got.Pip != whole.Pip || got.Python.Executable != whole.Python.Executable {
		t.Errorf("got %+v, want %+v", got.Python, whole.Python)
	}
	// The base is gone with all that pyvenv.cfg says of it.
	write(t, filepath.Join(dir, "pyvenv.cfg"), "home = "+filepath.Join(parent, "gone")+"\nimplementation = PyPy\nversion_info = 3.10.14.final.0\n")
	if got, err = k.Info(t.Context(), "env"); err != nil {
		t.Fatal(err)
	}
	want := pyenvkit.InfoPython{
		Version: "3.10.14", Implementation: "pypy", Executable: filepath.Join(dir, "bin", "python"), Base: filepath.Join(parent, "gone", "python3.10"),
	}
	if diff := cmp.Diff(want, got.Python); diff != "" {
		t.Error(diff)
	}
}

// TestInfoOfOldPythons: none is run, as none can be asked in the way that later ones are.
func TestInfoOfOldPythons(t *testing.T) {
	parent := t.TempDir()
	dir, base := filepath.Join(parent, "env"), filepath.Join(parent, "base", "python2.7")
	write(t, filepath.Join(dir, "pyvenv.cfg"), "home = "+filepath.Dir(base)+"\nimplementation = CPython\nversion_info = 2.7.18.final.0\nvirtualenv = 20.21.1\n")
	write(t, filepath.Join(dir, "bin/python"), "no program")
	write(t, filepath.Join(dir, "lib/python2.7/site-packages/Old_One-1.0-py2.7.egg-info/PKG-INFO"), "Name: Old.One\nVersion: 1.0\n")
	k := kit(parent, t.TempDir())
	for _, exists := range []bool{false, true} {
		if exists {
			write(t, base, "no program")
		}
		i, err := k.Info(t.Context(), "env")
		if err != nil {
			t.Fatal(err)
		}
		want := pyenvkit.InfoPython{
			Version: "2.7.18", Implementation: "cpython", Executable: filepath.Join(dir, "bin/python"), Base: base, BaseExists: exists,
		}
		if diff := cmp.Diff(want, i.Python); diff != "" {
			t.Error(diff)
		}
		if (i.Problem == "") != exists || (len(i.Hints) == 0) != exists {
			t.Errorf("problem %q, %q", i.Problem, i.Hints)
		}
		if want := []pyenvkit.InfoPackage{{Package: pyenvkit.Package{Name: "old-one", Version: "1.0"}}}; !cmp.Equal(want, i.Packages) {
			t.Errorf("packages %v", i.Packages)
		}
	}
}

// TestInfoSaysWhatLedThere has environments that are active, of a project, and both.
func TestInfoSaysWhatLedThere(t *testing.T) {
	root := t.TempDir()
	at := func(name string) string { return filepath.Join(root, name) }
	for _, name := range []string{"env", "project/.venv"} {
		create(t, pyenvkit.Request{Dir: at(name), Python: lab.Python(t), WithoutPip: true})
	}
	write(t, at("redirected/.venv"), "../env\n")
	link(t, root, at("link"))
	type lead struct {
		Path, Source, Project string
		Active                bool
	}
	for _, c := range []struct {
		dir, active, env string
		want             lead
	}{
		{"project", "", "", lead{at("project/.venv"), at("project/.venv"), at("project"), false}},
		{"project", at("project/.venv"), "", lead{at("project/.venv"), "VIRTUAL_ENV", "", true}},
		{"project", at("env"), "", lead{at("env"), "VIRTUAL_ENV", "", true}},
		{"project", at("env"), ".venv", lead{at("project/.venv"), ".venv", "", false}},
		{"project", at("link/env"), at("env"), lead{at("env"), at("env"), "", true}},
		{"redirected", "", "", lead{at("env"), at("redirected/.venv"), at("redirected"), false}},
	} {
		k := pyenvkit.New(at(c.dir), []string{"HOME=" + root, "VIRTUAL_ENV=" + c.active})
		i, err := k.Outline(t.Context(), c.env)
		if err != nil {
			t.Errorf("%+v: %v", c, err)
			continue
		}
		if diff := cmp.Diff(c.want, lead{i.Path, i.Source, i.Project, i.Active}); diff != "" {
			t.Errorf("%+v: %s", c, diff)
		}
		if len(i.Packages) > 0 || i.Size != (pyenvkit.Size{}) {
			t.Errorf("%+v: looked at the files: %+v", c, i)
		}
	}
	k := pyenvkit.New(root, []string{"HOME=" + root})
	if _, err := k.Info(t.Context(), "project"); !errors.As(err, new(*environment.NotEnvironmentError)) {
		t.Errorf("a project: error %v", err)
	}
}

// TestInfoOfOddDirectories: links, pipes and what can't be read keep nobody up.
func TestInfoOfOddDirectories(t *testing.T) {
	parent := t.TempDir()
	dir := filepath.Join(parent, "env")
	create(t, pyenvkit.Request{Dir: dir, Python: lab.Python(t), WithoutPip: true})
	k := kit(parent, t.TempDir())
	before, err := k.Info(t.Context(), "env")
	if err != nil {
		t.Fatal(err)
	}
	site := before.SitePackages[0]
	elsewhere := filepath.Join(parent, "elsewhere")
	if err := os.Rename(site, elsewhere); err != nil {
		t.Fatal(err)
	}
	link(t, elsewhere, site)
	write(t, filepath.Join(elsewhere, "a-1.0.dist-info/METADATA"), "Name: A.B\nVersion: 1.0\n")
	write(t, filepath.Join(elsewhere, "a-1.0.dist-info/direct_url.json"), `{"url": "file:///src/a%20b", "dir_info": {"editable": true}}`)
	write(t, filepath.Join(elsewhere, "c-1.0.dist-info/METADATA"), "Name: c\nVersion: 1.0\n")
	if err := os.Link(filepath.Join(elsewhere, "c-1.0.dist-info/METADATA"), filepath.Join(elsewhere, "c-1.0.dist-info/SAME")); err != nil {
		t.Fatal(err)
	}
	for _, pipe := range []string{"d-1.0.dist-info/METADATA", "d-1.0.dist-info/INSTALLER", "e-1.0.egg-info", "f.egg-link"} {
		write(t, filepath.Join(elsewhere, filepath.Dir(pipe), "x"), "")
		if err := syscall.Mkfifo(filepath.Join(elsewhere, pipe), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	link(t, "loop", filepath.Join(elsewhere, "loop"))
	got, err := k.Info(t.Context(), "env")
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{site}, got.SitePackages); diff != "" {
		t.Error(diff)
	}
	want := []pyenvkit.InfoPackage{
		{Package: pyenvkit.Package{Name: "a-b", Version: "1.0"}, Editable: "/src/a b"},
		{Package: pyenvkit.Package{Name: "c", Version: "1.0"}},
		{Package: pyenvkit.Package{Name: "d", Version: "1.0"}},
		{Package: pyenvkit.Package{Name: "e", Version: "1.0"}},
	}
	if diff := cmp.Diff(want, got.Packages); diff != "" {
		t.Error(diff)
	}
	if got.Size.Bytes != before.Size.Bytes {
		t.Errorf("size %+v, was %+v: what a link leads to is elsewhere", got.Size, before.Size)
	}
}

func TestInfoCountsHardLinksOnce(t *testing.T) {
	parent := t.TempDir()
	dir := filepath.Join(parent, "env")
	small(t, dir)
	k := kit(parent, t.TempDir())
	before, err := k.Removal("env", false)
	if err != nil {
		t.Fatal(err)
	}
	write(t, filepath.Join(dir, "lib/python-a"), strings.Repeat("x", 1000))
	if err := os.Link(filepath.Join(dir, "lib/python-a"), filepath.Join(dir, "lib/python-b")); err != nil {
		t.Fatal(err)
	}
	link(t, "python-a", filepath.Join(dir, "lib/python-c"))
	after, err := k.Removal("env", false)
	if err != nil {
		t.Fatal(err)
	}
	want := pyenvkit.Size{Files: before.Size.Files + 2, Bytes: before.Size.Bytes + 1000}
	if diff := cmp.Diff(want, after.Size); diff != "" {
		t.Error(diff)
	}
}
