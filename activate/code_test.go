package activate

import (
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/pyenvkit/pyenvkit/internal/lab"
)

func TestEvaluation(t *testing.T) {
	t.Parallel()
	for shell, want := range map[string]string{
		"bash": `eval "$(pyenvkit activate)"`, "sh": `eval "$(pyenvkit activate)"`, "lksh": `eval "$(pyenvkit activate)"`,
		"fish": "pyenvkit activate | source", "tcsh": "eval \"`pyenvkit activate`\"",
		"nu": "pyenvkit activate | from json | load-env", "xonsh": "execx($(pyenvkit activate))",
		"powershell": "pyenvkit activate | Out-String | Invoke-Expression",
		"cmd":        `for /f "delims=" %i in ('pyenvkit activate') do @%i`,
	} {
		if got, ok := Evaluation(shell, "pyenvkit activate"); got != want || !ok {
			t.Errorf("%s: %q, %v", shell, got, ok)
		}
	}
	if got, ok := Evaluation("elvish", "x"); got != "" || ok {
		t.Errorf("%q, %v", got, ok)
	}
}

func TestUnknownShell(t *testing.T) {
	t.Parallel()
	_, code := Code("elvish", values("/env", "p"), lookupIn(nil))
	_, leave := LeaveCode("elvish", "bin", ":", lookupIn(nil))
	_, assign := Assign("elvish", nil)
	for _, err := range []error{code, leave, assign} {
		unknown, ok := errors.AsType[*UnknownShellError](err)
		if !ok || err.Error() != "there is no code for a shell elvish" || unknown.ExitCode() != 2 {
			t.Fatalf("%v", err)
		}
		hints := strings.Join(unknown.Hints(), "\n")
		for _, shell := range Shells() {
			if !strings.Contains(hints, shell) {
				t.Errorf("%s is not in %s", shell, hints)
			}
		}
	}
	if _, err := Assign("", nil); err == nil || err.Error() != "no shell is named" {
		t.Errorf("%v", err)
	}
}

// TestCodeCanBePutTogether has the code of each shell end in a line end, and be all
// ASCII where it has to be.
func TestCodeCanBePutTogether(t *testing.T) {
	t.Parallel()
	env := lookupIn(map[string]string{"PATH": "/e/bin:/bin", "VIRTUAL_ENV": "/e"})
	for _, shell := range Shells() {
		code, err := Code(shell, values("/grüße", "名前"), env)
		if err != nil {
			t.Fatal(err)
		}
		leave, err := LeaveCode(shell, "bin", ":", env)
		if err != nil {
			t.Fatal(err)
		}
		assign, err := Assign(shell, []Variable{{Name: "_A", Value: "ü"}, {Name: "B", Unset: true}})
		if err != nil {
			t.Fatal(err)
		}
		for _, text := range []string{code, leave, assign} {
			if !strings.HasSuffix(text, "\n") || strings.ContainsAny(text, "\r\x00") || strings.Contains(text, "{{") {
				t.Errorf("%s: %q", shell, text)
			}
			if i := strings.IndexFunc(text, isNotASCII); i >= 0 && slices.Contains([]string{"pwsh", "powershell", "nu", "xonsh"}, shell) {
				t.Errorf("%s: not ASCII at %d", shell, i)
			}
			for line := range strings.Lines(text) {
				if strings.HasSuffix(shell, "csh") && !strings.HasSuffix(strings.TrimSpace(line), ";") {
					t.Errorf("%s: %q", shell, line)
				}
			}
		}
	}
}

