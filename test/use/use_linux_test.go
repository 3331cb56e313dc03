package use

import (
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/pyenvkit/pyenvkit/internal/lab"
)

// onTerminal starts the program on a terminal.
func onTerminal(t *testing.T, dir string, args ...string) *lab.Pty {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), "pyenvkit", args...)
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), "TERM=xterm", "NO_COLOR=1", "VIRTUAL_ENV=")
	return lab.StartPty(t, cmd)
}

// status is that of a program that has ended.
func status(t *testing.T, err error) int {
	t.Helper()
	var exit *exec.ExitError
	switch {
	case err == nil:
		return 0
	case errors.As(err, &exit):
		return exit.ExitCode()
	}
	t.Fatal(err)
	return 0
}

// TestRemoveAsks has a user answer the question, in words and by Ctrl-C.
func TestRemoveAsks(t *testing.T) {
	for _, test := range []struct {
		answer string
		status int
		gone   bool
		says   string
	}{
		{"y\r", 0, true, "removed "},
		{"YES\r", 0, true, "removed "},
		{"n\r", 1, false, "error: nothing was removed"},
		{"\r", 1, false, "error: nothing was removed"},
		{"\x04", 1, false, "error: nothing was removed"},
		{"\x03", 130, false, "error: stopped by interrupt"},
	} {
		t.Run(test.answer, func(t *testing.T) {
			project, root := active(t)
			pty := onTerminal(t, project, "remove", ".venv")
			pty.Await("remove it? [y/N] ")
			pty.Type(test.answer)
			err := pty.Wait()
			if got := status(t, err); got != test.status {
				t.Errorf("status %d, want %d", got, test.status)
			}
			if _, err := os.Stat(root); errors.Is(err, os.ErrNotExist) != test.gone {
				t.Errorf("gone: %t, want %t", !test.gone, test.gone)
			}
			if text := pty.Text(); !strings.Contains(text, test.says) || !strings.Contains(text, root) {
				t.Errorf("the terminal shows %q", text)
			}
		})
	}
}

// TestActivateOnTerminal calls for code where nobody evaluates it: the way to do so
// is told, and the screen is not filled with code.
func TestActivateOnTerminal(t *testing.T) {
	project, _ := active(t)
	pty := onTerminal(t, project, "activate", "--shell", "fish")
	if got := status(t, pty.Wait()); got != 1 {
		t.Errorf("status %d, want 1", got)
	}
	want := []string{
		"error: a program can't activate anything in the shell that has called it, which has to evaluate the code for that",
		"hint: in this shell: pyenvkit activate | source",
		"hint: once for all, in the file that it reads at its start: pyenvkit hook fish | source",
	}
	if diff := cmp.Diff(want, strings.FieldsFunc(pty.Text(), func(r rune) bool { return r == '\r' || r == '\n' })); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
}

// TestCompletion asks for what could follow.
func TestCompletion(t *testing.T) {
	project, root := active(t)
	for _, dir := range []string{"sub/inner", "other"} {
		if err := os.MkdirAll(filepath.Join(project, dir), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	if words, err := pyenvkit(t, project, "create", "-q", "-p", lab.Python(t), "--without-pip", "sub/env"); err != nil {
		t.Fatalf("%v\n%s", err, words)
	}
	if err := os.WriteFile(filepath.Join(project, "script.py"), nil, 0o644); err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct {
		args []string
		want []string // are among what is offered
		not  []string // are not
	}{
		{[]string{"info", ""}, []string{".venv", "sub/", "other/"}, []string{"script.py"}},
		{[]string{"info", ".v"}, []string{".venv"}, []string{"sub/"}},
		{[]string{"remove", "sub/"}, []string{"sub/env", "sub/inner/"}, []string{"sub/"}},
		{[]string{"activate", root[:len(root)-2]}, []string{root}, nil},
		{[]string{"shell", "--shell", "f"}, []string{"fish"}, []string{".venv"}},
		{[]string{"run", "-e", "s"}, []string{"sub/"}, []string{".venv"}},
		{[]string{"run", "py"}, []string{"python", "python3"}, []string{"script.py"}},
		{[]string{"run", "s"}, []string{"script.py"}, []string{"python"}},
		{[]string{"hook", ""}, []string{"bash", "zsh", "fish"}, nil},
	} {
		cmd := exec.CommandContext(t.Context(), "pyenvkit", append([]string{"__complete"}, test.args...)...)
		cmd.Dir = project
		cmd.Env = append(os.Environ(), "VIRTUAL_ENV=")
		out, err := cmd.Output()
		if err != nil {
			t.Fatal(err)
		}
		offered := strings.Split(string(out), "\n")
		for _, word := range test.want {
			if !slices.Contains(offered, word) {
				t.Errorf("%q does not offer %s: %q", test.args, word, offered)
			}
		}
		for _, word := range test.not {
			if slices.Contains(offered, word) {
				t.Errorf("%q offers %s: %q", test.args, word, offered)
			}
		}
	}
}

// TestRunUnderJobControl stops a command, which is a job of the shell as if it had
// been called by its own name, lets it go on, and ends it.
func TestRunUnderJobControl(t *testing.T) {
	project, _ := active(t)
	cmd := exec.CommandContext(t.Context(), "bash", "--norc", "-i")
	cmd.Dir = project
	cmd.Env = append(os.Environ(), "PS1=ready> ", "HOME="+project, "TERM=dumb")
	pty := lab.StartPty(t, cmd)
	pty.Await("ready> ")
	pty.Type("pyenvkit run cat\r")
	pty.Await("cat\r\n")
	pty.Type("one\r")
	pty.Await("one\r\none")
	pty.Type("\x1a")
	pty.Await("Stopped")
	pty.Type("jobs\r")
	pty.Await("pyenvkit run cat")
	pty.Type("fg\r")
	pty.Await("pyenvkit run cat")
	pty.Type("two\r")
	pty.Await("two\r\ntwo")
	pty.Type("\x03")
	pty.Await("ready> ")
	pty.Type("echo status $?\r")
	pty.Await("status 130")
	pty.Type("exit\r")
	if err := pty.Wait(); err != nil {
		t.Errorf("%v\n%s", err, pty.Text())
	}
}
