package discover

import (
	"bytes"
	"context"
	_ "embed"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

// quick is what an interpreter is asked, with full as its argument: what it
// can't answer cheaply, full does.
var (
	//go:embed quick.py
	quick string
	//go:embed probe.py
	full string
)

const (
	defaultTimeout = 10 * time.Second
	// The answer is about 1 KiB. A program of another kind may print for ever.
	maxOutput = 1 << 20
	// How long a pipe may be held open by what a wrapper has left behind.
	pipeDelay = 200 * time.Millisecond
)

// run starts the interpreter and returns what it answers. lasting is true for
// an error that the next run would meet as well.
func (f *Finder) run(ctx context.Context, path string) (a answer, lasting bool, err error) {
	output, said, err := f.start(ctx, path, "-I", "-S", "-B", "-c", quick, full)
	if strings.Contains(said, "-I") && err != nil && ctx.Err() == nil {
		// Python 2.7 has no -I; this is to learn that it is one.
		output, said, err = f.start(ctx, path, "-E", "-s", "-S", "-B", "-c", quick, full)
	}
	if ctx.Err() != nil {
		return answer{}, false, ctx.Err()
	}
	unusable := &UnusableError{Path: path}
	switch exit := new(exec.ExitError); {
	case errors.Is(err, context.DeadlineExceeded):
		unusable.Reason = fmt.Sprintf("it did not answer within %s", f.timeout())
		return answer{}, true, unusable
	case errors.Is(err, errOutput):
		unusable.Reason = "it is no Python: " + err.Error()
		return answer{}, true, unusable
	case err != nil && !errors.As(err, &exit):
		// It was not started: no permission, no memory, a wrong format.
		unusable.Reason = fmt.Sprintf("it does not start: %v", cause(err))
		return answer{}, false, unusable
	}
	a, ok := parseAnswer(output)
	switch {
	case !ok && err != nil:
		unusable.Reason = fmt.Sprintf("it is no working Python (%s)%s", ending(err), lastWords(said))
	case !ok:
		unusable.Reason = "it does not answer as a Python does" + lastWords(said)
	case !a.version.AtLeast(3, 6):
		unusable.Version = a.version
		unusable.Reason = fmt.Sprintf("it is Python %s, and environments need 3.6 or later", a.version)
	default:
		return a, true, nil
	}
	return answer{}, true, unusable
}

// ending is how a program has ended. Of a library that is missing Windows says
// nothing, but for a number.
func ending(err error) string {
	const dllNotFound = 0xc0000135
	if exit := new(exec.ExitError); errors.As(err, &exit) && uint32(exit.ExitCode()) == dllNotFound {
		return "a DLL that it needs is missing"
	}
	return err.Error()
}

// start runs a program to its end or that of its time, with all its
// descendants. It returns its standard output and standard error.
func (f *Finder) start(ctx context.Context, path string, args ...string) (output []byte, said string, err error) {
	limited, cancel := context.WithTimeout(ctx, f.timeout())
	defer cancel()
	cmd := exec.CommandContext(limited, path, args...)
	// A directory that can't be entered would keep the program from starting.
	if f.system().canStartIn(f.Dir) && isDirectory(f.Dir+string(filepath.Separator)+".") {
		cmd.Dir = f.Dir
	}
	cmd.Env = f.Environ
	cmd.Env = probeEnviron(cmd.Environ())
	cmd.WaitDelay = pipeDelay
	stdout, stderr := limitedBuffer{}, limitedBuffer{}
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	family := newFamily(cmd)
	defer family.release()
	if err := cmd.Start(); err != nil {
		return nil, "", err
	}
	family.adopt()
	err = cmd.Wait()
	if errors.Is(err, exec.ErrWaitDelay) {
		// It has ended well, but left somebody who holds its output.
		family.kill()
		err = nil
	}
	if limited.Err() != nil && err != nil {
		err = limited.Err()
	}
	return stdout.buffer.Bytes(), stderr.buffer.String(), err
}

func (f *Finder) timeout() time.Duration {
	if f.Timeout > 0 {
		return f.Timeout
	}
	return defaultTimeout
}

// probeEnviron takes out what would make an interpreter another one than it
// is: -I does not keep __PYVENV_LAUNCHER__ from a framework build, nor
// _PYTHON_HOST_PLATFORM and its kin, which are for cross builds, from sysconfig,
// and a wrapper may pass PYTHONHOME on to something. Case does not count, as it
// does not on Windows. The result is never nil, which would stand for the variables
// of this process.
func probeEnviron(environ []string) []string {
	kept := make([]string, 0, len(environ))
	for _, variable := range environ {
		name := strings.ToUpper(variable)
		if !strings.HasPrefix(strings.TrimPrefix(name, "_"), "PYTHON") && !strings.HasPrefix(name, "__PYVENV_LAUNCHER__=") {
			kept = append(kept, variable)
		}
	}
	return kept
}

var errOutput = errors.New("too much output")

// A limitedBuffer refuses more than maxOutput, upon which its writer gets
// SIGPIPE.
type limitedBuffer struct{ buffer bytes.Buffer }

func (b *limitedBuffer) Write(p []byte) (int, error) {
	if b.buffer.Len()+len(p) > maxOutput {
		return 0, errOutput
	}
	return b.buffer.Write(p)
}

// cause is an error without the command and path that os/exec puts before it.
func cause(err error) error {
	if problem := new(os.PathError); errors.As(err, &problem) {
		return problem.Err
	}
	return err
}

// lastWords is the reason that a program gave, to be put behind an error: its last
// line, but for CPython's own (Py_FatalError), below which its state follows.
func lastWords(said string) string {
	lines := strings.Split(strings.TrimSpace(said), "\n")
	line := lines[len(lines)-1]
	if fatal := slices.IndexFunc(lines, func(line string) bool { return strings.HasPrefix(line, "Fatal Python error: ") }); fatal >= 0 {
		line = lines[fatal]
	}
	line = strings.ToValidUTF8(strings.TrimSpace(line), "?")
	if line == "" {
		return ""
	}
	if runes := []rune(line); len(runes) > 200 {
		line = string(runes[:200]) + "..."
	}
	return ": " + line
}
