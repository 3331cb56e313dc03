package environment_test

import (
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/pyenvkit/pyenvkit/environment"
	"github.com/pyenvkit/pyenvkit/internal/lab"
)

// one is an environment, and what is said of it when source led there.
var one = []string{"envs/one/pyvenv.cfg: version = 3.12.1\n", "envs/one/bin/python: x"}

func isOne(source, project string) []string {
	return []string{"root T/envs/one", "bin bin", "interpreter T/envs/one/bin/python", "source " + source, "project " + project}
}

const byPath = "hint: name the directory that holds pyvenv.cfg, or make an environment with `pyenvkit create`"

func TestFindByPath(t *testing.T) {
	tree := newTree(t)
	tree.grow(one...)
	tree.grow(
		"envs/bin/pyvenv.cfg: ", "envs/bin/bin/python: x", // an environment called bin
		"text: ../envs/one\n", "project/.venv: ../envs/one\n",
		"project/venv/pyvenv.cfg: ", "project/venv/bin/python: x",
		"project/env/pyvenv.cfg: ", // broken, which its own error tells
		"conda/conda-meta/", "old/bin/activate_this.py: x", "usr/bin/python3: x",
	)
	missing := "hint: name an environment by its path, or make it with `pyenvkit create`"
	for name, want := range map[string][]string{
		"envs/one":            isOne("envs/one", ""),
		"./envs//two/../one/": isOne("./envs//two/../one/", ""),
		tree.at("envs/one"):   isOne("T/envs/one", ""),
		"envs/one/bin":        isOne("envs/one/bin", ""),
		"envs/one/bin/python": isOne("envs/one/bin/python", ""),
		"project/.venv":       isOne("project/.venv", ""),
		"envs/bin":            {"root T/envs/bin", "bin bin", "interpreter T/envs/bin/bin/python", "source envs/bin", "project "},

		"envs/three":           {"error: there is no T/envs/three", missing},
		"text/x":               {"error: there is no T/text/x", missing},
		"envs/one/bin/python4": {"error: there is no T/envs/one/bin/python4", missing},
		"envs":                 {"error: T/envs is no environment: it has no pyvenv.cfg", byPath},
		"text":                 {"error: T/text is no environment: it is a file", byPath},
		"usr/bin/python3":      {"error: T/usr/bin/python3 is no environment: it is a file", byPath},
		"project": {
			"error: T/project is no environment: it has no pyvenv.cfg",
			"hint: T/project/.venv is an environment: name it",
			"hint: T/project/venv is an environment: name it",
			"hint: T/project/env is an environment: name it",
		},
		"old": {"error: T/old is no environment: it has no pyvenv.cfg, so that it is of a virtualenv before 20.0", byPath},
		"conda": {
			"error: T/conda is an environment of conda, which works in another way",
			"hint: `conda run --prefix T/conda COMMAND` runs a command in it, `conda activate` activates it",
		},
	} {
		e, err := posix(tree.root).Find(name)
		tree.expect(name, want, e, err)
	}
}

// What is said of a path is one line, whatever the path is.
func TestPathsThatMessagesQuote(t *testing.T) {
	needPosix(t)
	tree := newTree(t)
	tree.grow("a b/pyvenv.cfg: ", "a b/bin/")
	long := strings.Repeat("x", 300)
	for name, want := range map[string][]string{
		"x\ny": {`error: there is no "T/x\ny"`, "hint: name an environment by its path, or make it with `pyenvkit create`"},
		" ":    {`error: there is no "T/ "`, "hint: name an environment by its path, or make it with `pyenvkit create`"},
		long:   {"error: there is no T/" + long, "hint: name an environment by its path, or make it with `pyenvkit create`"},
		"a b": {
			"error: the environment T/a b is broken: it has no bin/python",
			"hint: `pyenvkit create --upgrade 'T/a b'` gives it a Python again, and keeps its packages",
			"hint: `pyenvkit create --clear 'T/a b'` makes it anew, without them",
		},
	} {
		e, err := posix(tree.root).Find(name)
		tree.expect(name, want, e, err)
	}
}

