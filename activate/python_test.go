package activate

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/pyenvkit/pyenvkit/internal/lab"
)

// pythonSay prints values as records.
const pythonSay = `
import os, runpy, sys
def say(*values):
    for v in values:
        sys.stdout.write(v + "\x1e")
    sys.stdout.flush()
`

func TestPythonSeesHostileNames(t *testing.T) {
	t.Parallel()
	var args, want []string
	for _, v := range hostileEnvironments(t, "activate_this.py") {
		args = append(args, v.Root)
		packages := v.Root + "/" + v.Purelib
		if err := os.MkdirAll(packages, 0o755); err != nil {
			t.Fatal(err)
		}
		want = append(want, v.Root, v.Prompt, v.Root+"/bin:/usr/local/bin:/usr/bin:/bin", v.Root, v.Root, packages)
	}
	for _, python := range lab.Pythons(t) {
		t.Run(python, func(t *testing.T) {
			t.Parallel()
			script := pythonSay + `
for root in sys.argv[1:]:
    runpy.run_path(root + "/bin/activate_this.py")
    say(os.environ["VIRTUAL_ENV"], os.environ["VIRTUAL_ENV_PROMPT"], os.environ["PATH"], sys.prefix, sys.exec_prefix, sys.path[0])
`
			got := run(t, clean(t, "PYTHONUTF8=1"), "", append([]string{python, "-c", script}, args...)...)
			if diff := cmp.Diff(want, records(got.stdout)); diff != "" || got.stderr != "" {
				t.Errorf("%s (-want +got):\n%s", got.stderr, diff)
			}
		})
	}
}

func TestActivateThisPutsPackagesFirst(t *testing.T) {
	t.Parallel()
	dir := realTemp(t)
	v := values(filepath.Join(dir, "env"), "p")
	v.Platlib = "lib64/python3.12/site-packages"
	pure, plat := filepath.Join(v.Root, v.Purelib), filepath.Join(v.Root, v.Platlib)
	files := map[string]string{
		filepath.Join(v.Root, "pyvenv.cfg"): "",
		filepath.Join(pure, "json.py"):      "",
		filepath.Join(pure, "more.pth"):     "extra\n",
		filepath.Join(pure, "extra", "x"):   "",
		filepath.Join(plat, "x"):            "",
	}
	done, _ := Render(v, []string{"activate_this.py"})
	files[filepath.Join(v.Root, "bin", "activate_this.py")] = string(done[0].Content)
	for name, content := range files {
		if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, []byte(content), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	place := filepath.Join(dir, "moved")
	if err := os.Rename(v.Root, place); err != nil {
		t.Fatal(err)
	}
	script := pythonSay + `
before = list(sys.path)
this = sys.argv[1] + "/bin/activate_this.py"
exec(open(this).read(), {"__file__": this})
def inside_a_function():
    __file__ = this
    exec(open(this).read())
inside_a_function()
import json
say(json.__file__, *[os.path.relpath(p, sys.argv[1]) for p in sys.path[:3]])
say(str(sys.path[3:] == before), os.environ["PATH"])
`
	packages := v.Purelib
	want := []string{
		filepath.Join(place, packages, "json.py"), packages, packages + "/extra", v.Platlib,
		"True", place + "/bin",
	}
	got := run(t, clean(t, "PATH="), "", lab.Python(t), "-B", "-c", script, place)
	if diff := cmp.Diff(want, records(got.stdout)); diff != "" || got.stderr != "" {
		t.Errorf("%s (-want +got):\n%s", got.stderr, diff)
	}
}

func TestActivateThisRefuses(t *testing.T) {
	t.Parallel()
	v := environment(t, filepath.Join(realTemp(t), "env"), "p")
	file := v.Root + "/bin/activate_this.py"
	got := run(t, clean(t), "", lab.Python(t), file)
	if got.status != 1 || !strings.Contains(got.stderr, "not to be executed") {
		t.Errorf("executed: %+v", got)
	}
	got = run(t, clean(t), "", lab.Python(t), "-c", "import sys; exec(open(sys.argv[1]).read(), {})", file)
	if got.status != 1 || !strings.Contains(got.stderr, "has to know its own place") {
		t.Errorf("without a place: %+v", got)
	}
	if err := os.Remove(filepath.Join(v.Root, "pyvenv.cfg")); err != nil {
		t.Fatal(err)
	}
	got = run(t, clean(t), "", lab.Python(t), "-c", "import sys, runpy; runpy.run_path(sys.argv[1])", file)
	if got.status != 1 || !strings.Contains(got.stderr, v.Root+" is not an environment") {
		t.Errorf("no environment: %+v", got)
	}
}
