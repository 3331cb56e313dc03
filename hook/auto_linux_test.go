package hook

import (
	"maps"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/pyenvkit/pyenvkit/activate"
)

// TestAutoFollowsTheDirectory counts the processes that the hook starts.
func TestAutoFollowsTheDirectory(t *testing.T) {
	t.Parallel()
	eachInteractive(t, func(t *testing.T, s interactive, d *desk) {
		look := func(option, dir string) []string {
			return []string{"activate", "--hooked", s.shell, option, "in " + dir}
		}
		d.write("home/.code", d.seen(s.shell, "home"), 0o644)
		d.write("home/a b/.code", d.seen(s.shell, "a $b"), 0o644)
		d.write("home/a b/c/.empty", "", 0o644)
		d.open(s)
		steps := []struct {
			line, seen string
			calls      [][]string
		}{
			{"", "home", [][]string{look("--auto=start", "home")}},
			{"", "home", nil},
			{"cd .", "home", nil},
			{"cd 'a b'", "a $b", [][]string{look("--auto", "home/a b")}},
			{"tell x", "a $b", nil},
			{"cd c", "a $b", [][]string{look("--auto", "home/a b/c")}},
			{"cd ../..", "home", [][]string{look("--auto", "home")}},
		}
		for i, step := range steps {
			got := d.enter(step.line)
			if i > 0 {
				got = d.enter("")
			}
			if got["SEEN"] != step.seen {
				t.Errorf("%d, %s: SEEN is %q, want %q\n%s", i, step.line, got["SEEN"], step.seen, d.pty.Text())
			}
			if diff := cmp.Diff(step.calls, d.calls()); diff != "" {
				t.Errorf("%d, %s: (-want +got):\n%s", i, step.line, diff)
			}
		}
	})
}

// TestAutoLooksAgain has the program called by commands that may change what the
// directory has, and by others.
func TestAutoLooksAgain(t *testing.T) {
	t.Parallel()
	eachInteractive(t, func(t *testing.T, s interactive, d *desk) {
		look := []string{"activate", "--hooked", s.shell, "--auto", "in home"}
		d.write("activate", d.seen(s.shell, "by hand"), 0o644)
		d.open(s)
		d.calls()
		d.write("home/.code", d.seen(s.shell, "later"), 0o644)
		for _, step := range []struct {
			line, seen string
			want       [][]string
		}{
			{"pyenvkit run x", "", [][]string{{"run", "x", "in home"}}},
			{"pyenvkit info", "", [][]string{{"info", "in home"}}},
			{"pyenvkit __complete x", "", [][]string{{"__complete", "x", "in home"}}},
			{"pyenvkit activate", "by hand", [][]string{{"activate", "--hooked", s.shell, "in home"}}},
			{"pyenvkit create x", "later", [][]string{{"create", "x", "in home"}, look}},
			{"pyenvkit ./x", "later", [][]string{{"./x", "in home"}, look}},
			{"pyenvkit allow", "later", [][]string{{"allow", "in home"}, look}},
		} {
			d.enter(step.line)
			got := d.enter("")["SEEN"]
			if diff := cmp.Diff(step.want, d.calls()); diff != "" {
				t.Errorf("%s (-want +got):\n%s\n%s", step.line, diff, d.pty.Text())
			}
			if got != step.seen {
				t.Errorf("%s: SEEN is %q, want %q", step.line, got, step.seen)
			}
		}
	})
}

