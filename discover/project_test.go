package discover_test

import (
	"context"
	"errors"
	"strings"
	"testing"

	"github.com/pyenvkit/pyenvkit/discover"
	"github.com/pyenvkit/pyenvkit/internal/lab"
)

func TestDefault(t *testing.T) {
	t.Parallel()
	older, newer := oldAndNew(t)
	for name, test := range map[string]struct {
		make   func(w *world)
		want   release
		source string // $ is the root of the world
	}{
		"pyenv's file": {
			func(w *world) { w.file(older.String()+"\n", "project/.python-version") }, older, "$/project/.python-version",
		},
		"a file of several lines and comments": {
			func(w *world) { w.file("# ours\n\n  "+older.Short()+" # old\n2.7.18\n", "project/.python-version") }, older, "$/project/.python-version",
		},
		"a file with colons": {
			func(w *world) { w.file("python-"+older.String()+":2.7.18", "project/.python-version") }, older, "$/project/.python-version",
		},
		"a file above": {
			func(w *world) {
				w.file("\ufeff"+older.String()+"\r\n", ".python-version")
				w.file("\n# none\n", "project/.python-version")
			}, older, "$/.python-version",
		},
		"uv's request": {
			func(w *world) { w.file("cpython@"+older.Short()+"\n", "project/.python-version") }, older, "$/project/.python-version",
		},
		"a range with a space": {
			func(w *world) { w.file(">=3.0, <="+older.String()+"\n", "project/.python-version") }, older, "$/project/.python-version",
		},
		"uv's key": {
			func(w *world) {
				w.file("cpython-3.1-linux-x86_64-gnu\n", "project/.python-version")
				w.link(older.path, "home/.local/share/uv/python/cpython-3.1-linux-x86_64-gnu/bin/python3")
			}, older, "$/project/.python-version",
		},
		"a version directory that is no request": {
			func(w *world) {
				w.file("pypy3.10-7.3.15\n", "project/.python-version")
				w.link(older.path, "home/.pyenv/versions/pypy3.10-7.3.15/bin/python3")
			}, older, "$/project/.python-version",
		},
		"the name of an environment of pyenv": {
			func(w *world) {
				w.file("work\n", "project/.python-version")
				run(t, older.path, "-m", "venv", "--without-pip", w.path("home/.pyenv/versions/work"))
			}, older, "$/project/.python-version",
		},
		"system": {
			func(w *world) {
				w.file("system\n", "project/.python-version")
				w.file("x", "home/.pyenv/shims/python3")
				w.env["PATH"] = w.path("home/.pyenv/shims") + ":" + w.env["PATH"]
				w.link(older.path, "path/python3")
			}, older, "$/project/.python-version",
		},
		"the file before the project": {
			func(w *world) {
				w.file(older.Short(), "project/.python-version")
				w.file("[project]\nrequires-python = '>="+newer.Short()+"'", "project/pyproject.toml")
			}, older, "$/project/.python-version",
		},
		"requires-python": {
			func(w *world) {
				w.file("[project]\nrequires-python = '<="+older.String()+"'", "pyproject.toml")
			}, older, "requires-python in $/pyproject.toml",
		},
		"requires-python prefers what is on PATH": {
			func(w *world) {
				w.file("[project]\nrequires-python = '>=3.0'", "project/pyproject.toml")
				w.link(older.path, "path/python3")
			}, older, "requires-python in $/project/pyproject.toml",
		},
		"requires-python excludes what is on PATH": {
			func(w *world) {
				w.file("[project]\nrequires-python = '>="+newer.Short()+"'", "project/pyproject.toml")
				w.link(older.path, "path/python3")
			}, newer, "requires-python in $/project/pyproject.toml",
		},
		"the nearest project decides": {
			func(w *world) {
				w.file("[project]\nrequires-python = '>=3.99'", "pyproject.toml")
				w.file("[tool.x]\n", "project/pyproject.toml")
				w.link(older.path, "path/python3")
			}, older, "PATH",
		},
		"a broken project": {
			func(w *world) {
				w.file("[project\n", "project/pyproject.toml")
				w.link(older.path, "path/python3")
			}, older, "PATH",
		},
		"an active environment": {
			func(w *world) {
				run(t, older.path, "-m", "venv", "--without-pip", w.path("env"))
				w.env["VIRTUAL_ENV"] = w.path("env")
				w.link(newer.path, "path/python3")
			}, older, "VIRTUAL_ENV",
		},
		"an active environment of conda": {
			func(w *world) {
				w.link(older.path, "conda/bin/python")
				w.env["CONDA_PREFIX"] = w.path("conda")
				w.link(newer.path, "path/python3")
			}, older, "CONDA_PREFIX",
		},
		"an active environment that is broken": {
			func(w *world) {
				w.link("/nonexistent", "env/bin/python")
				w.env["VIRTUAL_ENV"] = w.path("env")
				w.link(older.path, "path/python3")
			}, older, "PATH",
		},
		"the newest on PATH": {
			func(w *world) {
				w.link(older.path, "path/python3")
				w.link(newer.path, "path/python"+newer.Short())
				w.file("#!/bin/sh\nexit 9\n", "path/python")
			}, newer, "PATH",
		},
		"nothing on PATH": {func(*world) {}, newer, "what is installed"},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t)
			w.pyenv(older, newer)
			test.make(w)
			got, source, err := w.Default(context.Background())
			if err != nil {
				t.Fatalf("%v\n%s", err, strings.Join(w.lines, "\n"))
			}
			if want := strings.ReplaceAll(test.source, "$", w.root); got.Facts.Version != test.want.Version || source != want {
				t.Errorf("%s by %s; want %s by %s", got.Facts.Version, source, test.want.Version, want)
			}
		})
	}
}

