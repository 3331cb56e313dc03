package windows

import (
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/pyenvkit/pyenvkit/internal/lab"
	"github.com/pyenvkit/pyenvkit/internal/survey"
)

// hold starts a program in dir that says "ready" and waits for the end of its
// input, and returns what ends it.
func hold(t *testing.T, dir, program string, args ...string) (end func()) {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), program, args...)
	cmd.Dir = dir
	input, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	output, err := cmd.StdoutPipe()
	if err == nil {
		err = cmd.Start()
	}
	if err != nil {
		t.Fatal(err)
	}
	if said, err := io.ReadAll(io.LimitReader(output, 5)); string(said) != "ready" {
		t.Fatalf("%q %v", said, err)
	}
	return sync.OnceFunc(func() {
		input.Close()
		if err := cmd.Wait(); err != nil {
			t.Error(err)
		}
	})
}

const wait = "import sys; sys.stdout.write('ready'); sys.stdout.flush(); sys.stdin.read()"

// TestInterpreterInUse renews an environment while its Python runs, which goes
// on, and leaves nothing as soon as it has ended.
func TestInterpreterInUse(t *testing.T) {
	t.Parallel()
	all := lab.WindowsPythons(t)
	for name, args := range map[string][]string{
		"again":   {"-p", newest(t)},
		"clear":   {"-p", newest(t), "--clear"},
		"upgrade": {"-p", newest(t), "--upgrade"},
		"other":   {"-p", all[0]},
	} {
		t.Run(name, func(t *testing.T) {
			parent := t.TempDir()
			create := func() {
				t.Helper()
				must(t, parent, "pyenvkit", append([]string{"create", "-q", "--without-pip", "env"}, args...)...)
				must(t, parent, python(filepath.Join(parent, "env")), "-c", "")
			}
			must(t, parent, "pyenvkit", "create", "-q", "--without-pip", "-p", newest(t), "env")
			end := hold(t, parent, python(filepath.Join(parent, "env")), "-c", wait)
			defer end()
			create()
			create()
			end()
			create()
			if got := names(t, parent); len(got) != 1 {
				t.Errorf("there are %q", got)
			}
			if got := names(t, filepath.Join(parent, "env"), "Scripts", "Lib", "Include", "pyvenv.cfg", ".gitignore"); len(got) > 0 {
				t.Errorf("in the environment there are %q", got)
			}
		})
	}
}

// TestDirectoryInUse does it where the directory of a program is in the
// environment.
func TestDirectoryInUse(t *testing.T) {
	t.Parallel()
	parent := t.TempDir()
	env := filepath.Join(parent, "env")
	must(t, parent, "pyenvkit", "create", "-q", "--without-pip", "-p", newest(t), env)
	end := hold(t, filepath.Join(env, "Scripts"), newest(t), "-c", wait)
	defer end()
	for _, arg := range []string{"--copies", "--clear", "--upgrade"} {
		must(t, parent, "pyenvkit", "create", "-q", "--without-pip", "-p", newest(t), arg, env)
		must(t, parent, python(env), "-c", "")
	}
}

// TestFileInUse renews it where a file is open that is to be replaced. Windows lets
// nobody do that, and Wine does: all or nothing it is in any case.
func TestFileInUse(t *testing.T) {
	t.Parallel()
	parent := t.TempDir()
	env := filepath.Join(parent, "env")
	must(t, parent, "pyenvkit", "create", "-q", "--without-pip", "-p", newest(t), env)
	before := survey.Of(t, env)
	f, err := os.Open(filepath.Join(env, "pyvenv.cfg"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	r := run(t, parent, nil, "pyenvkit", "create", "-q", "--without-pip", "-p", lab.WindowsPythons(t)[0], env)
	if d := survey.Differences(survey.Of(t, env), before); r.code != 0 && len(d) > 0 || r.code == 0 && len(d) == 0 {
		t.Errorf("with status %d it differs in %q", r.code, d)
	}
	if r.code != 0 && !strings.Contains(r.stderr, `pyvenv.cfg is in use by another program`) {
		t.Errorf("it ends with %d and says %q", r.code, r.stderr)
	}
	f.Close()
	must(t, parent, "pyenvkit", "create", "-q", "--without-pip", "-p", newest(t), env)
	if got := names(t, parent); len(got) != 1 {
		t.Errorf("there are %q", got)
	}
}

// TestReadOnlyFiles replaces and clears what has that attribute.
func TestReadOnlyFiles(t *testing.T) {
	t.Parallel()
	parent := t.TempDir()
	env := filepath.Join(parent, "env")
	for _, arg := range []string{"--copies", "--copies", "--clear"} {
		must(t, parent, "pyenvkit", "create", "-q", "--without-pip", "-p", newest(t), arg, env)
		for _, name := range []string{"pyvenv.cfg", `Scripts\python.exe`, `Lib\site-packages`} {
			if err := os.Chmod(filepath.Join(env, name), 0o444); err != nil {
				t.Fatal(err)
			}
		}
	}
}

// TestManyAtOnce has several make one environment, and not all of them with one
// cache, in which they would wait for each other.
func TestManyAtOnce(t *testing.T) {
	t.Parallel()
	parent := t.TempDir()
	var group sync.WaitGroup
	for _, cache := range []string{"", "", t.TempDir(), t.TempDir()} {
		group.Go(func() {
			if r := run(t, parent, []string{"PYENVKIT_CACHE_DIR=" + cache}, "pyenvkit", "create", "--bytecode", "never", "-p", newest(t), "env"); r.code != 0 {
				t.Errorf("it ends with %d and says %q", r.code, r.stderr)
			}
		})
	}
	group.Wait()
	if got := names(t, parent); len(got) != 1 {
		t.Errorf("there are %q", got)
	}
	must(t, parent, python(filepath.Join(parent, "env")), "-c", "import pip")
}

// TestKilled ends the program, as the Task Manager does, at moments all over its
// run: the environment is there, or not at all, and the next run makes it and takes
// away what was left.
func TestKilled(t *testing.T) {
	t.Parallel()
	parent, base := t.TempDir(), newest(t)
	env := filepath.Join(parent, "env")
	start := time.Now()
	create := []string{"create", "-q", "--bytecode", "never", "-p", base, env}
	must(t, parent, "pyenvkit", create...)
	must(t, parent, "pyenvkit", append(create, "--clear")...)
	whole := time.Since(start) / 2
	want := survey.Of(t, env)
	const moments = 5
	for _, args := range [][]string{nil, {"--clear"}} {
		for i := range moments {
			cmd := exec.CommandContext(t.Context(), "pyenvkit", append(create, args...)...)
			if err := cmd.Start(); err != nil {
				t.Fatal(err)
			}
			time.Sleep(whole * time.Duration(i) / moments)
			_ = cmd.Process.Kill() // it may have ended
			_ = cmd.Wait()
			// For one moment of an update there is none, and the next run puts the old
			// one back: Windows has no call to exchange two directories.
			if _, err := os.Lstat(env); err == nil {
				if d := survey.Differences(survey.Of(t, env), want); len(d) > 0 {
					t.Fatalf("killed after %d/%d of a run %q: %q", i, moments, args, d)
				}
			}
		}
		must(t, parent, "pyenvkit", append(create, args...)...)
		if d := survey.Differences(survey.Of(t, env), want); len(d) > 0 {
			t.Errorf("the next run: %q", d)
		}
		if got := names(t, parent); len(got) != 1 {
			t.Errorf("there are %q", got)
		}
	}
}
