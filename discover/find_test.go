package discover_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/pyenvkit/pyenvkit/discover"
	"github.com/pyenvkit/pyenvkit/internal/lab"
)

// pyenv makes pyenv's directory of the world, with links to real Pythons under
// names that say their versions, and wrappers at the executables that count.
func (w *world) pyenv(versions ...release) {
	w.t.Helper()
	for _, r := range versions {
		name := "home/.pyenv/versions/" + r.String()
		w.wrapper(r.path, name, "bin/python"+r.Short())
		w.link("python"+r.Short(), name, "bin/python3")
		w.link("python"+r.Short(), name, "bin/python")
	}
}

func TestFindByVersion(t *testing.T) {
	t.Parallel()
	older, newer := oldAndNew(t)
	all := releases(t)
	w := newWorld(t)
	w.pyenv(all...)
	for _, r := range all {
		requests := []string{r.String()}
		if r == older || r == newer {
			requests = append(requests, "=="+r.String(), "==="+r.String(), "cpython@"+r.String())
		}
		for _, request := range requests {
			if got := w.find(request); got.Facts.Version != r.Version || got.Origin != "pyenv" {
				t.Errorf("%s: got %s of %s", request, got.Facts.Version, got.Origin)
			}
			if n := w.starts(); n != 1 {
				t.Errorf("%s: %d probes, but the name of the directory says all", request, n)
			}
		}
	}
	for request, want := range map[string]release{
		"3": newer, ">=3": newer, "cpython": newer, "<3.99": newer, "~=3.0": newer, "python": newer, "python3": newer,
		newer.Short(): newer, older.Short(): older, "python" + older.Short(): older, "<=" + older.String(): older,
		"cp" + strings.ReplaceAll(older.Short(), ".", ""): older, "==" + older.Short() + ".*": older,
	} {
		if got := w.find(request); got.Facts.Version != want.Version {
			t.Errorf("%s: got %s, want %s", request, got.Facts.Version, want.Version)
		}
		if n := w.starts(); n != 1 {
			t.Errorf("%s: %d probes", request, n)
		}
	}
}

func TestFindProbesWhatMayBeBetterAndNoMore(t *testing.T) {
	t.Parallel()
	older, newer := oldAndNew(t)
	w := newWorld(t)
	w.pyenv(older, newer)
	w.wrapper(newer.path, "path/python"+newer.Short())
	w.wrapper(older.path, "path/python"+older.Short())
	// Of equal versions the one on PATH is taken; its last number has to be asked.
	got := w.find(newer.Short())
	if got.Origin != "PATH" || w.starts() != 1 {
		t.Errorf("%s: took %s", newer.Short(), got.Path)
	}
	// The one on PATH says no last number; it has to be asked, the others not.
	if got := w.find(older.String()); got.Origin != "PATH" || w.starts() != 1 {
		t.Errorf("%s: took %s", older.Version, got.Path)
	}
}

func TestFindDistrustsNames(t *testing.T) {
	t.Parallel()
	older, newer := oldAndNew(t)
	w := newWorld(t)
	liar := w.wrapper(older.path, "path/python"+newer.Short())
	for _, request := range []string{newer.Short(), "python" + newer.Short()} {
		_, err := w.try(request)
		missing := new(discover.NotFoundError)
		if !errors.As(err, &missing) || missing.ExitCode() != 3 {
			t.Errorf("%s: %v", request, err)
		}
	}
	if !w.logged(liar + " does not fit " + newer.Short() + ": it is version " + older.String()) {
		t.Errorf("log: %q", w.lines)
	}
	w.pyenv(newer)
	if got := w.find("python" + newer.Short()); got.Origin != "pyenv" {
		t.Errorf("took %s", got.Path)
	}
}

