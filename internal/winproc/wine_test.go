//go:build !windows

package winproc_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"testing"

	"github.com/pyenvkit/pyenvkit/internal/lab"
)

// TestWindows builds the programs and the tests for Windows and runs them in Wine.
func TestWindows(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	wine := lab.Cmd(t, dir, "/c", `Z:\mnt\winproc.test.exe`, "-test.v")
	for _, program := range []struct{ name, source, verb string }{
		{"redirector.exe", "../../redirector", "build"},
		{"launcher.exe", "../../launcher", "build"},
		{"probe.exe", "./testdata/probe", "build"},
		{"winproc.test.exe", ".", "test"},
	} {
		look(t, program.source)
		args := []string{program.verb, "-o", filepath.Join(dir, program.name), program.source}
		if program.verb == "test" {
			args = slices.Insert(args, 1, "-c")
		}
		cmd := exec.CommandContext(t.Context(), lab.Program(t, "go"), args...)
		cmd.Env = append(os.Environ(), "GOOS=windows", "GOARCH=amd64", "CGO_ENABLED=0")
		if out, err := cmd.CombinedOutput(); err != nil {
			t.Fatalf("go %v: %v\n%s", args, err, out)
		}
	}
	out, err := wine.CombinedOutput()
	if err != nil {
		t.Errorf("in Wine: %v\n%s", err, out)
		return
	}
	t.Logf("%s", out)
}

// look opens the sources in a directory: go test runs a test again, instead of
// showing what came of it last time, if a file has changed that it has opened.
func look(t *testing.T, dir string) {
	t.Helper()
	paths, err := filepath.Glob(filepath.Join(dir, "*.go"))
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range paths {
		if _, err := os.ReadFile(path); err != nil {
			t.Fatal(err)
		}
	}
}
