package session

import (
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/pyenvkit/pyenvkit/activate"
	"github.com/pyenvkit/pyenvkit/internal/lab"
)

// each runs a test with one shell of each kind.
func each(t *testing.T, test func(t *testing.T, i interactive)) {
	for _, i := range interactives {
		if i.shell != "" || i.name == "ksh93" || i.name == "csh" {
			continue
		}
		t.Run(i.name, func(t *testing.T) {
			t.Parallel()
			test(t, i)
		})
	}
}

// TestSessionTakesNoNameForCode has a name for everybody, in the path of our
// files too.
func TestSessionTakesNoNameForCode(t *testing.T) {
	t.Parallel()
	const name = `it's "$(touch PWNED)` + "`touch PWNED` !! %n; & | \\u {RED}"
	each(t, func(t *testing.T, i interactive) {
		s := newStage(t, name)
		s.prepare(i)
		s.dir = filepath.Join(filepath.Dir(s.home), name)
		prompt := "(" + name + ") x1>"
		said := s.run(s.session(i.as(), i.argv), "hostile", step{"", prompt}, step{"deactivate", "x1>"})
		want := []string{s.values.Root, name, s.values.Root + "/bin"}
		path, _, _ := strings.Cut(said[0].env["PATH"], ":")
		if diff := cmp.Diff(want, []string{said[0].env["VIRTUAL_ENV"], said[0].env["VIRTUAL_ENV_PROMPT"], path}); diff != "" {
			t.Errorf("(-want +got):\n%s", diff)
		}
		if strings.Contains(said[1].env["PATH"], s.values.Root) {
			t.Errorf("deactivated: PATH is %s", said[1].env["PATH"])
		}
		s.clean(said...)
	})
}

// clean fails the test if something was executed that was a name, or if something
// of ours is left in the environment.
func (s *stage) clean(said ...statement) {
	s.t.Helper()
	err := filepath.WalkDir(filepath.Dir(s.home), func(path string, _ os.DirEntry, err error) error {
		if filepath.Base(path) == "PWNED" {
			s.t.Errorf("there is %s: something was executed that was a name", path)
		}
		return err
	})
	if err != nil {
		s.t.Error(err)
	}
	for _, statement := range said {
		for name := range statement.env {
			if strings.HasPrefix(name, "_PYENVKIT_") {
				s.t.Errorf("%s is left", name)
			}
		}
	}
}

// TestSessionInsideOfAnother leaves both by deactivating one.
func TestSessionInsideOfAnother(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, i interactive) {
		s := newStage(t, "inner")
		s.prepare(i)
		outer := filepath.Join(filepath.Dir(s.values.Root), "outer")
		path, _ := s.get("PATH")
		s.set("VIRTUAL_ENV="+outer, "VIRTUAL_ENV_PROMPT=outer", "PATH="+outer+"/bin:"+path)
		said := s.run(s.session(i.as(), i.argv), "inner", step{"", "(inner) x1>"}, step{"deactivate", "x1>"})
		// zsh has two files that prepend.
		path = strings.Repeat("/rc/bin:", strings.Count(said[1].env["PATH"], "/rc/bin:")) + path
		want := []string{s.values.Root, "inner", s.values.Root + "/bin:" + path, "", "", path}
		var got []string
		for _, statement := range said {
			got = append(got, statement.env["VIRTUAL_ENV"], statement.env["VIRTUAL_ENV_PROMPT"], statement.env["PATH"])
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("(-want +got):\n%s", diff)
		}
		s.clean(said...)
	})
}

// TestSessionLeavesThePromptAlone where the user says so.
func TestSessionLeavesThePromptAlone(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, i interactive) {
		s := newStage(t, "env")
		s.prepare(i)
		s.set("VIRTUAL_ENV_DISABLE_PROMPT=1")
		said := s.run(s.session(i.as(), i.argv), "alone", step{"", "x1>"})
		if root := said[0].env["VIRTUAL_ENV"]; root != s.values.Root || strings.Contains(s.shown, "(env)") {
			t.Errorf("VIRTUAL_ENV is %s, the terminal shows %q", root, s.shown)
		}
	})
}

