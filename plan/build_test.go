package plan_test

import (
	"bytes"
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"

	"github.com/pyenvkit/pyenvkit/interp"
	"github.com/pyenvkit/pyenvkit/plan"
	"github.com/pyenvkit/pyenvkit/platform"
)

var update = flag.Bool("update", false, "rewrite the golden plans")

// TestBuildFromRecordedFacts compares the plan for each interpreter recorded
// in testdata/facts, on every platform, with the golden one beside it.
func TestBuildFromRecordedFacts(t *testing.T) {
	recorded, err := filepath.Glob("testdata/facts/*.json")
	if err != nil || len(recorded) < 5 {
		t.Fatalf("only %d recorded facts: %v", len(recorded), err)
	}
	for _, file := range recorded {
		name := strings.TrimSuffix(filepath.Base(file), ".json")
		t.Run(name, func(t *testing.T) {
			f := facts(t, name)
			l := platform.Layouts[f.OS]
			request := plan.Request{Root: strings.Join([]string{"", "srv", "env"}, l.Separator), Prompt: new("it's")}
			var got bytes.Buffer
			for _, copies := range []bool{false, true} {
				request.Copies = copies
				p, err := plan.Build(request, f, l, plan.Parts{
					Libraries: []plan.Copy{{Path: "lib/libpython.so", Source: "/py/lib/libpython.so"}}, Programs: programs,
				})
				if err != nil {
					t.Fatal(err)
				}
				got.WriteString("# copies: " + map[bool]string{false: "no", true: "yes"}[copies] + "\n")
				if err := p.WriteText(&got); err != nil {
					t.Fatal(err)
				}
				config, _ := p.Ops[len(p.Ops)-1].(plan.File)
				got.Write(config.Content)
			}
			// The sizes of the activation scripts are their own business.
			text := regexp.MustCompile(` \(\d+ bytes\)`).ReplaceAll(got.Bytes(), nil)
			golden := filepath.Join("testdata", name+".golden")
			if *update {
				if err := os.WriteFile(golden, text, 0o644); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(golden)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(string(want), string(text)); diff != "" {
				t.Errorf("plan differs from %s (-want +got):\n%s", golden, diff)
			}
		})
	}
}

// programs are those of Windows.
var programs = map[string]plan.Program{
	"redirector":  {Name: "redirector", Platform: "windows/amd64", Size: 1},
	"redirectorw": {Name: "redirectorw", Platform: "windows/amd64", Size: 1},
}

func facts(t *testing.T, name string) interp.Facts {
	t.Helper()
	data, err := os.ReadFile(filepath.Join("testdata", "facts", name+".json"))
	if err != nil {
		t.Fatal(err)
	}
	var f interp.Facts
	if err := json.Unmarshal(data, &f); err != nil {
		t.Fatal(err)
	}
	return f
}

func build(t *testing.T, r plan.Request, f interp.Facts, parts plan.Parts) plan.Plan {
	t.Helper()
	p, err := plan.Build(r, f, platform.Layouts[f.OS], parts)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func paths[T plan.Op](p plan.Plan) []string {
	var all []string
	for _, op := range p.Ops {
		if o, ok := op.(T); ok {
			all = append(all, o.At())
		}
	}
	return all
}

// TestBuildEndsWithTheConfiguration holds because a directory without
// pyvenv.cfg is no environment (PEP 405).
func TestBuildEndsWithTheConfiguration(t *testing.T) {
	f := facts(t, "cpython-3.12")
	p := build(t, plan.Request{Root: "/srv/env"}, f, plan.Parts{Seed: []plan.Op{plan.File{Path: "bin/pip"}}})
	if got := p.Ops[len(p.Ops)-1].At(); got != "pyvenv.cfg" {
		t.Errorf("the last operation is about %s", got)
	}
	seen := map[string]bool{".": true}
	for _, op := range p.Ops {
		if parent := filepath.Dir(op.At()); !seen[parent] {
			t.Errorf("%s comes before its directory", op.At())
		}
		seen[op.At()] = true
	}
}

func TestBuildTakesStaleNamesAway(t *testing.T) {
	existing := fstest.MapFS{
		"bin/python3.11":   {Data: []byte("old")},
		"bin/python3.13t":  {},
		"bin/pip3.11":      {},
		"bin/python3.12":   {},
		"bin/pip3.12":      {},
		"bin/python3":      {},
		"bin/python3.x":    {},
		"bin/python3.-gdb": {},
		"bin/flask":        {},
		"bin/pypy3":        {},
		"bin/python3.12d":  {},
		"bin/pip-3.11":     {},
		"lib64/python3.12": {Mode: os.ModeDir},
		"lib/python3.12/x": {},
		"pyvenv.cfg":       {},

		"lib/python3.12/site-packages/x": {},
		"lib/python3.11/site-packages/x": {},
	}
	p := build(t, plan.Request{Root: "/srv/env"}, facts(t, "cpython-3.12"), plan.Parts{Existing: existing})
	want := []string{
		"bin/pip-3.11", "bin/pip3.11", "bin/pypy3", "bin/python3.11", "bin/python3.12d", "bin/python3.13t",
	}
	if diff := cmp.Diff(want, paths[plan.Remove](p)); diff != "" {
		t.Errorf("removed (-want +got):\n%s", diff)
	}
	wantWarnings := []string{"what is installed in lib/python3.11/site-packages stays there, but Python 3.12 does not see it"}
	if diff := cmp.Diff(wantWarnings, p.Warnings); diff != "" {
		t.Errorf("warnings (-want +got):\n%s", diff)
	}
	if slices.Contains(paths[plan.Link](p), "lib64") {
		t.Error("a real directory lib64 is replaced by a link")
	}
}

// TestBuildTakesStaleNamesAwayOnWindows has what other builds, other makes and
// copied interpreters leave, in any capitals.
func TestBuildTakesStaleNamesAwayOnWindows(t *testing.T) {
	existing := fstest.MapFS{"pyvenv.cfg": {}}
	for _, name := range []string{
		"python.exe", "Python3.EXE", "python3.11.exe", "Python3.13t.exe", "python_d.exe", "pythonw_d.exe", "python3.12t_d.exe", "PyPyw.exe",
		"python312.dll", "python3.dll", "python312.zip", "pythoncom312.dll", "vcruntime140.dll", "pip3.11.exe", "PIP3.11-script.py", "pip3.12.exe", "flask.exe",
	} {
		existing["Scripts/"+name] = &fstest.MapFile{}
	}
	p := build(t, plan.Request{Root: `C:\env`}, facts(t, "windows-3.12"), plan.Parts{Existing: existing, Programs: programs})
	want := []string{
		"Scripts/PIP3.11-script.py", "Scripts/PyPyw.exe", "Scripts/Python3.13t.exe", "Scripts/pip3.11.exe", "Scripts/python3.11.exe",
		"Scripts/python3.12t_d.exe", "Scripts/python3.dll", "Scripts/python312.dll", "Scripts/python312.zip", "Scripts/python_d.exe", "Scripts/pythonw_d.exe",
	}
	if diff := cmp.Diff(want, paths[plan.Remove](p)); diff != "" {
		t.Errorf("removed (-want +got):\n%s", diff)
	}
}

// TestBuildTakesSideFilesAway holds where launchers become scripts.
func TestBuildTakesSideFilesAway(t *testing.T) {
	existing := fstest.MapFS{
		"bin/pip-script.py":  {Data: []byte("#!<launcher_dir>/python\n")},
		"bin/pip3-script.py": {Data: []byte("#!/usr/bin/python3\n")},
		"bin/x-script.py":    {Data: []byte("#!<launcher_dir>/python\n")},
	}
	seed := []plan.Op{plan.File{Path: "bin/pip"}, plan.File{Path: "bin/pip3"}}
	p := build(t, plan.Request{Root: "/srv/env"}, facts(t, "cpython-3.12"), plan.Parts{Existing: existing, Seed: seed})
	if diff := cmp.Diff([]string{"bin/pip-script.py"}, paths[plan.Remove](p)); diff != "" {
		t.Errorf("removed (-want +got):\n%s", diff)
	}
}

// TestBuildForOtherMakes is for what no recorded facts are of: builds of CPython
// for Windows, and interpreters that have to be copied.
func TestBuildForOtherMakes(t *testing.T) {
	for _, c := range []struct {
		name    string
		change  func(*interp.Facts)
		request plan.Request
		parts   plan.Parts
		want    []string
	}{
		{"free-threaded", func(f *interp.Facts) { f.FreeThreaded = true }, plan.Request{}, plan.Parts{}, []string{
			"exe Scripts/python.exe redirector", "exe Scripts/python3.exe redirector", "exe Scripts/python3.13.exe redirector",
			"exe Scripts/python3.13t.exe redirector", "exe Scripts/pythonw.exe redirectorw", "exe Scripts/pythonw3.13t.exe redirectorw",
		}},
		{"debug, its own redirectors", func(f *interp.Facts) { f.Debug = true }, plan.Request{BaseRedirector: true}, plan.Parts{}, []string{
			`copy Scripts/python.exe C:\Python313\Lib\venv\scripts\nt\venvlauncher_d.exe`, `copy Scripts/python3.exe C:\Python313\Lib\venv\scripts\nt\venvlauncher_d.exe`,
			`copy Scripts/python3.13.exe C:\Python313\Lib\venv\scripts\nt\venvlauncher_d.exe`, `copy Scripts/python_d.exe C:\Python313\Lib\venv\scripts\nt\venvlauncher_d.exe`,
			`copy Scripts/pythonw.exe C:\Python313\Lib\venv\scripts\nt\venvwlauncher_d.exe`, `copy Scripts/pythonw_d.exe C:\Python313\Lib\venv\scripts\nt\venvwlauncher_d.exe`,
		}},
		{"links, asked for by pythonw", func(f *interp.Facts) { f.Executable = `C:\Python313\pythonw.exe` }, plan.Request{Symlinks: true}, plan.Parts{}, []string{
			`link Scripts/python.exe C:\Python313\python.exe`, `link Scripts/python3.exe C:\Python313\python.exe`,
			`link Scripts/python3.13.exe C:\Python313\python.exe`, `link Scripts/pythonw.exe C:\Python313\pythonw.exe`,
		}},
		{
			"PyPy", func(f *interp.Facts) { f.Implementation, f.Executable = "pypy", `C:\pypy\pypy3.exe` },
			plan.Request{},
			plan.Parts{Standalone: []plan.Copy{
				{Path: "Scripts/pypy3.exe", Source: `C:\pypy\pypy3.exe`}, {Path: "Scripts/pypy3w.exe", Source: `C:\pypy\pypy3w.exe`}, {Path: "Scripts/libpypy3-c.dll", Source: `C:\pypy\libpypy3-c.dll`},
			}},
			[]string{
				`copy Scripts/pypy3.exe C:\pypy\pypy3.exe`, `copy Scripts/pypy3w.exe C:\pypy\pypy3w.exe`, `copy Scripts/libpypy3-c.dll C:\pypy\libpypy3-c.dll`,
				`copy Scripts/python.exe C:\pypy\pypy3.exe`, `copy Scripts/pythonw.exe C:\pypy\pypy3w.exe`,
			},
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			f := facts(t, "windows-3.13")
			f.Executable, f.Stdlib = `C:\Python313\python.exe`, `C:\Python313\Lib`
			c.change(&f)
			c.request.Root, c.parts.Programs = `C:\env`, programs
			var got []string
			for _, op := range build(t, c.request, f, c.parts).Ops {
				switch o := op.(type) {
				case plan.Executable:
					got = append(got, "exe "+o.Path+" "+o.Program.Name)
				case plan.Copy:
					got = append(got, "copy "+o.Path+" "+o.Source)
				case plan.Link:
					got = append(got, "link "+o.Path+" "+o.Target)
				}
			}
			if diff := cmp.Diff(c.want, got); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

func TestBuildTakesASignedActivator(t *testing.T) {
	signed := []byte("# SIG # Begin signature block\r\n")
	p := build(t, plan.Request{Root: `C:\env`}, facts(t, "windows-3.12"), plan.Parts{PowerShell: signed, Programs: programs})
	for _, op := range p.Ops {
		if file, ok := op.(plan.File); ok && file.Path == "Scripts/Activate.ps1" && !bytes.Equal(file.Content, signed) {
			t.Errorf("Activate.ps1 is %q", file.Content)
		}
	}
}

// TestBuildNamesTheRootOfADrive holds because "P:" is relative to the directory
// that is current on that drive.
func TestBuildNamesTheRootOfADrive(t *testing.T) {
	f := facts(t, "windows-3.12")
	f.Executable = `P:\python.exe`
	p := build(t, plan.Request{Root: `C:\env`}, f, plan.Parts{Programs: programs})
	config, _ := p.Ops[len(p.Ops)-1].(plan.File)
	if !strings.HasPrefix(string(config.Content), "home = P:\\\n") {
		t.Errorf("%s", config.Content)
	}
}

// TestBuildKeepsNamesOfItsOwnVersion holds also for 3.8, which has no link
// python3.8 of its own.
func TestBuildKeepsNamesOfItsOwnVersion(t *testing.T) {
	existing := fstest.MapFS{"bin/pip3.8": {}, "bin/python3.8": {}, "bin/pip3.9": {}}
	f := facts(t, "cpython-3.8")
	f.Executable = "/opt/python/3.8/bin/python3"
	p := build(t, plan.Request{Root: "/srv/env", NoPip: true}, f, plan.Parts{Existing: existing})
	if diff := cmp.Diff([]string{"bin/pip3.9"}, paths[plan.Remove](p)); diff != "" {
		t.Errorf("removed (-want +got):\n%s", diff)
	}
}

func TestBuildOptions(t *testing.T) {
	f13, f12 := facts(t, "cpython-3.13"), facts(t, "cpython-3.12")
	ignore := func(p plan.Plan) bool { return slices.Contains(paths[plan.File](p), ".gitignore") }
	if !ignore(build(t, plan.Request{Root: "/e"}, f13, plan.Parts{})) {
		t.Error("3.13 gets no .gitignore")
	}
	if ignore(build(t, plan.Request{Root: "/e", NoScmIgnore: true}, f13, plan.Parts{})) {
		t.Error("3.13 gets a .gitignore that is not wanted")
	}
	if ignore(build(t, plan.Request{Root: "/e"}, f12, plan.Parts{})) {
		t.Error("3.12 gets a .gitignore, which its own venv does not write")
	}
	for _, op := range build(t, plan.Request{Root: "/e", Upgrade: true}, f12, plan.Parts{}).Ops {
		if file, ok := op.(plan.File); ok && file.Path == "bin/activate" && !file.Keep {
			t.Error("--upgrade replaces an activation script")
		}
	}
}

func TestBuildWithoutLayout(t *testing.T) {
	f := facts(t, "cpython-3.12")
	f.OS = "riscos"
	if _, err := plan.Build(plan.Request{Root: "/e"}, f, platform.Layouts[f.OS], plan.Parts{}); err == nil || !strings.Contains(err.Error(), "riscos") {
		t.Errorf("error %v does not name the platform", err)
	}
}

func TestPlanAsJSON(t *testing.T) {
	p := plan.Plan{
		Ops: []plan.Op{
			plan.Dir{"bin"},
			plan.Link{"bin/python", "/usr/bin/python3"},
			plan.Copy{Path: "bin/python3", Source: "/usr/bin/python3", Mode: 0o755},
			plan.File{Path: ".gitignore", Content: []byte("*\n"), Keep: true},
			plan.Tree{Path: "lib", Source: "pip.whl", Files: 3, Bytes: 9},
			plan.Remove{"bin/python3.11"},
		},
		Warnings: []string{"w"},
	}
	got, err := json.Marshal(p)
	if err != nil {
		t.Fatal(err)
	}
	const want = `{"ops":[{"op":"dir","path":"bin"},{"op":"link","path":"bin/python","target":"/usr/bin/python3"},` +
		`{"op":"copy","path":"bin/python3","source":"/usr/bin/python3","mode":493},` +
		`{"op":"file","path":".gitignore","content":"*\n","keep":true},` +
		`{"op":"tree","path":"lib","source":"pip.whl","files":3,"bytes":9},{"op":"remove","path":"bin/python3.11"}],"warnings":["w"]}`
	if diff := cmp.Diff(want, string(got)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}
