package discover_test

import (
	"context"
	"encoding/json"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/pyenvkit/pyenvkit/discover"
	"github.com/pyenvkit/pyenvkit/internal/lab"
	"github.com/pyenvkit/pyenvkit/interp"
)

// says is what a Python says of itself when it is asked without any of the
// probe's ways: with its site module, in JSON, by its own venv module.
const says = `
import importlib.util, json, os, sys, sysconfig, tempfile, platform, struct, venv
place = tempfile.mkdtemp()
context = venv.EnvBuilder(with_pip=False).ensure_directories(place)
libraries = sorted(
    os.path.relpath(os.path.join(base, "site-packages"), place)
    for base, dirs, files in os.walk(place) if "site-packages" in dirs)
level = {"alpha": "a", "beta": "b", "candidate": "rc"}
v = sys.implementation.version
pre = level[v.releaselevel] + str(v.serial) if v.releaselevel in level else ""
print(json.dumps({
    "schema": 1,
    "executable": sys.executable,
    "real_executable": os.path.realpath(sys.executable),
    "implementation": platform.python_implementation().lower(),
    "version": {"major": sys.version_info[0], "minor": sys.version_info[1], "micro": sys.version_info[2], "level": sys.version_info[3], "serial": sys.version_info[4]},
    "implementation_version": "%d.%d.%d%s" % (v.major, v.minor, v.micro, pre),
    "os": os.name, "platform": sys.platform, "architecture": platform.machine().lower(), "bits": struct.calcsize("P") * 8,
    "abi_flags": sys.abiflags if hasattr(sys, "abiflags") else "",
    "free_threaded": "free-threading" in sys.version, "debug": bool(sysconfig.get_config_var("Py_DEBUG")),
    "source_build": False, "framework": "",
    "base_prefix": sys.prefix, "stdlib": sysconfig.get_path("stdlib"), "plat_lib_dir": getattr(sys, "platlibdir", "lib"),
    "file_system_encoding": "utf-8", "cache_tag": sys.implementation.cache_tag,
    "magic": importlib.util.MAGIC_NUMBER.hex(),
    "wheel_dir": (sysconfig.get_config_var("WHEEL_PKG_DIR") or "").rstrip("/"),
    "paths": {key: path.replace(os.sep, "/") for key, path in {
        "scripts": os.path.relpath(context.bin_path, place), "include": os.path.relpath(context.inc_path, place),
        "purelib": libraries[0], "platlib": libraries[0]}.items()},
}))
`

func TestFactsAreWhatEveryPythonSays(t *testing.T) {
	for _, python := range pythons(t) {
		t.Run(strings.ReplaceAll(python, "/", "_"), func(t *testing.T) {
			t.Parallel()
			cmd := exec.Command(python, "-I", "-B", "-c", says)
			cmd.Env = append(os.Environ(), "TMPDIR="+t.TempDir(), "TEMP="+t.TempDir(), "LC_ALL=C.UTF-8")
			cmd.Stderr = os.Stderr
			output, err := cmd.Output()
			if err != nil {
				t.Fatal(err)
			}
			var want interp.Facts
			if err := json.Unmarshal(output, &want); err != nil {
				t.Fatal(err)
			}
			f := discover.Finder{Env: func(string) string { return "" }, Dir: t.TempDir(), Timeout: time.Minute}
			got, err := f.Probe(context.Background(), python)
			if want.OS == "nt" && strings.EqualFold(got.Stdlib, want.Stdlib) {
				want.Stdlib = got.Stdlib // up to 3.10 the path of a module has "lib", and sysconfig "Lib"
			}
			if diff := cmp.Diff(want, got); err != nil || diff != "" {
				t.Errorf("%v\n%s", err, diff)
			}
		})
	}
}

// run runs a program to its end.
func run(t testing.TB, program string, args ...string) {
	t.Helper()
	if output, err := exec.Command(program, args...).CombinedOutput(); err != nil {
		t.Fatalf("%s %v: %v\n%s", program, args, err, output)
	}
}

func TestEnvironmentsYieldTheRealBase(t *testing.T) {
	for _, base := range oneOfAKind(t) {
		t.Run(strings.ReplaceAll(base, "/", "_"), func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			w.CacheDir = w.dir("cache") // the base is asked time and again
			ctx := context.Background()
			want, err := w.Probe(ctx, base)
			if err != nil {
				t.Fatal(err)
			}
			run(t, base, "-m", "venv", "--without-pip", w.path("links"))
			run(t, w.path("links/bin/python"), "-m", "venv", "--without-pip", w.path("nested"))
			w.link(w.path("links"), "linked")
			for _, env := range []string{"links", "nested", "linked"} {
				for _, name := range []string{"bin/python", "bin/python3"} {
					check(t, w, want, w.path(env, name))
				}
			}
			if want.Implementation != "cpython" {
				return // a copy of Debian's PyPy does not find its library
			}
			run(t, base, "-m", "venv", "--without-pip", "--copies", w.path("copies"))
			check(t, w, want, w.path("copies/bin/python3"))
			if want.Debug {
				return // venv itself takes the copy for one of the default build, as /usr/bin has a python3
			}
			if err := exec.Command(w.path("copies/bin/python"), "-c", "").Run(); err != nil {
				return // a copy of a relocatable Python with a shared libpython does not find that
			}
			run(t, w.path("copies/bin/python"), "-m", "venv", "--without-pip", w.path("nested-links"))
			run(t, w.path("copies/bin/python"), "-m", "venv", "--without-pip", "--copies", w.path("nested-copies"))
			for _, env := range []string{"nested-links", "nested-copies"} {
				check(t, w, want, w.path(env, "bin/python3"))
			}
		})
	}
}

