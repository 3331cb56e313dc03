package use

import (
	"encoding/json"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/pyenvkit/pyenvkit/internal/lab"
)

// A project is a directory with an environment (.venv), whose user has the shells
// of the machine and no settings.
type project struct {
	t       *testing.T
	dir     string
	environ []string
}

// newProject makes a project with an environment of this program.
func newProject(t *testing.T) *project {
	t.Helper()
	dir, err := filepath.EvalSymlinks(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	p := &project{t: t, dir: filepath.Join(dir, "my project")}
	// Where fish finds its completions it makes none.
	completions := filepath.Join(p.home(), ".local", "share", "fish", "generated_completions")
	for _, made := range []string{p.dir, completions, filepath.Join(dir, "tmp")} {
		if err := os.MkdirAll(made, 0o755); err != nil {
			t.Fatal(err)
		}
	}
	p.environ = []string{
		"PATH=" + os.Getenv("PATH"), "HOME=" + p.home(), "TMPDIR=" + filepath.Join(dir, "tmp"), "TERM=xterm", "LANG=C.UTF-8", "NO_COLOR=1",
		"XDG_CACHE_HOME=" + os.Getenv("XDG_CACHE_HOME"),
	}
	if words, err := pyenvkit(t, p.dir, "create", "-q", "-p", lab.Python(t), "--without-pip", ".venv"); err != nil {
		t.Fatalf("%v\n%s", err, words)
	}
	p.write("where.py", `
import json, os, sys
with open("/proc/%d/comm" % os.getppid()) as f:
    shell = f.read().strip()
with open(sys.argv[1] + ".new", "w") as f:
    json.dump({"Prefix": sys.prefix, "Shell": shell, "Environ": dict(os.environ)}, f)
os.rename(sys.argv[1] + ".new", sys.argv[1])
`)
	return p
}

func (p *project) home() string { return filepath.Join(filepath.Dir(p.dir), "home") }

func (p *project) root() string { return filepath.Join(p.dir, ".venv") }

func (p *project) write(name, content string) {
	p.t.Helper()
	path := filepath.Join(p.dir, name)
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		p.t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(content), 0o644); err != nil {
		p.t.Fatal(err)
	}
}

// unset takes variables away.
func (p *project) unset(names ...string) {
	for _, name := range names {
		var left []string
		for _, variable := range p.environ {
			if !strings.HasPrefix(variable, name+"=") {
				left = append(left, variable)
			}
		}
		p.environ = left
	}
}

// command returns a command of the user in the project.
func (p *project) command(argv ...string) *exec.Cmd {
	p.t.Helper()
	cmd := exec.CommandContext(p.t.Context(), lab.Program(p.t, argv[0]), argv[1:]...)
	cmd.Dir, cmd.Env = p.dir, p.environ
	return cmd
}

// A place is where a Python has found itself.
type place struct {
	Prefix, Shell string
	Environ       map[string]string
}

// where waits for what where.py writes to a file. What is shown on the terminal is
// told where it doesn't; there may be none.
func (p *project) where(name string, pty *lab.Pty) place {
	p.t.Helper()
	var content []byte
	lab.Eventually(p.t, func() bool {
		var err error
		content, err = os.ReadFile(filepath.Join(p.dir, name))
		return err == nil
	}, func() string {
		if pty == nil {
			return "where.py does not run"
		}
		return "where.py does not run; the terminal shows " + pty.Text()
	})
	var found place
	if err := json.Unmarshal(content, &found); err != nil {
		p.t.Fatal(err)
	}
	return found
}

// exits fails the test unless a program has ended with that status.
func exits(t *testing.T, err error, status int, words string) {
	t.Helper()
	got := 0
	if exit, ok := errors.AsType[*exec.ExitError](err); ok {
		got = exit.ExitCode()
	} else if err != nil {
		t.Error(err)
	}
	if got != status {
		t.Errorf("exit status %d, want %d\n%s", got, status, words)
	}
}

