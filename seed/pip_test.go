package seed

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/pyenvkit/pyenvkit/internal/lab"
	"github.com/pyenvkit/pyenvkit/interp"
	"github.com/pyenvkit/pyenvkit/seed/wheel"
	"github.com/pyenvkit/pyenvkit/seed/wheel/wheeltest"
)

// index serves a package index (PEP 503) with the wheels in this program and a
// project called tiny, and returns the variables that make pip use it alone.
func index(t *testing.T) []string {
	t.Helper()
	wheels := map[string]string{
		"tiny-1.0-py3-none-any.whl": string(wheeltest.New("tiny", "1.0", wheeltest.Files{
			"tiny.py":                             "def main():\n    print('tiny runs')\n",
			"tiny-1.0.dist-info/entry_points.txt": "[console_scripts]\ntiny = tiny:main\n",
		}).Zip(t, nil)),
	}
	for _, b := range builtins {
		wheels[b.filename] = b.content
	}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if content, found := wheels[strings.TrimPrefix(r.URL.Path, "/files/")]; found {
			fmt.Fprint(w, content)
			return
		}
		project := strings.Trim(strings.TrimPrefix(r.URL.Path, "/simple/"), "/")
		w.Header().Set("Content-Type", "text/html")
		for name := range wheels {
			if strings.HasPrefix(name, project+"-") {
				requires := "&gt;=3.6"
				if strings.HasPrefix(name, "pip-26") {
					requires = "&gt;=3.10"
				}
				fmt.Fprintf(w, "<a href=\"/files/%s\" data-requires-python=\"%s\">%s</a><br>\n", name, requires, name)
			}
		}
	}))
	t.Cleanup(server.Close)
	return []string{"PIP_INDEX_URL=" + server.URL + "/simple/", "PIP_TRUSTED_HOST=127.0.0.1", "NO_PROXY=127.0.0.1"}
}

// noCompile is pip's --no-compile, which takes a false value to be set: bytecode
// takes more time than the rest.
const noCompile = "PIP_NO_COMPILE=0"

// newest returns the version of the newest pip in the index for f.
func newest(f interp.Facts) string {
	if f.Version.AtLeast(3, 10) {
		return "26.3"
	}
	return "25.0.1"
}

// TestPipBehavesAsInAVenv goes through the life of pip, in an environment of
// ours and in one of the standard library, and compares what is left behind.
func TestPipBehavesAsInAVenv(t *testing.T) {
	t.Parallel()
	base := venvBase(t)
	environ := append(index(t), noCompile)
	venv, ours := filepath.Join(t.TempDir(), "env"), filepath.Join(t.TempDir(), "env")
	withoutBytecode(t, base, venv)
	python, f := bare(t, base, ours)
	install(t, f, python, ours)

	for _, step := range []struct {
		args []string
		says string
	}{
		{[]string{"--version"}, "site-packages/pip"},
		{[]string{"check"}, "No broken requirements found."},
		{[]string{"install", "tiny"}, "Successfully installed tiny-1.0"},
		{[]string{"list", "--format=freeze"}, "tiny==1.0"},
		{[]string{"show", "--files", "pip"}, "../../../bin/pip"},
		{[]string{"uninstall", "-y", "tiny"}, "Successfully uninstalled tiny-1.0"},
		{[]string{"install", "--upgrade", "pip"}, "Successfully installed pip-" + newest(f)},
		{[]string{"check"}, "No broken requirements found."},
		{[]string{"uninstall", "-y", "pip"}, "Successfully uninstalled pip-" + newest(f)},
	} {
		for _, root := range []string{venv, ours} {
			if out := run(t, environ, append([]string{filepath.Join(root, "bin", "pip")}, step.args...)...); !strings.Contains(out, step.says) {
				t.Errorf("pip %q in %s says\n%s\nwithout %q", step.args, root, out, step.says)
			}
		}
		if step.args[0] == "install" && step.args[1] == "tiny" {
			if out := run(t, nil, filepath.Join(ours, "bin", "tiny")); out != "tiny runs\n" {
				t.Errorf("tiny: %q", out)
			}
		}
		// Apart from scripts, which name their environment.
		if diff := cmp.Diff(names(listing(t, venv), ""), names(listing(t, ours), "")); diff != "" {
			t.Errorf("after pip %q (-venv +ours):\n%s", step.args, diff)
		}
	}
	if left := names(listing(t, ours), "pip"); len(left) != 0 {
		t.Errorf("pip has left %q", left)
	}
}

// TestPipOfThisProgram has a base without wheels.
func TestPipOfThisProgram(t *testing.T) {
	t.Parallel()
	base := lab.Python(t)
	root := filepath.Join(t.TempDir(), "env")
	python, f := bare(t, base, root)
	f.Stdlib, f.WheelDir = t.TempDir(), ""
	install(t, f, python, root)
	pip := filepath.Join(root, "bin", "pip3")
	run(t, nil, pip, "check")
	run(t, append(index(t), noCompile), pip, "install", "tiny")
	run(t, nil, pip, "uninstall", "-y", "pip", "tiny")
	if left := names(listing(t, root), ""); len(left) > 1 {
		t.Errorf("pip has left %q", left)
	}
}

