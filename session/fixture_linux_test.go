package session

import (
	"flag"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/pyenvkit/pyenvkit/activate"
	"github.com/pyenvkit/pyenvkit/internal/lab"
)

// TestMain has more tests at a time than there are processors: they wait more than
// they work.
func TestMain(m *testing.M) {
	flag.Parse()
	_ = flag.Set("test.parallel", "8")
	m.Run()
}

// A stage is a machine with one user, an environment, and shells to be started.
type stage struct {
	t       *testing.T
	home    string
	said    string // directory of what was told
	environ []string
	values  activate.Values
	dir     string // of start-up files of ours
	piped   bool   // the standard input of a session is no terminal
	shown   string // what the last shell has shown
}

// newStage makes an environment in a directory of that name.
func newStage(t *testing.T, name string) *stage {
	t.Helper()
	dir, err := filepath.EvalSymlinks(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	s := &stage{t: t, home: filepath.Join(dir, "home"), said: filepath.Join(dir, "said")}
	s.values = activate.Values{Root: filepath.Join(dir, "envs", name), Bin: "bin", Prompt: name, PathSeparator: ":"}
	s.dir = filepath.Join(dir, "shell")
	for _, made := range []string{s.home, s.said, filepath.Join(dir, "tools"), filepath.Join(s.values.Root, "bin")} {
		if err := os.MkdirAll(made, 0o755); err != nil {
			t.Fatal(err)
		}
	}
	write(t, filepath.Join(s.values.Root, "pyvenv.cfg"), "home = /usr/bin\n", 0o644)
	// It writes its arguments and its environment to a file, all at once.
	write(t, filepath.Join(dir, "tools", "tell"), `#!/bin/sh
out=`+s.said+`/$1
{ printf '%s\0' "$@"; printf '\0'; env -0; } >"$out.new" && mv "$out.new" "$out"
`, 0o755)
	s.environ = []string{
		"PATH=" + filepath.Join(dir, "tools") + ":/usr/local/bin:/usr/bin:/bin", "HOME=" + s.home,
		"TERM=xterm", "LANG=C.UTF-8", "XDG_CACHE_HOME=" + filepath.Join(dir, "cache"),
	}
	return s
}

func write(t *testing.T, path, content string, mode os.FileMode) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(content), mode); err != nil {
		t.Fatal(err)
	}
}

// get returns a variable of the process that starts shells.
func (s *stage) get(name string) (value string, set bool) {
	for _, variable := range s.environ {
		if rest, found := strings.CutPrefix(variable, name+"="); found {
			value, set = rest, true
		}
	}
	return value, set
}

// set changes variables ("NAME=value") of the process that starts shells.
func (s *stage) set(variables ...string) {
	for _, variable := range variables {
		name, _, _ := strings.Cut(variable, "=")
		s.unset(name)
		s.environ = append(s.environ, variable)
	}
}

func (s *stage) unset(name string) {
	var left []string
	for _, variable := range s.environ {
		if !strings.HasPrefix(variable, name+"=") {
			left = append(left, variable)
		}
	}
	s.environ = left
}

// plain returns a shell as a user starts it.
func (s *stage) plain(argv []string) *exec.Cmd {
	cmd := exec.CommandContext(s.t.Context(), lab.Program(s.t, argv[0]), argv[1:]...)
	cmd.Env = s.environ
	cmd.Dir = s.home
	return cmd
}

// session returns a shell in which the environment is active: as `pyenvkit
// shell` starts it.
func (s *stage) session(shell string, argv []string) *exec.Cmd {
	s.t.Helper()
	session, err := New(shell, s.values, s.dir, s.get)
	if err != nil {
		s.t.Fatal(err)
	}
	if s.piped && session.Terminal {
		session = Session{}
	}
	for _, file := range session.Files {
		write(s.t, filepath.Join(s.dir, file.Name), file.Content, 0o600)
	}
	changes, err := activate.Variables(s.values, s.get)
	if err != nil {
		s.t.Fatal(err)
	}
	before := s.environ
	defer func() { s.environ = before }()
	for _, change := range append(changes, session.Variables...) {
		s.unset(change.Name)
		if !change.Unset {
			s.set(change.Name + "=" + change.Value)
		}
	}
	return s.plain(slices.Concat(argv, session.Args))
}

// A statement is what the program tell was called with.
type statement struct {
	args []string
	env  map[string]string
}

// told waits for a statement, which has that name as its first argument, from a
// shell on a terminal, or nil.
func (s *stage) told(name string, pty *lab.Pty) statement {
	s.t.Helper()
	var content []byte
	lab.Eventually(s.t, func() bool {
		var err error
		content, err = os.ReadFile(filepath.Join(s.said, name))
		return err == nil
	}, func() string {
		if pty == nil {
			return name + " is not told"
		}
		return name + " is not told; the terminal shows " + strconv.Quote(pty.Text())
	})
	args, env, _ := strings.Cut(string(content), "\x00\x00")
	said := statement{strings.Split(args, "\x00")[1:], map[string]string{}}
	for variable := range strings.SplitSeq(strings.Trim(env, "\x00"), "\x00") {
		name, value, _ := strings.Cut(variable, "=")
		switch name {
		case "_", "SHLVL", "PWD", "OLDPWD", "COLUMNS", "LINES", "LAST_RETURN_CODE", "XONSH_HISTORY_FILE", "CMD_DURATION_MS":
		default:
			said.env[name] = value
		}
	}
	return said
}