func TestFindByLinks(t *testing.T) {
	needLinks(t)
	tree := newTree(t)
	tree.grow(one...)
	tree.grow(
		"link -> envs/one", "way -> envs", "chain -> further/link", "further/link -> ../way/one",
		"gone -> envs/three", "self -> self", "file -> text", "text: x",
		"envs/two/pyvenv.cfg: version = 3.12.1\n", "envs/two/bin/python -> python3", "envs/two/bin/python3 -> /usr/bin/nowhere/python3",
		"absolute -> "+tree.at("envs/one"), "deep/real/up -> ../../envs/one", "alias -> deep/real",
		"bin/python -> ../envs/one/bin/python", "folder -> envs/one/bin",
	)
	unlink := "hint: make the environment that it links to, or delete the link"
	viaWay := []string{"root T/way/one", "bin bin", "interpreter T/way/one/bin/python", "source way/one", "project "}
	chained := append([]string{}, viaWay...)
	chained[3] = "source chain"
	for name, want := range map[string][]string{
		"link":     isOne("link", ""),
		"absolute": isOne("absolute", ""),
		"alias/up": isOne("alias/up", ""), // from where the link is, not from where its name says
		"way/one":  viaWay,                // a link in the middle stays as it was named
		"chain":    chained,               // and so does one on the way
		"gone":     {"error: T/gone is a link to T/envs/three, which does not exist", unlink},
		"file":     {"error: T/file is no environment: it is a file", byPath},
		// A link to what is in an environment is not: Python does not take it for that either.
		"bin/python": {"error: T/bin/python is no environment: it is a file", byPath},
		"folder":     {"error: T/folder is no environment: it has no pyvenv.cfg", byPath},
		"envs/two/bin/python": {
			"error: the environment T/envs/two is broken: bin/python is a link to python3, which does not exist",
			"hint: `pyenvkit create --upgrade --python 3.12 T/envs/two` gives it a Python again, and keeps its packages",
			"hint: `pyenvkit create --clear --python 3.12 T/envs/two` makes it anew, without them",
		},
	} {
		e, err := posix(tree.root).Find(name)
		tree.expect(name, want, e, err)
	}
	_, err := posix(tree.root).Find("self")
	if problem := (*environment.DanglingLinkError)(nil); !errors.As(err, &problem) || problem.Link != tree.at("self") {
		t.Errorf("a link to itself: %v", err)
	}
}

func TestFindActive(t *testing.T) {
	tree := newTree(t)
	tree.grow(one...)
	tree.grow("project/.venv/pyvenv.cfg: ", "project/.venv/bin/python: x", "broken/pyvenv.cfg: ", "file/.venv: ../envs/one")
	leave := "hint: `deactivate` leaves what this shell has activated, or name the environment that you mean by its path"
	for value, want := range map[string][]string{
		"T/envs/one":  isOne("VIRTUAL_ENV", ""),
		"T/envs/one/": isOne("VIRTUAL_ENV", ""),
		"": {
			"root T/project/.venv", "bin bin", "interpreter T/project/.venv/bin/python", "source T/project/.venv", "project T/project",
		},
		"envs/one":       {"error: VIRTUAL_ENV=envs/one: envs/one is no environment: it is not an absolute path", leave},
		"T/gone":         {"error: VIRTUAL_ENV=T/gone: there is no T/gone", leave},
		"T/envs":         {"error: VIRTUAL_ENV=T/envs: T/envs is no environment: it has no pyvenv.cfg", leave},
		"T/file/.venv":   {"error: VIRTUAL_ENV=T/file/.venv: T/file/.venv is no environment: it is a file", leave},
		"T/envs/one/bin": {"error: VIRTUAL_ENV=T/envs/one/bin: T/envs/one/bin is no environment: it has no pyvenv.cfg", leave},
		"T/broken": {
			"error: VIRTUAL_ENV=T/broken: the environment T/broken is broken: it has no bin/python", leave,
			"hint: `pyenvkit create --upgrade T/broken` gives it a Python again, and keeps its packages",
			"hint: `pyenvkit create --clear T/broken` makes it anew, without them",
		},
	} {
		s := posix(tree.at("project"))
		s.Env = func(name string) string {
			if name != "VIRTUAL_ENV" {
				return ""
			}
			if value != "" && value[0] == 'T' {
				return tree.root + value[1:]
			}
			return value
		}
		e, err := s.Find("")
		tree.expect("VIRTUAL_ENV="+value, want, e, err)
	}
}