// oneOfAKind returns those of the Pythons whose environments differ in what
// leads to the base: what is not in /usr by the rules up to 3.10 and the ones since
// (the oldest and the newest of each), and all that is.
func oneOfAKind(t *testing.T) []string {
	t.Helper()
	all := releases(t)
	slices.SortFunc(all, func(a, b release) int { return a.Compare(b.Version) })
	var kept []string
	for i, r := range all {
		first, last := i == 0, i == len(all)-1
		if first || last || all[i-1].AtLeast(3, 11) != r.AtLeast(3, 11) || all[i+1].AtLeast(3, 11) != r.AtLeast(3, 11) {
			kept = append(kept, r.path)
		}
	}
	for _, python := range lab.Pythons(t) {
		if strings.HasPrefix(python, "/usr/bin/") {
			kept = append(kept, python)
		}
	}
	return kept
}

// check compares the facts of an executable with those of its base. The base
// may go by another of its names.
func check(t *testing.T, w *world, want interp.Facts, executable string) {
	t.Helper()
	got, err := w.Probe(context.Background(), executable)
	if err != nil {
		t.Errorf("%v", err)
		return
	}
	if filepath.Dir(got.Executable) != filepath.Dir(want.Executable) {
		t.Errorf("%s: the executable is %s", executable, got.Executable)
	}
	got.Executable = want.Executable
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("%s:\n%s", executable, diff)
	}
}

func TestEnvironmentOfALinkedPrefixKeepsTheLink(t *testing.T) {
	t.Parallel()
	_, base := oldAndNew(t)
	w := newWorld(t)
	prefix := w.link(base.prefix(), "opt/py")
	python := filepath.Join(prefix, "bin", filepath.Base(base.path))
	facts, err := w.Probe(context.Background(), python)
	if err != nil || facts.Executable != python || facts.BasePrefix != basePrefix(t, python) {
		t.Errorf("Executable %s, BasePrefix %s, %v; want %s, %s", facts.Executable, facts.BasePrefix, err, python, basePrefix(t, python))
	}
	if facts.RealExecutable != base.path {
		t.Errorf("RealExecutable is %s, want %s", facts.RealExecutable, base.path)
	}
	run(t, python, "-m", "venv", "--without-pip", w.path("env"))
	facts, err = w.Probe(context.Background(), w.path("env/bin/python"))
	if err != nil || facts.Executable != python {
		t.Errorf("from its environment: Executable %s, %v; want %s", facts.Executable, err, python)
	}
}

// basePrefix is what a Python says: of a linked prefix that is the link with
// most, and the directory it leads to with the relocatable 3.14.
func basePrefix(t *testing.T, python string) string {
	t.Helper()
	output, err := exec.Command(python, "-I", "-S", "-c", "import os, sys; sys.stdout.buffer.write(os.fsencode(sys.base_prefix))").Output()
	if err != nil {
		t.Fatal(err)
	}
	return string(output)
}

func TestLinkOutsideThePrefixIsFollowed(t *testing.T) {
	needShellScripts(t)
	t.Parallel()
	for _, base := range lab.Pythons(t) {
		w := newWorld(t)
		w.link(base, "one/python-a")
		lone := w.link("../one/python-a", "two/mypy")
		facts, err := w.Probe(context.Background(), lone)
		if err != nil || facts.Executable != base {
			t.Errorf("%s -> %s: Executable %s, %v", lone, base, facts.Executable, err)
		}
	}
}

