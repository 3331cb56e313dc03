package discover_test

import (
	"context"
	"encoding/binary"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"golang.org/x/sys/windows"
	"golang.org/x/sys/windows/registry"

	"github.com/pyenvkit/pyenvkit/discover"
	"github.com/pyenvkit/pyenvkit/internal/lab"
	"github.com/pyenvkit/pyenvkit/interp"
)

// A machine is this one, of Windows, with variables of its own.
type machine struct {
	discover.Finder
	env   map[string]string
	lines []string
}

func newMachine(t *testing.T) *machine {
	t.Helper()
	dir := t.TempDir()
	m := &machine{env: map[string]string{"USERPROFILE": dir, "LOCALAPPDATA": filepath.Join(dir, "Local")}}
	m.Finder = discover.Finder{
		Env: func(name string) string { return m.env[name] }, Dir: t.TempDir(), CacheDir: t.TempDir(), Timeout: time.Minute,
		Log: func(format string, args ...any) { m.lines = append(m.lines, format) },
	}
	return m
}

// find finds, or fails the test.
func (m *machine) find(t *testing.T, text string) discover.Python {
	t.Helper()
	request, err := interp.ParseRequest(text)
	if err != nil {
		t.Fatal(err)
	}
	python, err := m.Find(t.Context(), request)
	if err != nil {
		t.Errorf("%s: %v", text, err)
	}
	return python
}

// facts asks a Python without all that finds it.
func facts(t *testing.T, python string) interp.Facts {
	t.Helper()
	m := newMachine(t)
	got, err := m.Probe(t.Context(), python)
	if err != nil {
		t.Fatal(err)
	}
	return got
}