func TestNearest(t *testing.T) {
	tree := newTree(t)
	tree.grow(one...)
	tree.grow(
		"project/.venv/pyvenv.cfg: ", "project/.venv/bin/python: x", "project/src/deep/",
		"project/plain/.venv/", "project/plain/below/", "project/conda/.venv/conda-meta/", "project/broken/.venv/pyvenv.cfg: ",
		"project/redirected/.venv: ../../envs/one\n", "project/redirected/below/",
		"lonely/venv/pyvenv.cfg: ", "lonely/venv/bin/python: x", "lonely/below/",
	)
	own := []string{"root T/project/.venv", "bin bin", "interpreter T/project/.venv/bin/python", "source T/project/.venv", "project T/project"}
	for dir, want := range map[string][]string{
		"project":                  own,
		"project/src/deep":         own,
		"project/src/not/there":    own,
		"project/.venv/bin":        own,
		"project/redirected/below": isOne("T/project/redirected/.venv", "T/project/redirected"),
		"project/plain/below":      {"error: T/project/plain/.venv is no environment: it has no pyvenv.cfg", byPath},
		"project/conda": {
			"error: T/project/conda/.venv is an environment of conda, which works in another way",
			"hint: `conda run --prefix T/project/conda/.venv COMMAND` runs a command in it, `conda activate` activates it",
		},
		"project/broken": {
			"error: the environment T/project/broken/.venv is broken: it has no bin/python",
			"hint: `pyenvkit create --upgrade T/project/broken/.venv` gives it a Python again, and keeps its packages",
			"hint: `pyenvkit create --clear T/project/broken/.venv` makes it anew, without them",
		},
		"lonely": {
			"error: there is no .venv in T/lonely or above it", "hint: T/lonely/venv is an environment: name it",
			"hint: `pyenvkit create .venv` makes one, or name one by its path",
		},
		"lonely/venv": {
			"error: there is no .venv in T/lonely/venv or above it", "hint: T/lonely/venv is an environment: name it",
			"hint: `pyenvkit create .venv` makes one, or name one by its path",
		},
		"lonely/below": {
			"error: there is no .venv in T/lonely/below or above it", "hint: `pyenvkit create .venv` makes one, or name one by its path",
		},
	} {
		e, err := posix(tree.root).Nearest(tree.at(dir))
		tree.expect(dir, want, e, err)
	}
	_, err := posix(tree.at("lonely/below")).Find("")
	if got, want := tree.told(err.Error()), "no environment is active (VIRTUAL_ENV is not set), and there is no .venv in T/lonely/below or above it"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

// A broken environment is found all the same, for who describes or removes it.
func TestBrokenErrorHasTheEnvironment(t *testing.T) {
	tree := newTree(t)
	tree.grow("project/.venv/pyvenv.cfg: prompt = 'x'\n", "project/.venv/bin/pip: x")
	_, err := posix(tree.at("project")).Find("")
	problem := (*environment.BrokenError)(nil)
	if !errors.As(err, &problem) {
		t.Fatal(err)
	}
	want := environment.Environment{
		Root: tree.at("project/.venv"), Bin: "bin", Interpreter: tree.at("project/.venv/bin/python"),
		Config: environment.Config{Path: tree.at("project/.venv/pyvenv.cfg"), Text: "prompt = 'x'\n"},
		Source: tree.at("project/.venv"), Project: tree.at("project"),
	}
	if diff := cmp.Diff(want, problem.Environment); diff != "" {
		t.Error(diff)
	}
}

// A pipe would hold up whoever opens it.
func TestPipesAreNotOpened(t *testing.T) {
	needPosix(t)
	mkfifo := lab.Program(t, "mkfifo")
	tree := newTree(t)
	tree.grow("env/bin/python: x", "project/below/", "device/bin/python: x", "device/pyvenv.cfg -> /dev/zero")
	for _, pipe := range []string{"env/pyvenv.cfg", "project/.venv"} {
		if out, err := exec.CommandContext(t.Context(), mkfifo, tree.at(pipe)).CombinedOutput(); err != nil {
			t.Fatalf("%v: %s", err, out)
		}
	}
	for name, want := range map[string][]string{
		"env":           {"error: T/env is no environment: its pyvenv.cfg can't be read: it is no regular file", byPath},
		"device":        {"error: T/device is no environment: its pyvenv.cfg can't be read: it is no regular file", byPath},
		"project/.venv": {"error: T/project/.venv is no environment: it is a named pipe", byPath},
	} {
		e, err := posix(tree.root).Find(name)
		tree.expect(name, want, e, err)
	}
	e, err := posix(tree.root).Nearest(tree.at("project/below"))
	tree.expect("nearest", []string{"error: T/project/.venv is no environment: it is a named pipe", byPath}, e, err)
	if _, ok := environment.Containing(tree.at("env/bin/python")); ok {
		t.Error("an executable is in an environment whose pyvenv.cfg is a pipe")
	}
}

// A directory that may not be entered hides what is in it, and no more than that.
func TestUnreadableDirectories(t *testing.T) {
	needPosix(t)
	if os.Geteuid() == 0 {
		t.Skip("missing: the rights of an ordinary user, and no more")
	}
	tree := newTree(t)
	tree.grow("a/.venv/pyvenv.cfg: ", "a/.venv/bin/python: x", "a/locked/below/")
	if err := os.Chmod(tree.at("a/locked"), 0); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.Chmod(tree.at("a/locked"), 0o755) })
	e, err := posix(tree.root).Nearest(tree.at("a/locked/below"))
	if err != nil || e.Project != tree.at("a") {
		t.Errorf("%+v, %v", e, err)
	}
	_, err = posix(tree.root).Find(filepath.Join("a", "locked", "below"))
	if !errors.Is(err, os.ErrPermission) {
		t.Errorf("%v", err)
	}
}
