package windows

import (
	"bytes"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/pyenvkit/pyenvkit/internal/survey"
	"github.com/pyenvkit/pyenvkit/seed/wheel/wheeltest"
)

// hello is a wheel with a script for the console and one without.
var hello = wheeltest.Files{
	"hello.py": "import os, sys\n" +
		"def main():\n    print(ascii(sys.argv), sys.executable, sys.stdin.read(), '__PYVENV_LAUNCHER__' in os.environ, sep='|')\n    return 5\n" +
		"def gui():\n    open(sys.argv[1], 'w').write(ascii(sys.argv[2:]) + '|' + sys.executable)\n    return 6\n",
	"hello-1.dist-info/entry_points.txt": "[console_scripts]\nhello = hello:main\n[gui_scripts]\nhellow = hello:gui\n",
}

// TestPip installs a wheel from a local directory and runs its scripts.
func TestPip(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, base string) {
		parent := t.TempDir()
		env := filepath.Join(parent, "my env")
		must(t, parent, "pyenvkit", "create", "-q", "--bytecode", "never", "-p", base, env)
		if err := os.WriteFile(filepath.Join(parent, "hello-1-py3-none-any.whl"), wheeltest.New("hello", "1", hello).Zip(t, nil), 0o666); err != nil {
			t.Fatal(err)
		}
		pip := filepath.Join(env, "Scripts", "pip.exe")
		must(t, parent, pip, "install", "-q", "--no-compile", "--no-index", "--find-links", parent, "hello")
		said(t, env)
	})
}

// TestPipTakesItselfAway has pip uninstalled, and put a pip of pip's own in the place
// of ours.
func TestPipTakesItselfAway(t *testing.T) {
	t.Parallel()
	wheels, err := filepath.Abs(filepath.FromSlash("../../seed/wheels"))
	if err != nil {
		t.Fatal(err)
	}
	parent := t.TempDir()
	env, bare := filepath.Join(parent, "my env"), filepath.Join(parent, "bare")
	scripts := filepath.Join(env, "Scripts")
	must(t, parent, "pyenvkit", "create", "-q", "--bytecode", "never", "-p", newest(t), env)
	must(t, parent, "pyenvkit", "create", "-q", "--without-pip", "-p", newest(t), bare)
	var versions []string
	for _, name := range names(t, scripts) {
		if strings.HasPrefix(name, "pip") && strings.HasSuffix(name, ".exe") {
			versions = append(versions, must(t, parent, filepath.Join(scripts, name), "--version"))
		}
	}
	if want := "from " + filepath.Join(env, "Lib", "site-packages", "pip") + " "; len(versions) != 3 ||
		len(slices.Compact(slices.Clone(versions))) != 1 || !strings.Contains(versions[0], want) {
		t.Errorf("pip is %q, want it three times %s", versions, want)
	}
	must(t, parent, python(env), "-m", "pip", "uninstall", "-q", "-y", "pip")
	left := survey.Differences(survey.Of(t, env), survey.Of(t, bare))
	if left = slices.DeleteFunc(left, func(d string) bool { return strings.HasPrefix(d, "pyvenv.cfg command: ") }); len(left) > 0 {
		t.Errorf("pip uninstall leaves %q", left)
	}
	must(t, parent, "pyenvkit", "create", "-q", "--bytecode", "never", "-p", newest(t), env)
	must(t, parent, python(env), "-m", "pip", "install", "-q", "--no-compile", "--force-reinstall", "--no-index", "--find-links", wheels, "pip")
	for _, name := range names(t, scripts) {
		if strings.Contains(name, "-script.py") || strings.Contains(name, "deleteme") {
			t.Errorf("pip leaves %s where it puts itself in the place of itself", name)
		}
	}
	if got := must(t, parent, filepath.Join(scripts, "pip.exe"), "--version"); got != versions[0] {
		t.Errorf("pip's own pip.exe says %q, want %q", got, versions[0])
	}
}

// said runs the scripts of hello with hostile arguments.
func said(t *testing.T, env string) {
	t.Helper()
	parent, scripts := filepath.Dir(env), filepath.Join(env, "Scripts")
	r := run(t, parent, nil, python(env), append([]string{"-c", "import sys; print(ascii(sys.argv[1:]))"}, hostile...)...)
	list := strings.TrimSpace(r.stdout)
	r = run(t, parent, nil, filepath.Join(scripts, "hello.exe"), hostile...)
	_, arguments, _ := strings.Cut(r.stdout, ", ")
	if want := strings.TrimPrefix(list, "[") + "|" + python(env) + "||False\n"; arguments != want || r.code != 5 {
		t.Errorf("hello.exe: %+v, want %s", r, want)
	}
	out := filepath.Join(parent, "gui.txt")
	r = run(t, parent, nil, filepath.Join(scripts, "hellow.exe"), append([]string{out}, hostile...)...)
	got, err := os.ReadFile(out)
	if want := list + "|" + filepath.Join(scripts, "pythonw.exe"); string(bytes.TrimSpace(got)) != want || r.code != 6 {
		t.Errorf("hellow.exe ends with %d and says %s, want %s (%v)", r.code, got, want, err)
	}
}

// TestLauncher runs the scripts of hello from launchers, as those of pip are, and
// from their side files.
func TestLauncher(t *testing.T) {
	t.Parallel()
	parent := t.TempDir()
	env := filepath.Join(parent, "a&b !^ (x)")
	scripts := filepath.Join(env, "Scripts")
	must(t, parent, "pyenvkit", "create", "-q", "--bytecode", "never", "-p", newest(t), env)
	launcher, err := os.ReadFile(filepath.Join(scripts, "pip.exe"))
	if err != nil {
		t.Fatal(err)
	}
	const code = "#!<launcher_dir>\\python.exe\nimport sys; print(ascii(sys.argv), sys.executable, sys.stdin.read(), sep='|'); sys.exit(5)\n"
	for name, content := range map[string][]byte{"hello.exe": launcher, "hello-script.py": []byte(code)} {
		if err := os.WriteFile(filepath.Join(scripts, name), content, 0o777); err != nil {
			t.Fatal(err)
		}
	}
	want := run(t, parent, nil, python(env), append([]string{filepath.Join(scripts, "hello-script.py")}, hostile...)...)
	got := run(t, parent, nil, filepath.Join(scripts, "hello.exe"), hostile...)
	if diff := cmp.Diff(want, got, cmp.AllowUnexported(result{})); diff != "" || got.code != 5 {
		t.Errorf("-python +launcher:\n%s", diff)
	}
}
