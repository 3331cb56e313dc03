package session

import (
	"errors"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/pyenvkit/pyenvkit/internal/lab"
)

// An interactive is a shell as its user has it.
type interactive struct {
	name  string
	shell string // of New, if that is another name
	argv  []string
	files map[string]string // of the user, below HOME
	env   []string          // @ stands for HOME
}

func (i interactive) as() string {
	if i.shell != "" {
		return i.shell
	}
	return i.name
}

// Start-up files that prepend to PATH, say that they were read, and set a prompt.
const (
	shFile  = "PATH=/rc/bin:$PATH\nRC=\"${RC-}%s\"\nexport RC PATH\nPS1='x1> '\n"
	cshFile = "setenv PATH /rc/bin:${PATH}\nsetenv RC %s\nset prompt = 'x1> '\n"
)

func sh(mark string) string { return strings.ReplaceAll(shFile, "%s", mark) }

var interactives = []interactive{
	{name: "bash", argv: []string{"bash"}, files: map[string]string{".bashrc": sh("a")}},
	{name: "bash-returns", shell: "bash", argv: []string{"bash"}, files: map[string]string{".bashrc": sh("a") + "return 3\nRC=wrong\n"}},
	{name: "bash-strict", shell: "bash", argv: []string{"bash"}, files: map[string]string{".bashrc": sh("a") + "set -u; alias eval=false\n"}},
	{name: "bash-posix", shell: "bash", argv: []string{"bash"}, files: map[string]string{"rc": sh("a")}, env: []string{"POSIXLY_CORRECT=1", "ENV=~/rc"}},
	{name: "zsh", argv: []string{"zsh"}, files: map[string]string{".zshenv": sh("a"), ".zshrc": sh("b")}},
	{name: "zsh-directory", shell: "zsh", argv: []string{"zsh"}, files: map[string]string{
		".zshenv": "RC=wrong\n", "z d/.zshenv": sh("a"), "z d/.zshrc": sh("b"),
	}, env: []string{"ZDOTDIR=@/z d"}},
	{name: "zsh-moves", shell: "zsh", argv: []string{"zsh"}, files: map[string]string{
		".zshenv": "ZDOTDIR=$HOME/z\n" + sh("a"), "z/.zshenv": "RC=wrong\n", "z/.zshrc": sh("b"),
	}},
	{name: "zsh-late", shell: "zsh", argv: []string{"zsh"}, files: map[string]string{
		".zshrc": sh("a") + "setopt nounset ksharrays\nPS1=wrong\nlate() { PS1='x1> '; path[1,0]=(/late); precmd_functions=() }\nprecmd_functions=(late)\n",
	}},
	{name: "fish", argv: []string{"fish"}, files: map[string]string{
		".config/fish/config.fish": "set -gx PATH /rc/bin $PATH\nset -gx RC a\nfunction fish_prompt\necho 'x1> '\nend\nset fish_greeting\n",
	}},
	{name: "tcsh", argv: []string{"tcsh"}, files: map[string]string{".tcshrc": strings.ReplaceAll(cshFile, "%s", "a"), ".cshrc": "setenv RC wrong\n"}},
	{name: "csh", argv: []string{"csh"}, files: map[string]string{".cshrc": strings.ReplaceAll(cshFile, "%s", "a")}},
	{name: "tcsh-exits", shell: "tcsh", argv: []string{"tcsh"}, files: map[string]string{
		".cshrc": strings.ReplaceAll(cshFile, "%s", "a") + "alias source 'setenv RC wrong'\nif ($?prompt) exit\nsetenv RC wrong\n",
	}},
	{name: "nu", argv: []string{"nu"}, files: map[string]string{
		".config/nushell/config.nu": "$env.PATH = ([/rc/bin] ++ $env.PATH)\n$env.RC = 'a'\n$env.PROMPT_COMMAND = {|| 'x1' }\n$env.PROMPT_INDICATOR = '> '\n$env.config.show_banner = false\n",
	}},
	{name: "xonsh", argv: []string{"xonsh"}, files: map[string]string{
		".xonshrc":                  "$RC = 'a'\n$PROMPT = '{env_name}x1> '\n",
		".config/xonsh/rc.d/b.xsh":  "$PATH.insert(0, '/rc/bin')\n$RC += 'b'\n",
		".config/xonsh/rc.d/c.py":   "__xonsh__.env['RC'] += 'c'\n",
		".config/xonsh/rc.d/d.text": "wrong\n",
	}},
	{name: "xonsh-directory", shell: "xonsh", argv: []string{"xonsh"}, files: map[string]string{
		"one/a.xsh": "$RC = 'a'\n$PATH.insert(0, '/rc/bin')\n", "two/b.xsh": "$RC += 'b'\n$PROMPT = '{env_name}x1> '\n1 / 0\n", "two/c.xsh": "$RC += 'c'\n",
	}, env: []string{"XONSHRC_DIR=@/one:@/two"}},
	{name: "dash", argv: []string{"dash"}, files: map[string]string{"rc": sh("a")}, env: []string{"ENV=$HOME/rc"}},
	{name: "ash", argv: []string{"busybox", "ash"}, files: map[string]string{"rc": sh("a")}, env: []string{"ENV=$HOME/rc"}},
	{name: "mksh", argv: []string{"mksh"}, files: map[string]string{".mkshrc": sh("a")}, env: []string{"ENV="}},
	{name: "mksh-env", shell: "mksh", argv: []string{"mksh"}, files: map[string]string{"$(a)": sh("a"), ".mkshrc": "RC=wrong\n"}, env: []string{"ENV=@/$(a)"}},
	{name: "ksh-env", shell: "ksh", argv: []string{"ksh"}, files: map[string]string{"rc": sh("a"), ".kshrc": "RC=wrong\n"}, env: []string{`ENV=$(echo "$HOME")/rc`}},
	{name: "ksh", argv: []string{"ksh"}, files: map[string]string{".kshrc": sh("a")}},
	{name: "ksh93", argv: []string{"ksh93"}, files: map[string]string{"rc": sh("a")}, env: []string{"ENV=~/rc"}},
	{name: "sh", argv: []string{"sh"}, files: map[string]string{"rc": sh("a")}, env: []string{"ENV=rc"}},
	{name: "yash", argv: []string{"yash"}, files: map[string]string{".yashrc": sh("a")}},
}