// TestSessionLeavesNoNamesOfOurs looks at what a shell keeps to itself.
func TestSessionLeavesNoNamesOfOurs(t *testing.T) {
	t.Parallel()
	const posix = "{ set; alias; } >names"
	dump := map[string]string{
		"bash": posix, "dash": posix, "sh": posix, "ash": posix, "yash": posix,
		"ksh": "{ set; typeset -f; alias; } >names", "mksh": "{ set; typeset -f; alias; } >names",
		"zsh": "{ typeset; functions; alias; sched; print -l $precmd_functions; } >names", "fish": "begin; set; functions -a; end >names",
		"tcsh": "(set; alias) >names", "nu": "[($env | columns) (scope variables | get name) (scope commands | get name)] | to text | save names",
		"xonsh": "echo @(list(__xonsh__.ctx)) @(list(aliases)) @(list(${...})) >names",
	}
	each(t, func(t *testing.T, i interactive) {
		s := newStage(t, "env")
		s.prepare(i)
		s.run(s.session(i.as(), i.argv), "names", step{"", "(env) x1>"}, step{dump[i.name], "(env) x1>"})
		names, err := os.ReadFile(filepath.Join(s.home, "names"))
		if err != nil || !strings.Contains(string(names), "PATH") && !strings.Contains(string(names), "path") {
			t.Fatalf("the names are %q (%v); the terminal shows %s", names, err, s.shown)
		}
		for line := range strings.Lines(string(names)) {
			if strings.Contains(strings.ToLower(line), "pyenvkit") {
				t.Errorf("left: %.200s", line)
			}
		}
	})
}

// TestSessionOfWhateverIsCalledSh has shells behave as a sh, which reads ENV.
func TestSessionOfWhateverIsCalledSh(t *testing.T) {
	t.Parallel()
	for _, program := range []string{"bash", "zsh", "mksh", "ksh93", "yash", "busybox", "dash"} {
		t.Run(program, func(t *testing.T) {
			t.Parallel()
			s := newStage(t, "env")
			s.prepare(interactive{files: map[string]string{"my rc": sh("a")}, env: []string{"ENV=@/my rc"}})
			argv := []string{"bash", "-c", `exec -a sh "$0"`, lab.Program(t, program)}
			plain := s.run(s.plain(argv), "plain", step{"", "x1>"})
			said := s.run(s.session("sh", argv), "sh", step{"", "(env) x1>"}, step{"deactivate", "x1>"})
			if diff := cmp.Diff(plain[0].env, said[1].env); diff != "" || plain[0].env["RC"] != "a" {
				t.Errorf("deactivated (-plain shell +session):\n%s", diff)
			}
			if root, path := said[0].env["VIRTUAL_ENV"], said[0].env["PATH"]; root != s.values.Root || path != root+"/bin:"+plain[0].env["PATH"] {
				t.Errorf("VIRTUAL_ENV is %s, PATH %s", root, path)
			}
		})
	}
}

// TestSessionOfFilesThatAreRemoved has no HOME either, and so no files of a user.
func TestSessionOfFilesThatAreRemoved(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, i interactive) {
		switch i.name {
		case "fish", "nu", "yash": // without HOME, they ask or complain
			t.Skip("has no files of ours, or none without HOME")
		}
		s := newStage(t, "env")
		s.unset("HOME")
		s.dir = filepath.Join(filepath.Dir(s.home), Temporary+"1")
		prompt := "(env) "
		switch i.name {
		case "dash", "sh", "mksh", "ksh": // that has one of its own
			prompt += map[bool]string{true: "# ", false: "$ "}[os.Geteuid() == 0]
		}
		said := s.run(s.session(i.as(), i.argv), "temporary", step{"", prompt})
		if home, set := said[0].env["HOME"]; set && strings.HasPrefix(home, s.dir) {
			t.Errorf("HOME is %s", home)
		}
		if _, err := os.Stat(s.dir); !errors.Is(err, os.ErrNotExist) {
			t.Errorf("%s is left (%v)", s.dir, err)
		}
		s.clean(said...)
	})
}

