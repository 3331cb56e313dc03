package windows

import (
	"bytes"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"

	"github.com/pyenvkit/pyenvkit/internal/cli"
	"github.com/pyenvkit/pyenvkit/internal/lab"
)

// TestMain puts this very program on PATH as pyenvkit.exe.
func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"pyenvkit": func() {
		os.Exit(cli.Run(os.Args, os.Environ(), os.Stdin, os.Stdout, os.Stderr))
	}})
}

// A result is how a program ended. Its words have no carriage returns.
type result struct {
	stdout, stderr string
	code           int
}

// run runs a program in dir with further variables.
func run(t *testing.T, dir string, env []string, program string, args ...string) result {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), program, args...)
	cmd.Env = append(os.Environ(), env...)
	return finish(t, cmd, dir)
}

// finish runs a command in dir.
func finish(t *testing.T, cmd *exec.Cmd, dir string) result {
	t.Helper()
	var stdout, stderr bytes.Buffer
	cmd.Dir, cmd.Stdout, cmd.Stderr = dir, &stdout, &stderr

	err := cmd.Run()
	if exit := (*exec.ExitError)(nil); err != nil && !errors.As(err, &exit) {
		t.Fatalf("%v\n%s", err, stderr.String())
	}
	plain := strings.NewReplacer("\r\n", "\n")
	return result{plain.Replace(stdout.String()), plain.Replace(stderr.String()), cmd.ProcessState.ExitCode()}
}

// must is run for a program that has to succeed, and returns what it says.
func must(t *testing.T, dir, program string, args ...string) string {
	t.Helper()
	r := run(t, dir, nil, program, args...)
	if r.code != 0 {
		t.Fatalf("%s %q ends with %d\n%s%s", program, args, r.code, r.stdout, r.stderr)
	}
	return r.stdout
}

// refused is run for pyenvkit where it has to fail with status 1, and returns what
// it says.
func refused(t *testing.T, dir string, args ...string) string {
	t.Helper()
	r := run(t, dir, nil, "pyenvkit", args...)
	if r.code != 1 || r.stdout != "" || !strings.HasPrefix(r.stderr, "error: ") || !strings.Contains(r.stderr, "\nhint: ") {
		t.Errorf("pyenvkit %q ends with %d\n%s%s", args, r.code, r.stdout, r.stderr)
	}
	return r.stderr
}

// newest returns the last of the Pythons of the lab.
func newest(t *testing.T) string {
	t.Helper()
	all := lab.WindowsPythons(t)
	return all[len(all)-1]
}

// python returns the interpreter of the environment at root.
func python(root string) string { return filepath.Join(root, "Scripts", "python.exe") }

// names returns those in a directory, but for the given ones.
func names(t *testing.T, dir string, but ...string) []string {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	var all []string
next:
	for _, e := range entries {
		for _, name := range but {
			if e.Name() == name {
				continue next
			}
		}
		all = append(all, e.Name())
	}
	return all
}
