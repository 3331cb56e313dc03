package seed

import (
	"encoding/hex"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/pyenvkit/pyenvkit/interp"
	"github.com/pyenvkit/pyenvkit/plan"
	"github.com/pyenvkit/pyenvkit/seed/wheel"
)

// launcher is a program for tests; its sum is that of nothing.
var launcher = map[string]plan.Program{"launcher": {Name: "launcher", Size: 7, Sum: hex.EncodeToString(make([]byte, 32))}}

func TestEntryPointsAreWhatTheKernelCanRun(t *testing.T) {
	long := "/" + strings.Repeat("x", 200)
	for _, c := range []struct {
		name     string
		site     Site
		os       string
		launched bool
	}{
		{"plain", Site{Interpreter: "/env/bin/python", Programs: launcher}, "posix", false},
		{"a space", Site{Interpreter: "/my env/bin/python", Programs: launcher}, "posix", true},
		{"an encoding", Site{Interpreter: "/coding:x/bin/python", Programs: launcher}, "posix", true},
		{"long for an old kernel", Site{Interpreter: long, ShebangLimit: 126, Programs: launcher}, "posix", true},
		{"not for a new one", Site{Interpreter: long, ShebangLimit: 255, Programs: launcher}, "posix", false},
		{"no launcher", Site{Interpreter: "/my env/bin/python"}, "posix", false},
		{"a script by will", Site{Interpreter: "/my env/bin/python", EntryPoints: ScriptEntryPoints, Programs: launcher}, "posix", false},
		{"a launcher by will", Site{Interpreter: "/env/bin/python", EntryPoints: LauncherEntryPoints, Programs: launcher}, "posix", true},
		{"Windows", Site{Interpreter: `C:\env\Scripts\python.exe`, Programs: launcher}, "nt", true},
	} {
		if got := c.site.launched(interp.Facts{OS: c.os}); got != c.launched {
			t.Errorf("%s: a launcher: %v", c.name, got)
		}
	}
}

func TestLaunchers(t *testing.T) {
	asked := []wheel.EntryPoint{{Name: "pip", Module: "pip.main", Attr: "Tool.run"}}
	const body = `import sys
from pip.main import Tool
if __name__ == '__main__':
    if sys.argv[0].endswith('-script.py'):
        sys.argv[0] = sys.argv[0][:-10]
    sys.exit(Tool.run())
`
	windows := facts312
	windows.OS, windows.Paths.Scripts, windows.Paths.Purelib = "nt", "Scripts", "Lib/site-packages"
	for _, c := range []struct {
		site          Site
		facts         interp.Facts
		exe, recorded string
		head          string
	}{
		{Site{Interpreter: "/my env/bin/python3.12", Programs: launcher}, facts312, "bin/pip", "../../../bin/pip", "#!<launcher_dir>/python\n"},
		{Site{Interpreter: `C:\e\Scripts\python.exe`, Programs: launcher}, windows, "Scripts/pip.exe", "../../Scripts/pip.exe", "#!<launcher_dir>\\python.exe\n"},
	} {
		ops, rows, err := c.site.scripts(asked, c.facts, "26.3")
		if err != nil {
			t.Fatal(err)
		}
		side := strings.TrimSuffix(c.exe, ".exe") + "-script.py"
		content := []byte(c.head + body)
		want := []plan.Op{
			plan.Executable{Path: c.exe, Program: launcher["launcher"]},
			plan.File{Path: side, Content: content, Mode: 0o644},
		}
		if diff := cmp.Diff(want, ops[:2]); diff != "" {
			t.Error(diff)
		}
		recorded := []wheel.Row{
			{Path: c.recorded, Hash: "sha256=" + strings.Repeat("A", 43), Size: "7"},
			wheel.NewRow(strings.TrimSuffix(c.recorded, ".exe")+"-script.py", content),
		}
		if diff := cmp.Diff(recorded, rows[:2]); diff != "" {
			t.Error(diff)
		}
		if len(ops) != 6 { // pip, pip3 and pip3.12
			t.Errorf("%d operations", len(ops))
		}
	}
	windows.Platform = "win32"
	if _, _, err := (Site{Interpreter: `C:\e\Scripts\python.exe`}).scripts(asked, windows, "26.3"); err == nil {
		t.Error("launchers are made without a program")
	}
}

func TestSuperseded(t *testing.T) {
	fresh := []wheel.Row{{Path: "../../../bin/pip"}, {Path: "../../../bin/pip3"}, {Path: "../../../bin/pip3.12"}}
	for name, want := range map[string]bool{
		"../../../bin/pip":              true,
		"../../../bin/pip-script.py":    true,
		"../../../bin/pip3.11":          true,
		"../../../bin/pip3.11.exe":      true,
		"../../../bin/pipx":             false,
		"../../../bin/wheel":            false,
		"../../../bin/wheel-script.py":  false,
		"pip/__init__.py":               false,
		"bin/pip":                       false,
		"../../../bin/pip/pip":          false,
		"../../../bin/easy_install-3.6": false,
	} {
		if got := superseded(wheel.Row{Path: name}, fresh, facts312); got != want {
			t.Errorf("%s: %v", name, got)
		}
	}
}
