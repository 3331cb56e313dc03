package pyenvkit_test

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/pyenvkit/pyenvkit"
	"github.com/pyenvkit/pyenvkit/apply"
	"github.com/pyenvkit/pyenvkit/internal/lab"
)

// kit returns a Kit in dir with a home directory of its own.
func kit(dir, home string) *pyenvkit.Kit {
	environ := []string{"HOME=" + home, "PATH=" + os.Getenv("PATH")}
	return pyenvkit.New(dir, environ)
}

// TestCreateTellsWhatIsThere makes, repairs and replaces an environment by the
// Go API.
func TestCreateTellsWhatIsThere(t *testing.T) {
	dir := t.TempDir()
	k := kit(dir, t.TempDir())
	request := pyenvkit.Request{Dir: "env", Python: lab.Python(t), WithoutPip: true}
	for _, step := range []struct {
		clear bool
		want  string
	}{{false, "created"}, {false, "updated"}, {true, "replaced"}} {
		request.Clear = step.clear
		report, err := k.Create(t.Context(), request)
		if err != nil {
			t.Fatal(err)
		}
		if report.Action != step.want || report.Path != filepath.Join(dir, "env") || len(report.Packages) != 0 {
			t.Errorf("the report says %s %s with %v, want %s", report.Action, report.Path, report.Packages, step.want)
		}
		if _, err := os.Stat(report.Interpreter); err != nil {
			t.Error(err)
		}
		if command, ok := report.Activation("fish", "env"); !ok || command != "source env/bin/activate.fish" {
			t.Errorf("fish activates by %q, %v", command, ok)
		}
	}
}

// TestPreviewTouchesNothing plans environments at places of every kind.
func TestPreviewTouchesNothing(t *testing.T) {
	dir := t.TempDir()
	k := kit(dir, t.TempDir())
	if _, err := k.Create(t.Context(), pyenvkit.Request{Dir: "environment", Python: lab.Python(t), WithoutPip: true}); err != nil {
		t.Fatal(err)
	}
	for _, d := range []string{"empty", "other/lib"} {
		if err := os.MkdirAll(filepath.Join(dir, d), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	before := tree(t, dir)
	for _, place := range []string{"missing", "empty", "environment", "other"} {
		for _, clear := range []bool{false, true} {
			preview, err := k.Preview(t.Context(), pyenvkit.Request{
				Dir: place, Python: lab.Python(t), AllowExisting: true, Force: true, Clear: clear,
			})
			if err != nil {
				t.Fatalf("%s: %v", place, err)
			}
			if len(preview.Plan.Ops) < 10 || preview.Schema != pyenvkit.Schema || preview.Clear != clear {
				t.Errorf("%s: the preview is %+v", place, preview)
			}
		}
	}
	if diff := cmp.Diff(before, tree(t, dir)); diff != "" {
		t.Errorf("something changed (-before +after):\n%s", diff)
	}
}

// tree lists what is below a directory, with modes and times.
func tree(t *testing.T, dir string) []string {
	t.Helper()
	var all []string
	err := filepath.WalkDir(dir, func(path string, e fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		info, err := e.Info()
		all = append(all, fmt.Sprint(path, info.Mode(), info.ModTime(), info.Size()))
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// TestWhatIsRefused leaves each of these directories as it is.
func TestWhatIsRefused(t *testing.T) {
	dir, home := t.TempDir(), t.TempDir()
	base, _, err := kit(dir, home).Find(t.Context(), lab.Python(t))
	if err != nil {
		t.Fatal(err)
	}
	purelib := filepath.Join("packages", filepath.FromSlash(base.Facts.Paths.Purelib), "pip")
	for _, d := range []string{"project/bin", "broken/bin", "tools/bin", purelib} {
		if err := os.MkdirAll(filepath.Join(dir, d), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	mine := []string{
		"project/bin/activate", "broken/pyvenv.cfg", "broken/lib", "tools/bin/python3.5", "tools/bin/pip3.4",
		filepath.Join(purelib, "__init__.py"),
	}
	for _, file := range mine {
		if err := os.WriteFile(filepath.Join(dir, file), []byte("mine"), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Symlink(home, filepath.Join(dir, "home")); err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct {
		name    string
		request pyenvkit.Request
		want    any // a pointer to the error's type
	}{
		{"not empty", pyenvkit.Request{Dir: "project"}, new(*apply.NotEmptyError)},
		{"clear", pyenvkit.Request{Dir: "project", Clear: true}, new(*apply.NotEnvironmentError)},
		{"the user's files", pyenvkit.Request{Dir: "project", AllowExisting: true}, new(*pyenvkit.CollisionError)},
		{"the user's packages", pyenvkit.Request{Dir: "packages", AllowExisting: true, Python: base.Path}, new(*pyenvkit.CollisionError)},
		{"home", pyenvkit.Request{Dir: home, Clear: true, Force: true}, new(*pyenvkit.PreciousError)},
		{"home, loosely", pyenvkit.Request{Dir: home, Clear: true, Loose: true}, new(*pyenvkit.PreciousError)},
		{"above home", pyenvkit.Request{Dir: filepath.Dir(home), Clear: true, Loose: true}, new(*pyenvkit.PreciousError)},
		{"home by a link", pyenvkit.Request{Dir: "home", Clear: true, Loose: true}, new(*pyenvkit.PreciousError)},
		{"root", pyenvkit.Request{Dir: "/", Clear: true, Force: true}, new(*pyenvkit.PreciousError)},
		{"clear and upgrade", pyenvkit.Request{Dir: "env", Clear: true, Upgrade: true}, new(*pyenvkit.ConflictError)},
		{"an upgrade of nothing", pyenvkit.Request{Dir: "env", UpgradeDeps: true}, new(*pyenvkit.ConflictError)},
		{"a file for a directory", pyenvkit.Request{Dir: "broken"}, new(*pyenvkit.ObstacleError)},
	} {
		if test.request.Python == "" {
			test.request.Python, test.request.WithoutPip = lab.Python(t), true
		}
		_, err := kit(dir, home).Create(t.Context(), test.request)
		if !errors.As(err, test.want) {
			t.Errorf("%s: %v, want a %T", test.name, err, test.want)
		}
		if hinting := interface{ Hints() []string }(nil); !errors.As(err, &hinting) || len(hinting.Hints()) == 0 {
			t.Errorf("%s: %v has no hint", test.name, err)
		}
	}
	if _, err := kit(dir, home).Create(t.Context(), pyenvkit.Request{Dir: "tools", AllowExisting: true, Python: lab.Python(t), WithoutPip: true}); err != nil {
		t.Errorf("among scripts of other names: %v", err)
	}
	for _, file := range mine {
		if content, err := os.ReadFile(filepath.Join(dir, file)); err != nil || string(content) != "mine" {
			t.Errorf("%s is %q, %v", file, content, err)
		}
	}
}