// TestShellIsActivated starts each shell by its name.
func TestShellIsActivated(t *testing.T) {
	for _, shell := range []string{"bash", "zsh", "fish", "tcsh", "csh", "nu", "xonsh", "mksh", "ksh", "ksh93", "yash", "dash", "sh"} {
		t.Run(shell, func(t *testing.T) {
			t.Parallel()
			p := newProject(t)
			lab.Program(t, shell)
			pty := lab.StartPty(t, p.command("pyenvkit", "shell", "--shell", shell))
			pty.Await("(.venv) ")
			pty.Type("python where.py first\r")
			active := p.where("first", pty)
			if active.Prefix != p.root() || active.Environ["VIRTUAL_ENV"] != p.root() {
				t.Errorf("Python is in %s, VIRTUAL_ENV is %s", active.Prefix, active.Environ["VIRTUAL_ENV"])
			}
			for name, value := range active.Environ {
				if name != "_PYENVKIT_SHELL" && strings.HasPrefix(name, "_PYENVKIT_") || strings.Contains(value, "/pyenvkit/") {
					t.Errorf("left: %s=%s", name, value)
				}
			}
			if home := active.Environ["HOME"]; home != p.home() {
				t.Errorf("HOME is %s", home)
			}
			pty.Await("(.venv) ")
			pty.Type("deactivate\r")
			pty.Await("")
			pty.Type("exit 7\r")
			err := pty.Wait()
			if shell != "xonsh" { // some of which know no other status here
				exits(t, err, 7, pty.Text())
			}
		})
	}
}

// TestShellIsTheOneThatCalls is called without --shell.
func TestShellIsTheOneThatCalls(t *testing.T) {
	for _, shell := range []string{"bash", "fish", "dash", "tcsh"} {
		t.Run(shell, func(t *testing.T) {
			t.Parallel()
			p := newProject(t)
			p.environ = append(p.environ, "SHELL=/bin/false", "PS1=x1> ")
			pty := lab.StartPty(t, p.command(shell))
			pty.Await("")
			pty.Type("pyenvkit shell\r")
			pty.Await("(.venv) ")
			pty.Type("python where.py inside\r")
			if got := p.where("inside", pty); got.Shell != shell || got.Prefix != p.root() {
				t.Errorf("%+v", got)
			}
			pty.Await("(.venv) ")
			pty.Type("exit\r")
			pty.Await("")
			pty.Type("exit 7\r")
			exits(t, pty.Wait(), 7, pty.Text())
		})
	}
}

// TestShellInsideOfAnother is one of another environment, and is refused for the
// same.
func TestShellInsideOfAnother(t *testing.T) {
	p := newProject(t)
	if words, err := pyenvkit(t, p.dir, "create", "-q", "-p", lab.Python(t), "--without-pip", "other"); err != nil {
		t.Fatalf("%v\n%s", err, words)
	}
	pty := lab.StartPty(t, p.command("pyenvkit", "shell", "--shell", "bash"))
	pty.Await("(.venv) ")
	pty.Type("pyenvkit shell\r")
	pty.Await("already")
	pty.Type("pyenvkit shell other\r")
	pty.Await("(other) ")
	pty.Type("python where.py inner\r")
	got := p.where("inner", pty)
	if want := filepath.Join(p.dir, "other"); got.Prefix != want || strings.Contains(got.Environ["PATH"], p.root()+"/bin:") {
		t.Errorf("%s, PATH %s", got.Prefix, got.Environ["PATH"])
	}
	pty.Await("(other) ")
	pty.Type("exit\r")
	pty.Await("(.venv) ")
	pty.Type("exit 7\r")
	exits(t, pty.Wait(), 7, pty.Text())
}

// TestShellOfAnEnvironmentByVenv has names that a shell could take for code.
func TestShellOfAnEnvironmentByVenv(t *testing.T) {
	const name, prompt = "it's $(touch PWNED); !!", "a `touch PWNED` %n $b"
	for _, shell := range []string{"bash", "zsh", "fish", "tcsh", "nu", "dash"} {
		t.Run(shell, func(t *testing.T) {
			t.Parallel()
			p := newProject(t)
			lab.Program(t, shell)
			made := p.command(lab.Venvs(t)[0], "-m", "venv", "--without-pip", "--prompt", prompt, name)
			if out, err := made.CombinedOutput(); err != nil {
				t.Fatalf("%v\n%s", err, out)
			}
			pty := lab.StartPty(t, p.command("pyenvkit", "shell", "--shell", shell, name))
			pty.Await("(" + prompt + ") ")
			pty.Type("python where.py venv\r")
			got := p.where("venv", pty)
			if want := filepath.Join(p.dir, name); got.Prefix != want || got.Environ["VIRTUAL_ENV_PROMPT"] != prompt {
				t.Errorf("Python is in %s, VIRTUAL_ENV_PROMPT is %s", got.Prefix, got.Environ["VIRTUAL_ENV_PROMPT"])
			}
			pty.Await("(" + prompt + ") ")
			pty.Type("exit\r")
			exits(t, pty.Wait(), 0, pty.Text())
			if _, err := os.Stat(filepath.Join(p.dir, "PWNED")); err == nil {
				t.Error("a name was executed")
			}
		})
	}
}

