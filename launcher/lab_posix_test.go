//go:build linux || darwin || freebsd

package main

import (
	"bytes"
	"encoding/hex"
	"encoding/json"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
)

// compiled is the launcher, built as platform/program has it, in a directory that
// lasts for the whole test. Built once: TestMain takes it away.
var compiled string

func TestMain(m *testing.M) {
	os.Exit(func() int {
		directory, err := os.MkdirTemp("", "launcher-")
		if err != nil {
			panic(err)
		}
		defer os.RemoveAll(directory)
		compiled = filepath.Join(directory, "launcher")
		return m.Run()
	}())
}

// launcher returns the path of the launcher under test.
func launcher(t testing.TB) string {
	t.Helper()
	if _, err := os.Stat(compiled); err == nil {
		return compiled
	}
	cmd := exec.CommandContext(t.Context(), "go", "build", "-tags=linkname", "-ldflags=-s -w -checklinkname=0", "-o", compiled, ".")
	cmd.Env = append(cmd.Environ(), "CGO_ENABLED=0")
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("go build: %v\n%s", err, out)
	}
	return compiled
}

// A place is an environment with one script: a directory with bin/NAME,
// bin/NAME-script.py, bin/python and pyvenv.cfg.
type place string

const script = "hello"

// newPlace lays an environment of the base interpreter out at path.
func newPlace(t testing.TB, path, python, side string) place {
	t.Helper()
	bin := filepath.Join(path, "bin")
	if err := os.MkdirAll(bin, 0o755); err != nil {
		t.Fatal(err)
	}
	real, err := filepath.EvalSymlinks(python)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(real, filepath.Join(bin, "python")); err != nil {
		t.Fatal(err)
	}
	write(t, filepath.Join(path, "pyvenv.cfg"), "home = "+filepath.Dir(real)+"\ninclude-system-site-packages = false\n", 0o644)
	program, err := os.ReadFile(launcher(t))
	if err != nil {
		t.Fatal(err)
	}
	p := place(path)
	write(t, p.script(), string(program), 0o755)
	write(t, p.side(), side, 0o644)
	return p
}

func (p place) script() string { return filepath.Join(string(p), "bin", script) }
func (p place) side() string   { return p.script() + "-script.py" }
func (p place) python() string { return filepath.Join(string(p), "bin", "python") }

func write(t testing.TB, path, content string, mode os.FileMode) {
	t.Helper()
	if err := os.WriteFile(path, []byte(content), mode); err != nil {
		t.Fatal(err)
	}
}

// reporter is a script that tells what it was run with. Bytes are in hexadecimal,
// because paths need not be text.
const reporter = `#!<launcher_dir>/python
from __future__ import division
import binascii, json, os, resource, signal, sys

def text(value):
    return binascii.hexlify(os.fsencode(value)).decode()

def is_open(fd):
    try:
        os.fstat(fd)
    except OSError:
        return False
    return True

mask = os.umask(0)
os.umask(mask)
json.dump({
    "argv": [text(a) for a in sys.argv],
    "prefix": text(sys.prefix),
    "executable": text(sys.executable),
    "pid": os.getpid(),
    "umask": mask,
    "files": resource.getrlimit(resource.RLIMIT_NOFILE)[0],
    "ignored": [s for s in range(1, signal.NSIG) if s not in (9, 19) and signal.getsignal(s) == signal.SIG_IGN],
    "blocked": sorted(int(s) for s in signal.pthread_sigmask(signal.SIG_BLOCK, [])),
    "open": [fd for fd in range(200) if is_open(fd)],
    "half": 1 / 2,
}, sys.stdout)
`

// told is what the reporter tells.
type told struct {
	Argv       []string `json:"argv"`
	Prefix     string   `json:"prefix"`
	Executable string   `json:"executable"`
	PID        int      `json:"pid"`
	Umask      int      `json:"umask"`
	Files      int      `json:"files"`
	Ignored    []int    `json:"ignored"`
	Blocked    []int    `json:"blocked"`
	Open       []int    `json:"open"`
	Half       float64  `json:"half"`
}

// listen runs a command and returns what the reporter tells.
func listen(t *testing.T, cmd *exec.Cmd) told {
	t.Helper()
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil || stderr.Len() > 0 {
		t.Fatalf("%q: %v\n%s", cmd.Args, err, &stderr)
	}
	var heard told
	if err := json.Unmarshal(out, &heard); err != nil {
		t.Fatalf("%q: %v\n%s", cmd.Args, err, out)
	}
	for i, a := range heard.Argv {
		heard.Argv[i] = decoded(t, a)
	}
	heard.Prefix, heard.Executable = decoded(t, heard.Prefix), decoded(t, heard.Executable)
	return heard
}

func decoded(t *testing.T, digits string) string {
	t.Helper()
	text, err := hex.DecodeString(digits)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// fail runs a command that is to fail, and returns its exit code and what it wrote
// to stderr.
func fail(t *testing.T, cmd *exec.Cmd) (code int, message string) {
	t.Helper()
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	var exit *exec.ExitError
	if !errors.As(err, &exit) {
		t.Fatalf("%q: %v, want an exit code", cmd.Args, err)
	}
	if len(out) > 0 {
		t.Errorf("%q wrote to stdout: %q", cmd.Args, out)
	}
	return exit.ExitCode(), stderr.String()
}
