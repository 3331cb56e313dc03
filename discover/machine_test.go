package discover_test

import (
	"context"
	"encoding/binary"
	"errors"
	"os"
	"slices"
	"strings"
	"testing"
	"unicode/utf16"

	"github.com/google/go-cmp/cmp"

	"github.com/pyenvkit/pyenvkit/discover"
)

// A hive is what a made-up registry has in one place: values by their keys.
type hive map[string]map[string]string

type hives map[discover.Hive]hive

func (r hives) Keys(in discover.Hive, path string) []string {
	var names []string
	for key := range r[in] {
		if rest, ok := strings.CutPrefix(key, path+`\`); ok {
			name, _, _ := strings.Cut(rest, `\`)
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return slices.Compact(names)
}

func (r hives) Value(in discover.Hive, path, name string) string { return r[in][path][name] }

// register enters a Python as installers do; executable "" is an old entry.
func (r hives) register(in discover.Hive, company, tag, dir, executable string) {
	if r[in] == nil {
		r[in] = hive{}
	}
	values := map[string]string{"": dir}
	if executable != "" {
		values["ExecutablePath"] = executable
	}
	r[in][`Software\Python\`+company+`\`+tag+`\InstallPath`] = values
}

// windows makes the world one of Windows. Its paths are those of the system that
// the test runs on, as its Pythons are.
func (w *world) windows() (hives, map[string][]byte) {
	system, keys, aliases := discover.Windows, hives{}, map[string][]byte{}
	system.Registry = keys
	system.Reparse = func(path string) ([]byte, bool) {
		data, ok := aliases[path]
		return data, ok
	}
	w.System = &system
	w.env = map[string]string{
		"USERPROFILE": w.dir("home"), "LOCALAPPDATA": w.dir("local"), "APPDATA": w.dir("roaming"), "PROGRAMDATA": w.dir("data"), "PATH": w.dir("path"),
	}
	return keys, aliases
}

// aliasOf is the data of an app execution alias.
func aliasOf(family, executable string) []byte {
	data := []byte{3, 0, 0, 0}
	for _, unit := range utf16.Encode([]rune(family + "\x00app\x00" + executable + "\x000\x00")) {
		data = binary.LittleEndian.AppendUint16(data, unit)
	}
	return data
}

const (
	stub    = "Microsoft.DesktopAppInstaller_8wekyb3d8bbwe"
	manager = "PythonSoftwareFoundation.PythonManager_3847v3x7pw1km"
	store   = "PythonSoftwareFoundation.Python.3.9_qbz5n2kfra8p0"
)

func TestPlacesOfWindows(t *testing.T) {
	t.Parallel()
	older, _ := oldAndNew(t)
	for place, origin := range map[string]string{
		"path/python.exe":                                                     "PATH",
		"path/Python3.9.EXE":                                                  "PATH",
		"active/Scripts/python.exe":                                           "active environment",
		"user39/python.exe":                                                   "registry",
		"core39/python.exe":                                                   "registry",
		"core32/python.exe":                                                   "registry",
		"other/bin/snake.exe":                                                 "registry",
		"local/Python/pythoncore-3.9-64/python.exe":                           "install manager",
		"local/Microsoft/WindowsApps/" + store + "/python.exe":                "Microsoft Store",
		"home/.pyenv/pyenv-win/versions/3.9.1/python.exe":                     "pyenv",
		"roaming/uv/python/cpython-3.9.1-windows-x86_64-none/python.exe":      "uv",
		"roaming/uv/data/python/cpython-3.9.1-windows-x86_64-none/python.exe": "uv",
		"local/mise/installs/python/3.9.1/python.exe":                         "mise",
		"home/miniconda3/python.exe":                                          "conda",
		"local/miniforge3/envs/work/python.exe":                               "conda",
		"roaming/mamba/envs/work/python.exe":                                  "conda",
		"conda/python.exe":                                                    "conda",
		"listed/python.exe":                                                   "conda",

		// Anybody may have made what is there.
		"data/miniconda3/python.exe":                               "",
		"another/miniconda3/python.exe":                            "",
		"system/usr/bin/python3.exe":                               "",
		"system/opt/conda/python.exe":                              "",
		"home/.pyenv/versions/python3.9":                           "",
		"path/python3.9":                                           "",
		"path/python.bat":                                          "",
		"path/pythonw.exe":                                         "",
		"local/Python/unfinished/python.exe":                       "",
		"local/Microsoft/WindowsApps/Somebody.Python_x/python.exe": "",
	} {
		w := newWorld(t)
		keys, _ := w.windows()
		w.env["CONDA_PREFIX"], w.env["VIRTUAL_ENV"], w.env["HOME"] = w.path("conda"), w.path("active"), w.path("another")
		w.file(w.path("listed")+"\r\n", "home/.conda/environments.txt")
		w.file("{}", "local/Python/pythoncore-3.9-64/__install__.json")
		keys.register(discover.CurrentUser, "PythonCore", "3.9", w.path("user39"), w.path("user39/python.exe"))
		keys.register(discover.LocalMachine64, "PythonCore", "3.9", w.path("core39"), "")
		keys.register(discover.LocalMachine32, "pythoncore", "3.9-32", w.path("core32"), "")
		keys.register(discover.LocalMachine64, "Other", "whatever", w.path("other"), w.path("other/bin/snake.exe"))
		w.link(older.path, place)
		rows := w.All(context.Background())
		switch {
		case origin == "" && len(rows) == 0:
		case len(rows) != 1 || rows[0].Origin != origin || rows[0].Path != w.path(place) || rows[0].Err != nil:
			t.Errorf("%s: %+v", place, rows)
		}
	}
}

func TestWhatIsRegistered(t *testing.T) {
	t.Parallel()
	older, newer := oldAndNew(t)
	w := newWorld(t)
	keys, _ := w.windows()
	program := func(r release, name string) string { return w.wrapper(r.path, name, "python.exe") }
	keys.register(discover.LocalMachine64, "PythonCore", older.Short(), w.path("all users"), program(older, "all users"))
	keys.register(discover.LocalMachine32, "PythonCore", older.Short()+"-32", w.path("32"), program(older, "32"))
	keys.register(discover.CurrentUser, "Astral", "CPython"+older.String(), w.path("astral"), program(older, "astral"))
	keys.register(discover.CurrentUser, "PythonCore", older.Short(), w.path("user"), program(older, "user"))
	keys.register(discover.CurrentUser, "PythonCore", newer.Short(), w.path("newer"), program(newer, "newer"))
	keys.register(discover.CurrentUser, "PyLauncher", older.Short(), w.path("launcher"), program(older, "launcher"))
	keys.register(discover.CurrentUser, "PythonCore", "3.2", w.path("gone"), w.path("gone/python.exe"))
	keys.register(discover.CurrentUser, "PythonCore", "3.1", "relative", "")
	keys.register(discover.CurrentUser, "NoPath", "3.1", w.path("user"), "")
	for request, want := range map[string]string{older.Short(): "user", newer.Short(): "newer", "3": "newer", "python" + older.Short(): "user"} {
		got := w.find(request)
		if got.Path != w.path(want, "python.exe") || got.Origin != "registry" {
			t.Errorf("%s: %s of %s", request, got.Path, got.Origin)
		}
		// The others may be a later 3.x.y each, as no tag says the last number.
		if n := w.starts(); n != map[string]int{"user": 4, "newer": 1}[want] {
			t.Errorf("%s: %d probes", request, n)
		}
	}
	for _, line := range []string{
		`the registry has PythonCore\3.2, but there is no ` + w.path("gone/python.exe"),
		`the registry has PythonCore\3.1 without the path`, `the registry has NoPath\3.1 without the path`,
	} {
		if !w.logged(line) {
			t.Errorf("%q is not in the log %q", line, w.lines)
		}
	}
	for _, left := range []string{"user", "astral", "all users", "32"} {
		if got := w.find(older.Short()); got.Path != w.path(left, "python.exe") {
			t.Errorf("took %s, want %s", got.Path, left)
		}
		if err := os.Remove(w.path(left, "python.exe")); err != nil {
			t.Fatal(err)
		}
	}
	if got, err := w.try(older.Short()); err == nil {
		t.Errorf("took %s", got.Path)
	}
}

// Where there is no Python, `python` opens the Store: that is not to happen.
func TestStoreAliases(t *testing.T) {
	t.Parallel()
	older, newer := oldAndNew(t)
	w := newWorld(t)
	_, aliases := w.windows()
	const apps = "local/Microsoft/WindowsApps"
	w.env["PATH"] = w.path(apps)
	alias := func(family, executable string, r release, parts ...string) {
		aliases[w.wrapper(r.path, append([]string{apps}, parts...)...)] = aliasOf(family, executable)
	}
	alias(stub, `C:\x\AppInstallerPythonRedirector.exe`, newer, "python3.exe")
	alias(manager, `C:\x\python.exe`, newer, "python.exe")
	alias(manager, `C:\x\pymanager.exe`, newer, "pymanager.exe")
	missing, unusable := new(discover.NotFoundError), new(discover.UnusableError)
	if _, err := w.try("3"); !errors.As(err, &missing) {
		t.Errorf("3: %v", err)
	}
	for request, want := range map[string]string{
		"python3": "it opens the Microsoft Store", "python3.exe": "it opens the Microsoft Store", w.path(apps, "python3"): "it opens the Microsoft Store",
		"python": "install manager", w.path(apps, "python.exe"): "install manager",
	} {
		if _, err := w.try(request); !errors.As(err, &unusable) || !strings.Contains(unusable.Reason, want) {
			t.Errorf("%s: %v", request, err)
		}
	}
	if _, _, err := w.Default(context.Background()); !errors.As(err, &missing) {
		t.Errorf("default: %v", err)
	}
	if rows := w.All(context.Background()); len(rows) != 0 {
		t.Errorf("list: %v", paths(rows))
	}
	if !w.logged(w.path(apps, "python3.exe") + " is passed over: it opens the Microsoft Store") {
		t.Errorf("log: %q", w.lines)
	}
	if n := w.starts(); n != 0 {
		t.Errorf("%d of them were started", n)
	}
	// One Python of the Store has many aliases, which take long to start.
	for _, name := range []string{"python3.9.exe", store + "/python.exe", store + "/python3.exe", store + "/python3.9.exe"} {
		alias(store, `C:\x\python.exe`, older, name)
	}
	rows := w.All(context.Background())
	if len(rows) != 1 || rows[0].Path != w.path(apps, "python3.9.exe") || w.starts() != 1 {
		t.Errorf("list: %v", paths(rows))
	}
	w.env["PATH"] = ""
	if got := w.find("python"); got.Path != w.path(apps, store, "python.exe") || got.Origin != "Microsoft Store" {
		t.Errorf("python: %s of %s", got.Path, got.Origin)
	}
}

// Its MSI puts the install manager's own python.exe on PATH.
func TestInstallManagerOnPath(t *testing.T) {
	t.Parallel()
	older, newer := oldAndNew(t)
	w := newWorld(t)
	w.windows()
	w.wrapper(newer.path, "path/python.exe")
	w.wrapper(newer.path, "path/pymanager.exe")
	w.wrapper(older.path, "local/Python/pythoncore-"+older.Short()+"-64/python.exe")
	w.file("{}", "local/Python/pythoncore-"+older.Short()+"-64/__install__.json")
	for _, request := range []string{"3", "python", "pythoncore-" + older.Short() + "-64"} {
		if got := w.find(request); got.Origin != "install manager" || got.Facts.Version != older.Version || w.starts() != 1 {
			t.Errorf("%s: %s of %s", request, got.Path, got.Origin)
		}
	}
	if got, source, err := w.Default(context.Background()); err != nil || got.Origin != "install manager" || source != "what is installed" {
		t.Errorf("default: %s by %s, %v", got.Path, source, err)
	}
	w.file(`{"install_dir": "../elsewhere"}`, "roaming/Python/pymanager.json")
	w.wrapper(older.path, "roaming/elsewhere/pythoncore-"+older.Short()+"-32/python.exe")
	w.file("{}", "roaming/elsewhere/pythoncore-"+older.Short()+"-32/__install__.json")
	if got := w.find("3"); got.Path != w.path("roaming/elsewhere/pythoncore-"+older.Short()+"-32/python.exe") {
		t.Errorf("took %s", got.Path)
	}
}

// What pyenv-win and mise put on PATH are batch files.
func TestBatchFilesAreNotRun(t *testing.T) {
	t.Parallel()
	older, newer := oldAndNew(t)
	for root, versions := range map[string]string{"home/.pyenv/pyenv-win": "versions", "local/mise": "installs/python"} {
		w := newWorld(t)
		w.windows()
		name := older.String()
		w.link(older.path, root, versions, name, "python.exe")
		for _, shim := range []string{"python", "python.bat", "python" + newer.Short() + ".bat", "python3.cmd"} {
			w.file("#!/bin/sh\necho x >> "+w.path("starts")+"\n", root, "shims", shim)
		}
		w.env["PATH"] = w.path(root, "shims") + ";" + w.env["PATH"]
		w.env["PYENV_VERSION"], w.env["MISE_PYTHON_VERSION"] = "system "+name, name
		w.link(newer.path, "path/python"+newer.Short()+".exe")
		for request, want := range map[string]release{
			"python": older, "python.bat": older, "PYTHON": older, "3": newer, older.Short(): older, "python" + newer.Short(): newer,
			w.path(root, "shims/python.bat"): older, w.path(root, "shims/python"): older,
		} {
			if got := w.find(request); got.Facts.Version != want.Version {
				t.Errorf("%s: %s: %s of %s", root, request, got.Path, got.Origin)
			}
		}
		if n := w.starts(); n != 0 {
			t.Errorf("%s: %d shims were started", root, n)
		}
	}
}

func TestFindByNameAndExtension(t *testing.T) {
	t.Parallel()
	older, newer := oldAndNew(t)
	w := newWorld(t)
	w.windows()
	w.env["PATH"] = `"` + w.dir("quoted; path") + `";` + w.dir("second")
	w.file("#!/bin/sh\necho x >> "+w.path("starts")+"\n", "quoted; path/tool.bat")
	w.file("#!/bin/sh\necho x >> "+w.path("starts")+"\n", "quoted; path/tool")
	w.link(older.path, "second/tool.exe")
	w.link(older.path, "second/other.com")
	w.link(newer.path, "second/other.exe")
	w.link(newer.path, "quoted; path/python.exe")
	for request, want := range map[string]string{
		"tool": "second/tool.exe", "tool.exe": "second/tool.exe", "other": "second/other.com", "other.exe": "second/other.exe",
		"python": "quoted; path/python.exe", "3": "quoted; path/python.exe", w.path("second/tool"): "second/tool.exe",
	} {
		if got := w.find(request); got.Path != w.path(want) {
			t.Errorf("%s: %s", request, got.Path)
		}
	}
	w.env["PATHEXT"] = ".EXE"
	if got := w.find("other"); got.Path != w.path("second/other.exe") {
		t.Errorf("other: %s", got.Path)
	}
	for _, request := range []string{"tool.bat", w.path("quoted; path/tool.bat")} {
		_, err := w.try(request)
		if problem := new(discover.UnusableError); !errors.As(err, &problem) || !strings.HasPrefix(problem.Reason, "it is a batch file") {
			t.Errorf("%s: %v", request, err)
		}
	}
	if n := w.starts(); n != 0 {
		t.Errorf("%d batch files were started", n)
	}
}

// On Windows the names of one interpreter are copies, where others have links.
func TestCopiesAreOneInterpreter(t *testing.T) {
	t.Parallel()
	older, _ := oldAndNew(t)
	w := newWorld(t)
	w.windows()
	first := w.wrapper(older.path, "path/python.exe")
	info, err := os.Stat(first)
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"python3.exe", "python" + older.Short() + ".exe", "python3_d.exe", "python3.99t.exe"} {
		copied := w.wrapper(older.path, "path", name)
		if err := os.Chtimes(copied, info.ModTime(), info.ModTime()); err != nil {
			t.Fatal(err)
		}
	}
	w.All(context.Background())
	started, err := os.ReadFile(w.path("starts"))
	if err != nil {
		t.Fatal(err)
	}
	names := strings.Fields(strings.ReplaceAll(string(started), w.path("path")+"/", ""))
	slices.Sort(names)
	if diff := cmp.Diff([]string{"python.exe", "python3.99t.exe", "python3_d.exe"}, names); diff != "" {
		t.Error(diff)
	}
}
