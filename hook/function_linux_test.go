package hook

import (
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/pyenvkit/pyenvkit/activate"
)

// A scripted is a shell that runs a script, with the hook evaluated in it.
type scripted struct {
	name  string
	shell string // to Code
	argv  []string
	// before comes before the line of the hook.
	before string
	line   string // of the hook, as a user writes it
	quote  func(string) (string, error)
	// catch are lines that run COMMAND, which fails, and print its status in brackets.
	catch []string
	// capture runs COMMAND and prints what that writes, in angle brackets.
	capture string
	// pipe gives the file input to COMMAND, and what that writes to the file output.
	pipe  string
	lossy bool // an empty argument of activate is lost
	// typed is set for a shell whose hook is for lines that are typed.
	typed bool
}

func scripteds() []scripted {
	const pipe = "cat ../input | COMMAND > ../output"
	sh := func(name, shell, before string, argv ...string) scripted {
		return scripted{
			name: name, shell: shell, argv: argv, before: before, line: `eval "$(pyenvkit hook ` + shell + `)"`, quote: activate.QuoteSh,
			catch: []string{`COMMAND; echo "[$?]"`}, capture: `x=$(COMMAND); echo "<$x>"`, pipe: pipe,
		}
	}
	const zshOptions = "setopt nounset shwordsplit noglob extendedglob ksharrays warncreateglobal noclobber nomatch"
	const aliases = "alias pyenvkit='echo aliased' set='echo aliased' eval='echo aliased' return='echo aliased' shift='echo aliased' unalias='echo aliased'"
	all := []scripted{
		sh("bash", "bash", "", "bash", "--norc"),
		sh("bash-strict", "bash", "set -uf; IFS=/ae", "bash", "--norc"),
		sh("bash-posix", "bash", "", "bash", "--posix"),
		sh("bash-aliases", "bash", "shopt -s expand_aliases\n"+aliases, "bash", "--norc"),
		sh("zsh", "zsh", "", "zsh", "-f"),
		sh("zsh-options", "zsh", zshOptions, "zsh", "-f"),
		sh("zsh-aliases", "zsh", aliases, "zsh", "-f"),
		sh("zsh-sh", "sh", "", "zsh", "--emulate", "sh", "-f"),
		sh("zsh-ksh", "ksh", "", "zsh", "--emulate", "ksh", "-f"),
		sh("dash", "dash", "", "dash"),
		sh("dash-strict", "sh", "set -uf; IFS=/ae", "dash"),
		sh("dash-aliases", "sh", aliases, "dash"),
		sh("busybox", "ash", "", "busybox", "ash"),
		sh("busybox-aliases", "ash", aliases, "busybox", "ash"),
		sh("mksh", "mksh", "", "mksh"),
		sh("mksh-strict", "mksh", "set -uf; IFS=/ae", "mksh"),
		sh("mksh-aliases", "mksh", aliases, "mksh"),
		sh("ksh93", "ksh93", "", "ksh93"),
		sh("ksh93-strict", "ksh", "set -uf; IFS=/ae", "ksh93"),
		sh("ksh93-aliases", "ksh", aliases, "ksh93"),
		sh("yash", "yash", "", "yash"),
		sh("yash-posix", "sh", "", "yash", "-o", "posixlycorrect"),
		sh("yash-aliases", "yash", aliases, "yash"),
		{
			name: "fish", shell: "fish", argv: []string{"fish", "--no-config"}, line: "pyenvkit hook fish | source", quote: activate.QuoteFish,
			catch: []string{`COMMAND; echo "[$status]"`}, capture: `set x (COMMAND); echo "<$x>"`, pipe: pipe,
		},
		{
			name: "tcsh", shell: "tcsh", argv: []string{"tcsh", "-f"}, line: "eval \"`pyenvkit hook tcsh`\"", quote: activate.QuoteCsh,
			catch: []string{`COMMAND; echo "[$status]"`}, capture: "set x = \"`COMMAND`\"; echo \"<$x>\"", lossy: true,
			pipe: "COMMAND < ../input > ../output", // a pipe leads to the first command of an alias
		},
		{
			name: "nu", shell: "nu", argv: []string{"nu", "--no-config-file"}, line: "source 'DIR/hook nu'", quote: activate.QuoteNu,
			catch: []string{`try { COMMAND } catch {|e| print $"[($e.exit_code? | default 127)]" }`}, capture: `let x = (COMMAND); print $"<($x | str trim)>"`,
			pipe: "open --raw ../input | COMMAND | save --raw ../output",
		},
		{
			name: "xonsh", shell: "xonsh", argv: []string{"xonsh"}, typed: true, line: "execx($(pyenvkit hook xonsh))",
			quote: func(s string) (string, error) {
				quoted, err := activate.QuotePython(s)
				return "@(" + quoted + ")", err
			},
			catch: []string{"COMMAND", `print(f"[{__xonsh__.history.rtns[-1]}]")`}, capture: `print("<" + $(COMMAND).strip() + ">")`, pipe: pipe,
		},
	}
	for i, s := range all {
		if strings.HasSuffix(s.name, "-aliases") {
			all[i].line = `\` + strings.Replace(s.line, "(", `(\`, 1)
		}
	}
	return all
}

// hostile are arguments that one shell or another takes for something else.
var hostile = []string{
	"plain", "with  space", " ", "it's", `say "so"`, "$(touch PWNED)", "`touch PWNED`", "$HOME", "a$b", "hi!", "!!", "a!b", "%n",
	`back\slash`, `\`, `\\`, `\n`, "a&b", "a;b", "a|b", "a<b>c", ">", "(paren", "[x]*?", "{a,b}", "~", "#x", "a #x", "=x", "*",
	"-n", "--", "--flag=a b", "-x", "grüße 🐍", "tab\there", "",
}

// eachScripted runs a test with each of them.
func eachScripted(t *testing.T, test func(t *testing.T, s scripted, d *desk)) {
	t.Helper()
	for _, s := range scripteds() {
		t.Run(s.name, func(t *testing.T) {
			t.Parallel()
			d := newDesk(t, s.shell)
			s.line = strings.ReplaceAll(s.line, "DIR", d.dir)
			test(t, s, d)
		})
	}
}

// run has the shell run lines of a script after the hook, which is evaluated twice,
// and returns what it writes and its status.
func (s scripted) run(d *desk, lines ...string) (output string, status int) {
	d.t.Helper()
	script := slices.Concat([]string{s.before, s.line, s.line}, lines)
	if !s.typed {
		return d.run(s.argv, strings.Join(script, "\n")+"\n")
	}
	d.open(interactive{argv: s.argv, files: map[string]string{".xonshrc": "$SHELL_TYPE = 'readline'\n$PROMPT = '" + prompt + "'\n"}})
	for _, line := range script {
		d.pty.Type(line + "\r")
		d.pty.Await(prompt)
	}
	d.pty.Type("exit\r")
	if d.pty.Wait() != nil {
		status = 1
	}
	return d.pty.Text(), status
}

func TestFunctionKeepsArguments(t *testing.T) {
	t.Parallel()
	eachScripted(t, func(t *testing.T, s scripted, d *desk) {
		d.write("activate", d.seen(s.shell, "a $b"), 0o644)
		d.write("deactivate", d.seen(s.shell, "left"), 0o644)
		var words, args []string
		for _, arg := range hostile {
			if s.lossy && arg == "" {
				continue
			}
			quoted, err := s.quote(arg)
			if err != nil {
				t.Fatal(err)
			}
			words, args = append(words, quoted), append(args, arg)
		}
		typed := strings.Join(words, " ")
		output, status := s.run(d,
			"pyenvkit pass "+typed, "pyenvkit activate "+typed, "tell 1", "pyenvkit deactivate "+typed, "tell 2", "pyenvkit run -- "+words[1],
		)
		in := []string{"in home"}
		hooked := []string{"--hooked", s.shell}
		want := [][]string{
			slices.Concat([]string{"pass"}, args, in),
			slices.Concat([]string{"activate"}, hooked, args, in),
			slices.Concat([]string{"deactivate"}, hooked, args, in),
			slices.Concat([]string{"run", "--", hostile[1]}, in),
		}
		if diff := cmp.Diff(want, d.calls()); diff != "" || status != 0 {
			t.Errorf("status %d, %s (-want +got):\n%s", status, output, diff)
		}
		if got := d.tells(1)["SEEN"]; got != "a $b" {
			t.Errorf("activate: SEEN is %q", got)
		}
		if got := d.tells(2)["SEEN"]; got != "left" {
			t.Errorf("deactivate: SEEN is %q", got)
		}
	})
}

func TestFunctionKeepsStatusAndStreams(t *testing.T) {
	t.Parallel()
	eachScripted(t, func(t *testing.T, s scripted, d *desk) {
		d.write("activate", d.seen(s.shell, "evaluated"), 0o644)
		d.write("input", "the input\n", 0o644)
		d.write("status", "5", 0o644)
		var lines []string
		for _, command := range []string{"pyenvkit fail x", "pyenvkit activate"} {
			for _, line := range s.catch {
				lines = append(lines, strings.ReplaceAll(line, "COMMAND", command))
			}
		}
		lines = append(lines, "tell 1", strings.ReplaceAll(s.capture, "COMMAND", "pyenvkit say x"), strings.ReplaceAll(s.pipe, "COMMAND", "pyenvkit cat x"))
		output, _ := s.run(d, lines...)
		for _, want := range []string{"[3]", "[5]", "<said>"} {
			_, rest, found := strings.Cut(output, want)
			if !found {
				t.Errorf("no %s in %s", want, output)
			}
			output = rest
		}
		if got, set := d.tells(1)["SEEN"]; set {
			t.Errorf("what a failing program prints is evaluated: %q", got)
		}
		if got := d.read("output"); got != "the input\n" {
			t.Errorf("through the function comes %q", got)
		}
	})
}

// TestFunctionOutlivesTheProgram has no program to call any more.
func TestFunctionOutlivesTheProgram(t *testing.T) {
	t.Parallel()
	eachScripted(t, func(t *testing.T, s scripted, d *desk) {
		if err := os.Remove(d.program); err != nil {
			t.Fatal(err)
		}
		var lines []string
		for _, line := range s.catch {
			lines = append(lines, strings.ReplaceAll(line, "COMMAND", "pyenvkit activate"))
		}
		output, _ := s.run(d, append(lines, "tell 1")...)
		if !regexp.MustCompile(`\[(127|1)\]`).MatchString(output) {
			t.Errorf("no status of failure in %s", output)
		}
		d.tells(1)
	})
}

// TestLineForNu has nushell save the hook where it reads it at its start.
func TestLineForNu(t *testing.T) {
	t.Parallel()
	d := newDesk(t, "nu")
	line, _ := Line("nu", true)
	output, status := d.run([]string{"nu", "--no-config-file"}, line)
	if got := d.read("home/.config/nushell/autoload/pyenvkit.nu"); got != d.read("hook nu --auto") || status != 0 {
		t.Errorf("status %d, %s: %q", status, output, got)
	}
}
