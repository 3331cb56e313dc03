package environment_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/pyenvkit/pyenvkit/environment"
	"github.com/pyenvkit/pyenvkit/internal/lab"
)

// A tree is a directory that a test fills.
type tree struct {
	testing.TB
	root string
}

func newTree(t testing.TB) tree {
	t.Helper()
	root, err := filepath.EvalSymlinks(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	return tree{t, root}
}

// at is a path in the tree.
func (t tree) at(path string) string { return filepath.Join(t.root, filepath.FromSlash(path)) }

// grow makes what is described: "dir/", "link -> target", "file: content". What
// leads to a file is made as well.
func (t tree) grow(entries ...string) {
	t.Helper()
	for _, entry := range entries {
		var err error
		path, content, isFile := strings.Cut(entry, ": ")
		link, target, isLink := strings.Cut(entry, " -> ")
		switch {
		case strings.HasSuffix(entry, "/"):
			err = os.MkdirAll(t.at(entry), 0o755)
		case isLink:
			if err = os.MkdirAll(filepath.Dir(t.at(link)), 0o755); err == nil {
				err = os.Symlink(filepath.FromSlash(target), t.at(link))
			}
		case isFile:
			if err = os.MkdirAll(filepath.Dir(t.at(path)), 0o755); err == nil {
				err = os.WriteFile(t.at(path), []byte(content), 0o755)
			}
		default:
			t.Fatalf("what is %q?", entry)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
}

// told is a text with the path of the tree as T, and slashes in it.
func (t tree) told(text string) string {
	return filepath.ToSlash(strings.ReplaceAll(text, t.root, "T"))
}

// real is a text that was told, for the tests of this system.
func (t tree) real(text string) string {
	return strings.ReplaceAll(text, "T/", t.root+string(filepath.Separator))
}

// answer is what came of a search, in lines: the environment, or the error and its
// hints.
func (t tree) answer(e environment.Environment, err error) string {
	t.Helper()
	if err == nil {
		return t.told(strings.Join([]string{
			"root " + e.Root, "bin " + e.Bin, "interpreter " + e.Interpreter, "source " + e.Source, "project " + e.Project,
		}, "\n"))
	}
	if diff := cmp.Diff(environment.Environment{Source: e.Source, Project: e.Project}, e); diff != "" {
		t.Errorf("an error, and an environment: %s", diff)
	}
	if e.Project != "" && e.Source != filepath.Join(e.Project, ".venv") {
		t.Errorf("an error, and project %s with %s", e.Project, e.Source)
	}
	lines := []string{"error: " + err.Error()}
	hinting, ok := err.(interface{ Hints() []string })
	if !ok {
		t.Errorf("%T has no hints", err)
		return t.told(lines[0])
	}
	for _, hint := range hinting.Hints() {
		lines = append(lines, "hint: "+hint)
	}
	return t.told(strings.Join(lines, "\n"))
}

// expect compares an answer with the lines that are wanted.
func (t tree) expect(what string, want []string, e environment.Environment, err error) {
	t.Helper()
	if diff := cmp.Diff(want, strings.Split(t.answer(e, err), "\n")); diff != "" {
		t.Errorf("%s (-want +got):\n%s", what, diff)
	}
}

// needLinks skips the test where nobody may make links.
func needLinks(t testing.TB) {
	t.Helper()
	if !lab.CanLink() {
		t.Skip("missing: symbolic links")
	}
}

// needPosix skips what Windows has another form of.
func needPosix(t testing.TB) {
	t.Helper()
	if filepath.Separator != '/' {
		t.Skip("missing: a POSIX system")
	}
}

// none are variables of which none is set.
func none(string) string { return "" }

// posix are the surroundings of a process of Linux or macOS in a directory.
func posix(dir string) environment.Surroundings {
	return environment.Surroundings{Dir: dir, Env: none, System: &environment.Posix}
}
