package trust

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/pyenvkit/pyenvkit/internal/lab"
	"github.com/pyenvkit/pyenvkit/platform"
)

// project is a subject whose project has the given path.
func project(path string) Subject {
	return Subject{Project: path, Environment: path + "/.venv", Fingerprint: "abc"}
}

// expect looks at the decision about s.
func expect(t *testing.T, l List, s Subject, want Decision) {
	t.Helper()
	if got, err := l.Decide(s); got != want || err != nil {
		t.Errorf("%+v is %s, %v, want %s", s, got, err, want)
	}
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func TestDecisions(t *testing.T) {
	l := List{Dir: filepath.Join(t.TempDir(), "data", "trust")}
	s := project("/p")
	elsewhere, anew := s, s
	elsewhere.Environment, anew.Fingerprint = "/evil", "def"
	expect(t, l, s, Unknown)
	must(t, l.Allow(s))
	expect(t, l, s, Allowed)
	expect(t, l, elsewhere, Changed)
	expect(t, l, anew, Changed)
	expect(t, l, project("/p/below"), Unknown)
	expect(t, l, project("/"), Unknown)

	must(t, l.Allow(anew))
	expect(t, l, anew, Allowed)
	expect(t, l, s, Changed)

	must(t, l.Deny(s))
	expect(t, l, s, Denied)
	expect(t, l, anew, Denied)
	expect(t, l, elsewhere, Denied)
	must(t, l.Allow(elsewhere))
	expect(t, l, elsewhere, Allowed)
}

// TestPathsOfAllKinds has nothing in a path mean anything in a file.
func TestPathsOfAllKinds(t *testing.T) {
	l := List{Dir: t.TempDir()}
	paths := []string{
		"/plain", "/a\nallowed\n", "/a\r\n", "/\xff\xfe", "/\"", `/\x22`, "/环境 é", "/e\u0301", "/\x1b[31m", "/\x00", "", ".", "..", "/" + strings.Repeat("long/", 1000),
		`C:\Users\me`, "/a ", "/a",
	}
	for _, path := range paths {
		must(t, l.Allow(project(path)))
	}
	for _, path := range paths {
		expect(t, l, project(path), Allowed)
	}
	entries, err := l.Entries()
	if err != nil || len(entries) != len(paths) {
		t.Errorf("%d entries, %v, want %d", len(entries), err, len(paths))
	}
	files, err := os.ReadDir(l.Dir)
	if err != nil || len(files) != len(paths) {
		t.Errorf("%d files, %v, want %d", len(files), err, len(paths))
	}
}

func TestEntries(t *testing.T) {
	l := List{Dir: filepath.Join(t.TempDir(), "trust")}
	if got, err := l.Entries(); len(got) != 0 || err != nil {
		t.Errorf("%v, %v", got, err)
	}
	must(t, l.Deny(project("/b")))
	must(t, l.Allow(project("/a")))
	must(t, l.Allow(project("/c")))
	must(t, os.WriteFile(filepath.Join(l.Dir, "README"), []byte("x"), 0o600))
	must(t, os.WriteFile(filepath.Join(l.Dir, ".new-123"), content(t, l, "/a"), 0o600))
	must(t, os.WriteFile(filepath.Join(l.Dir, nameOf("/d")), nil, 0o600))
	want := []Entry{{project("/a"), Allowed}, {project("/b"), Denied}, {project("/c"), Allowed}}
	got, err := l.Entries()
	if diff := cmp.Diff(want, got); diff != "" || err != nil {
		t.Errorf("%v, -want +got:\n%s", err, diff)
	}
}

func TestNoDirectory(t *testing.T) {
	t.Chdir(t.TempDir())
	must(t, List{Dir: "."}.Allow(project("/p")))
	var l List
	expect(t, l, project("/p"), Unknown)
	if got, err := l.Entries(); len(got) != 0 || err != nil {
		t.Errorf("%v, %v", got, err)
	}
	if err := l.Allow(project("/q")); err == nil {
		t.Error("something was allowed nowhere")
	}
}

// TestDamage decides nothing by a file that is not as it was written.
func TestDamage(t *testing.T) {
	l := List{Dir: t.TempDir()}
	must(t, l.Allow(project("/p")))
	path, good := l.path(nameOf("/p")), content(t, l, "/p")
	for i := range good {
		must(t, os.WriteFile(path, good[:i], 0o600))
		expect(t, l, project("/p"), Unknown)
	}
	for _, bad := range []string{
		string(good) + "x", string(good) + "\n", strings.Replace(string(good), "allowed", "changed", 1),
		strings.Replace(string(good), " 1", " 2", 1), strings.ReplaceAll(string(good), "\n", "\r\n"), strings.Repeat("\x00", 2<<20),
		strings.Replace(string(good), `"/p"`, `"/other"`, 1), strings.Replace(string(good), `"abc"`, `abc`, 1),
	} {
		must(t, os.WriteFile(path, []byte(bad), 0o600))
		expect(t, l, project("/p"), Unknown)
	}
	must(t, os.WriteFile(path, good, 0o600))
	expect(t, l, project("/p"), Allowed)
	must(t, os.Remove(path))
	must(t, os.Mkdir(path, 0o700))
	if got, err := l.Decide(project("/p")); got != Unknown {
		t.Errorf("a directory is %s, %v", got, err)
	}
	if err := l.Allow(project("/p")); err == nil {
		t.Error("a directory was overwritten")
	}
	if files, err := os.ReadDir(l.Dir); len(files) != 1 || err != nil {
		t.Errorf("left behind: %v, %v", files, err)
	}
}

// TestFilesAreTheUsers takes nobody else's word.
func TestFilesAreTheUsers(t *testing.T) {
	l := List{Dir: filepath.Join(t.TempDir(), "trust")}
	s := project("/p")
	must(t, l.Allow(s))
	path := l.path(nameOf("/p"))
	info, err := os.Stat(path)
	must(t, err)
	dir, err := os.Stat(l.Dir)
	must(t, err)
	if _, _, owned := platform.Owner(info); !owned {
		t.Skip("missing: files that belong to somebody")
	}
	if info.Mode() != 0o600 || dir.Mode().Perm() != 0o700 {
		t.Errorf("modes %s, %s", info.Mode(), dir.Mode())
	}
	must(t, os.Chmod(path, 0o622))
	expect(t, l, s, Unknown)
	must(t, os.Chmod(path, 0o644))
	expect(t, l, s, Allowed)
	lab.Root(t)
	must(t, os.Chown(path, 12345, 0))
	expect(t, l, s, Unknown)
	must(t, l.Allow(s))
	expect(t, l, s, Allowed)
}

func TestUnreadable(t *testing.T) {
	dir := t.TempDir()
	must(t, os.WriteFile(filepath.Join(dir, "file"), nil, 0o600))
	l := List{Dir: filepath.Join(dir, "file")}
	if err := l.Allow(project("/p")); err == nil {
		t.Error("something was allowed in a file")
	}
	if got, err := l.Decide(project("/p")); got != Unknown {
		t.Errorf("%s, %v", got, err)
	}
	if got, _ := l.Entries(); len(got) != 0 {
		t.Errorf("%v", got)
	}
}

func FuzzParse(f *testing.F) {
	f.Add(form + "\nallowed\n\"/p\"\n\"/p/.venv\"\n\"abc\"\n")
	f.Add(form + "\ndenied\n`/p`\n'x'\n\"\\xff\"\n")
	f.Fuzz(func(t *testing.T, text string) {
		e := parse(text)
		if e.Decision == Unknown {
			return
		}
		if again := parse(e.text()); again != e {
			t.Errorf("%+v is read as %+v", e, again)
		}
	})
}

// content returns what the file about a project holds.
func content(t *testing.T, l List, path string) []byte {
	t.Helper()
	text, err := os.ReadFile(l.path(nameOf(path)))
	must(t, err)
	return text
}