// TestAutoShowsTheNameAtOnce activates for the very prompt that follows, and
// leaves so.
func TestAutoShowsTheNameAtOnce(t *testing.T) {
	t.Parallel()
	eachInteractive(t, func(t *testing.T, s interactive, d *desk) {
		root := filepath.Join(d.dir, "it's an env")
		d.write("it's an env/pyvenv.cfg", "home = /usr/bin\n", 0o644)
		d.write("it's an env/bin/.empty", "", 0o644)
		environ := map[string]string{}
		for _, variable := range d.environ {
			name, value, _ := strings.Cut(variable, "=")
			environ[name] = value
		}
		lookup := func(name string) (string, bool) { value, set := environ[name]; return value, set }
		v := activate.Values{Root: root, Bin: "bin", Prompt: "the name", PathSeparator: ":"}
		code, err := activate.Code(s.shell, v, lookup)
		if err != nil {
			t.Fatal(err)
		}
		d.write("home/in/.code", code, 0o644)
		maps.Copy(environ, map[string]string{"VIRTUAL_ENV": root, "VIRTUAL_ENV_PROMPT": "the name", "PATH": root + "/bin:" + environ["PATH"]})
		code, err = activate.LeaveCode(s.shell, "bin", ":", lookup)
		if err != nil {
			t.Fatal(err)
		}
		d.write("home/.code", code, 0o644)
		d.open(s)
		path := d.enter("")["PATH"]
		d.pty.Type("cd in\r")
		d.pty.Await("(the name) " + prompt)
		got := d.enter("")
		if got["VIRTUAL_ENV"] != root || got["PATH"] != root+"/bin:"+path {
			t.Errorf("inside: %q, %q", got["VIRTUAL_ENV"], got["PATH"])
		}
		d.pty.Type("cd ..\r")
		d.pty.Await(prompt)
		before := len(d.pty.Text())
		got = d.enter("")
		if got["VIRTUAL_ENV"] != "" || got["PATH"] != path {
			t.Errorf("outside: %q, %q", got["VIRTUAL_ENV"], got["PATH"])
		}
		if after := d.pty.Text()[before:]; strings.Contains(after, "(the name)") {
			t.Errorf("the name is left in %q", after)
		}
	})
}

// TestAutoOutlivesFailure has a program that fails, and then none.
func TestAutoOutlivesFailure(t *testing.T) {
	t.Parallel()
	eachInteractive(t, func(t *testing.T, s interactive, d *desk) {
		d.open(s)
		d.write("home/in/.code", d.seen(s.shell, "evaluated"), 0o644)
		d.write("home/out/.code", d.seen(s.shell, "evaluated"), 0o644)
		d.write("status", "3", 0o644)
		d.calls()
		d.enter("cd in")
		if got, set := d.enter("")["SEEN"]; set {
			t.Errorf("what a failing program prints is evaluated: %q", got)
		}
		if diff := cmp.Diff([][]string{{"activate", "--hooked", s.shell, "--auto", "in home/in"}}, d.calls()); diff != "" {
			t.Errorf("(-want +got):\n%s", diff)
		}
		if err := os.Remove(d.program); err != nil {
			t.Fatal(err)
		}
		d.enter("cd ../out")
		if got := d.enter("")["PWD"]; got != d.dir+"/home/out" {
			t.Errorf("the shell is in %q: %s", got, d.pty.Text())
		}
	})
}

// TestFunctionHasTheTerminal runs a program that needs one.
func TestFunctionHasTheTerminal(t *testing.T) {
	t.Parallel()
	eachInteractive(t, func(t *testing.T, s interactive, d *desk) {
		d.open(s)
		d.enter("pyenvkit terminal x")
		if !strings.Contains(d.read("log"), "\x1ea terminal\x1e") {
			t.Errorf("it has no terminal: %q", d.read("log"))
		}
	})
}

// TestAutoIsForInteractiveShells runs a script in whose shell the hook is set up.
func TestAutoIsForInteractiveShells(t *testing.T) {
	t.Parallel()
	eachScripted(t, func(t *testing.T, s scripted, d *desk) {
		d.write("home/in/.code", d.seen(s.shell, "evaluated"), 0o644)
		s.typed = false
		s.line = strings.Replace(s.line, "hook "+s.shell, "hook "+s.shell+" --auto", 1)
		_, status := s.run(d, "cd in", "tell 1")
		if got, set := d.tells(1)["SEEN"]; set || status != 0 {
			t.Errorf("status %d, SEEN is %q", status, got)
		}
		if calls := d.calls(); calls != nil {
			t.Errorf("it is called: %q", calls)
		}
	})
}
