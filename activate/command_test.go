package activate

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/pyenvkit/pyenvkit/internal/lab"
)

func TestCommand(t *testing.T) {
	t.Parallel()
	unix := values("/srv/me/.venv", "p")
	space := values("/a b", "p")
	windows := Values{Root: `C:\me\.venv`, Bin: "Scripts", Prompt: "p", PathSeparator: ";"}
	windowsSpace := Values{Root: `C:\a b'`, Bin: "Scripts", Prompt: "p", PathSeparator: ";"}
	tests := []struct {
		shell  string
		values Values
		want   string
	}{
		{"bash", unix, "source /srv/me/.venv/bin/activate"},
		{"zsh", space, "source '/a b/bin/activate'"},
		{"sh", unix, ". /srv/me/.venv/bin/activate"},
		{"dash", space, ". '/a b/bin/activate'"},
		{"yash", values("/it's", "p"), `. '/it'\''s/bin/activate'`},
		{"fish", values(`/it's\`, "p"), `source '/it\'s\\/bin/activate.fish'`},
		{"tcsh", values("/hi!", "p"), `source '/hi\!/bin/activate.csh'`},
		{"nu", unix, "overlay use /srv/me/.venv/bin/activate.nu"},
		{"nu", space, `overlay use "/a b/bin/activate.nu"`},
		{"xonsh", space, `source @("/a b/bin/activate.xsh")`},
		{"pwsh", unix, "/srv/me/.venv/bin/Activate.ps1"},
		{"pwsh", space, "& '/a b/bin/Activate.ps1'"},
		{"powershell", windows, `C:\me\.venv\Scripts\Activate.ps1`},
		{"powershell", windowsSpace, `& 'C:\a b''\Scripts\Activate.ps1'`},
		{"cmd", windows, `C:\me\.venv\Scripts\activate.bat`},
		{"cmd", windowsSpace, `"C:\a b'\Scripts\activate.bat"`},
		{"bash", windows, "source C:/me/.venv/Scripts/activate"},
		{"nu", windows, "overlay use C:/me/.venv/Scripts/activate.nu"},
	}
	for _, test := range tests {
		got, ok := Command(test.shell, test.values)
		if got != test.want || !ok {
			t.Errorf("%s, %s: got %q, %v; want %q", test.shell, test.values.Root, got, ok, test.want)
		}
	}
}

func TestCommandIsNoneWithoutAScript(t *testing.T) {
	t.Parallel()
	quote := values("/env", `"`)
	for shell, v := range map[string]Values{
		"elvish": values("/env", "p"), "": values("/env", "p"), "activate": values("/env", "p"),
		"cmd": quote, "xonsh": values("/$HOME", "p"), "bash": values("/a:b", "p"), "fish": values("/a\xff", "p"),
	} {
		if got, ok := Command(shell, v); ok || got != "" {
			t.Errorf("%s: %q", shell, got)
		}
	}
	if got, ok := Command("cmd", Values{Root: `C:\%PATH%`, Bin: "Scripts", Prompt: "p", PathSeparator: ";"}); ok {
		t.Errorf("cmd: %q", got)
	}
}

// TestCommandActivates types the command of each shell for each hostile
// directory and asks for what it led to.
func TestCommandActivates(t *testing.T) {
	t.Parallel()
	dir := realTemp(t)
	tests := []struct {
		shell string
		argv  []string
		ask   string
	}{
		{"bash", []string{"bash", "--norc", "--noediting", "-i"}, `printf '%s\036' "$VIRTUAL_ENV"`},
		{"zsh", []string{"zsh", "-f", "-i"}, `printf '%s\036' "$VIRTUAL_ENV"`},
		{"dash", []string{"dash"}, `printf '%s\036' "$VIRTUAL_ENV"`},
		{"ash", []string{"busybox", "ash"}, `printf '%s\036' "$VIRTUAL_ENV"`},
		{"mksh", []string{"mksh"}, `printf '%s\036' "$VIRTUAL_ENV"`},
		{"yash", []string{"yash"}, `printf '%s\036' "$VIRTUAL_ENV"`},
		{"ksh", []string{"ksh93"}, `printf '%s\036' "$VIRTUAL_ENV"`},
		{"fish", []string{"fish", "--no-config"}, `printf '%s\036' "$VIRTUAL_ENV"`},
		{"tcsh", []string{"tcsh", "-f"}, `printf '%s\036' $VIRTUAL_ENV:q`},
		{"nu", []string{"nu", "--no-config-file"}, `print --no-newline $env.VIRTUAL_ENV (char --integer 30)`},
		{"xonsh", []string{"xonsh", "--no-rc"}, `print(__xonsh__.env.detype()["VIRTUAL_ENV"], end="\x1e")`},
	}
	for _, test := range tests {
		t.Run(test.shell, func(t *testing.T) {
			t.Parallel()
			var script strings.Builder
			var want []string
			for _, name := range hostile {
				v := environment(t, filepath.Join(dir, test.shell, name), name)
				command, ok := Command(test.shell, v)
				if !ok {
					continue
				}
				script.WriteString(command + "\n" + test.ask + "\n")
				want = append(want, v.Root)
			}
			argv := append([]string{lab.Program(t, test.argv[0])}, test.argv[1:]...)
			stdin := ""
			if argv[len(argv)-1] == "-i" {
				stdin = script.String()
			} else {
				file := filepath.Join(t.TempDir(), "typed")
				if err := os.WriteFile(file, []byte(script.String()), 0o644); err != nil {
					t.Fatal(err)
				}
				argv = append(argv, file)
			}
			got := run(t, clean(t), stdin, argv...)
			if diff := cmp.Diff(want, records(got.stdout)); diff != "" {
				t.Errorf("%s (-want +got):\n%s", got.stderr, diff)
			}
		})
	}
}