// TestSessionReadsCommands has a pipe for standard input, from which nushell takes
// no commands.
func TestSessionReadsCommands(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, i interactive) {
		if i.name == "nu" {
			t.Skip("nushell reads commands from a terminal or a file")
		}
		s := newStage(t, "env")
		s.prepare(i)
		s.piped = true
		cmd := s.session(i.as(), i.argv)
		cmd.Stdin = strings.NewReader("tell piped\nexit 7\n")
		out, err := cmd.CombinedOutput()
		if !s.ended(cmd, err) {
			t.Errorf("%v, not exit status 7\n%s", err, out)
		}
		said := s.told("piped", nil)
		path, _, _ := strings.Cut(said.env["PATH"], ":")
		if diff := cmp.Diff([]string{s.values.Root, s.values.Root + "/bin"}, []string{said.env["VIRTUAL_ENV"], path}); diff != "" {
			t.Errorf("(-want +got):\n%s\n%s", diff, out)
		}
		s.clean(said)
	})
}

// TestSessionWithAWilfulFile has start-up files that do not end as others do.
func TestSessionWithAWilfulFile(t *testing.T) {
	t.Parallel()
	i := interactive{name: "bash", argv: []string{"bash"}}
	t.Run("exec", func(t *testing.T) {
		t.Parallel()
		s := newStage(t, "env")
		i := i
		i.files = map[string]string{".bashrc": "PS1='x2> ' exec dash\n"}
		s.prepare(i)
		said := s.run(s.session("bash", i.argv), "exec", step{"", "x2> "})
		if root, path := said[0].env["VIRTUAL_ENV"], said[0].env["PATH"]; root != s.values.Root || !strings.HasPrefix(path, root+"/bin:") {
			t.Errorf("VIRTUAL_ENV is %s, PATH %s", root, path)
		}
		s.clean(said...)
	})
	t.Run("exit", func(t *testing.T) {
		t.Parallel()
		s := newStage(t, "env")
		i := i
		i.files = map[string]string{".bashrc": "exit 3\n"}
		s.prepare(i)
		err := lab.StartPty(t, s.session("bash", i.argv)).Wait()
		if exit, ok := errors.AsType[*exec.ExitError](err); !ok || exit.ExitCode() != 3 {
			t.Errorf("%v, not exit status 3", err)
		}
	})
	// What people have who do not know this program.
	t.Run("activates", func(t *testing.T) {
		t.Parallel()
		s := newStage(t, "env")
		scripts, _ := activate.Render(s.values, []string{"activate"})
		write(t, filepath.Join(s.values.Root, "bin", "activate"), string(scripts[0].Content), 0o644)
		i := i
		i.files = map[string]string{".bashrc": sh("a") + ". \"$VIRTUAL_ENV/bin/activate\"\n"}
		s.prepare(i)
		said := s.run(s.session("bash", i.argv), "activates", step{"", "(env) x1>"}, step{"deactivate", "x1>"})
		var got []string
		for _, statement := range said {
			got = append(got, statement.env["VIRTUAL_ENV"], statement.env["PATH"])
		}
		path, _ := s.get("PATH")
		want := []string{s.values.Root, s.values.Root + "/bin:/rc/bin:" + path, "", "/rc/bin:" + path}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("(-want +got):\n%s", diff)
		}
		s.clean(said...)
	})
}

// TestZshWithADirectoryOfTheSystem has the zshenv of the system name a directory
// where none is named.
func TestZshWithADirectoryOfTheSystem(t *testing.T) {
	t.Parallel()
	lab.Root(t)
	s := newStage(t, "env")
	own := filepath.Join(s.home, "zshenv")
	argv := []string{"unshare", "-m", "sh", "-c", `mount --bind "$1" "$2" && exec zsh`, "sh", own, "/etc/zsh/zshenv"}
	if out, err := s.plain(slices.Concat(argv[:4], []string{`mount -t tmpfs tmpfs "$1"`, "sh", s.home})).CombinedOutput(); err != nil {
		t.Skipf("missing: mounting: %v\n%s", err, out)
	}
	if _, err := os.Stat("/etc/zsh/zshenv"); err != nil {
		lab.Missing(t, "Debian's zsh: "+err.Error())
	}
	s.prepare(interactive{files: map[string]string{
		"zshenv": "if [[ -z ${ZDOTDIR-} ]]; then export ZDOTDIR=$HOME/z; fi\n", ".zshrc": "RC=wrong\n", "z/.zshrc": sh("b"),
	}})
	said := s.run(s.session("zsh", argv), "zshenv", step{"", "(env) x1>"})
	if diff := cmp.Diff([]string{"b", s.home + "/z"}, []string{said[0].env["RC"], said[0].env["ZDOTDIR"]}); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	s.clean(said...)
}
