package lab

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"
)

// A witness is a test that records how it is ended.
type witness struct {
	testing.TB
	end string
}

func (w *witness) Helper() {}

func (w *witness) Skipf(format string, args ...any) {
	w.end = "skip: " + fmt.Sprintf(format, args...)
	runtime.Goexit()
}

func (w *witness) Fatalf(format string, args ...any) {
	w.end = "fail: " + fmt.Sprintf(format, args...)
	runtime.Goexit()
}

// watch returns how body ends its test, "" if it goes through.
func watch(t *testing.T, body func(t testing.TB)) string {
	t.Helper()
	w := &witness{TB: t}
	done := make(chan struct{})
	go func() {
		defer close(done)
		body(w)
	}()
	<-done
	return w.end
}

func TestMissingIsAFailureOnlyWhereAllIsAsked(t *testing.T) {
	for _, c := range []struct {
		all  string
		want string
	}{
		{"", "skip: missing: program no-such-shell"},
		{"1", "fail: missing: program no-such-shell (PYENVKIT_TEST_ALL is set; test/setup installs it)"},
	} {
		t.Setenv("PYENVKIT_TEST_ALL", c.all)
		got := watch(t, func(t testing.TB) { Program(t, "no-such-shell", "no-other-shell") })
		if got != c.want {
			t.Errorf("with PYENVKIT_TEST_ALL=%q: got %q, want %q", c.all, got, c.want)
		}
	}
}

func TestProgramTakesTheFirstThatIsThere(t *testing.T) {
	dir := t.TempDir()
	for _, name := range []string{"second", "third"} {
		// .exe is what makes a program of it on Windows, and does no harm elsewhere.
		for _, ending := range []string{"", ".exe"} {
			if err := os.WriteFile(filepath.Join(dir, name+ending), nil, 0o755); err != nil {
				t.Fatal(err)
			}
		}
	}
	t.Setenv("PATH", dir)
	got := filepath.Base(Program(t, "first", "second", "third"))
	if strings.TrimSuffix(got, ".exe") != "second" {
		t.Errorf("got %s, want second", got)
	}
}

func TestInstalledIsFoundBelowTheLabDirectory(t *testing.T) {
	dir := t.TempDir()
	t.Setenv("PYENVKIT_LAB", dir)
	t.Setenv("PYENVKIT_TEST_ALL", "")
	if end := watch(t, func(t testing.TB) { Standalone(t) }); !strings.HasPrefix(end, "skip: missing: a relocatable CPython (") {
		t.Errorf("from an empty directory: %q", end)
	}
	want := filepath.Join(dir, "pyenv", "versions", "3.14.6", "bin", "python3.14")
	if err := os.MkdirAll(want, 0o755); err != nil {
		t.Fatal(err)
	}
	if got := Standalone(t); got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

func TestPythonsOfTheLabStandInForThoseOfPyenv(t *testing.T) {
	root, none := t.TempDir(), t.TempDir()
	t.Setenv("PYENVKIT_LAB", root)
	var want string
	for _, name := range []string{"python", "python3", "python3.14", "python3.14-config"} {
		path := filepath.Join(root, "pyenv", "versions", "3.14.6", "bin", name)
		if err := os.MkdirAll(path, 0o755); err != nil {
			t.Fatal(err)
		}
		if name == "python3.14" {
			want = path
		}
	}
	for _, c := range []struct {
		pyenv string
		want  bool
	}{{none, true}, {filepath.Join(root, "pyenv"), true}, {pyenvOf(t, "3.9.1", "python3.9"), false}} {
		t.Setenv("PYENV_ROOT", c.pyenv)
		all := Pythons(t)
		if got := slices.Contains(all, want); got != c.want {
			t.Errorf("with PYENV_ROOT=%s: got %q; has the lab's: %t, want %t", c.pyenv, all, got, c.want)
		}
	}
}

// pyenvOf makes a root of pyenv with one executable in it.
func pyenvOf(t *testing.T, version, name string) string {
	t.Helper()
	root := t.TempDir()
	if err := os.MkdirAll(filepath.Join(root, "versions", version, "bin", name), 0o755); err != nil {
		t.Fatal(err)
	}
	return root
}

// What test/setup has made is what the doc comments promise.
func TestTheLabIsWhatItSays(t *testing.T) {
	for _, c := range []struct {
		name    string
		command func(t testing.TB) []string
		script  string
	}{
		{
			name:    "standalone",
			command: func(t testing.TB) []string { return []string{Standalone(t)} },
			script:  "import ssl, sqlite3, sys, importlib.util as u; sys.exit(u.find_spec('ensurepip') is not None)",
		},
		{
			name: "debian",
			command: func(t testing.TB) []string {
				root := DebianRoot(t)
				return []string{Program(t, "chroot"), root, "/usr/bin/python3"}
			},
			script: "import os, sys, importlib.util as u; " +
				"sys.exit(u.find_spec('ensurepip') is not None or os.path.exists('/usr/share/python-wheels'))",
		},
		{
			name: "windows",
			command: func(t testing.TB) []string {
				pythons := WindowsPythons(t)
				wineRoot(t)
				return []string{filepath.FromSlash("../../test/wine"), pythons[len(pythons)-1]}
			},
			script: "import ssl, sqlite3, sys, importlib.util as u; sys.exit(sys.platform != 'win32' or u.find_spec('ensurepip') is not None)",
		},
		{
			name:    "treesitter",
			command: func(t testing.TB) []string { return []string{TreeSitter(t)} },
			script: "import sys, tree_sitter as t, tree_sitter_powershell as p; parser = t.Parser(t.Language(p.language())); " +
				"sys.exit(parser.parse(b'if ($a) { b }').root_node.has_error or not parser.parse(b'if ($a { b }').root_node.has_error)",
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			command := append(c.command(t), "-c", c.script)
			if out, err := exec.CommandContext(t.Context(), command[0], command[1:]...).CombinedOutput(); err != nil {
				t.Errorf("%q: %v\n%s", command, err, out)
			}
		})
	}
}

func TestCmdSharesADirectoryAndLeavesNothing(t *testing.T) {
	dir := t.TempDir()
	const batch = "@echo %1 %CD%>Z:\\mnt\\said\r\n@exit 7\r\n"
	if err := os.WriteFile(filepath.Join(dir, "say.bat"), []byte(batch), 0o644); err != nil {
		t.Fatal(err)
	}
	cmd := Cmd(t, dir, "/d", "/c", `cd /d Z:\mnt&say.bat hello`)
	out, err := cmd.CombinedOutput()
	if len(out) > 0 || cmd.ProcessState.ExitCode() != 7 {
		t.Errorf("%v: %s", err, out)
	}
	if said, err := os.ReadFile(filepath.Join(dir, "said")); string(said) != "hello Z:\\mnt\r\n" {
		t.Errorf("said %q (%v)", said, err)
	}
	mounts, err := os.ReadFile("/proc/mounts")
	if root := filepath.Join(directory(), "wine"); err != nil || strings.Contains(string(mounts), root+"/") {
		t.Errorf("still mounted below %s: %s (%v)", root, mounts, err)
	}
}