func TestFindSaysWhatThereIsInstead(t *testing.T) {
	t.Parallel()
	older, newer := oldAndNew(t)
	w := newWorld(t)
	w.pyenv(older, newer)
	w.file("", "home/.pyenv/versions/pypy3.98-7.3.15/bin/pypy3")
	w.file("", "home/.pyenv/versions/3.97.1t/bin/python3")
	w.file("", "home/.pyenv/versions/pypy3.1-7.3.15/bin/pypy3")
	_, err := w.try("3.99")
	missing := new(discover.NotFoundError)
	if !errors.As(err, &missing) {
		t.Fatal(err)
	}
	want := []string{"pypy3.98", "3.97.1t", newer.String(), older.String(), "pypy3.1"}
	if diff := cmp.Diff(want, missing.Found); diff != "" {
		t.Error(diff)
	}
	if message := err.Error(); message != "no Python fits 3.99; there is "+strings.Join(want, ", ") {
		t.Error(message)
	}
	if hints := strings.Join(missing.Hints(), "\n"); !strings.Contains(hints, "pyenvkit python list") || !strings.Contains(hints, "pyenv install") {
		t.Error(hints)
	}
	if n := w.starts(); n != 0 {
		t.Errorf("%d probes for what no name promises", n)
	}
	if _, err = w.try("==" + newer.Short()); newer.Micro != 0 && (!errors.As(err, &missing) || len(missing.Advice) != 1) {
		t.Errorf("== without the last number: %v", err)
	}
}

func TestBuildsAndImplementationsHaveToBeAskedFor(t *testing.T) {
	needShellScripts(t)
	t.Parallel()
	pypy, debug := lab.Program(t, "pypy3"), lab.Program(t, "python3-dbg")
	w := newWorld(t)
	w.CacheDir = w.dir("cache") // both are slow
	w.link(pypy, "path/pypy3")
	w.link(debug, "path/python3-dbg")
	facts := w.probe(pypy)
	missing := new(discover.NotFoundError)
	for _, request := range []string{"3", facts.Version.Short(), ">=3.0", "cpython", "3t"} {
		if got, err := w.try(request); !errors.As(err, &missing) {
			t.Errorf("%s: silently got %s, %v", request, got.Path, err)
		}
	}
	for request, want := range map[string]string{
		"pypy": pypy, "pypy3": pypy, "pypy" + facts.Version.Short(): pypy, "pypy>=3.0": pypy, "python3-dbg": debug, "3d": debug, "cpython3+debug": debug,
	} {
		if got := w.find(request); got.Facts.RealExecutable != w.probe(want).RealExecutable {
			t.Errorf("%s: got %s", request, got.Facts.Executable)
		}
	}
	// Nobody asked for anything: CPython is taken first, of whatever build.
	if got, source, err := w.Default(context.Background()); err != nil || source != "PATH" || !got.Facts.Debug {
		t.Errorf("Default: %s, %s, %v", got.Path, source, err)
	}
}

func TestFindByName(t *testing.T) {
	t.Parallel()
	older, newer := oldAndNew(t)
	w := newWorld(t)
	second := w.dir("second")
	w.env["PATH"] += string(filepath.ListSeparator) + "relative" + string(filepath.ListSeparator) + second
	w.file("#!/bin/sh\nexit 3\n", "path/tool")
	w.link(older.path, "second/tool")
	w.link(newer.path, "second/python3")
	w.link(older.path, "home/.pyenv/versions/my-env/bin/python3")
	w.link(older.path, "project/here/bin/python3")
	if got := w.find("tool"); got.Facts.RealExecutable != older.path || got.Path != w.path("second/tool") {
		t.Errorf("tool: %s", got.Path)
	}
	if !w.logged(w.path("path/tool") + " can't be used: it is no working Python (exit status 3)") {
		t.Errorf("log: %q", w.lines)
	}
	if got := w.find("my-env"); got.Origin != "pyenv" || got.Facts.RealExecutable != older.path {
		t.Errorf("my-env: %s of %s", got.Path, got.Origin)
	}
	w.link(older.path, "path/odd name!")
	if got := w.find("odd name!"); got.Path != w.path("path/odd name!") {
		t.Errorf("odd name!: %s", got.Path)
	}
	_, err := w.try("here")
	missing := new(discover.NotFoundError)
	if !errors.As(err, &missing) || !slices.Contains(missing.Advice, "for the directory or file here, write ./here") {
		t.Errorf("here: %v", err)
	}
	unusable := new(discover.UnusableError)
	w.file("#!/bin/sh\nexit 4\n", "path/broken")
	if _, err := w.try("broken"); !errors.As(err, &unusable) {
		t.Errorf("broken: %v", err)
	}
}

