package use

import (
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/pyenvkit/pyenvkit/internal/lab"
)

// hookPrompt is what ends the prompts of the shells.
const hookPrompt = "ready> "

// hookedShells are shells whose start-up files set up the hook as a user does.
var hookedShells = []struct {
	name  string
	argv  []string
	rc    string // below the home directory
	lines string
	// leave is how a user deactivates by hand.
	leave string
}{
	{"bash", []string{"bash"}, ".bashrc", "PS1='%s'\neval \"$(pyenvkit hook bash --auto)\"\n", "deactivate"},
	{"zsh", []string{"zsh"}, ".zshrc", "PS1='%s'\neval \"$(pyenvkit hook zsh --auto)\"\n", "deactivate"},
	{"dash", []string{"dash"}, ".shrc", "PS1='%s'\neval \"$(pyenvkit hook dash --auto)\"\n", "deactivate"},
	{"busybox", []string{"busybox", "ash"}, ".shrc", "PS1='%s'\neval \"$(pyenvkit hook ash --auto)\"\n", "deactivate"},
	{"mksh", []string{"mksh"}, ".shrc", "PS1='%s'\neval \"$(pyenvkit hook mksh --auto)\"\n", "deactivate"},
	{"ksh93", []string{"ksh93"}, ".shrc", "PS1='%s'\neval \"$(pyenvkit hook ksh93 --auto)\"\n", "deactivate"},
	{"yash", []string{"yash"}, ".yashrc", "PS1='%s'\neval \"$(pyenvkit hook yash --auto)\"\n", "deactivate"},
	{
		"fish",
		[]string{"fish"},
		".config/fish/config.fish",
		"function fish_prompt\necho -n '%s'\nend\npyenvkit hook fish --auto | source\n", "deactivate",
	},
	{"tcsh", []string{"tcsh"}, ".tcshrc", "set prompt = '%s'\neval \"`pyenvkit hook tcsh --auto`\"\n", "deactivate"},
	{
		"nu",
		[]string{"nu"},
		".config/nushell/config.nu",
		"$env.config.show_banner = false\n$env.PROMPT_COMMAND = {|| '%s' }\n$env.PROMPT_COMMAND_RIGHT = ''\n$env.PROMPT_INDICATOR = ''\n",
		"pyenvkit deactivate",
	},
	{
		"xonsh",
		[]string{"xonsh"},
		".xonshrc",
		"$SHELL_TYPE = 'readline'\n$PROMPT = '{env_name}%s'\nexecx($(pyenvkit hook xonsh --auto))\n", "deactivate",
	},
}

// A hookDesk is a user with a home, and a shell with the hook in it.
type hookDesk struct {
	t    *testing.T
	dir  string // the home directory
	pty  *lab.Pty
	told int
}

// newHookDesk opens the shell of that name in hookedShells, with more lines in front
// of its start-up file.
func newHookDesk(t *testing.T, name, more string) (d *hookDesk, leave string) {
	t.Helper()
	dir, err := filepath.EvalSymlinks(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	d = &hookDesk{t: t, dir: dir}
	d.write(".tools/tell", "#!/bin/sh\nenv -0 >\""+dir+"/.tell.$1.new\" && mv \""+dir+"/.tell.$1.new\" \""+dir+"/.tell.$1\"\n")
	for _, s := range hookedShells {
		if s.name != name {
			continue
		}
		d.write(s.rc, more+strings.ReplaceAll(s.lines, "%s", hookPrompt))
		cmd := exec.CommandContext(t.Context(), lab.Program(t, s.argv[0]), s.argv[1:]...)
		cmd.Dir = dir
		cmd.Env = []string{
			"PATH=" + filepath.Join(dir, ".tools") + ":" + os.Getenv("PATH"), "HOME=" + dir, "TERM=xterm", "LANG=C.UTF-8",
			"ENV=" + filepath.Join(dir, ".shrc"),
		}
		if name == "nu" {
			d.hookNu(cmd)
		}
		d.pty = lab.StartPty(t, cmd)
		d.pty.Await(hookPrompt)
		return d, s.leave
	}
	t.Fatalf("no shell %s", name)
	return nil, ""
}

// hookNu saves the hook in a directory from which nushell reads all files.
func (d *hookDesk) hookNu(shell *exec.Cmd) {
	d.t.Helper()
	cmd := exec.CommandContext(d.t.Context(), "pyenvkit", "hook", "nu", "--auto")
	cmd.Env = shell.Env
	code, err := cmd.Output()
	if err != nil {
		d.t.Fatal(err)
	}
	d.write(".config/nushell/env.nu", "")
	d.write(".config/nushell/autoload/pyenvkit.nu", string(code))
}

func (d *hookDesk) write(name, content string) {
	d.t.Helper()
	path := filepath.Join(d.dir, name)
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		d.t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(content), 0o755); err != nil {
		d.t.Fatal(err)
	}
}

