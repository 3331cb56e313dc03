package windows

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// typed has a program that reads commands read these, from a file, because Wine's cmd
// loses what it has read of a pipe beyond the first line.
func typed(t *testing.T, dir string, command []string, lines ...string) result {
	t.Helper()
	path := filepath.Join(t.TempDir(), "typed")
	put(t, path, strings.Join(lines, "\r\n")+"\r\n")
	input, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer input.Close()
	cmd := exec.CommandContext(t.Context(), command[0], command[1:]...)
	cmd.Stdin = input
	return finish(t, cmd, dir)
}

const prefix = `python -c "import os, sys; print('prefix', ascii(sys.prefix), ascii(os.environ['VIRTUAL_ENV']))"`

// saidPrefix returns what that line prints in an environment.
func saidPrefix(t *testing.T, env string) string {
	t.Helper()
	return must(t, t.TempDir(), newest(t), "-c", "import sys; print('prefix', ascii(sys.argv[1]), ascii(sys.argv[1]))", env)
}

// TestShell starts the cmd that has called, with its prompt, and passes its exit code
// on.
func TestShell(t *testing.T) {
	t.Parallel()
	project, env := newEnvironment(t)
	for name, command := range map[string][]string{
		"by its name": {"pyenvkit", "shell", "--shell", "cmd"},
		"below cmd":   {"cmd", "/d", "/c", "pyenvkit", "shell"},
		"COMSPEC":     {"pyenvkit", "shell", env},
	} {
		t.Run(name, func(t *testing.T) {
			r := typed(t, project, command, prefix, "pyenvkit shell", "echo nested %errorlevel%", "exit 42")
			if r.code != 42 || !strings.Contains(r.stdout, saidPrefix(t, env)) || strings.Contains(r.stdout, "(my env) ") != handsPromptOn(t) {
				t.Errorf("%+v", r)
			}
			if !strings.Contains(r.stdout, "nested 125") || !strings.Contains(r.stderr, "this is a shell of ") {
				t.Errorf("a nested one: %+v", r)
			}
		})
	}
}

// TestActivateInCmd evaluates the code at the prompt and in a batch file, and has all
// back that there was before.
func TestActivateInCmd(t *testing.T) {
	t.Parallel()
	project, env := newEnvironment(t)
	const before, after = "before.txt", "after.txt"
	body := []string{
		"set PROMPT=$P$G", "set PYTHONHOME=", "set >" + before,
		`for /f "delims=" %i in ('pyenvkit activate') do @%i`, prefix, "echo [%PROMPT%] [%VIRTUAL_ENV_PROMPT%]",
		`for /f "delims=" %i in ('pyenvkit deactivate') do @%i`, "set >" + after,
	}
	batch := "@echo off\r\n" + strings.ReplaceAll(strings.Join(body, "\r\n"), "%i", "%%i") + "\r\n"
	put(t, filepath.Join(project, "driver.bat"), batch)
	for name, ran := range map[string]func(t *testing.T) result{
		"at the prompt":   func(t *testing.T) result { t.Helper(); return typed(t, project, []string{"cmd", "/d"}, body...) },
		"in a batch file": func(t *testing.T) result { t.Helper(); return run(t, project, nil, "cmd", "/d", "/c", "driver.bat") },
	} {
		t.Run(name, func(t *testing.T) {
			r := ran(t)
			if r.code != 0 || r.stderr != "" || !strings.Contains(r.stdout, saidPrefix(t, env)) || !strings.Contains(r.stdout, "[(my env) $P$G] [my env]") {
				t.Errorf("%+v", r)
			}
			was, is := settings(t, project, before), settings(t, project, after)
			if !handsPromptOn(t) {
				delete(is, "PROMPT")
				delete(was, "PROMPT")
			}
			if diff := cmp.Diff(was, is); diff != "" {
				t.Errorf("-before +after:\n%s", diff)
			}
		})
	}
}

// TestHookOfCmd says that there is none.
func TestHookOfCmd(t *testing.T) {
	t.Parallel()
	r := run(t, t.TempDir(), nil, "pyenvkit", "hook", "cmd")
	if r.code == 0 || r.stdout != "" || !strings.Contains(r.stderr, "\nhint: ") || !strings.Contains(r.stderr, "pyenvkit shell") {
		t.Errorf("%+v", r)
	}
}

// handsPromptOn reports whether cmd has the PROMPT of the process that started it:
// Wine's has always $P$G.
func handsPromptOn(t *testing.T) bool {
	t.Helper()
	return strings.HasPrefix(run(t, "", []string{"PROMPT=mine"}, "cmd", "/d", "/c", "echo %PROMPT%").stdout, "mine")
}

// settings returns what `set` has written to a file.
func settings(t *testing.T, dir, name string) map[string]string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(dir, name))
	if err != nil {
		t.Fatal(err)
	}
	all := map[string]string{}
	for line := range strings.Lines(string(text)) {
		key, value, _ := strings.Cut(strings.TrimRight(line, "\r\n"), "=")
		all[strings.ToUpper(key)] = value
	}
	return all
}