// A name may be anything; one that no program has and that looks like none is
// a mistake of whoever wrote it.
func TestFindSaysWhatIsNoRequest(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.file("x", "project/not absent!")
	for request, want := range map[string]struct {
		message string
		code    int
	}{
		"foo bar!":           {`"foo bar!" asks for no Python: it is neither a version, a range nor a path, and no program has that name`, 2},
		"python 3.x":         {`"python 3.x" asks for no Python: it is neither a version, a range nor a path, and no program has that name`, 2},
		"not absent!":        {`no Python fits "not absent!"`, 3},
		"p\u00fdthon_x-1.2+": {"no Python fits p\u00fdthon_x-1.2+", 3},
		">=3.10, <3.12":      {`no Python fits ">=3.10, <3.12"`, 3},
		">=3.10,!=3.11.*":    {"no Python fits >=3.10,!=3.11.*", 3},
	} {
		_, err := w.try(request)
		var problem interface {
			error
			ExitCode() int
		}
		if !errors.As(err, &problem) || problem.Error() != want.message || problem.ExitCode() != want.code {
			t.Errorf("%s: %v, want %s", request, err, want.message)
		}
	}
}

func TestFindByPath(t *testing.T) {
	t.Parallel()
	older, newer := oldAndNew(t)
	w := newWorld(t)
	run(t, newer.path, "-m", "venv", "--without-pip", w.path("project/.venv"))
	w.link(older.prefix(), "home/py")
	w.file("x", "project/empty/readme")
	for request, want := range map[string]release{
		".venv": newer, "./.venv": newer, ".venv/bin/python3": newer, ".venv/bin": newer, w.path("project/.venv"): newer,
		"~/py": older, "~/py/bin/python3": older, older.prefix(): older, older.path: older, "../home/py/": older,
	} {
		got := w.find(request)
		if got.Facts.RealExecutable != want.path || got.Origin != "request" || !filepath.IsAbs(got.Path) {
			t.Errorf("%s: %s from %s", request, got.Facts.RealExecutable, got.Origin)
		}
	}
	for request, want := range map[string]string{
		"./empty": "it is a directory without a Python in it", "./absent": "there is no such file", "./empty/readme": "it is not executable",
	} {
		_, err := w.try(request)
		if problem := new(discover.UnusableError); !errors.As(err, &problem) || problem.Reason != want {
			t.Errorf("%s: %v", request, err)
		}
	}
}

func TestAllListsEveryRealInterpreterOnce(t *testing.T) {
	older, newer := oldAndNew(t)
	w := newWorld(t)
	w.Timeout = 2 * time.Second
	w.pyenv(older, newer)
	w.link(older.path, "path/python3")
	w.link(older.path, "path/python")
	w.link("/nonexistent/python", "path/python3.8")
	w.file("#!/bin/sh\nexec sleep 1000\n", "path/python3.7")
	w.file("text", "path/python3.5")
	w.file("#!/bin/sh\n", "path/python-config")
	w.link(w.dir("locked"), "path/python3.4")
	run(t, newer.path, "-m", "venv", "--without-pip", w.path("env"))
	run(t, newer.path, "-m", "venv", "--without-pip", "--copies", w.path("copy"))
	w.env["VIRTUAL_ENV"] = w.path("env")
	w.env["PATH"] = w.path("copy/bin") + string(filepath.ListSeparator) + w.env["PATH"] + string(filepath.ListSeparator) + w.path("locked")
	if err := os.Chmod(w.path("locked"), 0); err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, row := range w.All(context.Background()) {
		line := row.Origin + " " + strings.TrimPrefix(row.Path, w.root) + " "
		if row.Err != nil {
			problem := new(discover.UnusableError)
			if !errors.As(row.Err, &problem) {
				t.Fatal(row.Err)
			}
			line += problem.Reason
		} else {
			line += row.Facts.RealExecutable
		}
		got = append(got, line)
	}
	want := []string{
		"pyenv /home/.pyenv/versions/" + newer.String() + "/bin/python3 " + newer.path,
		"PATH /path/python3 " + older.path,
		"PATH /path/python3.8 it is a link to /nonexistent/python, which does not exist",
		"PATH /path/python3.7 it did not answer within 2s",
		"PATH /path/python3.5 it is not executable",
	}
	// The environments and the wrapper of the older one lead to what is there already.
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestNothingToFindIn(t *testing.T) {
	t.Parallel()
	for name, spoil := range map[string]func(w *world){
		"no HOME":           func(w *world) { delete(w.env, "HOME") },
		"no PATH":           func(w *world) { delete(w.env, "PATH") },
		"absent PATH":       func(w *world) { w.env["PATH"] = w.path("absent") + "::" + w.path("project") },
		"file on PATH":      func(w *world) { w.env["PATH"] = w.file("x", "file") },
		"no directory":      func(w *world) { w.Dir = w.path("absent") },
		"broken VIRTUALENV": func(w *world) { w.env["VIRTUAL_ENV"] = w.path("absent") },
		"broken CONDA":      func(w *world) { w.env["CONDA_PREFIX"] = w.dir("conda") },
		"endless link":      func(w *world) { w.link("python3", "path/python3") },
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t)
			spoil(w)
			missing := new(discover.NotFoundError)
			if got, _, err := w.Default(context.Background()); !errors.As(err, &missing) || err.Error() != "there is no Python" {
				t.Errorf("got %s, %v", got.Path, err)
			}
			if _, err := w.try("3"); !errors.As(err, &missing) {
				t.Errorf("3: %v", err)
			}
			for _, row := range w.All(context.Background()) {
				if row.Err == nil {
					t.Errorf("found %s", row.Path)
				}
			}
		})
	}
}

