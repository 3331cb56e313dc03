package discover_test

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/pyenvkit/pyenvkit/internal/lab"
)

// refuse stands for the full probe, to see that quick.py asks for it.
const refuse = `raise SystemExit("asked in full")`

// ask passes programs of the probe to a Python, as the probe does. What comes
// back is its output, and what it said.
func ask(t *testing.T, python string, programs ...string) (output, said string) {
	t.Helper()
	var problems strings.Builder
	cmd := exec.Command(python, append([]string{"-I", "-S", "-B", "-c"}, programs...)...)
	cmd.Stderr = &problems
	answer, _ := cmd.Output()
	return string(answer), problems.String()
}

func source(t *testing.T, name string) string {
	t.Helper()
	content, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return string(content)
}

// The full probe asks sysconfig.
func TestQuickProbeSaysWhatSysconfigSays(t *testing.T) {
	quick, full := source(t, "quick.py"), source(t, "probe.py")
	for _, python := range pythons(t) {
		want, said := ask(t, python, full)
		if want == "" || said != "" {
			t.Errorf("%s: the full probe says %q, %s", python, want, said)
			continue
		}
		got, _ := ask(t, python, quick, full)
		if diff := cmp.Diff(strings.Split(want, "\x00"), strings.Split(got, "\x00")); diff != "" {
			t.Errorf("%s:\n%s", python, diff)
		}
	}
}

func TestQuickProbeKnowsCPython(t *testing.T) {
	needShellScripts(t) // it knows Linux only
	quick := source(t, "quick.py")
	for _, python := range lab.Pythons(t) {
		if strings.HasPrefix(filepath.Base(python), "pypy") || versionOf(t, python).AtLeast(3, 15) {
			continue
		}
		// Without the modules that it is there to spare.
		output, said := ask(t, python, "import sys; sys.modules['os'] = sys.modules['sysconfig'] = None\n"+quick, refuse)
		if output == "" {
			t.Errorf("%s: %s", python, said)
		}
	}
}

// library makes the directory of a standard library and returns the lines that
// put it in place of the real one.
func (w *world) library(place, flags, variables string) string {
	w.t.Helper()
	dir := filepath.Dir(w.file("", place, "os.py"))
	w.file(variables, place, "_sysconfigdata_"+flags+"_linux_lab.py")
	return fmt.Sprintf("import sys\nsys.path = [%q]\nsys._stdlib_dir = None\nsys.abiflags = %q\nsys.implementation._multiarch = 'lab'\n", dir, flags)
}

func TestQuickProbeLeavesTheRestToTheFullOne(t *testing.T) {
	needShellScripts(t)
	python := lab.Python(t)
	short := versionOf(t, python).Short()
	quick := source(t, "quick.py")
	w := newWorld(t)
	usual := w.library("usual/lib/python"+short, "", "build_time_vars = {'WHEEL_PKG_DIR': '',\n}\n")
	for name, lines := range map[string]string{
		"a newer version":          usual + "sys.version_info = (3, 15, 0, 'final', 0)",
		"an older version":         usual + "sys.version_info = (3, 5, 9, 'final', 0)",
		"another implementation":   usual + "sys.implementation.name = 'graalpy'",
		"macOS":                    usual + "sys.platform = 'darwin'",
		"Windows":                  usual + "sys.platform = 'win32'; del sys.abiflags",
		"lib64":                    usual + "sys.platlibdir = 'lib64'",
		"no executable":            usual + "sys.executable = None",
		"a library from elsewhere": usual + "sys._stdlib_dir = '/elsewhere'",
		"a library of no source":   usual + "sys.path = []",
		"a build directory":        w.library("src/Lib", "", "build_time_vars = {'WHEEL_PKG_DIR': '',\n}\n"),
		"a library of PyPy":        w.library("lib/pypy"+short, "", "build_time_vars = {'WHEEL_PKG_DIR': '',\n}\n"),
		"a value of two lines":     w.library("lines/lib/python"+short, "", "build_time_vars = {'WHEEL_PKG_DIR': '/a '\n  'b',\n}\n"),
		"a value that is none":     w.library("none/lib/python"+short, "", "build_time_vars = {'X': 1, 'WHEEL_PKG_DIR': prefix,\n}\n"),
		"no variables":             usual + "sys.implementation._multiarch = 'other'",
	} {
		if output, said := ask(t, python, lines+"\n"+quick, refuse); output != "" || !strings.HasPrefix(said, "asked in full") {
			t.Errorf("%s: %q, %s", name, output, said)
		}
	}
	if output, said := ask(t, python, usual+quick, refuse); output == "" {
		t.Errorf("what is as usual: %s", said)
	}
}

func TestQuickProbeReadsTheWheelDirectory(t *testing.T) {
	needShellScripts(t)
	python := lab.Python(t)
	version := versionOf(t, python)
	quick := source(t, "quick.py")
	for variables, want := range map[string]string{
		"build_time_vars = {'A': 1,\n 'WHEEL_PKG_DIR': '/usr/share/wheels/',\n 'X': ''}\n": "/usr/share/wheels/",
		"build_time_vars = {\n    \"WHEEL_PKG_DIR\": \"/it's\",\n}\n":                      "/it's",
		"build_time_vars = {\n    \"WHEEL_PKG_DIR\": '/\\x41\\'',\n}\n":                    "/A'",
		"build_time_vars = {'WHEEL_PKG_DIR': '',\n}\n":                                     "",
		"build_time_vars = {}\n": "",
	} {
		w := newWorld(t)
		lines := w.library("lib/python"+version.Short(), "", variables)
		output, said := ask(t, python, lines+quick, refuse)
		if !strings.Contains(output, "\x00wheel_dir\x00"+want+"\x00") {
			t.Errorf("%s: %q, %s", variables, output, said)
		}
	}
}

func TestQuickProbeOfAFreeThreadedBuild(t *testing.T) {
	needShellScripts(t)
	python := lab.Python(t)
	short := versionOf(t, python).Short()
	w := newWorld(t)
	lines := w.library("lib/python"+short+"t", "t", "build_time_vars = {'WHEEL_PKG_DIR': '',\n}\n")
	output, said := ask(t, python, lines+source(t, "quick.py"), refuse)
	for _, want := range []string{"free_threaded\x00True", "debug\x00False", "path_purelib\x00lib/python" + short + "t/site-packages"} {
		if !strings.Contains(output, "\x00"+want+"\x00") {
			t.Errorf("%s is not in %q, %s", want, output, said)
		}
	}
}
