package winproc_test

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"github.com/google/go-cmp/cmp"
)

const here = `#!<launcher_dir>\python.exe`

func TestLauncherPassesArguments(t *testing.T) {
	w := newWorld(t, "env of a b")
	w.add("python.exe", "redirector.exe")
	tool, script := w.add("tool.exe", "launcher.exe"), filepath.Join(w.scripts, "tool-script.py")
	check := func(arguments, tail string) {
		w.write(script, []byte(here+arguments+" \r\nprint()\r\n"))
		want := report{
			Line: utf16(t, `"`+w.base+`"`+arguments+` "`+script+`"`+tail), Path: w.base,
			Interpreter: filepath.Join(w.scripts, "python.exe"), Set: true,
		}
		if diff := cmp.Diff(want, w.ask(tool, `"c:\a b"\tool`+tail)); diff != "" {
			t.Errorf("%s %.50s (-want +got):\n%s", arguments, tail, diff)
		}
	}
	for _, tail := range tails {
		check("", tail)
	}
	check(` -I  -X a="b c"`, ` "x y" z`)
}

func TestLauncherPassesStreamsAndExitCodes(t *testing.T) {
	w := newWorld(t, "env")
	w.add("python.exe", "redirector.exe")
	w.write(filepath.Join(w.scripts, "tool-script.py"), []byte(here))
	tool := w.add("TOOL.EXE", "launcher.exe")
	if got, want := w.start(tool, "tool", "copy"), (run{0, "input\x00\xff\r\n", "copied"}); got != want {
		t.Errorf("%+v, want %+v", got, want)
	}
	if got, want := w.start(tool, "tool", "exit 0xC0000005"), (run{code: 0xc0000005}); got != want {
		t.Errorf("%+v, want %+v", got, want)
	}
}

