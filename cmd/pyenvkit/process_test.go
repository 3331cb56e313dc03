//go:build unix

package main

import (
	"bytes"
	"errors"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/pyenvkit/pyenvkit/internal/lab"
	"github.com/pyenvkit/pyenvkit/internal/survey"
)

// TestSignals stops the program while pip waits for an index that does not
// answer: the status says which signal it was, and nothing is left.
func TestSignals(t *testing.T) {
	asked := make(chan struct{}, 100)
	server := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		asked <- struct{}{}
		<-r.Context().Done()
	}))
	t.Cleanup(server.Close)
	setPip(t, server.URL+"/simple/")
	for _, before := range []bool{false, true} {
		for signal, status := range map[syscall.Signal]int{syscall.SIGINT: 130, syscall.SIGTERM: 143} {
			dir := t.TempDir()
			if before {
				if words, err := pyenvkit(t, dir, "create", "-p", lab.Python(t), "--without-pip", "env"); err != nil {
					t.Fatalf("%v\n%s", err, words)
				}
			}
			old := survey.Of(t, dir)
			cmd := exec.CommandContext(t.Context(), "pyenvkit", "create", "-p", lab.Python(t), "--upgrade-deps", "env")
			cmd.Dir = dir
			var words bytes.Buffer
			cmd.Stderr = &words
			if err := cmd.Start(); err != nil {
				t.Fatal(err)
			}
			select {
			case <-asked:
			case <-time.After(time.Minute):
				t.Error("pip asks for nothing")
			}
			if err := cmd.Process.Signal(signal); err != nil {
				t.Fatal(err)
			}
			err := cmd.Wait()
			var exit *exec.ExitError
			if !errors.As(err, &exit) || exit.ExitCode() != status {
				t.Errorf("%v: %v, want status %d\n%s", signal, err, status, words.String())
			}
			if d := survey.Differences(survey.Of(t, dir), old); len(d) > 0 {
				t.Errorf("%v, over an environment: %v: %q", signal, before, d)
			}
			for len(asked) > 0 {
				<-asked
			}
		}
	}
}

// TestManyAtOnce makes one environment by many processes, and many
// environments with one cache that is empty.
func TestManyAtOnce(t *testing.T) {
	python := lab.Python(t)
	t.Setenv("PYENVKIT_CACHE_DIR", t.TempDir())
	dir := t.TempDir()
	many := func(name func(i int) string) (waited int) {
		var wg sync.WaitGroup
		var mu sync.Mutex
		for i := range 16 {
			wg.Go(func() {
				words, err := pyenvkit(t, dir, "create", "-p", python, "--bytecode", "always", name(i))
				if err != nil {
					t.Errorf("%v\n%s", err, words)
				}
				mu.Lock()
				defer mu.Unlock()
				if strings.Contains(words, "waiting for another pyenvkit") {
					waited++
				}
			})
		}
		wg.Wait()
		return waited
	}
	many(func(i int) string { return "env" + strconv.Itoa(i) })
	if many(func(int) string { return "one" }) == 0 {
		t.Error("nobody said that it was waiting")
	}
	want := []string{"one"}
	for i := range 16 {
		want = append(want, "env"+strconv.Itoa(i))
	}
	slices.Sort(want)
	var got []string
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		got = append(got, e.Name())
		if d := survey.Differences(survey.Of(t, filepath.Join(dir, e.Name())), survey.Of(t, filepath.Join(dir, "one"))); len(d) > 0 {
			t.Errorf("%s differs from another: %q", e.Name(), d)
		}
		if e.Name() != "one" {
			continue // which is just the same
		}
		if out, err := exec.CommandContext(t.Context(), filepath.Join(dir, e.Name(), "bin", "pip"), "--version").CombinedOutput(); err != nil {
			t.Errorf("%s: %v\n%s", e.Name(), err, out)
		}
	}
	if !slices.Equal(got, want) {
		t.Errorf("there are %q, want %q", got, want)
	}
}

// TestUsedMeanwhile runs a program of an environment over and over while that
// is made anew: it never fails.
func TestUsedMeanwhile(t *testing.T) {
	python := lab.Python(t)
	dir := t.TempDir()
	if words, err := pyenvkit(t, dir, "create", "-p", python, "env"); err != nil {
		t.Fatalf("%v\n%s", err, words)
	}
	done := make(chan struct{})
	go func() {
		defer close(done)
		for i, args := range [][]string{{}, {"--clear"}, {"--upgrade"}, {"--copies"}, {"--symlinks"}, {"--clear"}} {
			if words, err := pyenvkit(t, dir, append(append([]string{"create", "-p", python}, args...), "env")...); err != nil {
				t.Errorf("%d: %v\n%s", i, err, words)
			}
		}
	}()
	for runs := 0; ; runs++ {
		select {
		case <-done:
			if runs < 3 {
				t.Errorf("the environment was used only %d times", runs)
			}
			return
		default:
		}
		// A single look-up that must find a whole environment.
		for _, name := range []string{"bin/python", "bin/activate", "pyvenv.cfg", "bin/pip"} {
			if _, err := os.Stat(filepath.Join(dir, "env", name)); err != nil {
				t.Errorf("run %d: %v", runs, err)
			}
		}
		if out, err := exec.CommandContext(t.Context(), filepath.Join(dir, "env", "bin", "python"), "-I", "-c", "import sys; assert sys.prefix != sys.base_prefix").CombinedOutput(); err != nil {
			t.Errorf("run %d: %v\n%s", runs, err, out)
		}
	}
}

// TestHostileNames makes environments in directories that have broken scripts
// before, and uses each in a shell.
func TestHostileNames(t *testing.T) {
	bash := lab.Program(t, "bash")
	for _, name := range []string{
		"a b$c", `quote " and '`, "$(touch injected)", "`touch injected`", "-dash", "~", `back\slash`, "#&;|<>*?[]{}!",
		"e\u0301 🐍", strings.Repeat("long", 40), "{{.Root}}", "__VENV_DIR__", "tab\there",
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dir := filepath.Join(t.TempDir(), name)
			if err := os.Mkdir(dir, 0o755); err != nil {
				t.Fatal(err)
			}
			if words, err := pyenvkit(t, dir, "create", "-p", lab.Python(t), "--", name); err != nil {
				t.Fatalf("%v\n%s", err, words)
			}
			env := filepath.Join(dir, name)
			const script = `. "$1"/bin/activate && test "$VIRTUAL_ENV" = "$1" && pip --version && python -c 'import sys; assert sys.prefix == sys.argv[1], sys.prefix' "$1"`
			cmd := exec.CommandContext(t.Context(), bash, "-euc", script, "bash", env)
			cmd.Dir = dir
			if out, err := cmd.CombinedOutput(); err != nil {
				t.Errorf("%v\n%s", err, out)
			}
			if entries, _ := os.ReadDir(dir); len(entries) != 1 {
				t.Errorf("there are %v", entries)
			}
		})
	}
}
