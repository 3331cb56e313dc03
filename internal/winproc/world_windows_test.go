package winproc_test

import (
	"bytes"
	"encoding/binary"
	"encoding/json"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"github.com/pyenvkit/pyenvkit/internal/lab"
)

// A world is a directory with a base interpreter, which is the probe, and an
// environment of it.
type world struct {
	t       *testing.T
	root    string
	base    string // home\python.exe
	scripts string // env\Scripts
	config  string // env\pyvenv.cfg
}

// newWorld makes one whose environment is in a directory of the given name.
func newWorld(t *testing.T, environment string) world {
	t.Helper()
	root, err := filepath.EvalSymlinks(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	w := world{
		t: t, root: root,
		base:    filepath.Join(root, "home", "python.exe"),
		scripts: filepath.Join(root, environment, "Scripts"),
		config:  filepath.Join(root, environment, "pyvenv.cfg"),
	}
	w.write(w.base, program(t, "probe.exe"))
	w.write(w.config, []byte("home = "+filepath.Dir(w.base)+"\n"))
	return w
}

// write makes a file and the directories above it.
func (w world) write(path string, content []byte) {
	w.t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o777); err != nil {
		w.t.Fatal(err)
	}
	if err := os.WriteFile(path, content, 0o777); err != nil {
		w.t.Fatal(err)
	}
}

// remove takes a file or directory away.
func (w world) remove(path string) {
	w.t.Helper()
	if err := os.RemoveAll(path); err != nil {
		w.t.Fatal(err)
	}
}

// add puts a program into Scripts and returns its path.
func (w world) add(name, executable string) string {
	w.t.Helper()
	path := filepath.Join(w.scripts, name)
	w.write(path, program(w.t, executable))
	return path
}

// needsLong skips the test where no program in Scripts can be started because its
// path is long: Wine starts none over 259 characters.
func (w world) needsLong() {
	w.t.Helper()
	path := w.add("probe.exe", "probe.exe")
	if len(path) < syscall.MAX_PATH {
		return
	}
	if err := w.command(path, "probe", "exit 0").Run(); err != nil {
		w.t.Skipf("missing: a Windows that starts programs with paths of %d characters (%v)", len(path), err)
	}
}

// addWindow adds the form without a console.
func (w world) addWindow(name, executable string) string {
	w.t.Helper()
	path := filepath.Join(w.scripts, name)
	w.write(path, windowForm(w.t, program(w.t, executable)))
	return path
}

// windowForm returns an executable as one without a console, which is a change of
// the subsystem in its header.
func windowForm(t *testing.T, image []byte) []byte {
	t.Helper()
	header := binary.LittleEndian.Uint32(image[0x3c:])
	subsystem := image[header+92 : header+94]
	if got := binary.LittleEndian.Uint16(subsystem); got != 3 {
		t.Fatalf("subsystem %d, want 3", got)
	}
	binary.LittleEndian.PutUint16(subsystem, 2)
	return image
}

// program returns an executable that lies beside the tests, where they were built
// on another system, and is built otherwise.
func program(t *testing.T, name string) []byte {
	t.Helper()
	own, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(filepath.Dir(own), name)
	if _, err := os.Stat(path); err != nil {
		source := map[string]string{
			"redirector.exe": "../../redirector", "launcher.exe": "../../launcher", "probe.exe": "./testdata/probe",
		}[name]
		cmd := exec.CommandContext(t.Context(), lab.Program(t, "go"), "build", "-o", path, source)
		if out, err := cmd.CombinedOutput(); err != nil {
			t.Fatalf("go build %s: %v\n%s", source, err, out)
		}
	}
	image, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return image
}

// A run is what came of an executable.
type run struct {
	code        uint32
	out, errors string
}

// start runs an executable with a command line as it is, PROBE set to task, and
// what else the environment is to hold.
func (w world) start(executable, line, task string, env ...string) run {
	w.t.Helper()
	cmd := w.command(executable, line, task, env...)
	cmd.Stdin = strings.NewReader("input\x00\xff\r\n")
	var out, messages bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &messages
	err := cmd.Run()
	var failed *exec.ExitError
	if err != nil && !errors.As(err, &failed) {
		w.t.Fatal(err)
	}
	return run{uint32(cmd.ProcessState.ExitCode()), out.String(), messages.String()}
}

func (w world) command(executable, line, task string, env ...string) *exec.Cmd {
	if len(executable) >= syscall.MAX_PATH {
		executable = `\\?\` + executable
	}
	cmd := exec.CommandContext(w.t.Context(), executable)
	cmd.Dir = w.root
	cmd.SysProcAttr = &syscall.SysProcAttr{CmdLine: line}
	cmd.Env = append(append(os.Environ(), "PROBE="+task, "PYLAUNCHER_DEBUG=", "__PYVENV_LAUNCHER__=stale"), env...)
	return cmd
}

// A report is what the probe tells.
type report struct {
	Line        []uint16
	Path        string
	Interpreter string
	Set         bool
	Here        string
}

// ask runs an executable and returns what the probe tells.
func (w world) ask(executable, line string) report {
	w.t.Helper()
	got := w.start(executable, line, "")
	var told report
	if err := json.Unmarshal([]byte(got.out), &told); err != nil {
		w.t.Fatalf("%s: %v\n%+v", executable, err, got)
	}
	if told.Here != w.root {
		w.t.Errorf("%s runs in %s, want %s", executable, told.Here, w.root)
	}
	// Where the path is long, it may have been passed on in its long form.
	plain := strings.NewReplacer(`\\?\`, "")
	told.Line = utf16(w.t, plain.Replace(syscall.UTF16ToString(told.Line)))
	told.Path, told.Interpreter = plain.Replace(told.Path), plain.Replace(told.Interpreter)
	told.Here = ""
	return told
}

// utf16 returns a text in UTF-16, lone surrogates too.
func utf16(t *testing.T, text string) []uint16 {
	t.Helper()
	wide, err := syscall.UTF16FromString(text)
	if err != nil {
		t.Fatal(err)
	}
	return wide[:len(wide)-1]
}
