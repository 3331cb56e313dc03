package discover_test

import (
	"context"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/pyenvkit/pyenvkit/discover"
	"github.com/pyenvkit/pyenvkit/internal/lab"
)

func TestProbeRefusesWithTheReason(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct{ content, want string }{
		"fails":             {"#!/bin/sh\necho first >&2\necho 'libfoo.so: not found' >&2\nexit 127\n", "it is no working Python (exit status 127): libfoo.so: not found"},
		"says nothing":      {"#!/bin/sh\nexit 0\n", "it does not answer as a Python does"},
		"says other things": {"#!/bin/sh\necho Python 3.12.1\n", "it does not answer as a Python does"},
		"fails fatally":     {"#!/bin/sh\nprintf 'Fatal Python error: no encodings\\nPython runtime state: core initialized\\n\\n  <no Python frame>\\n' >&2\nexit 1\n", "it is no working Python (exit status 1): Fatal Python error: no encodings"},
		"is killed":         {"#!/bin/sh\nkill -9 $$\n", "it is no working Python (signal: killed)"},
		"talks for ever":    {"#!/bin/sh\nwhile :; do echo yyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyy || exit; done\n", "it is no "},
		"no interpreter":    {"#!/nonexistent/sh\n", "it does not start: no such file or directory"},
		"no executable":     {"print(1)\n", "it is not executable"},
		"cut short":         {"#!/bin/sh\nprintf '\\0pyenvkit-begin\\0version\\0003 12'\n", "it does not answer as a Python does"},
		"nonsense":          {"#!/bin/sh\nprintf '\\0pyenvkit-begin\\0version\\0three\\0pyenvkit-end\\0'\n", "it does not answer as a Python does"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			_, err := w.Probe(context.Background(), w.file(test.content, "bin/python"))
			problem := new(discover.UnusableError)
			if !errors.As(err, &problem) || !strings.HasPrefix(problem.Reason, test.want) {
				t.Errorf("got %v, want %q", err, test.want)
			}
		})
	}
}

func TestProbeRefusesWhatIsNoFile(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.link("nowhere", "dangling")
	for path, want := range map[string]string{
		w.path("absent"):   "there is no such file",
		w.path("dangling"): "it is a link to nowhere, which does not exist",
		w.dir("directory"): "it is a directory",
		os.DevNull:         "it is no regular file",
	} {
		_, err := w.Probe(context.Background(), path)
		problem := new(discover.UnusableError)
		if !errors.As(err, &problem) || problem.Reason != want {
			t.Errorf("%s: %v, want %q", path, err, want)
		}
		if problem.ExitCode() != 3 || len(problem.Hints()) == 0 {
			t.Errorf("%s: exit code %d, hints %v", path, problem.ExitCode(), problem.Hints())
		}
	}
}

// python2 returns a Python 2.7, which pyenv's Pythons are the neighbours of, or,
// where there is none, a program that answers as 2.7.18 does.
func (w *world) python2() string {
	w.t.Helper()
	_, newer := oldAndNew(w.t)
	found, _ := filepath.Glob(filepath.Join(filepath.Dir(newer.prefix()), "2.7.*", "bin", "python2.7"))
	if len(found) > 0 {
		return found[0]
	}
	return w.file(`#!/bin/sh
if [ "$1" = -I ]; then
	printf 'Unknown option: -I\nusage: %s [option] ... [-c cmd | -m mod | file | -] [arg] ...\n' "$0" >&2
	exit 2
fi
[ "$1 $2 $3 $4 $5" = '-E -s -S -B -c' ] || exit 1
printf '\0pyenvkit-begin\0version\0002 7 18 final 0\0pyenvkit-end\0'
`, "python2/python2.7")
}

func TestPython2IsRefusedByVersion(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	old := w.python2()
	_, err := w.Probe(context.Background(), old)
	problem := new(discover.UnusableError)
	if !errors.As(err, &problem) || problem.Version.Short() != "2.7" || !strings.Contains(problem.Reason, "environments need 3.6 or later") {
		t.Fatalf("got %v", err)
	}
	w.link(old, "path/python2.7")
	if _, err := w.try("2.7"); !errors.As(err, &problem) || problem.Path != w.path("path/python2.7") {
		t.Errorf("2.7: %v", err)
	}
}

// A wrapper that starts another program, ignores TERM and leaves the pipe to
// its child outlives a kill of the direct child alone.
func TestHangingProbeIsEndedWithItsDescendants(t *testing.T) {
	for name, script := range map[string]string{
		"child":      "trap '' TERM\nsh -c 'trap \"\" TERM; echo $$ > pids; sleep 1000; :'\n",
		"background": "trap '' TERM\nsh -c 'echo $$ > pids; exec sleep 1000' &\nwait\n",
		"deaf":       "exec 3>&1 >/dev/null 2>&1\nsh -c 'echo $$ > pids; exec sleep 1000'\n",
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			w.Timeout = time.Second
			path := w.file("#!/bin/sh\ncd '"+w.root+"'\n"+script, "bin/python")
			_, err := w.Probe(context.Background(), path)
			problem := new(discover.UnusableError)
			if !errors.As(err, &problem) || problem.Reason != "it did not answer within 1s" {
				t.Errorf("got %v", err)
			}
			if !gone(t, w.path("pids")) {
				t.Error("its descendant lives on")
			}
		})
	}
}

