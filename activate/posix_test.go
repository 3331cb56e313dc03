package activate

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/pyenvkit/pyenvkit/internal/lab"
)

// A posixShell is a way to start a shell that reads activate.
type posixShell struct {
	name string
	argv []string
	// before is run first: options, mostly.
	before string
	// locates is set where a sourced file can know its place.
	locates bool
}

const zshOptions = "setopt nounset errexit shwordsplit noglob extendedglob ksharrays warncreateglobal noclobber; "

// posixShells are all shells and modes in which activate has to be right.
var posixShells = []posixShell{
	{name: "bash", argv: []string{"bash", "--norc"}, locates: true},
	{name: "bash-strict", argv: []string{"bash", "--norc", "-eu"}, locates: true},
	{name: "bash-posix", argv: []string{"bash", "--posix", "-u"}, locates: true},
	{name: "zsh", argv: []string{"zsh", "-f"}, locates: true},
	{name: "zsh-options", argv: []string{"zsh", "-f"}, before: zshOptions, locates: true},
	{name: "zsh-prompt", argv: []string{"zsh", "-f"}, before: "setopt promptsubst promptbang ksharrays; ", locates: true},
	{name: "zsh-sh", argv: []string{"zsh", "--emulate", "sh", "-f"}, locates: true},
	{name: "zsh-ksh", argv: []string{"zsh", "--emulate", "ksh", "-f"}, locates: true},
	{name: "dash", argv: []string{"dash"}},
	{name: "dash-strict", argv: []string{"dash", "-eu"}},
	{name: "busybox", argv: []string{"busybox", "ash"}},
	{name: "busybox-strict", argv: []string{"busybox", "ash", "-eu"}},
	{name: "mksh", argv: []string{"mksh"}},
	{name: "mksh-strict", argv: []string{"mksh", "-eu"}},
	{name: "yash", argv: []string{"yash"}},
	{name: "yash-strict", argv: []string{"yash", "-eu"}},
	{name: "yash-posix", argv: []string{"yash", "-o", "posixlycorrect"}},
	{name: "ksh93", argv: []string{"ksh93"}, locates: true},
	{name: "ksh93-strict", argv: []string{"ksh93", "-eu"}, locates: true},
}

// say is a function that prints its arguments as records. mksh has no printf.
const say = `say () {
	if [ -n "${KSH_VERSION-}" ]; then for x in "$@"; do print -nr -- "$x"; print -n '\0036'; done
	else printf '%s\036' "$@"; fi
}
`

// eachShell runs a test in each of the shells that the machine has.
func eachShell(t *testing.T, test func(t *testing.T, s posixShell)) {
	for _, s := range posixShells {
		t.Run(s.name, func(t *testing.T) {
			t.Parallel()
			s.argv = append([]string{lab.Program(t, s.argv[0])}, s.argv[1:]...)
			test(t, s)
		})
	}
}

// run runs a script with its arguments.
func (s posixShell) run(t *testing.T, env []string, script string, args ...string) result {
	t.Helper()
	return run(t, env, "", slices.Concat(s.argv, []string{"-c", s.before + "\n" + say + script, "shell"}, args)...)
}

func TestShellSeesHostileNames(t *testing.T) {
	t.Parallel()
	envs := hostileEnvironments(t, "activate")
	var args, want []string
	for _, v := range envs {
		args = append(args, v.Root)
		want = append(want, v.Root, v.Prompt, v.Root+"/bin", "exported", v.Root, v.Prompt)
	}
	want = append(want, "/usr/local/bin:/usr/bin:/bin", "unset")
	const script = `
for d in "$@"; do
	. "$d/bin/activate"
	say "$VIRTUAL_ENV" "$VIRTUAL_ENV_PROMPT" "${PATH%%:*}"
	sh -c 'printf "%s\036" exported "$VIRTUAL_ENV" "$VIRTUAL_ENV_PROMPT"'
done
deactivate
say "$PATH" "${VIRTUAL_ENV-unset}"
`
	eachShell(t, func(t *testing.T, s posixShell) {
		got := s.run(t, clean(t), script, args...)
		if diff := cmp.Diff(want, records(got.stdout)); diff != "" {
			t.Errorf("(-want +got):\n%s", diff)
		}
		if diff := cmp.Diff(result{status: 0}, result{stderr: got.stderr, status: got.status}, cmp.AllowUnexported(result{})); diff != "" {
			t.Error(diff)
		}
	})
}

