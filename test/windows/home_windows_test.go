package windows

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/pyenvkit/pyenvkit/internal/lab"
)

// TestRelativeHome starts Pythons and pip by a home that is relative to the
// environment, wherever the current directory is. Older ones than 3.11 take it as
// relative to that, and find no standard library.
func TestRelativeHome(t *testing.T) {
	t.Parallel()
	const ask = "import sys; print(sys.version_info < (3, 11), sys.prefix, sys.base_prefix, sys.executable, sep='|')"
	for _, base := range lab.WindowsPythons(t) {
		old, _, _ := strings.Cut(must(t, t.TempDir(), base, "-c", ask), "|")
		if old == "True" {
			continue
		}
		t.Run(filepath.Base(filepath.Dir(base)), func(t *testing.T) {
			root := onDriveOf(t, base)
			env, deep := filepath.Join(root, "env"), filepath.Join(root, "far", "below")
			must(t, root, "pyenvkit", "create", "-q", "-p", base, env)
			relate(t, filepath.Join(env, "pyvenv.cfg"), filepath.Dir(base))
			if err := os.MkdirAll(deep, 0o777); err != nil {
				t.Fatal(err)
			}
			for _, dir := range []string{env, filepath.Join(env, "Scripts"), root, deep, t.TempDir()} {
				want := []string{"False", env, filepath.Dir(base), python(env)}
				got := strings.Split(strings.TrimSpace(must(t, dir, python(env), "-c", ask)), "|")
				if diff := cmp.Diff(want, got); diff != "" {
					t.Errorf("in %s (-want +got):\n%s", dir, diff)
				}
			}
			from := "from " + filepath.Join(env, "Lib", "site-packages", "pip") + " "
			if said := must(t, deep, filepath.Join(env, "Scripts", "pip.exe"), "--version"); !strings.Contains(said, from) {
				t.Errorf("pip says %s, want %s", said, from)
			}
		})
	}
}

// onDriveOf returns a new directory on the drive of a path, which alone can be
// related to it.
func onDriveOf(t *testing.T, path string) string {
	t.Helper()
	dir, err := os.MkdirTemp(filepath.VolumeName(path)+`\`, "pyenvkit-home-") //nolint:usetesting // that may be on another drive
	if err != nil {
		t.Skip("missing: the right to write to the drive of the lab: ", err)
	}
	t.Cleanup(func() {
		if err := os.RemoveAll(dir); err != nil {
			t.Error(err)
		}
	})
	return dir
}

// relate makes the home in a pyvenv.cfg one that is relative to its directory.
func relate(t *testing.T, config, home string) {
	t.Helper()
	relative, err := filepath.Rel(filepath.Dir(config), home)
	if err != nil {
		t.Fatal(err)
	}
	content, err := os.ReadFile(config)
	if err != nil {
		t.Fatal(err)
	}
	line := regexp.MustCompile(`(?m)^home = .*$`)
	if !line.Match(content) {
		t.Fatalf("no home in %q", content)
	}
	content = line.ReplaceAllLiteral(content, []byte("home = "+relative))
	if err := os.WriteFile(config, content, 0o666); err != nil {
		t.Fatal(err)
	}
}