// prepare makes the shell of a user.
func (s *stage) prepare(i interactive) {
	s.t.Helper()
	for name, content := range i.files {
		write(s.t, filepath.Join(s.home, name), content, 0o644)
	}
	for _, variable := range i.env {
		s.set(strings.ReplaceAll(variable, "@", s.home))
	}
}

// A step is a line that a user types ("" for none), and the prompt that is shown
// from there on.
type step struct{ line, prompt string }

// run starts a shell on a terminal, has it tell its state after each step, and
// ends it.
func (s *stage) run(cmd *exec.Cmd, name string, steps ...step) []statement {
	s.t.Helper()
	pty := lab.StartPty(s.t, cmd)
	var said []statement
	for n, step := range steps {
		if step.line != "" {
			pty.Type(step.line + "\r")
		}
		pty.Await(step.prompt)
		told := name + strconv.Itoa(n)
		pty.Type("tell " + told + "\r")
		said = append(said, s.told(told, pty))
		pty.Await(step.prompt)
	}
	pty.Type("exit 7\r")
	err := pty.Wait()
	s.shown = pty.Text()
	if !s.ended(cmd, err) {
		s.t.Errorf("%s: %v, not exit status 7; the terminal shows %q", name, err, pty.Text())
	}
	return said
}

// ended reports whether a shell has ended as "exit 7" says. To some xonsh it says
// nothing.
func (s *stage) ended(cmd *exec.Cmd, err error) bool {
	if exit, ok := errors.AsType[*exec.ExitError](err); ok {
		return exit.ExitCode() == 7
	}
	return err == nil && filepath.Base(cmd.Path) == "xonsh"
}

func TestSessionIsTheUsersShell(t *testing.T) {
	t.Parallel()
	for _, i := range interactives {
		t.Run(i.name, func(t *testing.T) {
			t.Parallel()
			s := newStage(t, "my env")
			s.prepare(i)
			s.set("PYTHONHOME=/usr")
			plain := s.run(s.plain(i.argv), "plain", step{"", "x1>"})
			if rc := plain[0].env["RC"]; rc == "" || strings.Contains(rc, "wrong") || plain[0].env["PATH"] == s.environ[0] {
				t.Fatalf("the shell alone has read %q", rc)
			}
			said := s.run(s.session(i.as(), i.argv), "session", step{"", "(my env) x1>"}, step{"deactivate", "x1>"})
			want := plain[0]
			if diff := cmp.Diff(want.env, said[1].env); diff != "" {
				t.Errorf("deactivated (-plain shell +session):\n%s", diff)
			}
			path := want.env["PATH"]
			want.env["PATH"] = s.values.Root + "/bin:" + path
			want.env["VIRTUAL_ENV"] = s.values.Root
			want.env["VIRTUAL_ENV_PROMPT"] = s.values.Prompt
			delete(want.env, "PYTHONHOME")
			delete(said[0].env, "_OLD_VIRTUAL_PYTHONHOME") // which activate.Code has for nushell
			if diff := cmp.Diff(want.env, said[0].env); diff != "" {
				t.Errorf("active (-want +got):\n%s", diff)
			}
		})
	}
}
