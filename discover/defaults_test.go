package discover_test

import (
	"context"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/pyenvkit/pyenvkit/discover"
	"github.com/pyenvkit/pyenvkit/internal/lab"
)

func TestDefaultOfTheLaunchers(t *testing.T) {
	t.Parallel()
	older, newer := oldAndNew(t)
	for name, test := range map[string]struct {
		make   func(w *world, keys hives)
		want   release
		source string // $ is the root of the world
	}{
		"nothing": {func(*world, hives) {}, newer, "PATH"},
		"a variable": {
			func(w *world, _ hives) {
				w.env["PY_PYTHON"] = older.Short()
				w.file("[defaults]\npython="+newer.Short(), "local/py.ini")
			}, older, "PY_PYTHON",
		},
		"the install manager's variable": {
			func(w *world, _ hives) {
				w.env["PYTHON_MANAGER_DEFAULT"], w.env["PY_PYTHON"] = `PythonCore\`+older.Short(), newer.Short()
			}, older, "PYTHON_MANAGER_DEFAULT",
		},
		"the install manager's file": {
			func(w *world, _ hives) {
				w.env["PYTHON_MANAGER_DEFAULT"] = newer.Short()
				w.file("\ufeff{\"default_tag\": \""+older.Short()+"\"}", "roaming/Python/pymanager.json")
			}, older, "$/roaming/Python/pymanager.json",
		},
		"the install manager's file names a variable": {
			func(w *world, _ hives) {
				w.env["PYTHON_MANAGER_DEFAULT"] = older.Short()
				w.file(`{"default_tag": "%X%"}`, "roaming/Python/pymanager.json")
			}, older, "PYTHON_MANAGER_DEFAULT",
		},
		"the install manager's file is broken": {
			func(w *world, _ hives) { w.file(`{"default_tag": 3}`, "roaming/Python/pymanager.json") }, newer, "PATH",
		},
		"the user's file": {
			func(w *world, _ hives) {
				w.file("[defaults]\r\npython="+older.Short()+"\r\n", "local/py.ini")
				w.file("[defaults]\npython="+newer.Short(), "path/py.ini")
			}, older, "$/local/py.ini",
		},
		"the file beside the launcher": {
			func(w *world, _ hives) {
				w.file("[defaults]\n", "local/py.ini")
				w.file("", "path/py.exe")
				w.file("[defaults]\npython="+older.Short(), "path/py.ini")
			}, older, "$/path/py.ini",
		},
		"a file on PATH without the launcher": {
			func(w *world, _ hives) { w.file("[defaults]\npython="+older.Short(), "path/py.ini") }, newer, "PATH",
		},
		"a major version": {
			func(w *world, _ hives) {
				w.env["PY_PYTHON"] = "3"
				w.file("[defaults]\npython3="+older.Short(), "local/py.ini")
			}, older, "$/local/py.ini",
		},
		"a major version and no more": {func(w *world, _ hives) { w.env["PY_PYTHON"] = "3" }, newer, "PY_PYTHON"},
		"PythonCore by name":          {func(w *world, _ hives) { w.env["PY_PYTHON"] = "PythonCore/" + older.Short() }, older, "PY_PYTHON"},
		"another company": {
			func(w *world, keys hives) {
				w.env["PY_PYTHON"] = "mine/Tag"
				keys.register(discover.LocalMachine64, "Mine", "tag", "", w.wrapper(older.path, "mine/python.exe"))
			}, older, "PY_PYTHON",
		},
		"a company that is not there": {func(w *world, _ hives) { w.env["PY_PYTHON"] = "mine/Tag" }, newer, "PATH"},
		"a version that is not there": {func(w *world, _ hives) { w.env["PY_PYTHON"] = "3.99" }, newer, "PATH"},
		"an architecture that is not there": {
			func(w *world, _ hives) { w.env["PY_PYTHON"] = older.Short() + "-32" }, newer, "PATH",
		},
		"a path":    {func(w *world, _ hives) { w.env["PY_PYTHON"] = w.wrapper(older.path, "evil/python.exe") }, newer, "PATH"},
		"a program": {func(w *world, _ hives) { w.env["PY_PYTHON"] = "tool"; w.link(older.path, "path/tool.exe") }, newer, "PATH"},
		"a project": {
			func(w *world, _ hives) {
				w.env["PY_PYTHON"] = newer.Short()
				w.file(older.Short(), "project/.python-version")
			}, older, "$/project/.python-version",
		},
		"an active environment": {
			func(w *world, _ hives) {
				w.env["PY_PYTHON"], w.env["CONDA_PREFIX"] = newer.Short(), w.path("conda")
				w.link(older.path, "conda/python.exe")
			}, older, "CONDA_PREFIX",
		},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t)
			keys, _ := w.windows()
			for _, r := range []release{older, newer} {
				keys.register(discover.CurrentUser, "PythonCore", r.Short(), r.prefix(), w.wrapper(r.path, r.Short(), "python.exe"))
			}
			w.link(newer.path, "path/python.exe")
			test.make(w, keys)
			var warnings []string
			w.Warn = func(format string, args ...any) { warnings = append(warnings, format) }
			got, source, err := w.Default(context.Background())
			if err != nil {
				t.Fatalf("%v\n%s", err, strings.Join(w.lines, "\n"))
			}
			want := strings.ReplaceAll(test.source, "$", filepath.ToSlash(w.root))
			if got.Facts.Version != test.want.Version || filepath.ToSlash(source) != want {
				t.Errorf("%s by %s; want %s by %s", got.Facts.Version, source, test.want.Version, want)
			}
			if ignored := w.env["PY_PYTHON"] != "" && source == "PATH"; ignored != (len(warnings) == 1) {
				t.Errorf("warnings: %q", warnings)
			}
		})
	}
}

// A default that can't be followed is told as it was set.
func TestDefaultOfTheLaunchersIsNotThere(t *testing.T) {
	t.Parallel()
	older, newer := oldAndNew(t)
	for tag, want := range map[string]string{
		"3.99":                                "no Python fits 3.99; there is ",
		older.Short() + "-32":                 "no Python fits " + older.Short() + "-32; there is ",
		`PythonCore\` + older.Short() + "-32": "no Python fits " + older.Short() + "-32; there is ",
		"3.99-arm64":                          "no Python fits 3.99-arm64; there is ",
		"mine/Tag":                            `no Python fits "mine/Tag"`,
	} {
		t.Run(tag, func(t *testing.T) {
			w := newWorld(t)
			keys, _ := w.windows()
			keys.register(discover.CurrentUser, "PythonCore", older.Short(), older.prefix(), w.wrapper(older.path, older.Short(), "python.exe"))
			w.link(newer.path, "path/python.exe")
			w.env["PY_PYTHON"] = tag
			var warnings []string
			w.Warn = func(format string, args ...any) { warnings = append(warnings, fmt.Sprintf(format, args...)) }
			if _, source, err := w.Default(context.Background()); err != nil || source != "PATH" {
				t.Fatalf("by %s, %v", source, err)
			}
			want := "PY_PYTHON asks for Python " + tag + ", which is not followed: " + want
			if len(warnings) != 1 || !strings.HasPrefix(warnings[0], want) {
				t.Errorf("warnings: %q, want one that begins with %q", warnings, want)
			}
		})
	}
}

// py.exe is a program of Windows, whatever the variables of others say.
func TestPosixHasNoLauncher(t *testing.T) {
	t.Parallel()
	older, newer := oldAndNew(t)
	w := newWorld(t)
	w.pyenv(older)
	w.env["PY_PYTHON"] = older.Short()
	w.link(newer.path, "path/python3")
	w.wrapper(lab.Python(t), "path/python.exe") // of Windows, as WSL has them on PATH
	if got, source, err := w.Default(context.Background()); err != nil || source != "PATH" || got.Facts.Version != newer.Version {
		t.Errorf("%s by %s, %v", got.Facts.Version, source, err)
	}
	if rows := w.All(context.Background()); slices.Contains(paths(rows), w.path("path/python.exe")) {
		t.Errorf("list: %v", paths(rows))
	}
}
