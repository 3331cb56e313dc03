package winproc_test

import (
	"bufio"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// tails are ends of command lines that are easily changed.
var tails = []string{
	"",
	" ",
	` "a b"`,
	` q\"x back\ tail\\`,
	` "tail\\"`,
	` "" ""`,
	` *.py ?.py`,
	" \t-c  \"print('x')\"\t",
	` "unclosed`,
	` a"b c"d`,
	` %PATH% ^& | < > !x!`,
	" Ünïcødé Привет 日本 \U0001f40d",
	" \xed\xa0\x80 \xed\xb0\x80x", // lone surrogates (WTF-8)
	" " + strings.Repeat("x", 20000),
}

func TestRedirectorPassesArguments(t *testing.T) {
	w := newWorld(t, "env")
	python := w.add("python.exe", "redirector.exe")
	check := func(name, tail string) {
		want := report{Line: utf16(t, `"`+w.base+`"`+tail), Path: w.base, Interpreter: python, Set: true}
		if diff := cmp.Diff(want, w.ask(python, name+tail)); diff != "" {
			t.Errorf("%s%.50s (-want +got):\n%s", name, tail, diff)
		}
	}
	for _, tail := range tails {
		check(`"`+python+`"`, tail)
	}
	for _, name := range []string{"python", `"c:\a b"\"c d"`} {
		check(name, ` "a b" c`)
	}
}

func TestRedirectorReturnsExitCodes(t *testing.T) {
	w := newWorld(t, "env")
	python := w.add("python.exe", "redirector.exe")
	for _, code := range []uint32{0, 1, 2, 101, 255, 256, 259, 0x7fffffff, 0x80000000, 0xc0000005, 0xc000013a, 0xffffffff} {
		if got := w.start(python, "python", "exit "+strconv.FormatUint(uint64(code), 10)); got != (run{code: code}) {
			t.Errorf("exit code %#x: %+v", code, got)
		}
	}
}

func TestRedirectorPassesStreams(t *testing.T) {
	w := newWorld(t, "env")
	w.write(filepath.Join(filepath.Dir(w.base), "pythonw.exe"), windowForm(t, program(t, "probe.exe")))
	want := run{0, "input\x00\xff\r\n", "copied"}
	for _, executable := range []string{w.add("python.exe", "redirector.exe"), w.addWindow("pythonw.exe", "redirector.exe")} {
		if got := w.start(executable, "python", "copy"); got != want {
			t.Errorf("%s: %+v, want %+v", executable, got, want)
		}
	}
}

// The reader sees the end of a pipe when the base closes it, the current directory
// can be removed when the base has left it, and the base dies with the redirector.
func TestRedirectorHoldsNothingAndEndsItsChild(t *testing.T) {
	w := newWorld(t, "env")
	here := filepath.Join(w.root, "here")
	if err := os.Mkdir(here, 0o777); err != nil {
		t.Fatal(err)
	}
	cmd := w.command(w.add("python.exe", "redirector.exe"), "python", "sleep")
	cmd.Dir = here
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	lines := bufio.NewScanner(out)
	if !lines.Scan() {
		t.Fatal("no line from the base")
	}
	pid, err := strconv.ParseUint(lines.Text(), 10, 32)
	if err != nil {
		t.Fatal(err)
	}
	child, err := syscall.OpenProcess(syscall.SYNCHRONIZE, false, uint32(pid))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = syscall.CloseHandle(child) })
	if lines.Scan() {
		t.Errorf("line %q after the first", lines.Text())
	}
	if err := os.Remove(here); err != nil {
		t.Errorf("the redirector holds the current directory: %v", err)
	}
	if event, err := syscall.WaitForSingleObject(child, 0); event != syscall.WAIT_TIMEOUT {
		t.Errorf("the base has ended before the redirector: %v %v", event, err)
	}
	if err := cmd.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	if event, err := syscall.WaitForSingleObject(child, 20_000); event != syscall.WAIT_OBJECT_0 {
		t.Errorf("the base outlives the redirector: %v %v", event, err)
	}
	_ = cmd.Wait() // killed
}

// Ctrl-Break, which can be sent to a group of processes, is for the base alone.
func TestRedirectorLeavesEvents(t *testing.T) {
	w := newWorld(t, "env")
	if got, err := w.interrupt(w.base); err != nil || got != 42 {
		t.Skipf("missing: a Windows whose console sends events (exit code %d, %v)", got, err)
	}
	if got, err := w.interrupt(w.add("python.exe", "redirector.exe")); err != nil || got != 42 {
		t.Errorf("exit code %d, %v, want 42", got, err)
	}
}