func TestLauncherFindsInterpreter(t *testing.T) {
	long := strings.Repeat(strings.Repeat("l", 100)+`\`, 4) + "env"
	for _, c := range []struct {
		name, environment, shebang string
		add                        string // a file in Scripts, beside python.exe
		want, interpreter          string // with {scripts}, {home}
		window                     bool
	}{
		{name: "ours", shebang: here, want: `{home}\python.exe`, interpreter: `{scripts}\python.exe`},
		{
			name: "hostile", shebang: `#!"<launcher_dir>\python.exe"`, environment: "a b&c!d%PATH%e^f'g(h)i;j,k=l`m$n #{}~@+-_",
			want: `{home}\python.exe`, interpreter: `{scripts}\python.exe`,
		},
		{
			name: "Unicode", shebang: here, environment: "Привет Ünïcødé 日本 \U0001f40d",
			want: `{home}\python.exe`, interpreter: `{scripts}\python.exe`,
		},
		{name: "long", shebang: here, environment: long, want: `{home}\python.exe`, interpreter: `{scripts}\python.exe`},
		{
			name: "absolute", shebang: `#!"{scripts}\python.exe"`,
			want: `{home}\python.exe`, interpreter: `{scripts}\python.exe`,
		},
		{
			name: "slashes", shebang: `#!<LAUNCHER_DIR>/../scripts/python.exe`,
			want: `{home}\python.exe`, interpreter: `{env}\scripts\python.exe`,
		},
		{name: "no environment", shebang: `#!{home}\python.exe`, want: `{home}\python.exe`},
		{name: "another make", shebang: `#!<launcher_dir>\pypy3.exe`, add: "pypy3.exe", want: `{scripts}\pypy3.exe`},
		{name: "a copy", shebang: here, add: "python36.dll", want: `{scripts}\python.exe`},
		{
			name: "window", shebang: `#!<launcher_dir>\pythonw.exe`, add: "pythonw.exe", window: true,
			want: `{home}\pythonw.exe`, interpreter: `{scripts}\pythonw.exe`,
		},
		{
			name: "window with a console", shebang: here, window: true,
			want: `{home}\python.exe`, interpreter: `{scripts}\python.exe`,
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := newWorld(t, cmpOr(c.environment, "env"))
			w.needsLong()
			names := strings.NewReplacer("{scripts}", w.scripts, "{home}", filepath.Dir(w.base), "{env}", filepath.Dir(w.config))
			w.add("python.exe", "probe.exe")
			if c.add != "" {
				w.add(c.add, "probe.exe")
			}
			w.write(filepath.Join(filepath.Dir(w.base), "pythonw.exe"), program(t, "probe.exe"))
			tool, script := "", filepath.Join(w.scripts, "tool-script.py")
			if c.window {
				tool, script = w.addWindow("tool.exe", "launcher.exe"), script+"w"
			} else {
				tool = w.add("tool.exe", "launcher.exe")
			}
			w.write(script, []byte(names.Replace(c.shebang)+"\n"))
			told := w.ask(tool, "tool -V")
			want := report{
				Line: utf16(t, names.Replace(`"`+c.want+`" "`+script+`" -V`)), Path: names.Replace(c.want),
				Interpreter: names.Replace(c.interpreter), Set: c.interpreter != "",
			}
			if diff := cmp.Diff(want, told); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

func TestLauncherMovesWithItsEnvironment(t *testing.T) {
	w := newWorld(t, "env")
	w.write(w.config, []byte(`home = ..\home`))
	w.add("python.exe", "redirector.exe")
	w.add("tool.exe", "launcher.exe")
	w.write(filepath.Join(w.scripts, "tool-script.py"), []byte(here))
	moved := filepath.Join(w.root, "moved")
	if err := os.Rename(filepath.Dir(w.config), moved); err != nil {
		t.Fatal(err)
	}
	told := w.ask(filepath.Join(moved, "Scripts", "tool.exe"), "tool")
	if want := filepath.Join(moved, "Scripts", "python.exe"); told.Path != w.base || told.Interpreter != want {
		t.Errorf("started %s for %s, want %s for %s", told.Path, told.Interpreter, w.base, want)
	}
}

func TestProgramsFindThemselvesUnderOtherNames(t *testing.T) {
	w := newWorld(t, "env")
	w.write(filepath.Join(w.scripts, "launched-tool-script.py"), []byte(here))
	short := func(path string) (string, error) {
		from, to := append(utf16(t, path), 0), make([]uint16, syscall.MAX_PATH)
		n, err := syscall.GetShortPathName(&from[0], &to[0], uint32(len(to)))
		return syscall.UTF16ToString(to[:n]), err
	}
	link := func(path string) (string, error) {
		name := filepath.Join(w.root, "link.exe")
		return name, errors.Join(os.RemoveAll(name), os.Symlink(path, name))
	}
	for what, other := range map[string]func(string) (string, error){"short": short, "link": link} {
		t.Run(what, func(t *testing.T) {
			for _, executable := range []string{w.add("python.exe", "redirector.exe"), w.add("launched-tool.exe", "launcher.exe")} {
				name, err := other(executable)
				if err == nil {
					_, err = os.ReadFile(name) // Wine makes links, and does not follow them
				}
				if err != nil || filepath.Base(name) == "launched-tool.exe" {
					t.Skipf("missing: names of this kind: %q %v", name, err)
				}
				if told := w.ask(name, "x"); told.Path != w.base {
					t.Errorf("%s started %s, want %s", name, told.Path, w.base)
				}
			}
		})
	}
}

func TestLauncherTellsProblems(t *testing.T) {
	for _, c := range []struct {
		name   string
		change func(w world, script string)
		code   uint32
		want   string // of {env}, {home}
	}{
		{
			"no side file", func(w world, script string) { w.remove(script) }, 105,
			`cannot read {script}, which is to say what to run ` + reason(2) +
				`; install again the package that tool belongs to`,
		},
		{
			"no shebang", func(w world, script string) { w.write(script, []byte("import x")) }, 107,
			`{script} has no shebang (#!) that names the interpreter; let it begin with #!<launcher_dir>\python.exe`,
		},
		{
			"itself", func(w world, script string) { w.write(script, []byte(`#!<launcher_dir>\`+launcherOf(script))) }, 107,
			`{script} names its own launcher; let it begin with #!<launcher_dir>\python.exe`,
		},
		{
			"no interpreter", func(w world, _ string) { w.remove(filepath.Join(w.scripts, "python.exe")) }, 103,
			`no Python at {env}\Scripts\python.exe, named in {script} ` + reason(2) +
				`; make the environment again, or name another one there`,
		},
		{
			"deleted base", func(w world, _ string) { w.remove(w.base) }, 103,
			`no Python at {home}\python.exe, the home in {env}\pyvenv.cfg ` + reason(2) +
				`; install that Python again, or make the environment again: pyenvkit create "{env}"`,
		},
		{
			"broken pyvenv.cfg", func(w world, _ string) { w.write(w.config, nil) }, 107,
			`no line "home = DIRECTORY" in {env}\pyvenv.cfg; make the environment again: pyenvkit create "{env}"`,
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := newWorld(t, "env")
			w.add("python.exe", "redirector.exe")
			script := filepath.Join(w.scripts, "tool-script.py")
			for executable, side := range map[string]string{
				w.add("tool.exe", "launcher.exe"):        script,
				w.addWindow("toolw.exe", "launcher.exe"): strings.Replace(script, "tool-", "toolw-", 1) + "w",
			} {
				w.write(side, []byte(here))
				c.change(w, side)
				name := filepath.Base(executable)
				text := strings.NewReplacer("{env}", filepath.Dir(w.config), "{home}", filepath.Dir(w.base),
					"{script}", side, "that tool ", "that "+strings.TrimSuffix(name, ".exe")+" ").Replace(c.want)
				want := run{c.code, "", name + ": " + text + "\r\n"}
				if diff := cmp.Diff(want, w.start(executable, "tool", ""), cmp.AllowUnexported(run{})); diff != "" {
					t.Errorf("(-want +got):\n%s", diff)
				}
			}
		})
	}
}

func launcherOf(script string) string {
	name, _, _ := strings.Cut(filepath.Base(script), "-script.py")
	return name + ".exe"
}