// TestShellShowsHostilePrompts asks the shells for the prompt that a user sees.
func TestShellShowsHostilePrompts(t *testing.T) {
	t.Parallel()
	envs := hostileEnvironments(t, "activate")
	tests := []struct{ shell, ask string }{
		{"bash", `say "${PS1@P}"`},
		{"bash-posix", `say "${PS1@P}"`},
		{"zsh", `print -nP -- "$PS1"; say ''`},
		{"zsh-options", `print -nP -- "$PS1"; say ''`},
		{"zsh-prompt", `print -nP -- "$PS1"; say ''`},
	}
	var args []string
	for _, v := range envs {
		args = append(args, v.Root)
	}
	for _, test := range tests {
		t.Run(test.shell, func(t *testing.T) {
			t.Parallel()
			i := slices.IndexFunc(posixShells, func(s posixShell) bool { return s.name == test.shell })
			s := posixShells[i]
			s.argv = append([]string{lab.Program(t, s.argv[0])}, s.argv[1:]...)
			var want []string
			for _, v := range envs {
				label := v.Prompt
				if strings.HasPrefix(s.name, "zsh") && strings.Contains(label, "$(") {
					label = strings.ReplaceAll(label, "\n", `\n`) // as zsh shows the elements of psvar
				}
				want = append(want, "("+label+") x1$ ")
			}
			got := s.run(t, clean(t), `PS1='x1$ '; for d in "$@"; do . "$d/bin/activate"; `+test.ask+"; done", args...)
			if diff := cmp.Diff(want, records(got.stdout)); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

// TestShellPromptsInteractively reads the prompts of interactive shells, which
// go to their standard error or output.
func TestShellPromptsInteractively(t *testing.T) {
	t.Parallel()
	envs := hostileEnvironments(t, "activate")
	for _, name := range []string{"bash", "bash-posix", "dash", "busybox", "mksh", "yash", "yash-posix", "ksh93"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			i := slices.IndexFunc(posixShells, func(s posixShell) bool { return s.name == name })
			argv := append([]string{lab.Program(t, posixShells[i].argv[0])}, posixShells[i].argv[1:]...)
			if strings.HasPrefix(name, "bash") {
				argv = slices.Insert(argv, 1, "--noediting")
			}
			env := clean(t)
			stdin := "PS1='x> '; YASH_PS1=$PS1\n"
			for i, v := range envs {
				env = append(env, fmt.Sprintf("ROOT%d=%s", i, v.Root))
				stdin += fmt.Sprintf(". \"$ROOT%d/bin/activate\"\n", i)
			}
			got := run(t, env, stdin, append(argv, "-i")...)
			rest := got.stdout + got.stderr
			for _, v := range envs {
				label := "(" + v.Prompt + ") x> "
				if name == "mksh" {
					label = strings.ReplaceAll(label, "\r", "") // its mark for what has no width
				}
				_, after, found := strings.Cut(rest, label)
				if !found {
					t.Fatalf("no %q in\n%q", label, rest)
				}
				rest = after
			}
		})
	}
}

// state prints everything that a shell knows of, apart from what changes by
// itself: after deactivate it has to be what it was before.
const state = `
state () { set; export -p; command -v deactivate || :; }
`

// posixSetups are states of a shell that leaving an environment has to bring back.
var posixSetups = map[string]string{
	"usual":             `PS1='$ '`,
	"path empty":        `PATH=`,
	"path unset":        `unset PATH`,
	"path not exported": `p=$PATH; unset PATH; PATH=$p`,
	"home exported":     `PYTHONHOME=/x; export PYTHONHOME`,
	"home not exported": `PYTHONHOME='/x y'`,
	"home empty":        `PYTHONHOME=; export PYTHONHOME`,
	"prompt empty":      `PS1=`,
	"prompt unset":      `unset PS1 || :`,
	"prompt exported":   `PS1='a $ '; export PS1`,
	"prompt disabled":   `VIRTUAL_ENV_DISABLE_PROMPT=1; PS1='b $ '`,
	"inherited":         `VIRTUAL_ENV=/other; VIRTUAL_ENV_PROMPT=o; PATH=/other/bin:$PATH; export VIRTUAL_ENV VIRTUAL_ENV_PROMPT`,
}

func TestDeactivateRestoresEverything(t *testing.T) {
	t.Parallel()
	dir := realTemp(t)
	one, two := environment(t, filepath.Join(dir, "one"), "one"), environment(t, filepath.Join(dir, "two"), "$two`%!\\")
	flows := []struct{ name, do string }{
		{"once", `. "$1/bin/activate"; deactivate`},
		{"again", `. "$1/bin/activate"; . "$1/bin/activate"; deactivate`},
		{"switch", `. "$1/bin/activate"; . "$2/bin/activate"; deactivate`},
		{"nondestructive", `. "$2/bin/activate"; deactivate nondestructive; deactivate nondestructive; deactivate`},
		{"in a function", `f "$1"; f "$2"`},
	}
	eachShell(t, func(t *testing.T, s posixShell) {
		for setup, prepare := range posixSetups {
			if s.name == "yash-posix" && strings.HasPrefix(setup, "path ") {
				continue // in this mode yash has no builtin [ without one on PATH
			}
			script := "f () { . \"$1/bin/activate\"; deactivate; }\n" + state + prepare + "\nx=\nstate; say ''\n"
			for _, flow := range flows {
				script += flow.do + "\nstate; say ''\n"
			}
			got := s.run(t, clean(t), script, one.Root, two.Root)
			said := records(got.stdout)
			if len(said) != len(flows)+1 || got.stderr != "" || got.status != 0 {
				t.Errorf("%s: status %d after %d flows: %s", setup, got.status, len(said)-1, got.stderr)
				continue
			}
			for i, flow := range flows {
				if diff := cmp.Diff(stable(said[0]), stable(said[i+1])); diff != "" {
					t.Errorf("%s, %s (-before +after):\n%s", setup, flow.name, diff)
					break
				}
			}
		}
	})
}

// stable are the lines of a dump of variables without those that the shell
// changes by itself.
func stable(dump string) []string {
	var lines []string
	for line := range strings.Lines(dump) {
		name, _, _ := strings.Cut(strings.TrimPrefix(strings.TrimPrefix(line, "declare -x "), "export "), "=")
		switch strings.TrimSpace(name) {
		case "_", "LINENO", "RANDOM", "SECONDS", "EPOCHREALTIME", "EPOCHSECONDS", "SRANDOM", "BASH_LINENO", "BASH_SOURCE",
			"FUNCNAME", "PIPESTATUS", "TTYIDLE", "BASH_ARGC", "BASH_ARGV", "status", "pipestatus", "?", "BASH_COMMAND", "x",
			"BASH_MONOSECONDS", "zsh_eval_context", "ZSH_EVAL_CONTEXT", "ZSH_DEBUG_CMD", ".sh.math", ".sh.stats":
			continue
		}
		lines = append(lines, line)
	}
	return lines
}

func TestActivateDoesNotPileUp(t *testing.T) {
	t.Parallel()
	dir := realTemp(t)
	one, two := environment(t, filepath.Join(dir, "one"), "one"), environment(t, filepath.Join(dir, "two"), "two")
	const usual = ":/usr/local/bin:/usr/bin:/bin"
	script := `PS1='$ '
. "$1/bin/activate"; . "$1/bin/activate"; say "$PATH" "$PS1"
. "$2/bin/activate"; say "$PATH" "$PS1"; deactivate; say "$PS1"
VIRTUAL_ENV=$1; PATH=$1/bin:$PATH; export VIRTUAL_ENV
. "$1/bin/activate"; say "$PATH"
deactivate; . "$2/bin/activate"; say "$PATH"
VIRTUAL_ENV_DISABLE_PROMPT=1; . "$1/bin/activate"; say "$PS1"
deactivate; VIRTUAL_ENV_DISABLE_PROMPT=; . "$1/bin/activate"; say "$PS1"
`
	want := []string{
		one.Root + "/bin" + usual, "(one) $ ", two.Root + "/bin" + usual, "(two) $ ", "$ ",
		one.Root + "/bin" + usual, two.Root + "/bin" + usual, "$ ", "(one) $ ",
	}
	eachShell(t, func(t *testing.T, s posixShell) {
		got := s.run(t, clean(t), script, one.Root, two.Root)
		if diff := cmp.Diff(want, records(got.stdout)); diff != "" || got.stderr != "" {
			t.Errorf("%s (-want +got):\n%s", got.stderr, diff)
		}
	})
}

// TestActivateWithoutPath has no external program at all.
func TestActivateWithoutPath(t *testing.T) {
	t.Parallel()
	v := environment(t, filepath.Join(realTemp(t), "one two"), "$one")
	eachShell(t, func(t *testing.T, s posixShell) {
		if s.name == "yash-posix" {
			return // in this mode yash has no builtin [ without one on PATH
		}
		got := s.run(t, []string{"PATH=/nonexistent"}, `. "$1/bin/activate"; say "$VIRTUAL_ENV" "$PATH"; deactivate; say "$PATH"`, v.Root)
		want := []string{v.Root, v.Root + "/bin:/nonexistent", "/nonexistent"}
		if diff := cmp.Diff(want, records(got.stdout)); diff != "" || got.stderr != "" {
			t.Errorf("%s (-want +got):\n%s", got.stderr, diff)
		}
	})
}

func TestActivateFollowsItsEnvironment(t *testing.T) {
	t.Parallel()
	eachShell(t, func(t *testing.T, s posixShell) {
		dir := realTemp(t)
		old := environment(t, filepath.Join(dir, "old$(touch PWNED)"), "p")
		place := filepath.Join(dir, "new place\\ '")
		if err := os.CopyFS(place, os.DirFS(old.Root)); err != nil {
			t.Fatal(err)
		}
		if err := os.Symlink(old.Root, filepath.Join(dir, "link")); err != nil {
			t.Fatal(err)
		}
		const script = `. "$1" && say "$VIRTUAL_ENV" "${PATH%%:*}"`
		refused := func(got result) bool {
			return got.status != 0 && got.stdout == "" && strings.Contains(got.stderr, old.Root)
		}

		got := s.run(t, clean(t), script, filepath.Join(dir, "link", "bin", "activate"))
		if diff := cmp.Diff([]string{old.Root, old.Root + "/bin"}, records(got.stdout)); diff != "" {
			t.Errorf("by a link: %s%s", got.stderr, diff)
		}
		got = s.run(t, clean(t), script, place+"/bin/activate")
		if s.locates {
			if diff := cmp.Diff([]string{place, place + "/bin"}, records(got.stdout)); diff != "" {
				t.Errorf("copied: %s%s", got.stderr, diff)
			}
		} else if _, err := os.Stat("/proc/self/fd"); err == nil && !refused(got) {
			t.Errorf("copied: not refused: %+v", got)
		}
		// zsh has such characters in another form where it says its place.
		odd := filepath.Join(dir, "odd \x1b \xff")
		if err := os.CopyFS(odd, os.DirFS(old.Root)); err != nil {
			t.Fatal(err)
		}
		got = s.run(t, clean(t), script, odd+"/bin/activate")
		if s.locates && !cmp.Equal([]string{odd, odd + "/bin"}, records(got.stdout)) {
			t.Errorf("copied to an odd place: %+v", got)
		}
		for _, relative := range []string{
			`cd -- "$2"; . bin/activate`,
			`cd -- "$2/bin"; . ./activate`,
			`cd -- "$2/bin"; CDPATH=/; export CDPATH; cd () { echo cd; }; . ./activate`,
		} {
			got = s.run(t, clean(t), relative+` && say "$VIRTUAL_ENV"`, place+"/bin/activate", place)
			if s.locates && !cmp.Equal([]string{place}, records(got.stdout)) {
				t.Errorf("%s: %+v", relative, got)
			}
		}
		if err := os.RemoveAll(old.Root); err != nil {
			t.Fatal(err)
		}
		got = s.run(t, clean(t), script, place+"/bin/activate")
		if s.locates {
			if diff := cmp.Diff([]string{place, place + "/bin"}, records(got.stdout)); diff != "" {
				t.Errorf("moved: %s%s", got.stderr, diff)
			}
		} else if !refused(got) {
			t.Errorf("moved: not refused: %+v", got)
		}
	})
}

// TestActivateIsTheSameThroughEval has a shell read the text of the script from
// elsewhere than its own file.
func TestActivateIsTheSameThroughEval(t *testing.T) {
	t.Parallel()
	v := environment(t, filepath.Join(realTemp(t), "one"), "one")
	eachShell(t, func(t *testing.T, s posixShell) {
		got := s.run(t, clean(t), `eval "$(cat "$1/bin/activate")"; say "$VIRTUAL_ENV"; deactivate`, v.Root)
		if diff := cmp.Diff([]string{v.Root}, records(got.stdout)); diff != "" || got.stderr != "" {
			t.Errorf("%s (-want +got):\n%s", got.stderr, diff)
		}
	})
}

func TestActivateRefusesToBeExecuted(t *testing.T) {
	t.Parallel()
	v := environment(t, filepath.Join(realTemp(t), "one"), "one")
	eachShell(t, func(t *testing.T, s posixShell) {
		got := run(t, clean(t), "", append(s.argv, v.Root+"/bin/activate")...)
		if got.status == 0 || got.stdout != "" || !strings.Contains(got.stderr, "has to be sourced, not executed") {
			t.Errorf("%+v", got)
		}
	})
}

// TestActivateLeavesOthers switches from environments of CPython's venv, whose
// own deactivate has to be called.
func TestActivateLeavesOthers(t *testing.T) {
	t.Parallel()
	dir := realTemp(t)
	other := filepath.Join(dir, "other")
	if got := run(t, clean(t), "", lab.Python(t), "-m", "venv", "--without-pip", other); got.status != 0 {
		t.Fatal(got.stderr)
	}
	v := environment(t, filepath.Join(dir, "ours"), "ours")
	script := `PS1='$ '
. "$1/bin/activate"; . "$2/bin/activate"; say "$PATH" "$PS1" "$VIRTUAL_ENV"
. "$1/bin/activate"; say "$VIRTUAL_ENV"; . "$2/bin/activate"; deactivate; say "$PATH" "$PS1" "${VIRTUAL_ENV-unset}"
`
	const usual = "/usr/local/bin:/usr/bin:/bin"
	want := []string{v.Root + "/bin:" + usual, "(ours) $ ", v.Root, other, usual, "$ ", "unset"}
	eachShell(t, func(t *testing.T, s posixShell) {
		if strings.HasSuffix(s.name, "-strict") || s.name == "zsh-options" || s.name == "bash-posix" {
			return // the script of the standard library is not right here
		}
		got := s.run(t, clean(t), script, other, v.Root)
		if diff := cmp.Diff(want, records(got.stdout)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", got.stderr, diff)
		}
	})
}
