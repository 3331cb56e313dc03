package hook

import (
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// interactiveNamed returns one of them, with lines before that of the hook in the
// file that it reads at its start, and the hook in it twice.
func interactiveNamed(t *testing.T, name, before string) interactive {
	t.Helper()
	all := interactives()
	s := all[slices.IndexFunc(all, func(s interactive) bool { return s.name == name })]
	for file, content := range s.files {
		if strings.Contains(content, "hook") {
			lines := strings.Split(strings.TrimSuffix(content, "\n"), "\n")
			last := len(lines) - 1
			s.files[file] = strings.Join(slices.Concat(lines[:last], []string{before, lines[last], lines[last], ""}), "\n")
		}
	}
	return s
}

// TestAutoLeavesTheUsersOwn has shells in which what the hook uses is in use.
func TestAutoLeavesTheUsersOwn(t *testing.T) {
	t.Parallel()
	const cd = "cd () { \\command cd \"$@\" && OWN=$PWD; export OWN; }\nalias cd='cd -P'\n"
	for _, test := range []struct {
		shell, before string
		own           string // what OWN is in the directory "in"
		last          string // what LAST is at the prompt after a command that fails
	}{
		{"bash", "PROMPT_COMMAND='export LAST=$? OWN=$PWD'", "DIR/home/in", "1"},
		{"bash", "PROMPT_COMMAND=('export LAST=$?' 'export OWN=$PWD')", "DIR/home/in", "1"},
		{"bash", "PROMPT_COMMAND=\"export LAST=\\$?\nexport OWN=\\$PWD; \"", "DIR/home/in", "1"},
		{"zsh", "precmd () { export LAST=$? }\nchpwd () { export OWN=$PWD }", "DIR/home/in", "1"},
		{"zsh-options", "own1 () { export LAST=$? }\nown2 () { export OWN=$PWD }\nprecmd_functions=(own1); chpwd_functions=(own2)", "DIR/home/in", "1"},
		{"fish", "function own1 --on-event fish_prompt\nset -gx LAST $status\nend\nfunction own2 --on-variable PWD\nset -gx OWN $PWD\nend", "DIR/home/in", "1"},
		{"tcsh", "alias precmd 'setenv LAST $status'\nalias cwdcmd 'setenv OWN $cwd:q; : \"a  b\" \\!'", "DIR/home/in", "1"},
		{"mksh", cd, "DIR/home/in", ""},
		{"ksh93", cd, "DIR/home/in", ""},
		{"ksh93", strings.Replace(cd, "cd ()", "function cd", 1), "DIR/home/in", ""},
		{"yash", "YASH_AFTER_CD='export OWN=$PWD'", "DIR/home/in", ""},
		{"dash-strict", "alias cd='cd -P'; alias command='echo aliased'", "", ""},
	} {
		t.Run(test.shell, func(t *testing.T) {
			t.Parallel()
			s := interactiveNamed(t, test.shell, test.before)
			d := newDesk(t, s.shell)
			d.write("home/in/.empty", "", 0o644)
			d.open(s)
			d.calls()
			d.pty.Type("cd in\r")
			d.pty.Await(prompt)
			d.pty.Type("cat nothing\r")
			d.pty.Await(prompt)
			got := d.enter("")
			want := map[string]string{"OWN": strings.ReplaceAll(test.own, "DIR", d.dir), "LAST": test.last}
			if diff := cmp.Diff(want, map[string]string{"OWN": got["OWN"], "LAST": got["LAST"]}); diff != "" {
				t.Errorf("(-want +got):\n%s\n%s", diff, d.pty.Text())
			}
			// Twice evaluated, it looks once.
			look := [][]string{{"activate", "--hooked", s.shell, "--auto", "in home/in"}}
			if diff := cmp.Diff(look, d.calls()); diff != "" {
				t.Errorf("(-want +got):\n%s\n%s", diff, d.pty.Text())
			}
		})
	}
}

// TestAutoAsksForRoom has shells that cannot keep a function of the user.
func TestAutoAsksForRoom(t *testing.T) {
	t.Parallel()
	for _, shell := range []string{"dash", "busybox"} {
		t.Run(shell, func(t *testing.T) {
			t.Parallel()
			s := interactiveNamed(t, shell, "cd () { command cd \"$@\" && OWN=$PWD; export OWN; }")
			d := newDesk(t, s.shell)
			d.write("home/in/.empty", "", 0o644)
			d.open(s)
			d.calls()
			const message = "pyenvkit hook: cd is a function of yours: let _pyenvkit_auto be its last command"
			if !strings.Contains(d.pty.Text(), message) {
				t.Errorf("no such message in %q", d.pty.Text())
			}
			if got := d.enter("cd in")["OWN"]; got != d.dir+"/home/in" {
				t.Errorf("the user's own cd is gone: OWN is %q", got)
			}
			d.enter("cd ..; cd () { command cd \"$@\" && _pyenvkit_auto; }; cd in")
			if diff := cmp.Diff([][]string{{"activate", "--hooked", s.shell, "--auto", "in home/in"}}, d.calls()); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

// TestAutoFollowsEveryWay goes to directories in other ways than by a plain cd.
func TestAutoFollowsEveryWay(t *testing.T) {
	t.Parallel()
	const in, home = "in home/in", "in home"
	for _, test := range []struct {
		shell, line string
		want        []string
	}{
		{"bash", "pushd in", []string{in}},
		{"bash", "pushd in; popd", nil},
		{"bash", "x=$(cd in; pwd); (cd in)", nil},
		{"zsh", "pushd in; popd", []string{in, home}},
		{"zsh", "cd -q in", []string{in}},
		{"zsh", "x=$(cd in; pwd); (cd in)", nil},
		{"zsh-options", "setopt autocd; in", []string{in}},
		{"fish", "pushd in; popd", []string{in, home}},
		{"fish", "in/", []string{in}},
		{"tcsh", "pushd in; popd", []string{in, home}},
		{"nu", "cd in; cd ..", nil},
		{"nu", "do --env { cd in }", []string{in}},
		{"xonsh", "pushd in; popd", []string{in, home}},
		{"yash", "pushd in; popd", []string{in, home}},
		{"mksh", "cd in; cd -", []string{in, home}},
		{"ksh93", "CDPATH=$HOME; cd / && cd in", []string{"in /", in}},
		{"dash", "cd in && cd ..", []string{in, home}},
	} {
		t.Run(test.shell, func(t *testing.T) {
			t.Parallel()
			s := interactiveNamed(t, test.shell, "")
			d := newDesk(t, s.shell)
			d.write("home/in/.empty", "", 0o644)
			d.open(s)
			d.calls()
			d.pty.Type(test.line + "\r")
			d.pty.Await(prompt)
			d.enter("")
			var got []string
			for _, call := range d.calls() {
				got = append(got, call[len(call)-1])
			}
			if diff := cmp.Diff(test.want, got); diff != "" {
				t.Errorf("(-want +got):\n%s\n%s", diff, d.pty.Text())
			}
		})
	}
}

// TestAutoKeepsTheStatus asks for the status of a command from before the prompt,
// at which the program is called and code evaluated.
func TestAutoKeepsTheStatus(t *testing.T) {
	t.Parallel()
	for shell, status := range map[string]string{
		"bash": "$?", "bash-strict": "$?", "zsh": "$?", "zsh-options": "$?", "fish": "$status", "tcsh": "$status", "nu": "($env.LAST_EXIT_CODE)",
	} {
		t.Run(shell, func(t *testing.T) {
			t.Parallel()
			s := interactiveNamed(t, shell, "")
			d := newDesk(t, s.shell)
			d.write("home/in/.code", d.seen(s.shell, "evaluated"), 0o644)
			d.open(s)
			for i, line := range []string{"cd in; cat nothing", "cat nothing", "cat .code"} {
				d.pty.Type(line + "\r")
				d.pty.Await(prompt)
				number := strconv.Itoa(i + 1)
				d.pty.Type("tell " + number + " " + status + "\r")
				d.pty.Await(prompt)
				want := map[bool]string{true: "1", false: "0"}[strings.Contains(line, "nothing")]
				if args := strings.Split(d.read("tell."+number), "\x00"); args[1] != want {
					t.Errorf("%s: status %s, want %s", line, args[1], want)
				}
			}
			if got := d.tells(1)["SEEN"]; got != "evaluated" {
				t.Errorf("SEEN is %q", got)
			}
		})
	}
}
