package windows

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/pyenvkit/pyenvkit/internal/lab"
	"github.com/pyenvkit/pyenvkit/internal/survey"
)

// wanted are the differences to an environment of CPython's own venv, by the names
// of their entries in docs/reference/differences.md. variant restricts one to some Pythons.
var wanted = []struct {
	name           string
	entry, variant *regexp.Regexp
}{
	{"redirector", regexp.MustCompile(`^Scripts/pythonw?\.exe: `), regexp.MustCompile(`/ours$`)},
	{"more-names", regexp.MustCompile(`^extra Scripts/python3(\.\d+)?\.exe$`), regexp.MustCompile(``)},
	{"more-activators", regexp.MustCompile(`^extra Scripts/(activate\.nu|activate\.xsh|activate_this\.py)$`), regexp.MustCompile(``)},
	{"more-activators", regexp.MustCompile(`^extra Scripts/activate\.fish$`), regexp.MustCompile(`^3\.1[0-2]\.`)},
	{"python-version", regexp.MustCompile(`^extra pyvenv\.cfg python-version$`), regexp.MustCompile(``)},
	{"command", regexp.MustCompile(`^pyvenv\.cfg command: `), regexp.MustCompile(``)},
	{"newer-keys", regexp.MustCompile(`^extra pyvenv\.cfg (executable|command)$`), regexp.MustCompile(`^3\.10\.`)},
	{"gitignore", regexp.MustCompile(`^\.gitignore: `), regexp.MustCompile(``)},
}

// each runs a test for every Python of the lab, by its version.
func each(t *testing.T, test func(t *testing.T, base string)) {
	for _, base := range lab.WindowsPythons(t) {
		t.Run(filepath.Base(filepath.Dir(base)), func(t *testing.T) {
			t.Parallel()
			test(t, base)
		})
	}
}

// TestSameAsVenv compares with what the venv module of the Python makes, with
// either redirector: all files, and what the interpreter says of itself.
func TestSameAsVenv(t *testing.T) {
	t.Parallel()
	docs, err := os.ReadFile(filepath.FromSlash("../../docs/reference/differences.md"))
	if err != nil {
		t.Fatal(err)
	}
	for _, d := range wanted {
		if !strings.Contains(string(docs), "`"+d.name+"`") {
			t.Errorf("docs/reference/differences.md has no entry `%s`", d.name)
		}
	}
	each(t, func(t *testing.T, base string) {
		parent := t.TempDir()
		theirs := filepath.Join(parent, "theirs", "env")
		must(t, parent, base, "-I", "-m", "venv", "--without-pip", theirs)
		for kind, redirector := range map[string]string{"ours": "pyenvkit", "cpython": "cpython"} {
			ours := filepath.Join(parent, kind, "env")
			must(t, parent, "pyenvkit", "create", "-q", "--without-pip", "--redirector", redirector, "-p", base, ours)
			variant := filepath.Base(filepath.Dir(base)) + "/" + kind
			for _, d := range survey.Differences(survey.Of(t, ours), survey.Of(t, theirs)) {
				known := false
				for _, w := range wanted {
					known = known || w.entry.MatchString(d) && w.variant.MatchString(variant)
				}
				if !known {
					t.Errorf("%s: %s", variant, d)
				}
			}
			if diff := cmp.Diff(self(t, theirs), self(t, ours)); diff != "" {
				t.Errorf("%s: -theirs +ours:\n%s", variant, diff)
			}
		}
	})
}

// self returns what the interpreter of an environment says of itself, with ENV for
// the environment.
func self(t *testing.T, env string) []string {
	t.Helper()
	const script = `import os, sys, sysconfig
names = 'prefix base_prefix exec_prefix base_exec_prefix executable _base_executable path flags'
for name in names.split(): print(name, getattr(sys, name))
for name, path in sorted(sysconfig.get_paths().items()): print(name, path)
print('__PYVENV_LAUNCHER__' in os.environ)`
	said := must(t, filepath.Dir(env), python(env), "-c", script)
	return strings.Split(strings.NewReplacer(env, "ENV", strings.ReplaceAll(env, `\`, `\\`), "ENV").Replace(said), "\n")
}

// TestEveryNameOfThePython starts all the names that an interpreter has.
func TestEveryNameOfThePython(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, base string) {
		parent := t.TempDir()
		env := filepath.Join(parent, "env")
		must(t, parent, "pyenvkit", "create", "-q", "--without-pip", "-p", base, env)
		major, minor, _ := strings.Cut(filepath.Base(filepath.Dir(base)), ".")
		minor, _, _ = strings.Cut(minor, ".")
		for _, name := range []string{"python.exe", "python3.exe", "python" + major + "." + minor + ".exe", "pythonw.exe"} {
			exe, said := filepath.Join(env, "Scripts", name), filepath.Join(parent, name+".txt")
			const script = "import sys; open(sys.argv[1], 'w').write(sys.executable + '|' + sys.prefix); sys.exit(3)"
			if r := run(t, parent, nil, exe, "-c", script, said); r.code != 3 {
				t.Errorf("%s: %+v", name, r)
			}
			got, err := os.ReadFile(said)
			if want := exe + "|" + env; string(got) != want {
				t.Errorf("%s: %s, want %s (%v)", name, got, want, err)
			}
		}
	})
}

// hostile are arguments that the rules of command lines are hard on.
var hostile = []string{`a b`, `q"x`, `back\`, `tail\\`, ``, `*.py`, `Привет 日本`, `%PATH%`, `^&|<>!`, `"`, `\"`, `a\\"b c\\`, "tab\tx"}

// TestArgumentsAndCodes hands arguments, input and codes through the redirector.
func TestArgumentsAndCodes(t *testing.T) {
	t.Parallel()
	parent := t.TempDir()
	env := filepath.Join(parent, "env")
	must(t, parent, "pyenvkit", "create", "-q", "--without-pip", "-p", newest(t), env)
	const script = "import sys; print(ascii(sys.argv[1:])); sys.exit(41)"
	want := run(t, parent, nil, newest(t), append([]string{"-c", script}, hostile...)...)
	got := run(t, parent, nil, python(env), append([]string{"-c", script}, hostile...)...)
	if diff := cmp.Diff(want, got, cmp.AllowUnexported(result{})); diff != "" || got.code != 41 {
		t.Errorf("-base +environment:\n%s", diff)
	}
	for _, code := range []string{"0", "1", "255", "256", "3221225477", "-1"} {
		script := "import os, ctypes; ctypes.windll.kernel32.ExitProcess(ctypes.c_uint(" + code + "))"
		want, got := run(t, parent, nil, newest(t), "-c", script), run(t, parent, nil, python(env), "-c", script)
		if got.code != want.code {
			t.Errorf("exit with %s: %d, want %d", code, got.code, want.code)
		}
	}
	end := hold(t, parent, python(env), "-c", wait)
	end()
}
