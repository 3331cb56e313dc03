package activate

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/pyenvkit/pyenvkit/internal/lab"
)

// runCsh runs a script of tcsh, for which aliases defined on a line count from
// the next line on.
func runCsh(t *testing.T, env []string, script string, args ...string) result {
	t.Helper()
	file := filepath.Join(t.TempDir(), "script.csh")
	if err := os.WriteFile(file, []byte(script), 0o644); err != nil {
		t.Fatal(err)
	}
	return run(t, env, "", append([]string{lab.Program(t, "tcsh"), "-f", file}, args...)...)
}

// cshSay is what prints values as records: csh has no functions.
const cshSay = `alias say "/usr/bin/printf '%s\036'"` + "\n"

func TestCshSeesHostileNames(t *testing.T) {
	t.Parallel()
	var args, want []string
	for _, v := range hostileEnvironments(t, "activate.csh") {
		args = append(args, v.Root)
		want = append(want, v.Root, v.Prompt, v.Root+"/bin", v.Root+"/bin:/usr/local/bin:/usr/bin:/bin")
	}
	want = append(want, "/usr/local/bin:/usr/bin:/bin", "0", "0")
	got := runCsh(t, clean(t), cshSay+`
foreach d ($argv:q)
	source $d:q/bin/activate.csh
	/usr/bin/env sh -c 'printf "%s\036" "$VIRTUAL_ENV" "$VIRTUAL_ENV_PROMPT"'
	say $path[1]:q $PATH:q
end
deactivate
say $PATH:q $?VIRTUAL_ENV $?VIRTUAL_ENV_PROMPT
`, args...)
	if diff := cmp.Diff(want, records(got.stdout)); diff != "" || got.stderr != "" || got.status != 0 {
		t.Errorf("%d %s (-want +got):\n%s", got.status, got.stderr, diff)
	}
}

func TestCshShowsHostilePrompts(t *testing.T) {
	t.Parallel()
	shell := lab.Program(t, "tcsh")
	for _, v := range hostileEnvironments(t, "activate.csh") {
		if plain(v.Prompt) {
			continue
		}
		// Only the last prompt is shown where the input is no terminal.
		stdin := "set prompt = 'x> '\nsource $ROOT:q/bin/activate.csh\n"
		got := run(t, clean(t, "ROOT="+v.Root), stdin, shell, "-f", "-i")
		if label := "(" + v.Prompt + ") x> "; !strings.Contains(got.stdout, label) {
			t.Errorf("no %q in %q", label, got.stdout)
		}
	}
}

// cshSetups are states of a shell that leaving an environment has to bring back.
var cshSetups = map[string]string{
	"usual":           `set prompt = 'x! %% $ '`,
	"path empty":      `setenv PATH ''`,
	"path unset":      `unsetenv PATH`,
	"home":            `setenv PYTHONHOME '/x y'`,
	"home empty":      `setenv PYTHONHOME ''`,
	"prompt empty":    `set prompt = ''`,
	"prompt lines":    "set prompt = 'a\\\nb> '",
	"prompt disabled": "setenv VIRTUAL_ENV_DISABLE_PROMPT 1\nset prompt = 'x> '",
	"inherited":       "setenv VIRTUAL_ENV /other\nsetenv VIRTUAL_ENV_PROMPT 'o x'\nsetenv PATH /other/bin:$PATH",
}

func TestCshDeactivateRestoresEverything(t *testing.T) {
	t.Parallel()
	dir := realTemp(t)
	one, two := environment(t, filepath.Join(dir, "one"), "one"), environment(t, filepath.Join(dir, "two"), `\two'!%`)
	flows := []string{
		"source $argv[1]/bin/activate.csh\ndeactivate",
		"source $argv[1]/bin/activate.csh\nsource $argv[1]/bin/activate.csh\ndeactivate",
		"source $argv[1]/bin/activate.csh\nsource $argv[2]/bin/activate.csh\ndeactivate",
		"source $argv[2]/bin/activate.csh\ndeactivate nondestructive\ndeactivate nondestructive\ndeactivate",
	}
	for setup, prepare := range cshSetups {
		t.Run(setup, func(t *testing.T) {
			t.Parallel()
			const state = "set\nsetenv\nalias\necho -n '\036'\n"
			script := "set echo_style = bsd\nset _ = x\n" + prepare + "\n" + state
			for _, flow := range flows {
				script += flow + "\n" + state
			}
			got := runCsh(t, clean(t), script, one.Root, two.Root)
			said := records(got.stdout)
			if len(said) != len(flows)+1 || got.stderr != "" || got.status != 0 {
				t.Fatalf("status %d after %d flows: %s", got.status, len(said)-1, got.stderr)
			}
			for i, flow := range flows {
				if diff := cmp.Diff(cshStable(said[0]), cshStable(said[i+1])); diff != "" {
					t.Fatalf("%s (-before +after):\n%s", flow, diff)
				}
			}
		})
	}
}