// create makes an environment in the home directory.
func (d *hookDesk) create(name string) {
	d.t.Helper()
	if stderr, err := pyenvkit(d.t, d.dir, "create", "-q", "--without-pip", "-p", lab.Python(d.t), filepath.Join(d.dir, name)); err != nil {
		d.t.Fatalf("%v: %s", err, stderr)
	}
}

// enter types a line and returns what is active afterwards, relative to the home
// directory, with an exclamation mark if its programs are not first on PATH.
func (d *hookDesk) enter(line string) string {
	d.t.Helper()
	d.pty.Type(line + "\r")
	d.pty.Await(hookPrompt)
	d.told++
	number := strconv.Itoa(d.told)
	d.pty.Type("tell " + number + "\r")
	path := filepath.Join(d.dir, ".tell."+number)
	lab.Eventually(d.t, func() bool {
		_, err := os.Stat(path)
		return err == nil
	}, func() string { return strconv.Quote(line) + " comes to no end: " + strconv.Quote(d.pty.Text()) })
	d.pty.Await(hookPrompt)
	content, err := os.ReadFile(path)
	if err != nil {
		d.t.Fatal(err)
	}
	environ := map[string]string{}
	for variable := range strings.SplitSeq(string(content), "\x00") {
		name, value, _ := strings.Cut(variable, "=")
		environ[name] = value
	}
	active := environ["VIRTUAL_ENV"]
	first, _, _ := strings.Cut(environ["PATH"], ":")
	if active == "" && first == filepath.Join(d.dir, ".tools") {
		return ""
	}
	if active == "" || first != filepath.Join(active, "bin") {
		return active + "!" + first
	}
	return strings.TrimPrefix(active, d.dir+"/")
}