// interrupt returns the exit code of an executable that is sent Ctrl-Break.
func (w world) interrupt(executable string) (int, error) {
	cmd := w.command(executable, "python", "event")
	cmd.SysProcAttr.CreationFlags = syscall.CREATE_NEW_PROCESS_GROUP
	out, err := cmd.StdoutPipe()
	if err != nil {
		return 0, err
	}
	if err := cmd.Start(); err != nil {
		return 0, err
	}
	bufio.NewScanner(out).Scan() // the base waits
	const ctrlBreak = 1
	send := syscall.NewLazyDLL("kernel32.dll").NewProc("GenerateConsoleCtrlEvent")
	if ok, _, err := send.Call(ctrlBreak, uintptr(cmd.Process.Pid)); ok == 0 {
		return 0, errors.Join(err, cmd.Process.Kill(), cmd.Wait())
	}
	err = cmd.Wait()
	if _, failed := errors.AsType[*exec.ExitError](err); failed {
		err = nil
	}
	return cmd.ProcessState.ExitCode(), err
}

func TestRedirectorFindsBase(t *testing.T) {
	long := strings.Repeat(strings.Repeat("l", 100)+`\`, 4) + "env"
	for _, c := range []struct {
		name, environment string
		config            func(w world) string
		names             []string // in home, beside python.exe
		want, wantWindow  string
	}{
		{name: "plain"},
		{name: "hostile", environment: "a b&c!d%PATH%e^f'g(h)i;j,k=l`m$n #{}~@+-_"},
		{name: "Unicode", environment: "Привет Ünïcødé 日本 \U0001f40d"},
		{name: "long", environment: long},
		{name: "relative", config: func(world) string { return "home = ..\\home\r\n" }},
		{name: "relative in a long path", environment: long, config: func(world) string {
			return `home = ..\..\..\..\..\.\home`
		}},
		{name: "slashes", config: func(w world) string { return "home = " + filepath.ToSlash(filepath.Dir(w.base)) }},
		{name: "mark and case", config: func(w world) string { return "\ufeffHOME=" + filepath.Dir(w.base) }},
		{name: "far", config: func(w world) string {
			return strings.Repeat("# a comment: home = nowhere\n", 5000) + "home = " + filepath.Dir(w.base) + "\nhome = x\n"
		}},
		{
			name: "free-threaded", config: func(world) string { return "home = ../home\nexecutable = D:\\x\\python3.14t.exe" },
			names: []string{"python3.14t.exe", "pythonw.exe"}, want: "python3.14t.exe", wantWindow: "python3.14t.exe",
		},
		{
			name: "debug", config: func(world) string { return "home = ../home\nexecutable = D:\\x\\python_d.exe" },
			names: []string{"python_d.exe", "pythonw_d.exe"}, want: "python_d.exe", wantWindow: "pythonw_d.exe",
		},
		{
			name: "made by pythonw", config: func(world) string { return "home = ../home\nexecutable = D:\\x\\pythonw.exe" },
			names: []string{"pythonw.exe"}, wantWindow: "pythonw.exe",
		},
		{name: "renamed", config: func(world) string { return "home = ../home\nexecutable = D:\\x\\python3.12.exe" }},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := newWorld(t, cmpOr(c.environment, "env"))
			w.needsLong()
			if c.config != nil {
				w.write(w.config, []byte(c.config(w)))
			}
			home := filepath.Dir(w.base)
			for _, name := range c.names {
				w.write(filepath.Join(home, name), program(t, "probe.exe"))
			}
			for executable, want := range map[string]string{
				w.add("python.exe", "redirector.exe"):        cmpOr(c.want, "python.exe"),
				w.addWindow("pythonw.exe", "redirector.exe"): cmpOr(c.wantWindow, "python.exe"),
			} {
				told := w.ask(executable, "python -V")
				base := filepath.Join(home, want)
				got := []string{told.Path, told.Interpreter, syscall.UTF16ToString(told.Line)}
				if diff := cmp.Diff([]string{base, executable, `"` + base + `" -V`}, got); diff != "" {
					t.Errorf("%s (-want +got):\n%s", filepath.Base(executable), diff)
				}
			}
		})
	}
}

func cmpOr(text, otherwise string) string {
	if text == "" {
		return otherwise
	}
	return text
}

func TestRedirectorFindsConfigBesideItself(t *testing.T) {
	w := newWorld(t, "env")
	w.write(w.config, []byte("home = nowhere"))
	w.write(filepath.Join(w.scripts, "pyvenv.cfg"), []byte(`home = ..\..\home`))
	if told := w.ask(w.add("python.exe", "redirector.exe"), "python"); told.Path != w.base {
		t.Errorf("started %s, want %s", told.Path, w.base)
	}
}

