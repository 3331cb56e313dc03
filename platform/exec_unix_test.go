//go:build unix

package platform

import (
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/pyenvkit/pyenvkit/internal/lab"
)

func TestExecBecomesTheProgram(t *testing.T) {
	cmd := exec.CommandContext(t.Context(), executablePath(t), "/bin/sh", "name", "-c", `echo $$ "$0" "$@"`, "zero", "one")
	got := finish(t, cmd)
	if want := strconv.Itoa(cmd.Process.Pid) + " zero one\n"; got != (outcome{0, want, ""}) {
		t.Errorf("%+v, want %s", got, want)
	}
}

// TestExecOfScripts runs what the system takes for no program.
func TestExecOfScripts(t *testing.T) {
	dir := t.TempDir()
	for _, c := range []struct {
		name, content string
		mode          os.FileMode
		code          int
		out, says     string
	}{
		{"script", "printf '%s|' \"$@\"; exit 7\n", 0o755, 7, "a b||", ""},
		{"-c", "echo \"$0\"", 0o755, 0, "./-c\n", ""},
		{"empty", "", 0o755, 0, "", ""},
		{"shebang", "#!/bin/sh\necho \"$#\"\n", 0o755, 0, "2\n", ""},
		{"binary", "\x7fELF\x00", 0o755, 126, "", "it is no program for this machine"},
		{"interpreter", "#!/missing/program\n", 0o755, 127, "", "[the file is there; the loader, "},
		{"mode", "#!/bin/sh\n", 0o644, 126, "", "permission denied [its mode has to allow it"},
	} {
		t.Run(c.name, func(t *testing.T) {
			write(t, filepath.Join(dir, c.name), c.content, c.mode)
			cmd := exec.CommandContext(t.Context(), executablePath(t), c.name, "name", "a b", "")
			if !strings.HasPrefix(c.name, "-") {
				cmd.Args[1] = "./" + c.name
			}
			cmd.Dir = dir
			got := finish(t, cmd)
			if got.code != c.code || got.out != c.out || !strings.Contains(got.errors, c.says) || (c.says == "") != (got.errors == "") {
				t.Errorf("%+v, want %+v", got, c)
			}
		})
	}
}

func TestExecOfABusyFile(t *testing.T) {
	content, err := os.ReadFile(executablePath(t))
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "busy")
	f, err := os.OpenFile(path, os.O_CREATE|os.O_WRONLY, 0o755)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if _, err := f.Write(content); err != nil {
		t.Fatal(err)
	}
	if got := executed(t, path, path); got.code != 126 || !strings.Contains(got.errors, "open for writing") {
		t.Errorf("%+v", got)
	}
}

func TestExecWithTooManyArguments(t *testing.T) {
	huge := []string{strings.Repeat("x", 8<<20)}
	err := Exec("/bin/sh", huge, nil)
	if problem := (*ProgramError)(nil); !errors.As(err, &problem) || problem.ExitCode() != 126 || len(problem.Hints()) != 1 {
		t.Errorf("%v", err)
	}
}

func TestLookPath(t *testing.T) {
	dir := t.TempDir()
	write(t, filepath.Join(dir, "one", "tool"), "", 0o755)
	write(t, filepath.Join(dir, "two", "tool"), "", 0o755)
	write(t, filepath.Join(dir, "two", "text"), "", 0o644)
	write(t, filepath.Join(dir, "three", "text"), "", 0o755)
	write(t, filepath.Join(dir, "here"), "", 0o755)
	write(t, filepath.Join(dir, "one", "directory", "x"), "", 0o755)
	write(t, filepath.Join(dir, "three", "directory"), "", 0o755)
	one, two, three := filepath.Join(dir, "one"), filepath.Join(dir, "two"), filepath.Join(dir, "three")
	for _, c := range []struct {
		name, path, want string
		code             int
	}{
		{"tool", one + ":" + two, one + "/tool", 0},
		{"tool", two + "/:" + one, two + "/tool", 0},
		{"tool", "/missing:" + filepath.Join(dir, "here") + ":" + one, one + "/tool", 0},
		{"tool", "one", "one/tool", 0},
		{"here", one + "::" + two, "./here", 0},
		{"here", one + ":.", "./here", 0},
		{"here", "", "./here", 0},
		{"here", one, "", 127},
		{"text", one + ":" + two, "", 126},
		{"text", two + ":" + three, three + "/text", 0},
		{"directory", one + ":" + three, three + "/directory", 0},
		{"directory", one, "", 127},
		{"", one + ":", "", 127},
		{"one/tool", "", "one/tool", 0},
		{"./one/../two/tool", one, "./one/../two/tool", 0},
		{two + "/tool", one, two + "/tool", 0},
		{"one/missing", one, "", 127},
		{"here/below", one, "", 127},
		{"two/text", one, "", 126},
		{"./one", one, "", 126},
	} {
		got, err := LookPath(c.name, dir, []string{"PATH=" + c.path, "PATH=" + one})
		code := 0
		if problem := (*ProgramError)(nil); errors.As(err, &problem) {
			code = problem.ExitCode()
		}
		if got != c.want || code != c.code {
			t.Errorf("LookPath(%q) with PATH=%s: %q, %v; want %q, %d", c.name, c.path, got, err, c.want, c.code)
		}
	}
	if got, err := LookPath("sh", dir, nil); got != "/bin/sh" || err != nil {
		t.Errorf("without PATH: %q, %v", got, err)
	}
}

// TestLookPathAsTheShell asks sh for all that can be found.
func TestLookPathAsTheShell(t *testing.T) {
	sh := lab.Program(t, "dash", "sh")
	for _, name := range []string{"ls", "python3", "git", "no such program", "env"} {
		cmd := exec.CommandContext(t.Context(), sh, "-c", `command -v "$0"`, name)
		cmd.Dir = t.TempDir()
		out, _ := cmd.Output() // fails where there is none
		want := strings.TrimSuffix(string(out), "\n")
		if got, err := LookPath(name, cmd.Dir, os.Environ()); got != want || (err == nil) != (want != "") {
			t.Errorf("%s: %q, %v, want %q", name, got, err, want)
		}
	}
}

// write makes a file and the directories above it.
func write(t *testing.T, path, content string, mode os.FileMode) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(content), mode); err != nil {
		t.Fatal(err)
	}
}
