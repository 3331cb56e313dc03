package discover_test

import (
	"context"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/pyenvkit/pyenvkit/discover"
	"github.com/pyenvkit/pyenvkit/internal/lab"
)

// A checkout, or a stranger in /tmp, must not choose the program that is run
// (CVE-2022-35861 of pyenv).
func TestDefaultRunsNoPathFromAFile(t *testing.T) {
	t.Parallel()
	for _, content := range []string{
		"./evil", "evil/", "../project/evil", "bin/python", "$/project/evil", "~", "~/evil", ".", "..", ".evil", `bin\python`, "c:evil",
		"python-./evil", "python-.evil", "python-~", "3.12:./evil", "# x\n ./evil # x", "\ufeff./evil",
		"../../../project/evil", "3.12.1/../../../../project/evil",
	} {
		w := newWorld(t)
		w.env["HOME"] = w.path("project")
		for _, name := range []string{"evil", ".evil", "bin/python", `bin\python`, "c:evil", "evil/bin/python3", "bin/python3"} {
			if (content == "evil/") == strings.HasPrefix(name, "evil/") {
				w.evil("project", name)
			}
		}
		w.link(lab.Python(t), "path/python3")
		w.file(strings.ReplaceAll(content, "$", w.root), "project/.python-version")
		python, _, err := w.Default(context.Background())
		problem := new(discover.PathInFileError)
		if !errors.As(err, &problem) || problem.File != w.path("project/.python-version") || !strings.Contains(err.Error(), problem.File) {
			t.Errorf("%q: %s, %v", content, python.Path, err)
			continue
		}
		if hints := strings.Join(problem.Hints(), "\n"); problem.ExitCode() != 3 || !strings.Contains(hints, "--python") {
			t.Errorf("%q: exit code %d, hints %q", content, problem.ExitCode(), hints)
		}
		if n := w.starts(); n != 0 {
			t.Errorf("%q: what it names was started %d times", content, n)
		}
	}
}

func TestShimsFollowNoPathFromAFile(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct{ manager, file, content string }{
		"mise":                {"home/.local/share/mise", "project/mise.toml", "[tools]\npython = 'path:$/project/evil'"},
		"mise by a table":     {"home/.local/share/mise", ".config/mise.toml", "[tools]\npython = {version = 'path:$/project/evil'}"},
		"mise by asdf's file": {"home/.local/share/mise", ".tool-versions", "python path:$/project/evil"},
		"asdf":                {"home/.asdf", "project/.tool-versions", "python path:$/project/evil"},
		"asdf, upwards":       {"home/.asdf", "project/.tool-versions", "python 3.1/../../../../../../project/evil"},
		"asdf, hidden":        {"home/.asdf", "project/.tool-versions", "python ./.evil"},
		"pyenv, upwards":      {"home/.pyenv", "project/.python-version", "3.1/../../../../project/evil"},
		"pyenv, dots inside":  {"home/.pyenv", "project/.python-version", "3.1/../.evil"},
		"pyenv, all versions": {"home/.pyenv", "project/.python-version", "."},
		"pyenv, no name":      {"home/.pyenv", "project/.python-version", "python-"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			versions := w.dir(test.manager, "versions")
			if !strings.HasSuffix(test.manager, "pyenv") {
				if err := os.Remove(versions); err != nil {
					t.Fatal(err)
				}
				versions = w.dir(test.manager, "installs/python")
			}
			inside := strings.TrimPrefix(versions, w.root)
			w.dir(inside, "3.1")
			w.evil(inside, "bin/python3")
			w.evil(inside, ".evil/bin/python3")
			w.evil("project/evil/bin/python3")
			w.file("", test.manager, "shims/python3")
			w.env["PATH"] = w.path(test.manager, "shims") + ":" + w.env["PATH"]
			w.link(lab.Python(t), "path/python3")
			w.file(strings.ReplaceAll(test.content, "$", w.root), test.file)
			if got := w.find("python3"); got.Path != w.path("path/python3") {
				t.Errorf("found %s", got.Path)
			}
			if n := w.starts(); n != 0 {
				t.Errorf("what it names was started %d times", n)
			}
			if got := w.find(">=3.0"); got.Path != w.path("path/python3") {
				t.Errorf("of any version, found %s", got.Path)
			}
			if strings.Contains(test.content, "path:") && !w.logged(w.path(test.file)+" asks for ") {
				t.Errorf("the log says nothing of it: %q", w.lines)
			}
		})
	}
}

// evil makes a program that works as a Python but must not be started.
func (w *world) evil(parts ...string) {
	w.t.Helper()
	w.wrapper(lab.Python(w.t), parts...)
}