func TestRedirectorTellsProblems(t *testing.T) {
	notFound := reason(2)
	for _, c := range []struct {
		name   string
		change func(w world)
		code   uint32
		want   string // of {env}, {home}
	}{
		{
			"no pyvenv.cfg", func(w world) { w.remove(w.config) }, 106,
			`no pyvenv.cfg beside {env}\Scripts\python.exe or in the directory above ` + notFound +
				`; make the environment again: pyenvkit create "{env}"`,
		},
		{
			"a directory", func(w world) { w.remove(w.config); w.write(filepath.Join(w.config, "x"), nil) }, 106,
			`no pyvenv.cfg beside {env}\Scripts\python.exe or in the directory above ` + notFound +
				`; make the environment again: pyenvkit create "{env}"`,
		},
		{
			"empty", func(w world) { w.write(w.config, nil) }, 107,
			`no line "home = DIRECTORY" in {env}\pyvenv.cfg; make the environment again: pyenvkit create "{env}"`,
		},
		{
			"empty home", func(w world) { w.write(w.config, []byte("home =\nversion = 3.14.6\n")) }, 107,
			`no line "home = DIRECTORY" in {env}\pyvenv.cfg; make the environment again: pyenvkit create "{env}"`,
		},
		{
			"NUL", func(w world) { w.write(w.config, []byte("home = C:\\a\x00b")) }, 107,
			`a NUL byte in the home of {env}\pyvenv.cfg; make the environment again: pyenvkit create "{env}"`,
		},
		{
			"deleted base", func(w world) { w.remove(w.base) }, 103,
			`no Python at {home}\python.exe, the home in {env}\pyvenv.cfg ` + notFound +
				`; install that Python again, or make the environment again: pyenvkit create "{env}"`,
		},
		{
			"deleted home", func(w world) { w.remove(filepath.Dir(w.base)) }, 103,
			`no Python at {home}\python.exe, the home in {env}\pyvenv.cfg ` + reason(3) +
				`; install that Python again, or make the environment again: pyenvkit create "{env}"`,
		},
		{
			"itself", func(w world) { w.write(w.config, []byte("home = .\\scripts\\")) }, 103,
			`home = {env}\scripts in {env}\pyvenv.cfg is the environment itself; put its base Python's directory there, ` +
				`or make the environment again: pyenvkit create "{env}"`,
		},
		{
			"no program", func(w world) { w.write(w.base, []byte("text")) }, 101,
			`cannot start {home}\python.exe ` + reason(193) + `; see whether it starts by itself`,
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := newWorld(t, "env")
			c.change(w)
			text := strings.NewReplacer("{env}", filepath.Dir(w.config), "{home}", filepath.Dir(w.base)).Replace(c.want)
			for name, executable := range map[string]string{
				"python.exe":  w.add("python.exe", "redirector.exe"),
				"pythonw.exe": w.addWindow("pythonw.exe", "redirector.exe"),
			} {
				want := run{c.code, "", name + ": " + strings.ReplaceAll(text, `\python.exe or`, `\`+name+" or") + "\r\n"}
				if diff := cmp.Diff(want, w.start(executable, name, ""), cmp.AllowUnexported(run{})); diff != "" {
					t.Errorf("(-want +got):\n%s", diff)
				}
			}
		})
	}
}

// reason returns what this Windows says of an error.
func reason(number syscall.Errno) string {
	return "(" + strings.ReplaceAll(strings.TrimRight(number.Error(), "."), "%1", "it") + ")"
}

func TestRedirectorTellsThatALineIsTooLong(t *testing.T) {
	w := newWorld(t, "env")
	python := w.add("python.exe", "redirector.exe")
	fits := 32766 - len(`"`+w.base+`"`)
	if told := w.ask(python, "p "+strings.Repeat("x", fits-1)); len(told.Line) != 32766 {
		t.Errorf("a line of %d characters, want 32766", len(told.Line))
	}
	want := run{101, "", "python.exe: cannot start " + w.base +
		" with a command line of more than 32766 characters; pass arguments in a file\r\n"}
	if diff := cmp.Diff(want, w.start(python, "p "+strings.Repeat("x", fits), ""), cmp.AllowUnexported(run{})); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestRedirectorGivesAnAccount(t *testing.T) {
	w := newWorld(t, "env")
	python := w.add("python.exe", "redirector.exe")
	got := w.start(python, "python -V", "exit 3", "PYLAUNCHER_DEBUG=1")
	want := run{3, "", "python.exe: running " + python + "\r\n" +
		"python.exe: home = " + filepath.Dir(w.base) + " in " + w.config + "\r\n" +
		"python.exe: starting " + w.base + `: "` + w.base + `" -V` + "\r\n"}
	if diff := cmp.Diff(want, got, cmp.AllowUnexported(run{})); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}
