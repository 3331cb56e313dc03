package environment_test

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/pyenvkit/pyenvkit"
	"github.com/pyenvkit/pyenvkit/environment"
	"github.com/pyenvkit/pyenvkit/internal/lab"
)

// A maker makes environments.
type maker struct {
	name string
	// drops says that it gives up a version of Python some years after its end.
	drops bool
	// make makes one at dir of a base interpreter, with a prompt.
	make func(t *testing.T, base, dir, prompt string)
}

func makers(t *testing.T) []maker {
	t.Helper()
	return []maker{
		{"venv", false, func(t *testing.T, base, dir, prompt string) {
			t.Helper()
			run(t, base, "-m", "venv", "--without-pip", "--prompt", prompt, dir)
		}},
		{"virtualenv", true, func(t *testing.T, base, dir, prompt string) {
			t.Helper()
			run(t, lab.Tool(t, "virtualenv"), "--quiet", "--no-seed", "--app-data", t.TempDir(), "--prompt", prompt, "--python", base, dir)
		}},
		{"uv", true, func(t *testing.T, base, dir, prompt string) {
			t.Helper()
			run(t, lab.Tool(t, "uv"), "venv", "--quiet", "--offline", "--no-config", "--cache-dir", t.TempDir(), "--prompt", prompt, "--python", base, dir)
		}},
		{"pyenvkit", false, func(t *testing.T, base, dir, prompt string) {
			t.Helper()
			k := pyenvkit.New(filepath.Dir(dir), []string{"HOME=" + t.TempDir()})
			if _, err := k.Create(t.Context(), pyenvkit.Request{Dir: dir, Python: base, Prompt: &prompt, WithoutPip: true}); err != nil {
				t.Fatal(err)
			}
		}},
	}
}

func run(t *testing.T, command ...string) []byte {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), command[0], command[1:]...)
	cmd.Dir = t.TempDir()
	cmd.Stderr = os.Stderr
	output, err := cmd.Output()
	if err != nil {
		t.Fatalf("%q: %v", command, err)
	}
	return output
}

// said is what an interpreter says of itself.
type said struct {
	Prefix, Base, Version string
	System                bool
}

const says = `
import json, site, sys
print(json.dumps({"prefix": sys.prefix, "base": sys.base_prefix, "version": "%d.%d.%d" % sys.version_info[:3], "system": bool(site.ENABLE_USER_SITE)}))
`

// TestEnvironmentsOfAllMakers finds real environments by what their own
// interpreters say.
func TestEnvironmentsOfAllMakers(t *testing.T) {
	needPosix(t)
	for _, maker := range makers(t) {
		for _, base := range lab.Pythons(t) {
			if maker.drops && !current(t, base) {
				continue
			}
			t.Run(maker.name+"/"+filepath.Base(base), func(t *testing.T) {
				t.Parallel()
				tree := newTree(t)
				const prompt = `it's a\b`
				dir := tree.at("project/.venv")
				tree.grow("project/src/")
				maker.make(t, base, dir, prompt)
				e, err := posix(tree.at("project/src")).Find("")
				if err != nil {
					t.Fatal(err)
				}
				var told said
				if err := json.Unmarshal(run(t, e.Interpreter, "-B", "-c", says), &told); err != nil {
					t.Fatal(err)
				}
				name, _ := e.Config.Maker()
				got := []string{e.Root, e.Config.Version(), name}
				if diff := cmp.Diff([]string{told.Prefix, told.Version, maker.name}, got); diff != "" {
					t.Errorf("(-Python +found): %s", diff)
				}
				if want := promptOf(e, prompt); e.Prompt() != want {
					t.Errorf("the prompt is %q, want %q", e.Prompt(), want)
				}
				if e.Config.SystemSitePackages() != told.System {
					t.Errorf("system site-packages: %t, Python says %t", e.Config.SystemSitePackages(), told.System)
				}
				if inside, ok := environment.Containing(e.Interpreter); !ok || inside.Root != e.Root || inside.Bin != e.Bin {
					t.Errorf("its interpreter is in %+v", inside)
				}
				if !anyExists(e.Bases()) {
					t.Errorf("no base at %q", e.Bases())
				}
			})
		}
	}
}

// promptOf is the prompt that an environment was given, or the name of its
// directory where its Python is too old to write one down (3.7).
func promptOf(e environment.Environment, given string) string {
	if r := e.Config.Release(); r[1] < 8 && e.Config.Get("prompt") == "" {
		return filepath.Base(e.Root)
	}
	return given
}

// current reports whether every maker knows a Python.
func current(t *testing.T, base string) bool {
	t.Helper()
	return exec.CommandContext(t.Context(), base, "-c", "import sys; sys.exit(sys.version_info < (3, 9))").Run() == nil
}

func anyExists(paths []string) bool {
	for _, path := range paths {
		if _, err := os.Stat(path); err == nil {
			return true
		}
	}
	return false
}
