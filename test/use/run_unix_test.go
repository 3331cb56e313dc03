//go:build unix

package use

import (
	"bufio"
	"bytes"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"

	"github.com/pyenvkit/pyenvkit/internal/lab"
)

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

// active makes an environment without pip, and returns its directory and the
// project that it is the .venv of.
func active(t *testing.T) (project, root string) {
	t.Helper()
	project, err := filepath.EvalSymlinks(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	if words, err := pyenvkit(t, project, "create", "-q", "-p", lab.Python(t), "--without-pip", ".venv"); err != nil {
		t.Fatalf("%v\n%s", err, words)
	}
	return project, filepath.Join(project, ".venv")
}

// TestRunBecomesTheCommand has the command tell its process, and sends that
// signals, which it decides on alone.
func TestRunBecomesTheCommand(t *testing.T) {
	project, _ := active(t)
	const script = `trap 'exit 41' INT; trap 'exit 42' TERM; trap 'exit 43' HUP; echo $$; while :; do sleep 0.01; done`
	for signal, status := range map[syscall.Signal]int{syscall.SIGINT: 41, syscall.SIGTERM: 42, syscall.SIGHUP: 43, syscall.SIGKILL: -1} {
		t.Run(signal.String(), func(t *testing.T) {
			cmd := exec.CommandContext(t.Context(), "pyenvkit", "run", "sh", "-c", script)
			cmd.Dir = project
			out, err := cmd.StdoutPipe()
			if err != nil {
				t.Fatal(err)
			}
			if err := cmd.Start(); err != nil {
				t.Fatal(err)
			}
			line, err := bufio.NewReader(out).ReadString('\n')
			if err != nil {
				t.Fatal(err)
			}
			if line != strconv.Itoa(cmd.Process.Pid)+"\n" {
				t.Errorf("the command is process %s, pyenvkit was %d", line, cmd.Process.Pid)
			}
			if err := cmd.Process.Signal(signal); err != nil {
				t.Fatal(err)
			}
			err = cmd.Wait()
			var exit *exec.ExitError
			if !errors.As(err, &exit) || exit.ExitCode() != status {
				t.Errorf("%v, want status %d", err, status)
			}
			if status == -1 && exit.Sys().(syscall.WaitStatus).Signal() != signal {
				t.Errorf("%v, want the signal %v", err, signal)
			}
		})
	}
}

// TestRunInBareSurroundings runs a command where next to nothing is there.
func TestRunInBareSurroundings(t *testing.T) {
	project, root := active(t)
	program, err := exec.LookPath("pyenvkit")
	if err != nil {
		t.Fatal(err)
	}
	for name, test := range map[string]struct {
		line    string // in sh; $0 is the program
		environ []string
		want    string
	}{
		"no variables":      {`exec "$0" run python -c 'import sys; print(sys.prefix)'`, []string{}, root},
		"closed stdin":      {`exec "$0" run python -c 'import sys; print(sys.prefix)' <&-`, nil, root},
		"nothing to read":   {`exec "$0" run sh -c 'cat; echo end' </dev/null`, nil, "end"},
		"input":             {`echo text | "$0" run sh -c 'cat; echo end'`, nil, "text\nend"},
		"no PATH":           {`unset PATH; exec "$0" run python -c 'import os; print(os.environ["PATH"])'`, nil, root + "/bin:/bin:/usr/bin"},
		"no HOME":           {`unset HOME; exec "$0" run python -c 'import sys; print(sys.prefix)'`, nil, root},
		"an open file":      {`exec 7<pyproject; exec "$0" run sh -c 'cat <&7'`, nil, "name"},
		"a limit":           {`ulimit -n 99; exec "$0" run sh -c 'ulimit -n'`, nil, "99"},
		"an ignored HUP":    {`trap '' HUP; exec "$0" run sh -c 'kill -HUP $$; echo here'`, nil, "here"},
		"a file mask":       {`umask 027; exec "$0" run sh -c umask`, nil, "0027"},
		"its own name":      {`exec "$0" run sh -c 'echo $0' '$(echo x)'`, nil, "$(echo x)"},
		"without a #! line": {`printf 'echo run by sh\n' >script; chmod +x script; exec "$0" run ./script`, nil, "run by sh"},
	} {
		t.Run(name, func(t *testing.T) {
			if err := os.WriteFile(filepath.Join(project, "pyproject"), []byte("name\n"), 0o644); err != nil {
				t.Fatal(err)
			}
			cmd := exec.CommandContext(t.Context(), "/bin/sh", "-c", test.line, program)
			cmd.Dir, cmd.Env = project, test.environ
			var words bytes.Buffer
			cmd.Stderr = &words
			out, err := cmd.Output()
			if got := strings.TrimSpace(string(out)); err != nil || got != test.want {
				t.Errorf("%q, want %q (%v)\n%s", got, test.want, err, words.String())
			}
		})
	}
}

// TestRunInHostileDirectories runs, informs and activates where a name could be
// taken for something else.
func TestRunInHostileDirectories(t *testing.T) {
	python := lab.Python(t)
	for _, name := range []string{"with space", "it's", `say "so"`, "$(touch PWNED)", "`touch PWNED`", "$HOME", "-e", "--help", "*", "a;b&c", "grüße 🐍", `back\slash`, "~"} {
		t.Run(name, func(t *testing.T) {
			project, err := filepath.EvalSymlinks(t.TempDir())
			if err != nil {
				t.Fatal(err)
			}
			project = filepath.Join(project, name)
			if err := os.Mkdir(project, 0o755); err != nil {
				t.Fatal(err)
			}
			if words, err := pyenvkit(t, project, "create", "-q", "-p", python, "--without-pip"); err != nil {
				t.Fatalf("%v\n%s", err, words)
			}
			root := filepath.Join(project, ".venv")
			for _, line := range []string{
				`pyenvkit run python -c 'import sys; print(sys.prefix)'`,
				`pyenvkit run -e "$PWD/.venv" python -c 'import sys; print(sys.prefix)'`,
				`pyenvkit run -e ./.venv sh -c 'echo "$VIRTUAL_ENV"'`,
				`pyenvkit info --path`,
				`eval "$(pyenvkit activate)" && echo "$VIRTUAL_ENV"`,
				`echo 'echo "$VIRTUAL_ENV"' | pyenvkit shell --shell sh`,
			} {
				cmd := exec.CommandContext(t.Context(), "bash", "-c", line)
				cmd.Dir = project
				out, err := cmd.Output()
				if got := strings.TrimSuffix(string(out), "\n"); err != nil || got != root {
					t.Errorf("%s: %q, want %q (%v)", line, got, root, err)
				}
			}
			if _, err := os.Stat(filepath.Join(project, "PWNED")); err == nil {
				t.Error("the name was executed")
			}
		})
	}
}
