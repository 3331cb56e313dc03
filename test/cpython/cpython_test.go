package cpython

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"

	"github.com/pyenvkit/pyenvkit/internal/cli"
	"github.com/pyenvkit/pyenvkit/internal/lab"
)

// TestMain puts the program on PATH as "pyenvkit".
func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){
		"pyenvkit": func() { os.Exit(cli.Run(os.Args, os.Environ(), os.Stdin, os.Stdout, os.Stderr)) },
	})
}

// TestCPythonsOwnTests runs Lib/test/test_venv.py of each CPython that has it,
// with a venv module whose environments this program makes.
func TestCPythonsOwnTests(t *testing.T) {
	shim := t.TempDir()
	if err := os.CopyFS(shim, os.DirFS("testdata")); err != nil {
		t.Fatal(err)
	}
	binary, err := exec.LookPath("pyenvkit")
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(shim, "binary"), []byte(binary), 0o644); err != nil {
		t.Fatal(err)
	}
	pythons := slices.DeleteFunc(lab.Pythons(t), func(python string) bool {
		return exec.CommandContext(t.Context(), python, "-c", "import test.test_venv").Run() != nil
	})
	if len(pythons) == 0 {
		lab.Missing(t, "a CPython with Lib/test")
	}
	for _, python := range pythons {
		t.Run(filepath.Base(python), func(t *testing.T) {
			t.Parallel()
			cmd := exec.CommandContext(t.Context(), python, "-m", "unittest", "-v", "test.test_venv")
			cmd.Dir = t.TempDir()
			cmd.Env = append(os.Environ(), "PYTHONPATH="+shim)
			out, err := cmd.CombinedOutput()
			var failed []string
			for _, m := range regexp.MustCompile(`(?m)^(?:FAIL|ERROR): (\w+)`).FindAllStringSubmatch(string(out), -1) {
				failed = append(failed, m[1])
			}
			if m := regexp.MustCompile(`(?m)^Ran (\d+) tests?`).FindStringSubmatch(string(out)); m == nil || m[1] == "0" {
				t.Fatalf("no test ran: %v\n%s", err, out)
			}
			for _, name := range failed {
				t.Errorf("%s fails", name)
			}
			if err != nil && len(failed) == 0 {
				t.Error(err)
			}
			if t.Failed() {
				t.Logf("%s", out)
			}
		})
	}
}