// register enters a Python in the registry, and skips the test where that is not
// allowed.
func register(t *testing.T, root registry.Key, view uint32, tag, executable string) {
	t.Helper()
	// Nobody else's entries are touched.
	const company = `Software\Python\pyenvkit test`
	path := company
	for _, part := range []string{"", tag, "InstallPath"} {
		path = strings.TrimSuffix(path+`\`+part, `\`)
		key, existed, err := registry.CreateKey(root, path, registry.ALL_ACCESS|view)
		if err != nil {
			t.Skipf("missing: the right to write %s: %v", path, err)
		}
		if here := path; !existed {
			t.Cleanup(func() {
				if err := registry.DeleteKey(root, here); err != nil && view == 0 {
					t.Errorf("%s: %v", here, err)
				}
			})
		}
		if part == "InstallPath" {
			if err := key.SetExpandStringValue("ExecutablePath", executable); err != nil {
				t.Fatal(err)
			}
		}
		if err := key.Close(); err != nil {
			t.Fatal(err)
		}
	}
}

func TestRegistryOfWindows(t *testing.T) {
	for name, c := range map[string]struct {
		root registry.Key
		view uint32
	}{
		"the user's": {registry.CURRENT_USER, 0},
		"of 64 bits": {registry.LOCAL_MACHINE, registry.WOW64_64KEY},
		"of 32 bits": {registry.LOCAL_MACHINE, registry.WOW64_32KEY},
	} {
		t.Run(name, func(t *testing.T) {
			all := lab.WindowsPythons(t)
			python := all[0]
			want := facts(t, python)
			t.Setenv("PYENVKIT_TEST_DIR", filepath.Dir(python))
			register(t, c.root, c.view, "Tag", `%PYENVKIT_TEST_DIR%\python.exe`)
			m := newMachine(t)
			i := slices.IndexFunc(m.All(t.Context()), func(p discover.Python) bool { return p.Facts.RealExecutable == want.RealExecutable })
			if i < 0 || m.All(t.Context())[i].Origin != "registry" {
				t.Fatalf("it is not in the list %v\n%q", paths(m.All(t.Context())), m.lines)
			}
			got := m.find(t, want.Version.String())
			if got.Facts.RealExecutable != want.RealExecutable || got.Origin != "registry" {
				t.Errorf("%s of %s", got.Path, got.Origin)
			}
			m.env["PY_PYTHON"] = "pyenvkit test/tag"
			if got, source, err := m.Default(t.Context()); err != nil || source != "PY_PYTHON" || got.Facts.RealExecutable != want.RealExecutable {
				t.Errorf("default: %s by %s, %v", got.Path, source, err)
			}
		})
	}
}

// The redirector of an environment says what its base is.
func TestEnvironmentsOfWindows(t *testing.T) {
	for _, base := range lab.WindowsPythons(t) {
		t.Run(filepath.Base(filepath.Dir(base)), func(t *testing.T) {
			want := facts(t, base)
			m := newMachine(t)
			env, nested := filepath.Join(t.TempDir(), "ж & 1"), filepath.Join(t.TempDir(), "nested")
			run(t, base, "-m", "venv", "--without-pip", env)
			run(t, filepath.Join(env, "Scripts", "python.exe"), "-m", "venv", "--without-pip", nested)
			for _, request := range []string{
				env, nested, filepath.Join(env, "Scripts"), filepath.Join(env, "scripts", "PYTHON"), strings.ToUpper(base), filepath.Dir(base),
				`\\?\` + base,
			} {
				if got := m.find(t, request); got.Facts.Executable != want.Executable || got.Facts.BasePrefix == "" {
					t.Errorf("%s: %s", request, got.Facts.Executable)
				}
			}
			m.env["VIRTUAL_ENV"] = nested
			if got, source, err := m.Default(t.Context()); err != nil || source != "VIRTUAL_ENV" || got.Facts.Executable != want.Executable {
				t.Errorf("default: %s by %s, %v", got.Facts.Executable, source, err)
			}
		})
	}
}

func TestPathOfWindows(t *testing.T) {
	python := newestOf(t)
	want := facts(t, python)
	m := newMachine(t)
	odd := filepath.Join(t.TempDir(), "a;b")
	if err := os.Mkdir(odd, 0o755); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"python.bat", "python.cmd", "python", "tool.bat"} {
		if err := os.WriteFile(filepath.Join(odd, name), []byte("@exit 0\r\n"), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	m.env["PATH"] = `relative;"` + odd + `";` + strings.ToUpper(filepath.Dir(python)) + ";" + filepath.Dir(python)
	for _, request := range []string{"python", "PYTHON", "python.exe", "Python.EXE", want.Version.Short(), "python" + want.Version.Short()} {
		if got := m.find(t, request); got.Facts.Executable != want.Executable || got.Origin != "PATH" {
			t.Errorf("%s: %s of %s", request, got.Facts.Executable, got.Origin)
		}
	}
	_, err := m.Find(t.Context(), interp.Request{Text: "tool", Kind: interp.ByName, Name: "tool"})
	if problem := new(discover.UnusableError); !errors.As(err, &problem) || problem.Path != filepath.Join(odd, "tool.bat") {
		t.Errorf("tool: %v", err)
	}
}

func newestOf(t *testing.T) string {
	t.Helper()
	all := lab.WindowsPythons(t)
	return all[len(all)-1]
}

// What a checkout says is not run, nor looked for on anybody's server.
func TestNoPathOfWindowsIsTakenFromAFile(t *testing.T) {
	for _, content := range []string{
		`C:\evil\python.exe`, `\evil`, `C:evil`, `C:`, `..\evil`, `evil\python.exe`, `\\server\share\python.exe`, `//server/share/python.exe`, `\\?\C:\evil`,
		`python-C:\evil`, `.`, `~\evil`,
	} {
		m := newMachine(t)
		m.env["PATH"] = filepath.Dir(newestOf(t))
		if err := os.WriteFile(filepath.Join(m.Dir, ".python-version"), []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
		got, _, err := m.Default(t.Context())
		if problem := new(discover.PathInFileError); !errors.As(err, &problem) {
			t.Errorf("%s: %s, %v", content, got.Path, err)
		}
	}
}

// A library that is missing is said to be, as Windows itself says nothing.
func TestMissingDLL(t *testing.T) {
	content, err := os.ReadFile(newestOf(t))
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "python.exe")
	if err := os.WriteFile(path, content, 0o700); err != nil {
		t.Fatal(err)
	}
	_, err = newMachine(t).Probe(t.Context(), path)
	if problem := new(discover.UnusableError); !errors.As(err, &problem) || problem.Reason != "it is no working Python (a DLL that it needs is missing)" {
		t.Error(err)
	}
}

// A project may lie deeper than CreateProcess takes a directory.
func TestDeepDirectory(t *testing.T) {
	python := newestOf(t)
	m := newMachine(t)
	m.Dir = filepath.Join(t.TempDir(), strings.Repeat("d", 100), strings.Repeat("e", 100), strings.Repeat("f", 100))
	if err := os.MkdirAll(m.Dir, 0o755); err != nil {
		t.Fatal(err)
	}
	if _, err := m.Probe(t.Context(), python); err != nil {
		t.Error(err)
	}
}

func TestSubstitutedDrive(t *testing.T) {
	python := newestOf(t)
	const drive = "Q:"
	lab.Drive(t, drive, filepath.Dir(filepath.Dir(python)))
	path := filepath.Join(drive+`\`, filepath.Base(filepath.Dir(python)), "python.exe")
	got := newMachine(t).find(t, path)
	if got.Facts.Executable != path || !strings.HasPrefix(got.Facts.Stdlib, drive) {
		t.Errorf("the base is %s, with %s", got.Facts.Executable, got.Facts.Stdlib)
	}
}

// A junction is no link to Go, but leads elsewhere all the same.
func TestJunctionIsTheSameInstallation(t *testing.T) {
	python := newestOf(t)
	want := facts(t, python)
	junction := filepath.Join(t.TempDir(), "junction")
	if out, err := exec.CommandContext(t.Context(), "cmd", "/c", "mklink", "/J", junction, filepath.Dir(python)).CombinedOutput(); err != nil {
		t.Skipf("missing: junctions: %v %s", err, out)
	}
	if _, err := os.Stat(filepath.Join(junction, "python.exe")); err != nil {
		t.Skipf("missing: junctions: %v", err)
	}
	m := newMachine(t)
	m.env["PATH"] = junction + ";" + filepath.Dir(python)
	rows := slices.DeleteFunc(m.All(t.Context()), func(p discover.Python) bool { return p.Origin != "PATH" })
	if len(rows) != 1 || rows[0].Facts.RealExecutable != want.RealExecutable || rows[0].Facts.Executable != filepath.Join(junction, "python.exe") {
		t.Errorf("%+v", rows)
	}
}

// TestStoreStub makes what Windows has where there is no Python.
func TestStoreStub(t *testing.T) {
	m := newMachine(t)
	apps := filepath.Join(m.env["LOCALAPPDATA"], "Microsoft", "WindowsApps")
	path := filepath.Join(apps, "python.exe")
	if err := os.MkdirAll(apps, 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, nil, 0o644); err != nil {
		t.Fatal(err)
	}
	data := aliasOf(stub, `C:\Program Files\WindowsApps\x\AppInstallerPythonRedirector.exe`)
	header := binary.LittleEndian.AppendUint32(nil, 0x8000001b)
	header = binary.LittleEndian.AppendUint16(header, uint16(len(data)))
	data = append(append(header, 0, 0), data...)
	name, err := windows.UTF16PtrFromString(path)
	if err != nil {
		t.Fatal(err)
	}
	file, err := windows.CreateFile(name, windows.GENERIC_WRITE, 0, nil, windows.OPEN_EXISTING, windows.FILE_FLAG_OPEN_REPARSE_POINT, 0)
	if err != nil {
		t.Fatal(err)
	}
	var size uint32
	err = windows.DeviceIoControl(file, windows.FSCTL_SET_REPARSE_POINT, &data[0], uint32(len(data)), nil, 0, &size, nil)
	if closed := windows.CloseHandle(file); closed != nil {
		t.Fatal(closed)
	}
	if info, statErr := os.Lstat(path); err != nil || statErr != nil || info.Mode()&os.ModeIrregular == 0 {
		t.Skipf("missing: reparse points of any kind: %v %v", err, statErr)
	}
	m.env["PATH"] = apps
	for _, request := range []string{"python", path} {
		parsed, err := interp.ParseRequest(request)
		if err != nil {
			t.Fatal(err)
		}
		_, err = m.Find(context.Background(), parsed)
		if problem := new(discover.UnusableError); !errors.As(err, &problem) || !strings.Contains(problem.Reason, "Microsoft Store") {
			t.Errorf("%s: %v", request, err)
		}
	}
	if rows := m.All(t.Context()); slices.Contains(paths(rows), path) {
		t.Errorf("list: %v", paths(rows))
	}
}