// TestShellKeepsTheTerminal interrupts, stops and goes on with programs.
func TestShellKeepsTheTerminal(t *testing.T) {
	for _, shell := range []string{"bash", "zsh", "fish", "dash", "mksh", "tcsh"} {
		t.Run(shell, func(t *testing.T) {
			t.Parallel()
			p := newProject(t)
			pty := lab.StartPty(t, p.command("pyenvkit", "shell", "--shell", shell))
			pty.Await("(.venv) ")
			pty.Type("false unwanted")
			pty.Await("unwanted")
			pty.Type("\x03")
			pty.Await("(.venv) ")
			pty.Type("sleep 1000\r")
			pty.Await("sleep")
			pty.Type("\x03")
			pty.Await("(.venv) ")
			pty.Type("sleep 1001\r")
			pty.Await("sleep")
			pty.Type("\x1a")
			pty.Await("(.venv) ")
			pty.Type("sleep 1002 &\r")
			pty.Await("(.venv) ")
			pty.Type("jobs\r")
			pty.Await("sleep 1002")
			pty.Type("fg %1\r")
			pty.Await("sleep 1001")
			pty.Type("\x03")
			pty.Await("(.venv) ")
			pty.Type("kill %2\r")
			pty.Await("(.venv) ")
			pty.Type("exit 7\r")
			exits(t, pty.Wait(), 7, pty.Text())
		})
	}
}

// TestShellUnderSignals is the shell's own affair: it ignores the request to end,
// and ends with its terminal.
func TestShellUnderSignals(t *testing.T) {
	for _, shell := range []string{"bash", "zsh", "fish"} {
		t.Run(shell, func(t *testing.T) {
			t.Parallel()
			p := newProject(t)
			pty := lab.StartPty(t, p.command("pyenvkit", "shell", "--shell", shell))
			pty.Await("(.venv) ")
			if shell != "fish" { // which obeys
				pty.Signal(syscall.SIGTERM)
			}
			pty.Type("python where.py after\r")
			if got := p.where("after", pty); got.Prefix != p.root() {
				t.Errorf("Python is in %s", got.Prefix)
			}
			pty.Hangup()
			if err := pty.Wait(); err != nil {
				if _, ok := errors.AsType[*exec.ExitError](err); !ok {
					t.Error(err)
				}
			}
		})
	}
}

// TestShellWithoutATerminal reads commands from a pipe, or nothing at all.
func TestShellWithoutATerminal(t *testing.T) {
	for _, shell := range []string{"bash", "zsh", "fish", "tcsh", "xonsh", "mksh", "ksh", "yash", "dash"} {
		t.Run(shell, func(t *testing.T) {
			t.Parallel()
			p := newProject(t)
			lab.Program(t, shell)
			cmd := p.command("pyenvkit", "shell", "--shell", shell)
			cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true}
			cmd.Stdin = strings.NewReader("python where.py piped\nexit 7\n")
			out, err := cmd.CombinedOutput()
			if shell != "xonsh" { // some of which know no other status here
				exits(t, err, 7, string(out))
			}
			got := p.where("piped", nil)
			if got.Prefix != p.root() {
				t.Errorf("Python is in %s\n%s", got.Prefix, out)
			}
			if _, set := got.Environ["_PYENVKIT_CODE"]; set {
				t.Error("_PYENVKIT_CODE is left")
			}
			cmd = p.command("sh", "-c", `exec pyenvkit shell --shell "$1" <&-`, "sh", shell)
			out, err = cmd.CombinedOutput()
			exits(t, err, 0, string(out))
		})
	}
}

// TestShellWithoutCache has no place for start-up files of ours: no HOME, or one
// that nobody may write to.
func TestShellWithoutCache(t *testing.T) {
	for _, shell := range []string{"bash", "zsh", "dash", "tcsh", "xonsh", "bash read-only"} {
		t.Run(shell, func(t *testing.T) {
			t.Parallel()
			p := newProject(t)
			p.unset("HOME", "XDG_CACHE_HOME")
			shell, readOnly := strings.CutSuffix(shell, " read-only")
			if readOnly {
				p.environ = append(p.environ, "HOME=/proc/self")
			}
			lab.Program(t, shell)
			pty := lab.StartPty(t, p.command("pyenvkit", "shell", "--shell", shell))
			pty.Await("(.venv) ")
			pty.Type("python where.py homeless\r")
			if got := p.where("homeless", pty); got.Prefix != p.root() {
				t.Errorf("Python is in %s", got.Prefix)
			}
			pty.Await("(.venv) ")
			left, err := filepath.Glob(filepath.Join(filepath.Dir(p.dir), "tmp", "pyenvkit*"))
			if diff := cmp.Diff([]string(nil), left); diff != "" || err != nil {
				t.Errorf("left behind: %s", diff)
			}
			pty.Type("exit\r")
			exits(t, pty.Wait(), 0, pty.Text())
		})
	}
}
