package lab

import (
	"errors"
	"os/exec"
	"os/signal"
	"strings"
	"syscall"
	"testing"
)

func TestPtyIsATerminal(t *testing.T) {
	t.Parallel()
	p := StartPty(t, exec.CommandContext(t.Context(), Program(t, "sh"), "-c", `
test -t 0 && test -t 1 && test -t 2 && test -c /dev/tty && printf 'r\033[1mea\033[0mdy> ' >/dev/tty
read line
echo "<$line>" >&2
exit 7`))
	p.Await("ready> ")
	p.Type("it\r")
	p.Await("<it>")
	var exit *exec.ExitError
	if err := p.Wait(); !errors.As(err, &exit) || exit.ExitCode() != 7 {
		t.Errorf("%v, want status 7", err)
	}
	if want := "ready> it\r\n<it>\r\n"; p.Text() != want {
		t.Errorf("shows %q, want %q", p.Text(), want)
	}
}

func TestPtyHasKeysThatSignal(t *testing.T) {
	t.Parallel()
	for name, end := range map[string]func(*Pty){
		"Ctrl-C": func(p *Pty) { p.Type("\x03") },
		"hangup": (*Pty).Hangup,
		"signal": func(p *Pty) { p.Signal(syscall.SIGTERM) },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if name == "hangup" && signal.Ignored(syscall.SIGHUP) {
				t.Skip("whoever runs the tests ignores SIGHUP, and so does what they start")
			}
			p := StartPty(t, exec.CommandContext(t.Context(), Program(t, "sh"), "-c", "echo ready; exec sleep 1000"))
			p.Await("ready")
			end(p)
			var exit *exec.ExitError
			if err := p.Wait(); !errors.As(err, &exit) || !exit.Sys().(syscall.WaitStatus).Signaled() {
				t.Errorf("%v, want the end by a signal", err)
			}
		})
	}
}

func TestPtyAwaitsNoMoreThanOnce(t *testing.T) {
	t.Parallel()
	p := StartPty(t, exec.CommandContext(t.Context(), Program(t, "sh"), "-c", "echo one; read line; echo two; exec sleep 1000"))
	p.Await("one")
	p.Type("\r")
	p.Await("two")
	if shown := p.Text()[p.seen:]; strings.Contains(shown, "two") {
		t.Errorf("%q is still to come", shown)
	}
}

func TestPtyAnswersPrograms(t *testing.T) {
	t.Parallel()
	const script = `stty raw -echo; printf '\033[6n'; dd bs=6 count=1 2>/dev/null | od -An -c`
	p := StartPty(t, exec.CommandContext(t.Context(), Program(t, "sh"), "-c", script))
	p.Await(`033   [   1   ;   1   R`)
	if err := p.Wait(); err != nil {
		t.Error(err)
	}
}