// cshStable are the lines of a dump of variables without the last command.
func cshStable(dump string) []string {
	var lines []string
	for line := range strings.Lines(dump) {
		if !strings.HasPrefix(line, "_\t") && !strings.HasPrefix(line, "status\t") {
			lines = append(lines, line)
		}
	}
	return lines
}

func TestCshDoesNotPileUp(t *testing.T) {
	t.Parallel()
	dir := realTemp(t)
	one, two := environment(t, filepath.Join(dir, "one"), "one"), environment(t, filepath.Join(dir, "two"), "two")
	got := runCsh(t, clean(t, "VIRTUAL_ENV="+one.Root, "PATH="+one.Root+"/bin:/usr/bin"), cshSay+`
set prompt = '> '
source $argv[1]/bin/activate.csh
say $PATH:q $prompt:q $status
source $argv[1]/bin/activate.csh
say $PATH:q $prompt:q
source $argv[2]/bin/activate.csh
say $PATH:q $prompt:q
deactivate
say $PATH:q $prompt:q $VIRTUAL_ENV:q
setenv VIRTUAL_ENV_DISABLE_PROMPT 1
source $argv[1]/bin/activate.csh
say $prompt:q
deactivate
setenv VIRTUAL_ENV_DISABLE_PROMPT ''
source $argv[1]/bin/activate.csh
say $prompt:q
`, one.Root, two.Root)
	want := []string{
		one.Root + "/bin:/usr/bin", "(one) > ", "0", one.Root + "/bin:/usr/bin", "(one) > ", two.Root + "/bin:/usr/bin", "(two) > ",
		one.Root + "/bin:/usr/bin", "> ", one.Root, "> ", "(one) > ",
	}
	if diff := cmp.Diff(want, records(got.stdout)); diff != "" || got.stderr != "" {
		t.Errorf("%s (-want +got):\n%s", got.stderr, diff)
	}
}

func TestCshRefuses(t *testing.T) {
	t.Parallel()
	dir := realTemp(t)
	old := environment(t, filepath.Join(dir, "old place!"), "p")
	place := filepath.Join(dir, "new")
	if err := os.CopyFS(place, os.DirFS(old.Root)); err != nil {
		t.Fatal(err)
	}
	const script = cshSay + "set noclobber\nsource $argv[1]:q\nset s = $status\nsay $s $?VIRTUAL_ENV $?_venv_root $PATH:q\n"
	usual := []string{"1", "0", "0", "/usr/local/bin:/usr/bin:/bin"}
	got := runCsh(t, clean(t), script, place+"/bin/activate.csh")
	if diff := cmp.Diff(usual, records(got.stdout)); diff != "" || !strings.Contains(got.stderr, "copy of the environment "+old.Root) {
		t.Errorf("copied: %s%s", got.stderr, diff)
	}
	got = run(t, clean(t), "", lab.Program(t, "tcsh"), "-f", old.Root+"/bin/activate.csh")
	if got.status != 1 || !strings.Contains(got.stderr, "has to be sourced, not executed") {
		t.Errorf("executed: %+v", got)
	}
	if err := os.RemoveAll(old.Root); err != nil {
		t.Fatal(err)
	}
	got = runCsh(t, clean(t), script, place+"/bin/activate.csh")
	if diff := cmp.Diff(usual, records(got.stdout)); diff != "" || !strings.Contains(got.stderr, old.Root+" is not an environment") {
		t.Errorf("moved: %s%s", got.stderr, diff)
	}
}