// TestPipesAreSkipped would wait for ever otherwise.
func TestPipesAreSkipped(t *testing.T) {
	older, _ := oldAndNew(t)
	w := newWorld(t)
	w.link(older.path, "path/python3")
	for _, name := range []string{".python-version", "pyproject.toml"} {
		w.pipe("project", name)
	}
	got, _, err := w.Default(context.Background())
	if err != nil || got.Facts.Version != older.Version {
		t.Errorf("%s, %v; want %s", got.Facts.Version, err, older)
	}
	if !w.logged(".python-version is skipped: ") {
		t.Errorf("the log: %q", w.lines)
	}
}

// pipe makes a pipe that nobody writes to.
func (w *world) pipe(parts ...string) {
	w.t.Helper()
	path := w.path(parts...)
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		w.t.Fatal(err)
	}
	if out, err := exec.Command("mkfifo", path).CombinedOutput(); err != nil {
		w.t.Fatalf("%v\n%s", err, out)
	}
}

func TestProbeInheritsNothingAboutPython(t *testing.T) {
	t.Setenv("PYTHONHOME", "inherited")
	for name, environ := range map[string][]string{
		"nothing is left": {"PYTHONHOME=given"},
		"others are left": {"PYTHONHOME=given", "HOME=/"},
		"in another case": {"PythonHome=given", "__pyvenv_launcher__=given"},
		"none at all":     {},
		"this process's":  nil,
	} {
		w := newWorld(t)
		w.Environ = environ
		script := "#!/bin/sh\necho ${PYTHONHOME-} ${PythonHome-} ${__pyvenv_launcher__-} > '" + w.path("said") + "'\nexec '" + lab.Python(t) + "' \"$@\"\n"
		if _, err := w.Probe(context.Background(), w.file(script, "bin/python")); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		if said, err := os.ReadFile(w.path("said")); err != nil || string(said) != "\n" {
			t.Errorf("%s: it has %q, %v", name, said, err)
		}
	}
}

func TestProbeRunsInTheDirectoryToStartFrom(t *testing.T) {
	t.Parallel()
	here, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	for _, gone := range []bool{false, true} {
		w := newWorld(t)
		want := w.Dir
		if gone {
			w.Dir, want = w.path("gone"), here
		}
		script := "#!/bin/sh\npwd -P > '" + w.path("said") + "'\nexec '" + lab.Python(t) + "' \"$@\"\n"
		if _, err := w.Probe(context.Background(), w.file(script, "bin/python")); err != nil {
			t.Error(err)
		}
		if said, err := os.ReadFile(w.path("said")); err != nil || string(said) != want+"\n" {
			t.Errorf("it ran in %q, %v; want %s", said, err, want)
		}
	}
}

// Started with -c, 2.7 looks for modules in its current directory first.
func TestPython2ImportsNothingFromTheProject(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.file("raise SystemExit(1)", "project/os.py")
	_, err := w.Probe(context.Background(), w.python2())
	problem := new(discover.UnusableError)
	if !errors.As(err, &problem) || problem.Version.Short() != "2.7" {
		t.Errorf("got %v", err)
	}
}

func TestHomeDir(t *testing.T) {
	t.Parallel()
	nobody := errors.New("nobody lives here")
	for name, test := range map[string]struct {
		env, system string
		err         error
		want        string
	}{
		"by the variable": {"/variable", "/system", nil, "/variable"},
		"by the system":   {"", "/system", nil, "/system"},
		"none":            {"", "", nobody, ""},
	} {
		f := discover.Finder{
			Env:  func(string) string { return test.env },
			Home: func() (string, error) { return test.system, test.err },
		}
		if got, err := f.HomeDir(); got != test.want || !errors.Is(err, test.err) {
			t.Errorf("%s: %q, %v", name, got, err)
		}
	}
}

// TestPyenvIsFoundByItsShims holds for scripts that inherit PATH and nothing
// else: versions that are not selected are found, too.
func TestPyenvIsFoundByItsShims(t *testing.T) {
	older, newer := oldAndNew(t)
	w := newWorld(t)
	w.link(older.prefix(), "opt/pyenv/versions", older.String())
	w.link(newer.prefix(), "opt/pyenv/versions", newer.String())
	w.file(newer.String(), "opt/pyenv/version")
	w.file("", "opt/pyenv/shims/python3")
	w.env["PATH"] = w.path("opt/pyenv/shims")
	if got, err := w.try(older.Short()); err != nil || got.Facts.Version != older.Version {
		t.Errorf("%s, %v; want %s", got.Facts.Version, err, older)
	}
}
