package main

import (
	"flag"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"

	"github.com/pyenvkit/pyenvkit/internal/lab"
)

var update = flag.Bool("update", false, "rewrite what the scripts expect")

// TestMain puts this very program on PATH as "pyenvkit", for the scripts and
// for every other test of the package.
func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"pyenvkit": main})
}

// TestScripts runs the sessions in testdata/script.
func TestScripts(t *testing.T) {
	python := lab.Python(t)
	wheels, err := filepath.Abs("../../seed/wheels")
	if err != nil {
		t.Fatal(err)
	}
	testscript.Run(t, testscript.Params{
		Dir:                 "testdata/script",
		UpdateScripts:       *update,
		RequireExplicitExec: true,
		RequireUniqueNames:  true,
		Setup: func(e *testscript.Env) error {
			home := filepath.Join(e.WorkDir, "home")
			e.Setenv("HOME", home)
			e.Setenv("XDG_CACHE_HOME", filepath.Join(home, ".cache"))
			e.Setenv("PYTHON", python)
			e.Setenv("WHEELS", wheels)
			e.Setenv("NO_COLOR", "1")
			e.Setenv("SHELL", "/bin/bash")
			e.Setenv("PATH", e.Getenv("PATH")+string(filepath.ListSeparator)+filepath.Dir(python))
			return os.MkdirAll(home, 0o755)
		},
		Condition: func(name string) (bool, error) { return name == "root" && os.Geteuid() == 0, nil },
	})
}

// pyenvkit runs the program in dir and returns what it wrote to stderr.
func pyenvkit(t *testing.T, dir string, args ...string) (stderr string, err error) {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), "pyenvkit", args...)
	cmd.Dir = dir
	var words strings.Builder
	cmd.Stderr = &words
	err = cmd.Run()
	return words.String(), err
}