func TestCopiedEnvironmentChecksWhatItFindsInItsHome(t *testing.T) {
	t.Parallel()
	older, newer := oldAndNew(t)
	w := newWorld(t)
	// A home in which the name of the copy belongs to another version.
	home := "HOME = " + w.dir("home-of-many") + "\nhome = /nowhere\n"
	w.link(older.path, "home-of-many/python")
	first := w.link(older.path, "home-of-many/python3")
	w.link(newer.path, "home-of-many/python"+newer.Short())
	for _, test := range []struct{ name, content, config string }{
		{"is real", "", "version = " + newer.String() + "\n"},
		{"answers", "#!/bin/sh\nexec '" + newer.path + "' \"$@\"\n", ""},
		{"has lost its library", "#!/bin/sh\nexit 127\n", "version = " + newer.String() + "\n"},
		{"is of virtualenv or uv", "#!/bin/sh\nexit 127\n", "version_info=" + newer.String() + ".final.0\n"},
	} {
		dir := filepath.Join("envs", test.name)
		if test.content == "" {
			run(t, newer.path, "-m", "venv", "--without-pip", "--copies", w.path(dir))
		} else {
			w.file(test.content, dir, "bin/python")
		}
		w.file(home+test.config, dir, "pyvenv.cfg")
		facts, err := w.Probe(context.Background(), w.path(dir, "bin/python"))
		if err != nil || facts.RealExecutable != newer.path {
			t.Errorf("a copy that %s: the base is %s, %v; want %s", test.name, facts.RealExecutable, err, newer.path)
		}
		if !w.logged(first + " is not the base of " + w.path(dir, "bin/python")) {
			t.Errorf("a copy that %s: the log does not say what was passed over", test.name)
		}
	}
	w.file(home+"version = 3.99.1\n", "none/pyvenv.cfg")
	_, err := w.Probe(context.Background(), w.file("#!/bin/sh\nexit 127\n", "none/bin/python"))
	problem := new(discover.UnusableError)
	if !errors.As(err, &problem) || !strings.HasPrefix(problem.Reason, "its base interpreter is no longer in ") {
		t.Errorf("a copy whose base is gone: %v", err)
	}
}

func TestBrokenEnvironmentsSayWhy(t *testing.T) {
	needShellScripts(t)
	t.Parallel()
	base := lab.Python(t)
	for name, test := range map[string]struct {
		make func(w *world)
		want string
	}{
		"a base that is gone": {
			func(w *world) { w.link(w.path("gone/python3"), "env/bin/python") }, "it is a link to ",
		},
		"a copy whose home is gone": {
			func(w *world) {
				run(w.t, base, "-m", "venv", "--without-pip", "--copies", w.path("env"))
				w.file("home = "+w.path("gone")+"\n", "env/pyvenv.cfg")
			}, "its base interpreter is no longer in ",
		},
		"a copy without home": {
			func(w *world) {
				run(w.t, base, "-m", "venv", "--without-pip", "--copies", w.path("env"))
				w.file("version = 3.12\n", "env/pyvenv.cfg")
			}, "has no line with home",
		},
		"two that are made of each other": {
			func(w *world) {
				w.file("#!/bin/sh\nexit 1\n", "other/bin/python")
				w.file("home = "+w.path("env/bin")+"\n", "other/pyvenv.cfg")
				w.file("#!/bin/sh\nexit 1\n", "env/bin/python")
				w.file("home = "+w.path("other/bin")+"\n", "env/pyvenv.cfg")
			}, "its base interpreter is no longer in ",
		},
		"a link to itself": {
			func(w *world) { w.link("python", "env/bin/python") }, "too many levels of symbolic links",
		},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t)
			w.file("home = "+w.dir("nothing")+"\n", "env/pyvenv.cfg")
			test.make(w)
			_, err := w.Probe(context.Background(), w.path("env/bin/python"))
			problem, ok := err.(*discover.UnusableError) //nolint:errorlint // the very type is the contract
			if !ok || !strings.Contains(problem.Reason, test.want) {
				t.Errorf("got %v, want %q", err, test.want)
			}
		})
	}
}

// The probe is asked where an environment has its parts on a system that
// this one may not be.
func TestLayoutOfOtherSystems(t *testing.T) {
	needShellScripts(t)
	t.Parallel()
	source, err := os.ReadFile("probe.py")
	if err != nil {
		t.Fatal(err)
	}
	definitions, _, found := strings.Cut(string(source), "\ndef facts")
	if !found {
		t.Fatal("probe.py has no function facts")
	}
	for call, want := range map[string]string{
		`"nt", (3, 8), "cpython", "lib"`:       "Scripts Include Lib/site-packages Lib/site-packages",
		`"nt", (3, 10), "pypy", "lib"`:         "Scripts Include Lib/site-packages Lib/site-packages",
		`"posix", (3, 10), "cpython", "lib64"`: "bin include lib/python3.10/site-packages lib64/python3.10/site-packages",
		`"posix", (3, 6), "cpython", "lib"`:    "bin include lib/python3.6/site-packages lib/python3.6/site-packages",
		`"posix", (3, 10), "pypy", "lib"`:      "bin include lib/pypy3.10/site-packages lib/pypy3.10/site-packages",
		`"posix", (3, 7), "pypy", "lib"`:       "bin include lib/python3.7/site-packages lib/python3.7/site-packages",
	} {
		program := definitions + "\np = environment_paths(" + call + ")\nprint(p['scripts'], p['include'], p['purelib'], p['platlib'])\n"
		output, err := exec.Command(lab.Python(t), "-I", "-c", program).Output()
		if got := strings.TrimSpace(string(output)); err != nil || got != want {
			t.Errorf("%s: %v\ngot  %s\nwant %s", call, err, got, want)
		}
	}
}
