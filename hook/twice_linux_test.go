package hook

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/pyenvkit/pyenvkit/activate"
)

// TestAutoTwiceChangesNothing has a user who reads the start-up file once more.
func TestAutoTwiceChangesNothing(t *testing.T) {
	t.Parallel()
	eachInteractive(t, func(t *testing.T, s interactive, d *desk) {
		d.write("home/in/.code", d.seen(s.shell, "here"), 0o644)
		d.open(s)
		d.enter("cd in")
		d.enter("")
		d.calls()
		var again string
		for _, content := range s.files {
			for line := range strings.Lines(content) {
				if strings.Contains(line, "hook") {
					again = strings.ReplaceAll(strings.TrimSpace(line), "DIR", d.dir)
				}
			}
		}
		for _, line := range []string{again, again, ""} {
			d.pty.Type(line + "\r")
			d.pty.Await(prompt)
		}
		if got := d.enter("")["SEEN"]; got != "here" {
			t.Errorf("SEEN is %q: %s", got, d.pty.Text())
		}
		if calls := d.calls(); calls != nil {
			t.Errorf("%s: it is called: %q", again, calls)
		}
		d.write("home/.code", d.seen(s.shell, "there"), 0o644)
		d.enter("cd ..")
		if got := d.enter("")["SEEN"]; got != "there" {
			t.Errorf("it follows no more: %s", d.pty.Text())
		}
		if diff := cmp.Diff([][]string{{"activate", "--hooked", s.shell, "--auto", "in home"}}, d.calls()); diff != "" {
			t.Errorf("(-want +got):\n%s", diff)
		}
	})
}

// TestCodeIsThereForEval has the function where the program could stand: the line
// that evaluates its output does the same.
func TestCodeIsThereForEval(t *testing.T) {
	t.Parallel()
	eachInteractive(t, func(t *testing.T, s interactive, d *desk) {
		if s.shell == "nu" {
			return // its functions do not know where their output leads
		}
		d.write("activate", d.seen(s.shell, "it's \\n a  $b"), 0o644)
		d.write("deactivate", d.seen(s.shell, "left"), 0o644)
		d.open(s)
		for _, step := range []struct{ command, seen string }{{"activate", "it's \\n a  $b"}, {"deactivate", "left"}, {"activate x", "it's \\n a  $b"}} {
			line, _ := activate.Evaluation(s.shell, "pyenvkit "+step.command)
			d.pty.Type(line + "\r")
			d.pty.Await(prompt)
			if got := d.enter("")["SEEN"]; got != step.seen {
				t.Errorf("%s: SEEN is %q: %s", line, got, d.pty.Text())
			}
		}
		// Where nothing takes it, nothing is printed.
		before := len(d.pty.Text())
		d.enter("pyenvkit deactivate")
		if text := d.pty.Text()[before:]; strings.Contains(text, "SEEN") {
			t.Errorf("code is shown: %q", text)
		}
	})
}

// TestBashPromptCommand has what users and other programs keep in it.
func TestBashPromptCommand(t *testing.T) {
	t.Parallel()
	const own = `own () { export LAST=$? PIPE="${PIPESTATUS[*]}"; return $LAST; }` + "\n"
	const direnv = `
_direnv_hook () { export LAST=$? PIPE="${PIPESTATUS[*]}"; return $LAST; }
case $(declare -p PROMPT_COMMAND 2>&1) in
'declare -a'*) PROMPT_COMMAND=(_direnv_hook "${PROMPT_COMMAND[@]}") ;;
*) PROMPT_COMMAND="_direnv_hook${PROMPT_COMMAND:+;$PROMPT_COMMAND}" ;;
esac
`
	for name, test := range map[string]struct {
		before, after string
		unfollowed    bool
	}{
		"text":                   {before: own + "PROMPT_COMMAND='own; '"},
		"comment":                {before: own + "PROMPT_COMMAND='own # mine'"},
		"exported":               {before: own + "export PROMPT_COMMAND=own"},
		"array":                  {before: own + "PROMPT_COMMAND=(own :)"},
		"array, own last":        {before: own + "PROMPT_COMMAND=('' own)"},
		"empty array":            {before: "PROMPT_COMMAND=()", after: direnv},
		"direnv before":          {before: direnv},
		"direnv behind":          {after: direnv},
		"direnv in array":        {before: "PROMPT_COMMAND=(:)", after: direnv},
		"direnv before in array": {before: "PROMPT_COMMAND=(:)" + direnv},
		"readonly":               {before: own + "readonly PROMPT_COMMAND=own", unfollowed: true},
		"readonly array":         {before: own + "PROMPT_COMMAND=(own); readonly PROMPT_COMMAND", unfollowed: true},
		"all exported":           {before: own + "PROMPT_COMMAND=own; set -a", after: "set +a; export PROMPT_COMMAND"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := interactiveNamed(t, "bash", test.before)
			s.files[".bashrc"] += test.after + "\nexport PS1 REST=read\n"
			d := newDesk(t, s.shell)
			d.write("home/in/.code", d.seen(s.shell, "here"), 0o644)
			d.open(s)
			d.pty.Type("cd in; false | (exit 3)\r")
			d.pty.Await(prompt)
			got := d.enter("tell 90 $?; tell 91 \"$PROMPT_COMMAND\"; true")
			want := map[string]string{"LAST": "3", "PIPE": "1 3", "REST": "read", "SEEN": "here"}
			if test.unfollowed {
				want["SEEN"] = ""
			}
			have := map[string]string{}
			for name := range want {
				have[name] = got[name]
			}
			if diff := cmp.Diff(want, have); diff != "" {
				t.Errorf("(-want +got):\n%s\n%s", diff, d.pty.Text())
			}
			if args := strings.Split(d.read("tell.90"), "\x00"); args[1] != "3" {
				t.Errorf("the status is %s", args[1])
			}
			if test.unfollowed != strings.Contains(d.pty.Text(), "PROMPT_COMMAND is readonly") || strings.Contains(d.pty.Text(), "readonly variable") {
				t.Errorf("it says: %s", d.pty.Text())
			}
			for _, line := range []string{"bash --norc", ":", "exit"} {
				d.pty.Type(line + "\r")
				d.pty.Await(prompt)
			}
			if text := d.pty.Text(); strings.Contains(text, "pyenvkit_prompt: command") {
				t.Errorf("a shell in it: %s", text)
			}
		})
	}
}