func TestCodeRefuses(t *testing.T) {
	t.Parallel()
	null := values("/env", "a\x00")
	for _, shell := range Shells() {
		code, err := Code(shell, null, lookupIn(nil))
		if _, ok := errors.AsType[*InexpressibleError](err); !ok || code != "" {
			t.Errorf("%s: null: %q, %v", shell, code, err)
		}
		code, err = Code(shell, values("/a:b", "p"), lookupIn(nil))
		if _, ok := errors.AsType[*PathError](err); !ok || code != "" {
			t.Errorf("%s: colon: %q, %v", shell, code, err)
		}
		for _, name := range []string{"", "A B", "A;touch PWNED", "$(x)", "1A", "É"} {
			code, err := Assign(shell, []Variable{{Name: name, Value: "x"}})
			if _, ok := errors.AsType[*InexpressibleError](err); !ok || code != "" {
				t.Errorf("%s: variable %q: %q, %v", shell, name, code, err)
			}
		}
	}
	_, err := Code("xonsh", values("/a$HOME", "p"), lookupIn(nil))
	if problem, ok := errors.AsType[*PathError](err); !ok || len(problem.Hints()) == 0 || !strings.HasPrefix(err.Error(), "PATH of xonsh cannot hold /a$HOME/bin: ") {
		t.Errorf("xonsh: %v", err)
	}
}

// evaluators are how each shell is started for a script, and what stands before the
// path of a program.
var evaluators = []struct {
	shell string
	argv  []string
	call  string
}{
	{"bash", []string{"bash", "--norc"}, ""},
	{"zsh", []string{"zsh", "-f"}, ""},
	{"dash", []string{"dash", "-eu"}, ""},
	{"ash", []string{"busybox", "ash"}, ""},
	{"mksh", []string{"mksh"}, ""},
	{"lksh", []string{"lksh"}, ""},
	{"yash", []string{"yash"}, ""},
	{"ksh", []string{"ksh93"}, ""},
	{"fish", []string{"fish", "--no-config"}, ""},
	{"tcsh", []string{"tcsh", "-f"}, ""},
	{"nu", []string{"nu", "--no-config-file"}, "^"},
	{"xonsh", []string{"xonsh", "--no-rc"}, ""},
}

// TestAssign exports each hostile name and asks a program for it.
func TestAssign(t *testing.T) {
	t.Parallel()
	for _, e := range evaluators {
		t.Run(e.shell, func(t *testing.T) {
			t.Parallel()
			var vars []Variable
			var want []string
			for i, text := range slices.Concat(hostile, prompts) {
				variable := Variable{Name: "TEXT" + strings.Repeat("_", i), Value: text}
				if _, err := Assign(e.shell, []Variable{variable}); err == nil {
					vars, want = append(vars, variable), append(want, variable.Name+"="+text)
				}
			}
			if len(vars) < len(hostile)-1 {
				t.Errorf("only %d texts", len(vars))
			}
			vars = append(vars, Variable{Name: "GONE", Unset: true}, Variable{Name: "GONE", Unset: true})
			code, err := Assign(e.shell, vars)
			if err != nil {
				t.Fatal(err)
			}
			dir := fake(t, map[string]string{"set": code, "show": "#!/bin/sh\nexec /usr/bin/env -0\n"})
			script := filepath.Join(dir, "script")
			if err := os.WriteFile(script, []byte(typed(t, e.shell, e.call+dir+"/pyenvkit set")+e.call+dir+"/show\n"), 0o644); err != nil {
				t.Fatal(err)
			}
			argv := append([]string{lab.Program(t, e.argv[0])}, e.argv[1:]...)
			got := run(t, clean(t, "GONE=x", "PATH="+usualPath), "", append(argv, script)...)
			found := slices.DeleteFunc(strings.Split(got.stdout, "\x00"), func(line string) bool {
				return !strings.HasPrefix(line, "TEXT") && !strings.HasPrefix(line, "GONE")
			})
			slices.Sort(found)
			slices.Sort(want)
			if diff := cmp.Diff(want, found); diff != "" || got.stderr != "" || got.status != 0 {
				t.Errorf("status %d %s (-want +got):\n%s", got.status, got.stderr, diff)
			}
		})
	}
}