// TestUpgradeCommandInAStagingDirectory upgrades pip in an environment that is
// renamed afterwards, with modules in the way that must not be imported. It
// needs a Python that one of the wheels in this program is an upgrade for, and
// takes few, since it is slow.
func TestUpgradeCommandInAStagingDirectory(t *testing.T) {
	bases := upgradable(t)
	if len(bases) == 0 {
		lab.Missing(t, "a Python whose ensurepip has an older pip than this program")
	}
	for _, base := range bases {
		t.Run(filepath.Base(base), func(t *testing.T) {
			t.Parallel()
			dir := t.TempDir()
			stage, final := filepath.Join(dir, "stage"), filepath.Join(dir, "final")
			stagePython, f := bare(t, base, stage)
			finalPython := filepath.Join(final, "bin", "python")
			s := install(t, f, finalPython, stage)

			trap := t.TempDir()
			for _, name := range []string{"pip.py", "runpy.py", "json.py", "importlib.py"} {
				if err := os.WriteFile(filepath.Join(trap, name), []byte("raise SystemExit('trapped')\n"), 0o666); err != nil {
					t.Fatal(err)
				}
			}
			t.Logf("%s", upgrade(t, f, trap, stage, stagePython, finalPython))
			checkUpgraded(t, f, stage, finalPython)
			// The operations that follow leave the newer pip there.
			put(t, s, f, finalPython, stage)
			checkUpgraded(t, f, stage, finalPython)

			if err := os.Rename(stage, final); err != nil {
				t.Fatal(err)
			}
			version := run(t, nil, filepath.Join(final, "bin", "pip"), "--version")
			if !strings.Contains(version, final) || strings.Contains(version, stage) {
				t.Errorf("pip after the renaming: %s", version)
			}
			run(t, nil, filepath.Join(final, "bin", "pip"), "uninstall", "-y", "pip")
			if left := names(listing(t, final), "pip/"); len(left) != 0 {
				t.Errorf("pip has left %q", left)
			}
		})
	}
}

// upgradable returns the newest Python for each of the wheels in this program that
// is newer than that Python's own pip.
func upgradable(t *testing.T) map[string]string {
	t.Helper()
	bases, versions := map[string]string{}, map[string]interp.Version{}
	for _, base := range lab.Venvs(t) {
		_, f := bare(t, base, filepath.Join(t.TempDir(), "env"))
		if !f.Version.AtLeast(3, 8) || f.Version.Compare(versions[newest(f)]) <= 0 {
			continue
		}
		s, err := Choose(f, nil)
		if err != nil {
			t.Fatal(err)
		}
		if own := s.Distributions(); own[len(own)-1].Version != newest(f) {
			bases[newest(f)], versions[newest(f)] = base, f.Version
		}
	}
	return bases
}

// upgrade runs pip as --upgrade-deps does. The index has no setuptools, which
// pip takes as there being none that is newer.
func upgrade(t *testing.T, f interp.Facts, dir, stage, stagePython, finalPython string) string {
	t.Helper()
	environ := UpgradeEnviron(append(index(t), "PIP_TARGET=/nowhere", "PYTHONHOME=/nowhere", "PIP_CONFIG_FILE=/dev/null"), stage)
	argv := UpgradeCommand(f, stagePython, finalPython)
	return run(t, environ, append([]string{"sh", "-c", `cd "$0" && exec "$@"`, dir}, argv...)...)
}

func checkUpgraded(t *testing.T, f interp.Facts, stage, finalPython string) {
	t.Helper()
	want := newest(f)
	purelib := filepath.Join(stage, f.Paths.Purelib)
	var pips []Distribution
	for _, d := range Installed(os.DirFS(purelib)) {
		if d.Name == "pip" {
			pips = append(pips, d)
		}
	}
	if len(pips) != 1 || pips[0].Version != want {
		t.Fatalf("the environment has pip %v, want %s", pips, want)
	}
	rows, err := pips[0].record()
	if err != nil {
		t.Fatal(err)
	}
	scripts := 0
	for _, row := range rows {
		content, err := os.ReadFile(filepath.Join(purelib, filepath.FromSlash(row.Path)))
		if err != nil {
			t.Errorf("RECORD lists what is not there: %v", err)
		}
		if row.Hash != "" && wheel.NewRow(row.Path, content) != row {
			t.Errorf("RECORD is wrong about %s", row.Path)
		}
		if strings.HasPrefix(row.Path, "../../../bin/") {
			scripts++
			if !strings.HasPrefix(string(content), "#!"+finalPython+"\n") {
				t.Errorf("%s begins with %.80q", row.Path, content)
			}
		}
		if strings.Contains(row.Path, stage) {
			t.Errorf("RECORD lists %s", row.Path)
		}
	}
	if scripts != 3 {
		t.Errorf("%d scripts, want 3", scripts)
	}
}

func TestUpgradeCommand(t *testing.T) {
	for minor, want := range map[int]string{11: "--only-binary pip,setuptools pip setuptools", 12: "--only-binary pip pip"} {
		argv := UpgradeCommand(interp.Facts{Version: interp.Version{Major: 3, Minor: minor}}, "/stage/python", "/final/'; import os #")
		if got := strings.Join(argv[3:], " "); got != "/final/'; import os # install --upgrade "+want {
			t.Errorf("3.%d: %s", minor, got)
		}
		if strings.Contains(argv[2], "final") || argv[0] != "/stage/python" || argv[1] != "-c" {
			t.Errorf("3.%d: %q", minor, argv)
		}
	}
}

func TestUpgradeEnviron(t *testing.T) {
	got := UpgradeEnviron([]string{
		"PIP_INDEX_URL=x", "https_proxy=y", "PYTHONHOME=1", "PYTHONPATH=2", "__PYVENV_LAUNCHER__=3", "VIRTUAL_ENV=/old", "Pip_Target=4",
		"PIP_USER=1", "PIP_PYTHON=5", "PYTHONDONTWRITEBYTECODE=1", "ODD",
	}, "/stage")
	want := []string{"VIRTUAL_ENV=/stage", "PIP_INDEX_URL=x", "https_proxy=y", "PYTHONDONTWRITEBYTECODE=1", "ODD"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}
