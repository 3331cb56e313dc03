package posix_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/pyenvkit/pyenvkit/internal/lab"
	"github.com/pyenvkit/pyenvkit/plan"
	"github.com/pyenvkit/pyenvkit/platform/posix"
)

// TestLibraries builds a program that loads a library from beside itself,
// which loads another one, and one that lies where no environment can have it.
func TestLibraries(t *testing.T) {
	cc := lab.Program(t, "gcc", "cc")
	dir := t.TempDir()
	build := func(args ...string) {
		t.Helper()
		cmd := exec.CommandContext(t.Context(), cc, args...)
		cmd.Dir = dir
		if out, err := cmd.CombinedOutput(); err != nil {
			t.Fatalf("%v\n%s", err, out)
		}
	}
	for _, d := range []string{"prefix/bin", "prefix/lib", "outside"} {
		if err := os.MkdirAll(filepath.Join(dir, d), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	for name, text := range map[string]string{
		"inner.c": "int inner(void) { return 1; }", "far.c": "int far(void) { return 2; }",
		"outer.c": "int inner(void); int outer(void) { return inner(); }",
		"main.c":  "int outer(void), far(void); int main(void) { return outer() + far(); }",
	} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	shared := []string{"-shared", "-fPIC", "-nostdlib"}
	build(append(shared, "-Wl,-soname,libinner.so", "-o", "prefix/lib/libinner.so", "inner.c")...)
	build(append(shared, "-Wl,-soname,libfar.so", "-o", "outside/libfar.so", "far.c")...)
	build(append(shared, "-Wl,-soname,libouter.so", "-Wl,-rpath,${ORIGIN}", "-o", "prefix/lib/libouter.so", "outer.c", "prefix/lib/libinner.so")...)
	build("-o", "prefix/bin/python", "main.c", "prefix/lib/libouter.so", "outside/libfar.so",
		"-Wl,-rpath,$ORIGIN/../lib:$ORIGIN/../../outside:/usr/lib", "-Wl,-rpath-link,prefix/lib")

	link := filepath.Join(dir, "link")
	if err := os.Symlink("prefix/bin/python", link); err != nil {
		t.Fatal(err)
	}
	got, err := posix.Libraries(link, "bin")
	if err != nil {
		t.Fatal(err)
	}
	real, err := filepath.EvalSymlinks(dir)
	if err != nil {
		t.Fatal(err)
	}
	want := []plan.Copy{
		{Path: "lib/libouter.so", Source: filepath.Join(real, "prefix/lib/libouter.so"), Mode: 0o755},
		{Path: "lib/libinner.so", Source: filepath.Join(real, "prefix/lib/libinner.so"), Mode: 0o755},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// TestLibrariesOfRealPythons holds because the Pythons of a distribution and
// of pyenv find their libraries by absolute paths, and run as copies alone.
func TestLibrariesOfRealPythons(t *testing.T) {
	for _, python := range lab.Pythons(t) {
		found, err := posix.Libraries(python, "bin")
		if err != nil {
			t.Errorf("%s: %v", python, err)
		}
		if filepath.Dir(python) == "/usr/bin" && found != nil {
			t.Errorf("%s needs %+v beside it", python, found)
		}
	}
}

func TestLibrariesOfWhatIsNoProgram(t *testing.T) {
	if found, err := posix.Libraries("libraries_test.go", "bin"); err != nil || found != nil {
		t.Errorf("a text file needs %v, %v", found, err)
	}
	if _, err := posix.Libraries("nowhere", "bin"); err == nil {
		t.Error("a missing file is no error")
	}
}
