package pyenvkit_test

import (
	"errors"
	"os"
	"path/filepath"
	"testing"

	"github.com/pyenvkit/pyenvkit"
	"github.com/pyenvkit/pyenvkit/apply"
	"github.com/pyenvkit/pyenvkit/internal/lab"
)

// kit returns a Kit in dir whose home is a directory of its own.
func kit(dir, home string) *pyenvkit.Kit {
	return &pyenvkit.Kit{
		Finder: pyenvkit.Finder{
			Dir: dir, Environ: os.Environ(),
			Env: func(name string) string {
				if name == "HOME" {
					return home
				}
				return ""
			},
		},
		Environ: os.Environ(),
	}
}

// TestCreateTellsWhatIsThere makes, repairs and replaces an environment by the
// Go API, without a cache.
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
	preview, err := k.Preview(t.Context(), pyenvkit.Request{Dir: "env", Python: lab.Python(t)})
	if err != nil {
		t.Fatal(err)
	}
	if len(preview.Plan.Ops) < 10 || preview.Schema != pyenvkit.Schema {
		t.Errorf("the preview is %+v", preview)
	}
	if entries, _ := os.ReadDir(dir); len(entries) > 0 {
		t.Errorf("there is %v", entries)
	}
}

// TestWhatIsRefused leaves each of these directories as it is.
func TestWhatIsRefused(t *testing.T) {
	dir, home := t.TempDir(), t.TempDir()
	for _, d := range []string{"project/bin", "broken/bin"} {
		if err := os.MkdirAll(filepath.Join(dir, d), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	for _, file := range []string{"project/bin/activate", "broken/pyvenv.cfg", "broken/lib"} {
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
		{"home", pyenvkit.Request{Dir: home, Clear: true, Force: true}, new(*pyenvkit.PreciousError)},
		{"home, loosely", pyenvkit.Request{Dir: home, Clear: true, Loose: true}, new(*pyenvkit.PreciousError)},
		{"above home", pyenvkit.Request{Dir: filepath.Dir(home), Clear: true, Loose: true}, new(*pyenvkit.PreciousError)},
		{"home by a link", pyenvkit.Request{Dir: "home", Clear: true, Loose: true}, new(*pyenvkit.PreciousError)},
		{"root", pyenvkit.Request{Dir: "/", Clear: true, Force: true}, new(*pyenvkit.PreciousError)},
		{"clear and upgrade", pyenvkit.Request{Dir: "env", Clear: true, Upgrade: true}, new(*pyenvkit.ConflictError)},
		{"an upgrade of nothing", pyenvkit.Request{Dir: "env", UpgradeDeps: true}, new(*pyenvkit.ConflictError)},
		{"a file for a directory", pyenvkit.Request{Dir: "broken"}, new(*pyenvkit.ObstacleError)},
	} {
		test.request.Python, test.request.WithoutPip = lab.Python(t), true
		_, err := kit(dir, home).Create(t.Context(), test.request)
		if !errors.As(err, test.want) {
			t.Errorf("%s: %v, want a %T", test.name, err, test.want)
		}
		if hinting := interface{ Hints() []string }(nil); !errors.As(err, &hinting) || len(hinting.Hints()) == 0 {
			t.Errorf("%s: %v has no hint", test.name, err)
		}
	}
	for _, file := range []string{"project/bin/activate", "broken/pyvenv.cfg", "broken/lib"} {
		if content, err := os.ReadFile(filepath.Join(dir, file)); err != nil || string(content) != "mine" {
			t.Errorf("%s is %q, %v", file, content, err)
		}
	}
}