// A wrapper may leave something behind that holds the pipe. Its answer counts,
// and what it left is ended.
func TestProbeWithSomethingLeftBehind(t *testing.T) {
	w := newWorld(t)
	python := lab.Python(t)
	path := w.file("#!/bin/sh\nsh -c 'echo $$ > "+w.path("pids")+"; exec sleep 1000' &\nwhile ! [ -s "+w.path("pids")+" ]; do :; done\nexec "+python+" \"$@\"\n", "bin/python")
	facts, err := w.Probe(context.Background(), path)
	if err != nil || facts.Executable != python {
		t.Errorf("%s, %v; want %s", facts.Executable, err, python)
	}
	if !gone(t, w.path("pids")) {
		t.Error("what it left lives on")
	}
}

// gone reports whether a process, by the file with its number, comes to its
// end. One that was killed may take a moment to be collected.
func gone(t *testing.T, file string) bool {
	t.Helper()
	pid, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	ps := lab.Program(t, "ps")
	for range 100 {
		state, err := exec.Command(ps, "-o", "stat=", "-p", strings.TrimSpace(string(pid))).Output()
		if err != nil || strings.HasPrefix(string(state), "Z") {
			return true
		}
		time.Sleep(50 * time.Millisecond)
	}
	return false
}

func TestProbeEndsWithItsContext(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	ctx, cancel := context.WithCancel(context.Background())
	path := w.file("#!/bin/sh\n: > "+w.path("started")+"\nsleep 1000\n", "bin/python")
	go func() {
		for {
			if _, err := os.Stat(w.path("started")); err == nil {
				cancel()
				return
			}
			time.Sleep(time.Millisecond)
		}
	}()
	if _, err := w.Probe(ctx, path); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
}

func TestProbeIsNotDisturbed(t *testing.T) {
	needShellScripts(t)
	python := lab.Python(t)
	w := newWorld(t)
	want, err := w.Probe(context.Background(), python)
	if err != nil {
		t.Fatal(err)
	}
	t.Setenv("PYTHONHOME", w.dir("nonsense"))
	t.Setenv("PYTHONPATH", w.dir("evil"))
	t.Setenv("PYTHONSTARTUP", w.file("raise SystemExit(1)", "evil/start.py"))
	t.Setenv("__PYVENV_LAUNCHER__", w.path("evil/python"))
	t.Setenv("_PYTHON_HOST_PLATFORM", "linux-evil")
	w.file("raise SystemExit(1)", "evil/sysconfig.py")
	w.file("raise SystemExit(1)", "project/sysconfig.py")
	t.Chdir(w.Dir)
	noisy := w.file("#!/bin/sh\nprintf 'hello\\0\\n'\n[ -z \"$_PYTHON_HOST_PLATFORM\" ] || exit 9\n'"+python+"' \"$@\"\ncode=$?\necho bye\nexit $code\n", "bin/python")
	for _, path := range []string{python, noisy} {
		got, err := w.Probe(context.Background(), path)
		if diff := cmp.Diff(want, got); err != nil || diff != "" {
			t.Errorf("%s: %v\n%s", path, err, diff)
		}
	}
}

func TestUndecodablePathsSurviveProbeAndCache(t *testing.T) {
	t.Parallel()
	_, base := oldAndNew(t)
	w := newWorld(t)
	w.CacheDir = w.dir("cache")
	name := "pr\xe9fixe \xff'\n"
	if err := os.Symlink(base.prefix(), w.path(name)); err != nil {
		lab.Missing(t, "a file system that takes any bytes for a name")
	}
	python := w.path(name, "bin", filepath.Base(base.path))
	for _, from := range []string{"the probe", "the cache"} {
		facts, err := w.Probe(context.Background(), python)
		if err != nil || facts.Executable != python || facts.BasePrefix != basePrefix(t, python) || facts.RealExecutable != base.path {
			t.Errorf("from %s: %+v, %v", from, facts, err)
		}
	}
	if entries := w.entries(); len(entries) != 1 {
		t.Errorf("the cache holds %v", entries)
	}
}

func TestWrapperIntoAnEnvironmentYieldsTheBase(t *testing.T) {
	t.Parallel()
	older, newer := oldAndNew(t)
	for _, base := range []release{older, newer} {
		w := newWorld(t)
		run(t, base.path, "-m", "venv", "--without-pip", w.path("env"))
		facts, err := w.Probe(context.Background(), w.wrapper(w.path("env/bin/python"), "bin/tool"))
		if err != nil || facts.RealExecutable != base.path || facts.BasePrefix != base.prefix() {
			t.Errorf("%s: %s, %v", base.path, facts.Executable, err)
		}
	}
}
