package environment_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/pyenvkit/pyenvkit/environment"
)

// TestLayouts has environments of both kinds of system, on either.
func TestLayouts(t *testing.T) {
	tree := newTree(t)
	tree.grow(
		"posix/pyvenv.cfg: ", "posix/bin/python: x", "posix/bin/python3: x", "posix/Scripts/",
		"pypy/pyvenv.cfg: ", "pypy/bin/pypy: x", "pypy/bin/pypy3: x",
		"windows/pyvenv.cfg: home = "+tree.at("home")+"\n", "windows/Scripts/python.exe: x", "windows/SCRIPTS/pip.exe: x", "home/python.exe: x",
		"relative/pyvenv.cfg: home = gone\n", "relative/Scripts/python.exe: x",
		"msys/pyvenv.cfg: ", "msys/Scripts/other.exe: x", "msys/bin/python.exe: x",
		"embedded/pyvenv.cfg: ", "embedded/python.exe: x", "embedded/LICENSE.txt: x",
		"empty/pyvenv.cfg: version = 3.12.1\n", "empty/bin/", "bare/pyvenv.cfg: ",
		"folder/pyvenv.cfg: version = 3.12.1\n", "folder/bin/python/", "folder/bin/python3: x",
		"baseless/pyvenv.cfg: version_info = 3.12.1.final.0\nhome = "+tree.at("gone")+"\n", "baseless/Scripts/python.exe: x", "baseless/bin/python: x",
	)
	found := func(root, bin, program, source string) []string {
		return []string{"root T/" + root, "bin " + bin, "interpreter T/" + root + "/" + program, "source " + source, "project "}
	}
	broken := func(root, reason, python string) []string {
		return []string{
			"error: the environment T/" + root + " is broken: " + reason,
			"hint: `pyenvkit create --upgrade" + python + " T/" + root + "` gives it a Python again, and keeps its packages",
			"hint: `pyenvkit create --clear" + python + " T/" + root + "` makes it anew, without them",
		}
	}
	foreign := func(root, program string) []string {
		return []string{
			"error: the environment T/" + root + " is broken: it was made for another system, and has " + program,
			"hint: environments can't be shared between systems: make one in another directory with `pyenvkit create`",
		}
	}
	for _, c := range []struct {
		system *environment.System
		name   string
		want   []string
	}{
		{&environment.Posix, "posix", found("posix", "bin", "bin/python", "posix")},
		{&environment.Posix, "pypy", found("pypy", "bin", "bin/pypy3", "pypy")},
		{&environment.Posix, "baseless", found("baseless", "bin", "bin/python", "baseless")},
		{&environment.Posix, "empty", broken("empty", "it has no bin/python", " --python 3.12")},
		{&environment.Posix, "folder", broken("folder", "bin/python is a directory", " --python 3.12")},
		{&environment.Posix, "windows", foreign("windows", "Scripts/python.exe")},
		{&environment.Posix, "msys", foreign("msys", "bin/python.exe")},
		{&environment.Posix, "embedded", foreign("embedded", "python.exe")},
		{&environment.Posix, "embedded/python.exe", []string{"error: T/embedded/python.exe is no environment: it is a file", byPath}},

		{&environment.Windows, "windows", found("windows", "Scripts", "Scripts/python.exe", "windows")},
		{&environment.Windows, "windows/SCRIPTS/pip.exe", found("windows", "Scripts", "Scripts/python.exe", "windows/SCRIPTS/pip.exe")},
		{&environment.Windows, "relative", found("relative", "Scripts", "Scripts/python.exe", "relative")},
		{&environment.Windows, "msys", found("msys", "bin", "bin/python.exe", "msys")},
		{&environment.Windows, "embedded", found("embedded", "", "python.exe", "embedded")},
		{&environment.Windows, "embedded/python.exe", found("embedded", "", "python.exe", "embedded/python.exe")},
		{&environment.Windows, "embedded/LICENSE.txt", []string{"error: T/embedded/LICENSE.txt is no environment: it is a file", byPath}},
		{&environment.Windows, "empty", broken("empty", "it has no bin/python.exe", " --python 3.12")},
		{&environment.Windows, "bare", broken("bare", "it has no Scripts/python.exe", "")},
		{&environment.Windows, "posix", foreign("posix", "bin/python")},
		{&environment.Windows, "baseless", broken("baseless", "its Python is gone: there is no T/gone", " --python 3.12")},
	} {
		s := environment.Surroundings{Dir: tree.root, Env: none, System: c.system}
		e, err := s.Find(c.name)
		tree.expect(string(c.system.Separator)+" "+c.name, c.want, e, err)
		if at, atErr := c.system.At(tree.at(c.name)); err == nil && c.name == c.want[3][len("source "):] && atErr == nil {
			at.Source = e.Source
			if diff := cmp.Diff(e, at); diff != "" {
				t.Errorf("%s: At has something else: %s", c.name, diff)
			}
		}
	}
}

