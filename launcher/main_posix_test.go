//go:build linux || darwin || freebsd

package main

import (
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

// hostile are names of directories in which no shebang works, or in which text is
// easily taken apart.
var hostile = map[string]string{
	"plain": "env", "space": "my env", "spaces around": " e ", "tab": "a\tb", "newline": "a\nb", "return": "a\rb",
	"quotes": `a"b'c`, "dollar": "a$HOME`id`", "backslash": `a\b\n`, "glob": "*?[a]", "operators": "a;b&c|d>e", "dash": "-rf",
	"percent": "%s%PATH%!x!", "launcher_dir": "<launcher_dir>", "hash": "#!", "unicode": "Ян 環境 é", "combining": "e\u0301",
	"no UTF-8": "a\xff\xfeb", "escape": "a\x1b[31mb", "deleted": "env (deleted)",
	"long": strings.Repeat("long ", 45) + "/" + strings.Repeat("x", 250),
}

func TestLauncherInHostilePlaces(t *testing.T) {
	python := lab.Python(t)
	for name, directory := range hostile {
		t.Run(name, func(t *testing.T) {
			root := realTemp(t)
			if err := os.MkdirAll(filepath.Join(root, directory), 0o755); errors.Is(err, syscall.EILSEQ) {
				t.Skipf("missing: a file system that takes the name %q", directory)
			}
			p := newPlace(t, filepath.Join(root, directory), python, reporter)
			args := []string{"a b", "", `q"x'`, `back\`, "*.py", "$HOME", "Ян", "\xff", "-c", "--help"}
			got := listen(t, exec.CommandContext(t.Context(), p.script(), args...))
			if diff := cmp.Diff(append([]string{p.side()}, args...), got.Argv); diff != "" {
				t.Errorf("sys.argv (-want +got):\n%s", diff)
			}
			if got.Prefix != string(p) || got.Executable != p.python() {
				t.Errorf("sys.prefix %q, sys.executable %q, in %q", got.Prefix, got.Executable, p)
			}
		})
	}
}

func TestLauncherRunsEveryPython(t *testing.T) {
	for _, python := range lab.Pythons(t) {
		t.Run(filepath.Base(python), func(t *testing.T) {
			p := newPlace(t, filepath.Join(realTemp(t), "my env"), python, reporter)
			got := listen(t, exec.CommandContext(t.Context(), p.script(), "x"))
			if got.Prefix != string(p) || got.Half != 0.5 || len(got.Argv) != 2 {
				t.Errorf("%+v in %q", got, p)
			}
		})
	}
}

func TestLauncherFindsItself(t *testing.T) {
	python := lab.Python(t)
	root := realTemp(t)
	p := newPlace(t, filepath.Join(root, "my env"), python, reporter)
	elsewhere := filepath.Join(root, "else where")
	if err := os.Mkdir(elsewhere, 0o755); err != nil {
		t.Fatal(err)
	}
	link := func(target string, path ...string) string {
		t.Helper()
		name := filepath.Join(append([]string{elsewhere}, path...)...)
		if err := os.Symlink(target, name); err != nil {
			t.Fatal(err)
		}
		return name
	}
	bin := filepath.Dir(p.script())
	for _, c := range []struct{ name, path, dir, search string }{
		{name: "its path", path: p.script()},
		{name: "a relative path", path: "./" + script, dir: bin},
		{name: "a path with dots", path: "../my env//bin/./" + script, dir: elsewhere},
		{name: "PATH", path: script, search: "/nowhere:" + bin},
		{name: "an empty entry of PATH", path: script, search: "/nowhere:", dir: bin},
		{name: "a link", path: link(p.script(), "absolute")},
		{name: "a relative link", path: link("../my env/bin/"+script, "relative")},
		{name: "a chain of links", path: link("./relative", "chain")},
		{name: "a link through PATH", path: "chain", search: elsewhere},
		{name: "a linked directory", path: filepath.Join(link(bin, "linked bin"), script)},
		{name: "a link below a linked directory", path: filepath.Join(link("..", "up"), "else where", "relative")},
	} {
		t.Run(c.name, func(t *testing.T) {
			// A shell, because exec.Command looks things up itself.
			cmd := exec.CommandContext(t.Context(), "/bin/sh", "-c", `exec "$0" one`, c.path)
			cmd.Dir = c.dir
			if c.search != "" {
				cmd.Env = append(cmd.Environ(), "PATH="+c.search)
			}
			got := listen(t, cmd)
			if diff := cmp.Diff([]string{p.side(), "one"}, got.Argv); diff != "" {
				t.Errorf("sys.argv (-want +got):\n%s", diff)
			}
			if got.Prefix != string(p) {
				t.Errorf("sys.prefix %q, want %q", got.Prefix, p)
			}
		})
	}
}

func TestLauncherWorksWhereItIsMoved(t *testing.T) {
	root := realTemp(t)
	p := newPlace(t, filepath.Join(root, "one"), lab.Python(t), reporter)
	moved := place(filepath.Join(root, "an other"))
	if err := os.Rename(string(p), string(moved)); err != nil {
		t.Fatal(err)
	}
	if got := listen(t, exec.CommandContext(t.Context(), moved.script())); got.Prefix != string(moved) {
		t.Errorf("sys.prefix %q, want %q", got.Prefix, moved)
	}
}

func TestLauncherBecomesTheInterpreter(t *testing.T) {
	p := newPlace(t, filepath.Join(realTemp(t), "my env"), lab.Python(t), reporter)
	cmd := exec.CommandContext(t.Context(), p.script())
	if got := listen(t, cmd); got.PID != cmd.Process.Pid {
		t.Errorf("the interpreter is process %d, the launcher was %d", got.PID, cmd.Process.Pid)
	}
}

// What the interpreter inherits is compared with what it has when it is called
// itself, from a shell that has changed whatever it can.
func TestLauncherHandsEverythingOn(t *testing.T) {
	p := newPlace(t, filepath.Join(realTemp(t), "my env"), lab.Python(t), reporter)
	for name, setting := range map[string]string{
		"nothing changed": "",
		"open files":      "ulimit -S -n 100",
		"umask":           "umask 027",
		"ignored signals": "trap '' HUP INT QUIT TERM PIPE CHLD TSTP TTIN TTOU URG USR1 WINCH",
		"descriptors":     "exec 5</dev/null 9>/dev/null",
	} {
		t.Run(name, func(t *testing.T) {
			run := func(command ...string) told {
				shell := []string{"-c", setting + "\nexec \"$@\"", "sh"}
				got := listen(t, exec.CommandContext(t.Context(), "/bin/sh", append(shell, command...)...))
				got.PID = 0
				return got
			}
			want, got := run(p.python(), p.side(), "x"), run(p.script(), "x")
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("through the launcher (-python +launcher):\n%s", diff)
			}
		})
	}
}

func TestLauncherKeepsSignalsBlocked(t *testing.T) {
	p := newPlace(t, filepath.Join(realTemp(t), "my env"), lab.Python(t), reporter)
	const code = `import os, signal, sys
signal.pthread_sigmask(signal.SIG_BLOCK, range(1, 32))
os.execv(sys.argv[1], sys.argv[1:])
`
	run := func(command ...string) told {
		got := listen(t, exec.CommandContext(t.Context(), p.python(), append([]string{"-c", code}, command...)...))
		got.PID = 0
		return got
	}
	want, got := run(p.python(), p.side(), "x"), run(p.script(), "x")
	if diff := cmp.Diff(want, got); diff != "" || len(want.Blocked) == 0 {
		t.Errorf("%d blocked; through the launcher (-python +launcher):\n%s", len(want.Blocked), diff)
	}
}

func TestLauncherNeedsNoStandardStreams(t *testing.T) {
	side := "#!<launcher_dir>/python\nimport sys\nsys.exit(40 + len(sys.stdin.read() if sys.stdin else ''))\n"
	p := newPlace(t, filepath.Join(realTemp(t), "my env"), lab.Python(t), side)
	for _, closed := range []string{"<&-", ">&-", "2>&-", "<&- >&- 2>&-"} {
		cmd := exec.CommandContext(t.Context(), "/bin/sh", "-c", `exec "$0" `+closed, p.script())
		if code, message := fail(t, cmd); code != 40 || message != "" {
			t.Errorf("%s: exit code %d, %q", closed, code, message)
		}
	}
}

func TestLauncherSplitsArguments(t *testing.T) {
	side := strings.Replace(reporter, "/python\n", "/python  -E\t-W ignore \r\n", 1)
	p := newPlace(t, filepath.Join(realTemp(t), "my env"), lab.Python(t), side)
	got := listen(t, exec.CommandContext(t.Context(), p.script(), "-x", "y z"))
	if diff := cmp.Diff([]string{p.side(), "-x", "y z"}, got.Argv); diff != "" {
		t.Errorf("sys.argv (-want +got):\n%s", diff)
	}
}

func TestLauncherSaysWhatIsWrong(t *testing.T) {
	python := lab.Python(t)
	for _, c := range []struct {
		name string
		side string
		// prepare changes the environment.
		prepare func(p place) error
		code    int
		// want is the message, with BIN for the directory of the script and ENV
		// for that of the environment.
		want string
	}{
		{
			name: "no side file", prepare: func(p place) error { return os.Remove(p.side()) }, code: 127,
			want: "BIN/hello: cannot read the script BIN/hello-script.py: no such file or directory; " +
				"install its package again, or use a symbolic link instead of a copy of the launcher\n",
		},
		{
			name: "a directory", code: 126,
			prepare: func(p place) error { return errors.Join(os.Remove(p.side()), os.Mkdir(p.side(), 0o755)) },
			want:    "BIN/hello: cannot read the script BIN/hello-script.py: is a directory; install its package again\n",
		},
		{
			name: "no shebang", side: "import sys\n", code: 126,
			want: "BIN/hello: BIN/hello-script.py has no shebang (#!) that names the interpreter; install the package of this script again\n",
		},
		{
			name: "no such interpreter", side: "#!<launcher_dir>/python3.99\n", code: 127,
			want: "BIN/hello: cannot run BIN/python3.99, named in the first line of BIN/hello-script.py: no such file or directory; " +
				"make the environment ENV again (pyenvkit create)\n",
		},
		{
			name: "base gone", code: 127,
			prepare: func(p place) error {
				return errors.Join(os.Remove(p.python()), os.Symlink("/nowhere/python", p.python()))
			},
			side: "#!<launcher_dir>/python\n",
			want: "BIN/hello: cannot run BIN/python, named in the first line of BIN/hello-script.py: no such file or directory; " +
				"make the environment ENV again (pyenvkit create)\n",
		},
		{
			name: "no program", side: "#!<launcher_dir>/hello-script.py\n", code: 126,
			want: "BIN/hello: cannot run BIN/hello-script.py, named in the first line of BIN/hello-script.py: permission denied; " +
				"make the environment ENV again (pyenvkit create)\n",
		},
		{
			name: "itself", side: "#!<launcher_dir>/../bin/hello\n", code: 126,
			want: "BIN/hello: BIN/hello-script.py names its own launcher as the interpreter; install the package of this script again\n",
		},
		{
			name: "no loader", side: "#!<launcher_dir>/wrapper\n", code: 127,
			prepare: func(p place) error {
				return os.WriteFile(filepath.Join(string(p), "bin", "wrapper"), []byte("#!/nowhere/sh\n"), 0o755)
			},
			want: "BIN/hello: cannot run BIN/wrapper, named in the first line of BIN/hello-script.py: no such file or directory " +
				"(the file is there; the loader or program that runs it is not); make the environment ENV again (pyenvkit create)\n",
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			p := newPlace(t, filepath.Join(realTemp(t), "my\nenv"), python, c.side)
			if c.prepare != nil {
				if err := c.prepare(p); err != nil {
					t.Fatal(err)
				}
			}
			code, message := fail(t, exec.CommandContext(t.Context(), p.script(), "x"))
			shown := strings.ReplaceAll(filepath.Dir(p.script()), "\n", `\x0a`)
			message = strings.ReplaceAll(strings.ReplaceAll(message, shown, "BIN"), filepath.Dir(shown), "ENV")
			if diff := cmp.Diff(c.want, message); diff != "" || code != c.code {
				t.Errorf("exit code %d, want %d; message (-want +got):\n%s", code, c.code, diff)
			}
		})
	}
}

func TestLauncherLinkedHardElsewhereSaysWhatIsMissing(t *testing.T) {
	root := realTemp(t)
	p := newPlace(t, filepath.Join(root, "env"), lab.Python(t), reporter)
	other := filepath.Join(root, "other")
	if err := os.Link(p.script(), other); err != nil {
		t.Fatal(err)
	}
	code, message := fail(t, exec.CommandContext(t.Context(), other))
	if code != 127 || !strings.Contains(message, "cannot read the script "+other+"-script.py: no such file") {
		t.Errorf("exit code %d, message %q", code, message)
	}
}

func TestLauncherNeedsNoEnvironment(t *testing.T) {
	p := newPlace(t, filepath.Join(realTemp(t), "my env"), lab.Python(t), reporter)
	cmd := exec.CommandContext(t.Context(), p.script())
	cmd.Env = []string{} // no HOME, no PATH
	if got := listen(t, cmd); got.Prefix != string(p) {
		t.Errorf("sys.prefix %q, want %q", got.Prefix, p)
	}
}

func TestResolve(t *testing.T) {
	root := realTemp(t)
	if err := os.MkdirAll(filepath.Join(root, "a", "b"), 0o755); err != nil {
		t.Fatal(err)
	}
	write(t, filepath.Join(root, "a", "b", "file"), "", 0o644)
	for link, target := range map[string]string{
		"directory": "a/b", "absolute": root + "/directory", "chain": "./absolute", "a/b/up": "../../a//b/file", "a/b/out": root + "/a",
		"loop": "loop", "broken": "a/none", "long": strings.Repeat("./", 400) + "a/b",
	} {
		if err := os.Symlink(target, filepath.Join(root, link)); err != nil {
			t.Fatal(err)
		}
	}
	for path, want := range map[string]string{
		"/a/b/file": "/a/b/file", "//a/./b//file": "/a/b/file", "/directory/file": "/a/b/file", "/directory/../b/file": "/a/b/file",
		"/absolute/file": "/a/b/file", "/chain/up": "/a/b/file", "/a/b/out/b/out/../a/b/file": "/a/b/file", "/loop": "/loop",
		"/broken": "/a/none", "/none/file": "/none/file", "/long/file": "/a/b/file",
	} {
		if got := resolve(root + path); got != root+want {
			t.Errorf("%s is %q, want %s", path, got, want)
		}
	}
	if got := resolve("/../.."); got != "" {
		t.Errorf("above the root is %q", got)
	}
}

// realTemp returns a temporary directory by its real name, as the kernel has it.
func realTemp(t testing.TB) string {
	t.Helper()
	path, err := filepath.EvalSymlinks(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	return path
}