// TestHook goes from project to project.
func TestHook(t *testing.T) {
	for _, s := range hookedShells {
		t.Run(s.name, func(t *testing.T) {
			t.Parallel()
			d, leave := newHookDesk(t, s.name, "")
			d.create("a/.venv")
			d.create("a/in/.venv")
			d.create("$(touch PWNED) b/env of b")
			d.create("other")
			d.write("$(touch PWNED) b/.venv", "env of b\n")
			d.write("$(touch PWNED) b/in/x", "")
			d.write("a/sub/x", "")
			steps := []struct{ line, want string }{
				{"cd a", ""},
				{"cd sub", ""},
				{"pyenvkit allow", "a/.venv"},
				{"cd ../..", ""},
				{"cd a", "a/.venv"},
				{"cd in", ""}, // the nearest decides, and is not allowed
				{"pyenvkit allow", "a/in/.venv"},
				{"cd ..", "a/.venv"},
				{leave, ""},
				{"cd sub", ""}, // it stays so
				{"cd ../..", ""},
				{"cd a/sub", "a/.venv"},
				{"pyenvkit activate ../../other", "other"},
				{"cd ../in", "other"}, // the user's choice stays
				{"cd ../..", "other"},
				{leave, ""},
				{"cd a", "a/.venv"},
				{"cd '../$(touch PWNED) b'", ""},
				{"pyenvkit allow", "$(touch PWNED) b/env of b"},
				{"cd in", "$(touch PWNED) b/env of b"},
				{"pyenvkit deny", ""},
				{"cd ../../a", "a/.venv"},
				{"pyenvkit deactivate", ""},
				{"pyenvkit activate", "a/.venv"},
				{"cd ..", "a/.venv"}, // what the user asks for is not left with the directory
			}
			for i, step := range steps {
				if got := d.enter(step.line); got != step.want {
					t.Errorf("%d, %s: %q is active, want %q\n%s", i, step.line, got, step.want, d.pty.Text())
					return
				}
			}
			var told []string
			for line := range strings.Lines(d.pty.Text()) {
				if _, message, found := strings.Cut(line, "pyenvkit: "); found {
					told = append(told, strings.ReplaceAll(strings.TrimSpace(message), d.dir, "~"))
				}
			}
			if made, _ := filepath.Glob(filepath.Join(d.dir, "*", "PWNED")); made != nil {
				t.Errorf("a name was taken for code: %q", made)
			}
			const way = " is not activated; `pyenvkit allow` allows it, `pyenvkit deny` ends this message"
			want := []string{"~/a/.venv" + way, "~/a/in/.venv" + way, "~/$(touch PWNED) b/.venv" + way}
			if diff := cmp.Diff(want, told); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

// TestHookInASubshell starts the shell once more where an environment is active.
func TestHookInASubshell(t *testing.T) {
	for _, s := range hookedShells {
		t.Run(s.name, func(t *testing.T) {
			t.Parallel()
			d, leave := newHookDesk(t, s.name, "")
			d.create("a/.venv")
			d.write("b/x", "")
			again := s.argv[0]
			if s.name == "busybox" {
				again = "busybox ash"
			}
			steps := []struct{ line, want string }{
				{"cd a", ""},
				{"pyenvkit allow", "a/.venv"},
				{again, "a/.venv"},
				{"cd ..", ""},
				{"cd a", "a/.venv"},
				{leave, ""},
				{"exit", "a/.venv"},
				{"cd ../b", ""},
			}
			for i, step := range steps {
				if got := d.enter(step.line); got != step.want {
					t.Errorf("%d, %s: %q is active, want %q\n%s", i, step.line, got, step.want, d.pty.Text())
					return
				}
			}
		})
	}
}

// TestHookKeepsCompletion completes a command of what is now a function.
func TestHookKeepsCompletion(t *testing.T) {
	for shell, more := range map[string]string{
		"zsh":  "autoload -Uz compinit; compinit -u\nsource <(pyenvkit completion zsh)\n",
		"fish": "pyenvkit completion fish | source\n",
	} {
		t.Run(shell, func(t *testing.T) {
			t.Parallel()
			d, _ := newHookDesk(t, shell, more)
			d.create("a/.venv")
			d.pty.Type("pyenvkit deac\t")
			d.pty.Await("deactivate")
			d.pty.Type("\x15pyenvkit activate a/.v\t")
			d.pty.Await("a/.venv")
			if got := d.enter(""); got != "a/.venv" {
				t.Errorf("%q is active: %q", got, d.pty.Text())
			}
		})
	}
}

// TestHookAndShell starts a shell of an environment where the start-up file has the
// hook: it is active there, and stays so where the directory is left.
func TestHookAndShell(t *testing.T) {
	for _, s := range hookedShells {
		if s.name == "busybox" {
			continue // of which PATH has no shell by that name
		}
		t.Run(s.name, func(t *testing.T) {
			t.Parallel()
			d, _ := newHookDesk(t, s.name, "")
			d.create("a/.venv")
			d.write("b/x", "")
			for i, step := range []struct{ line, want string }{
				{"cd a", ""},
				{"pyenvkit shell --shell " + s.argv[0], "a/.venv"},
				{"cd ../b", "a/.venv"},
				{"exit", ""},
				{"pyenvkit allow", "a/.venv"},
				{"pyenvkit shell --shell " + s.argv[0], "a/.venv"},
				{"cd ../b", "a/.venv"},
			} {
				if got := d.enter(step.line); got != step.want {
					t.Errorf("%d, %s: %q is active, want %q\n%s", i, step.line, got, step.want, d.pty.Text())
					return
				}
			}
		})
	}
}