// What is a link needs no home to be started from.
func TestLinkedInterpretersOfWindows(t *testing.T) {
	needLinks(t)
	tree := newTree(t)
	tree.grow("env/pyvenv.cfg: home = "+tree.at("gone")+"\n", "env/Scripts/python.exe -> ../../base/python.exe", "base/python.exe: x")
	if _, err := environment.Windows.At(tree.at("env")); err != nil {
		t.Error(err)
	}
}

// The first name that is there decides: to fall back to another would hide that
// `python` is that of somebody else.
func TestTheUsualNameDecides(t *testing.T) {
	needLinks(t)
	tree := newTree(t)
	tree.grow("env/pyvenv.cfg: ", "env/bin/python -> gone", "env/bin/python3: x")
	e, err := posix(tree.root).Find("env")
	tree.expect("env", []string{
		"error: the environment T/env is broken: bin/python is a link to gone, which does not exist",
		"hint: `pyenvkit create --upgrade T/env` gives it a Python again, and keeps its packages",
		"hint: `pyenvkit create --clear T/env` makes it anew, without them",
	}, e, err)
}

func TestAtTakesAbsolutePaths(t *testing.T) {
	tree := newTree(t)
	tree.grow(one...)
	e, err := environment.Posix.At(tree.at("envs") + "/./one/")
	if err != nil || e.Root != tree.at("envs/one") {
		t.Errorf("%+v, %v", e, err)
	}
	for _, path := range []string{"", "envs/one"} {
		e, err := environment.At(path)
		tree.expect(path, []string{"error: " + map[bool]string{true: `""`, false: path}[path == ""] + " is no environment: it is not an absolute path", byPath}, e, err)
	}
}

func TestBases(t *testing.T) {
	tree := newTree(t)
	for _, c := range []struct {
		interpreter, text string
		want              []string
	}{
		{"bin/python", "", nil},
		{"bin/python", "home = relative\nexecutable = python\n", nil},
		{
			"bin/python", "home = T/a\nexecutable = T/b//python3.12\nversion = 3.12.1\n",
			[]string{"T/b/python3.12", "T/a/python3.12", "T/a/python", "T/a/python3"},
		},
		{
			"bin/pypy3.10", "home = T/a\nbase-executable = T/a/pypy3.10\n",
			[]string{"T/a/pypy3.10", "T/a/python3", "T/a/python"},
		},
		{
			"Scripts/python.exe", "home = T/a\nversion_info = 3.12.1.final.0\n",
			[]string{"T/a/python3.12.exe", "T/a/python.exe", "T/a/python3.exe"},
		},
	} {
		e := environment.Environment{Interpreter: tree.at(c.interpreter), Config: environment.Config{Text: tree.real(c.text)}}
		var got []string
		for _, base := range e.Bases() {
			got = append(got, tree.told(base))
		}
		if diff := cmp.Diff(c.want, got); diff != "" {
			t.Errorf("%s with %q: %s", c.interpreter, c.text, diff)
		}
	}
}