func TestPlacesOfSystemsAndTools(t *testing.T) {
	t.Parallel()
	older, _ := oldAndNew(t)
	for place, origin := range map[string]string{
		"home/.pyenv/versions/3.9.1/bin/python3":                                    "pyenv",
		"home/.local/share/uv/python/cpython-3.9.1-linux-x86_64-gnu/bin/python3":    "uv",
		"data/uv/python/cpython-3.9.1-linux-x86_64-gnu/bin/python3.9":               "uv",
		"home/.local/share/mise/installs/python/3.9.1/bin/python3":                  "mise",
		"home/.asdf/installs/python/3.9.1/bin/python3":                              "asdf",
		"home/miniconda3/bin/python":                                                "conda",
		"home/miniforge3/envs/work/bin/python":                                      "conda",
		"system/opt/conda/bin/python3":                                              "conda",
		"conda/bin/python":                                                          "conda",
		"listed/bin/python":                                                         "conda",
		"system/opt/homebrew/opt/python@3.9/bin/python3.9":                          "homebrew",
		"system/usr/local/opt/python@3.9/bin/python3.9":                             "homebrew",
		"system/home/linuxbrew/.linuxbrew/opt/python@3.9/bin/python3.9":             "homebrew",
		"system/Library/Frameworks/Python.framework/Versions/3.9/bin/python3":       "framework",
		"system/Library/Frameworks/PythonT.framework/Versions/3.13/bin/python3.13":  "framework",
		"home/Library/Frameworks/Python.framework/Versions/3.9/bin/python3-intel64": "framework",
		"system/usr/bin/python3":                                                    "system",
		"system/usr/local/bin/python3":                                              "system",
		"system/opt/thing/bin/python3.9":                                            "system",
		"system/opt/python/cp39-cp39/bin/python":                                    "system",
		"active/bin/python":                                                         "active environment",
		"path/python3.9":                                                            "PATH",
	} {
		w := newWorld(t)
		w.env["XDG_DATA_HOME"] = ""
		if strings.HasPrefix(place, "data/") {
			w.env["XDG_DATA_HOME"] = w.path("data")
		}
		w.env["CONDA_PREFIX"], w.env["APPDATA"], w.env["VIRTUAL_ENV"] = w.path("conda"), w.path("roaming"), w.path("active")
		w.file(w.path("listed")+"\n"+w.path("gone")+"\n", "home/.conda/environments.txt")
		w.link(older.path, place)
		rows := w.All(context.Background())
		if len(rows) != 1 || rows[0].Origin != origin || rows[0].Path != w.path(place) || rows[0].Err != nil {
			t.Errorf("%s: %+v", place, rows)
		}
	}
}