func TestDefaultNamesTheFileOfWhatIsMissing(t *testing.T) {
	t.Parallel()
	_, newer := oldAndNew(t)
	for content, want := range map[string]string{
		"3.99.1": "no Python fits 3.99.1 (from $/project/.python-version); there is " + newer.String(),
		"3.x":    "no Python fits 3.x (from $/project/.python-version)",
		"no-env": "no Python fits no-env (from $/project/.python-version); there is " + newer.String(),
	} {
		w := newWorld(t)
		w.pyenv(newer)
		w.file(content, "project/.python-version")
		_, source, err := w.Default(context.Background())
		if err == nil || err.Error() != strings.ReplaceAll(want, "$", w.root) || source != w.path("project/.python-version") {
			t.Errorf("%q: %v by %s", content, err, source)
		}
		if code, ok := err.(interface{ ExitCode() int }); !ok || code.ExitCode() != 3 {
			t.Errorf("%q: %T", content, err)
		}
	}
	w := newWorld(t)
	w.pyenv(newer)
	w.file("[project]\nrequires-python = '>=3.99'", "project/pyproject.toml")
	_, _, err := w.Default(context.Background())
	missing := new(discover.NotFoundError)
	if !errors.As(err, &missing) || missing.Source != "requires-python in "+w.path("project/pyproject.toml") || missing.Request != ">=3.99" {
		t.Errorf("requires-python: %v", err)
	}
}

func TestDefaultSaysWhatItDoesNotFollow(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.link(lab.Python(t), "path/python3")
	w.file("[project]\nrequires-python = 'newest'", "project/pyproject.toml")
	w.file("# none", "project/.python-version")
	if _, source, err := w.Default(context.Background()); err != nil || source != "PATH" {
		t.Errorf("by %s: %v", source, err)
	}
	for _, line := range []string{w.path("project/pyproject.toml") + " is not followed: ", w.path("project/.python-version") + " names no version"} {
		if !w.logged(line) {
			t.Errorf("%q is not in the log %q", line, w.lines)
		}
	}
}

