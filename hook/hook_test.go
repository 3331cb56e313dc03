package hook

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/pyenvkit/pyenvkit/activate"
)

// TestEveryShellHasAHook goes through the shells that there is code for.
func TestEveryShellHasAHook(t *testing.T) {
	t.Parallel()
	for _, shell := range activate.Shells() {
		for _, auto := range []bool{false, true} {
			code, err := Code(shell, "/opt/bin/pyenvkit", auto)
			if shell == "cmd" {
				if none := (*NoHookError)(nil); !errors.As(err, &none) {
					t.Errorf("cmd: %q, %v", code, err)
				}
				continue
			}
			if err != nil || !strings.HasSuffix(code, "\n") || strings.ContainsAny(code, "\r") || strings.Contains(code, "{{") {
				t.Errorf("%s: %v in %q", shell, err, code)
			}
			if follows := strings.Contains(code, "--auto=start"); follows != auto {
				t.Errorf("%s, auto %v: --auto=start is there: %v", shell, auto, follows)
			}
			if !strings.Contains(code, "/opt/bin/pyenvkit") {
				t.Errorf("%s does not call the program", shell)
			}
		}
	}
}

func TestLine(t *testing.T) {
	t.Parallel()
	for shell, want := range map[string]string{
		"bash": `eval "$(pyenvkit hook bash --auto)"`, "mksh": `eval "$(pyenvkit hook mksh --auto)"`, "fish": "pyenvkit hook fish --auto | source",
		"tcsh": "eval \"`pyenvkit hook tcsh --auto`\"", "xonsh": "execx($(pyenvkit hook xonsh --auto))",
		"pwsh": "pyenvkit hook pwsh --auto | Out-String | Invoke-Expression",
		"nu":   "mkdir $nu.user-autoload-dirs.0; pyenvkit hook nu --auto | save --force ($nu.user-autoload-dirs.0 | path join pyenvkit.nu)",
	} {
		if got, ok := Line(shell, true); got != want || !ok {
			t.Errorf("%s: %q, %v, want %q", shell, got, ok, want)
		}
	}
	if got, ok := Line("zsh", false); got != `eval "$(pyenvkit hook zsh)"` || !ok {
		t.Errorf("zsh: %q, %v", got, ok)
	}
	for _, shell := range []string{"cmd", "elvish", ""} {
		if got, ok := Line(shell, true); got != "" || ok {
			t.Errorf("%s: %q, %v", shell, got, ok)
		}
	}
}

func TestNoHookErrorSaysTheWayOut(t *testing.T) {
	t.Parallel()
	want := []string{
		`activate by: for /f "delims=" %i in ('pyenvkit activate') do @%i`, "or work in a shell of the environment: pyenvkit shell",
	}
	if diff := cmp.Diff(want, new(NoHookError).Hints()); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// TestCodeForCshIsOneLine has to do with its eval, which puts blanks where lines
// end.
func TestCodeForCshIsOneLine(t *testing.T) {
	t.Parallel()
	for _, shell := range []string{"csh", "tcsh"} {
		code, err := Code(shell, "/opt/bin/pyenvkit", true)
		if lines := slices.Collect(strings.Lines(code)); len(lines) != 1 || err != nil {
			t.Errorf("%s: %v, %d lines", shell, err, len(lines))
		}
	}
}

func TestCodeWritesPathsOfWindows(t *testing.T) {
	t.Parallel()
	const program = `C:\it's\pyenvkit.exe`
	for shell, want := range map[string]string{
		"bash": `'C:/it'\''s/pyenvkit.exe'`, "fish": `'C:/it\'s/pyenvkit.exe'`, "nu": `"C:/it's/pyenvkit.exe"`,
		"powershell": `'C:\it''s\pyenvkit.exe'`,
	} {
		if code, err := Code(shell, program, false); err != nil || !strings.Contains(code, want) {
			t.Errorf("%s: %v, no %s in\n%s", shell, err, want, code)
		}
	}
}

func TestCodeRefuses(t *testing.T) {
	t.Parallel()
	tests := []struct{ shell, program, want string }{
		{"elvish", "/bin/pyenvkit", "there is no code for a shell elvish"},
		{"", "/bin/pyenvkit", "no shell is named"},
		{"cmd", `C:\pyenvkit.exe`, "cmd can't have a hook: it has no functions and no start-up file"},
		{"tcsh", "/a\nb/pyenvkit", `csh cannot express the end of a line in "/a\nb/pyenvkit"`},
		{"fish", "/\xff/pyenvkit", `fish cannot express bytes that are not UTF-8 in "/\xff/pyenvkit"`},
		{"bash", "/\x00/pyenvkit", `sh cannot express a null character in "/\x00/pyenvkit"`},
	}
	for _, test := range tests {
		code, err := Code(test.shell, test.program, true)
		if err == nil || code != "" {
			t.Errorf("%s, %q: %q", test.shell, test.program, code)
			continue
		}
		if diff := cmp.Diff(test.want, err.Error()); diff != "" {
			t.Errorf("%s (-want +got):\n%s", test.shell, diff)
		}
		if hinting, ok := err.(interface{ Hints() []string }); !ok || len(hinting.Hints()) == 0 {
			t.Errorf("%s: there is no way out of %v", test.shell, err)
		}
	}
}