func TestShims(t *testing.T) {
	t.Parallel()
	older, newer := oldAndNew(t)
	short, long := older.Short(), older.String()
	for name, test := range map[string]struct {
		make   func(w *world)
		root   string
		origin string // "" where the shims lead nowhere
	}{
		"pyenv by its variable":    {func(w *world) { w.env["PYENV_VERSION"] = "absent:" + long }, "home/.pyenv", "pyenv"},
		"pyenv by a file":          {func(w *world) { w.file(long+"\n", ".python-version") }, "home/.pyenv", "pyenv"},
		"pyenv by its own file":    {func(w *world) { w.file("system\n"+long+"\n", "home/.pyenv/version") }, "home/.pyenv", "pyenv"},
		"pyenv by the beginning":   {func(w *world) { w.env["PYENV_VERSION"] = short }, "home/.pyenv", "pyenv"},
		"pyenv elsewhere":          {func(w *world) { w.env["PYENV_VERSION"] = long }, "odd/place", "pyenv"},
		"pyenv for the system":     {func(w *world) { w.env["PYENV_VERSION"] = "system" }, "home/.pyenv", ""},
		"pyenv without a choice":   {func(*world) {}, "home/.pyenv", ""},
		"asdf by its variable":     {func(w *world) { w.env["ASDF_PYTHON_VERSION"] = "system " + long }, "home/.asdf", "asdf"},
		"asdf by a file":           {func(w *world) { w.file("# x\nnodejs 20.1\npython "+long+" # x\n", ".tool-versions") }, "home/.asdf", "asdf"},
		"asdf by the file at home": {func(w *world) { w.file("python latest:"+short+"\n", "home/.tool-versions") }, "home/.asdf", "asdf"},
		"asdf by a path":           {func(w *world) { w.env["ASDF_PYTHON_VERSION"] = "path:" + older.prefix() }, "home/.asdf", "asdf"},
		"mise by its variable":     {func(w *world) { w.env["MISE_PYTHON_VERSION"] = short }, "home/.local/share/mise", "mise"},
		"mise by a file":           {func(w *world) { w.file("[tools]\npython = '"+short+"'\n", "project/mise.toml") }, "home/.local/share/mise", "mise"},
		"mise by a list": {
			func(w *world) {
				w.file("[tools]\npython = ['3.99', {version='"+long+"'}]\n", "project/.mise.toml")
			}, "home/.local/share/mise", "mise",
		},
		"mise by the file at home": {
			func(w *world) {
				w.file("[tools\n", "project/mise.toml")
				w.file("[tools]\npython = 'latest'\n", "home/.config/mise/config.toml")
			}, "home/.local/share/mise", "mise",
		},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t)
			w.env["PATH"] = w.dir(test.root, "shims") + ":" + w.env["PATH"]
			versions := test.root + "/versions/"
			if !strings.HasPrefix(name, "pyenv") {
				versions = test.root + "/installs/python/"
			}
			w.link(older.path, versions, long, "bin/python3")
			for _, shim := range []string{"python3", "python" + newer.Short()} {
				w.file("#!/bin/sh\necho x >> "+w.path("starts")+"\nexit 1\n", test.root, "shims", shim)
			}
			w.link(newer.path, "path/python"+newer.Short())
			test.make(w)
			got := w.find("python3")
			if test.origin == "" {
				if got.Origin != "PATH" || got.Facts.Version != newer.Version {
					t.Errorf("%s of %s", got.Path, got.Origin)
				}
			} else if got.Origin != test.origin || got.Facts.Version != older.Version {
				t.Errorf("%s of %s\n%s", got.Path, got.Origin, strings.Join(w.lines, "\n"))
			}
			// Its shim is there, but of no version that is selected.
			if got := w.find("python" + newer.Short()); got.Facts.Version != newer.Version {
				t.Errorf("the shim of another version led to %s", got.Path)
			}
			got, err := w.try(w.path(test.root, "shims/python3"))
			switch problem := new(discover.UnusableError); {
			case test.origin == "" && (!errors.As(err, &problem) || !strings.HasPrefix(problem.Reason, "it is a shim")):
				t.Errorf("by its path: %s, %v", got.Path, err)
			case test.origin != "" && (err != nil || got.Facts.Version != older.Version):
				t.Errorf("by its path the shim led to %s, %v", got.Path, err)
			}
			if n := w.starts(); n != 0 {
				t.Errorf("shims were started %d times", n)
			}
		})
	}
}
