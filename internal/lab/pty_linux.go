package lab

import (
	"bytes"
	"errors"
	"os"
	"os/exec"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"golang.org/x/sys/unix"
)

const (
	// patience is how long a test waits for what a program is to do.
	patience = time.Minute
	// silence is how long a shell that shows its prompt sends nothing.
	silence = 150 * time.Millisecond
)

// A Pty is a program on a terminal of its own (pts(4)), of 24 lines and 200
// columns, which is the controlling terminal of its session.
type Pty struct {
	t     testing.TB
	cmd   *exec.Cmd
	ours  *os.File
	close func()
	ended chan struct{} // closed when no program has the terminal any more
	done  chan struct{} // closed when the program has ended
	err   error

	mutex sync.Mutex
	sent  bytes.Buffer
	seen  int // up to where Await has come in what was sent
}

// StartPty starts a program, whose standard streams are the terminal, apart from
// an input or an error output that is set already. The test ends it.
func StartPty(t testing.TB, cmd *exec.Cmd) *Pty {
	t.Helper()
	ours, theirs := openPty(t)
	defer theirs.Close()
	control := 0 // a descriptor of the program that is the terminal
	if cmd.Stdin == nil {
		cmd.Stdin = theirs
	} else {
		control = 1
	}
	cmd.Stdout = theirs
	if cmd.Stderr == nil {
		cmd.Stderr = theirs
	}
	cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true, Setctty: true, Ctty: control}
	p := &Pty{t: t, cmd: cmd, ours: ours, ended: make(chan struct{}), done: make(chan struct{})}
	p.close = sync.OnceFunc(func() { ours.Close() })
	if err := cmd.Start(); err != nil {
		p.close()
		t.Fatal(err)
	}
	go p.read()
	go func() {
		p.err = cmd.Wait()
		close(p.done)
	}()
	t.Cleanup(func() {
		p.Hangup()
		_ = unix.Kill(-cmd.Process.Pid, unix.SIGKILL)
		_ = cmd.Process.Kill()
		<-p.done
	})
	return p
}

// openPty opens a terminal: the side of whoever sits before it, and that of the
// programs.
func openPty(t testing.TB) (ours, theirs *os.File) {
	t.Helper()
	fd, err := unix.Open("/dev/ptmx", unix.O_RDWR|unix.O_NOCTTY|unix.O_CLOEXEC|unix.O_NONBLOCK, 0)
	if err != nil {
		Missing(t, "pseudo-terminals: "+err.Error())
	}
	ours = os.NewFile(uintptr(fd), "/dev/ptmx")
	number, err := unix.IoctlGetInt(fd, unix.TIOCGPTN)
	err = errors.Join(
		err,
		unix.IoctlSetPointerInt(fd, unix.TIOCSPTLCK, 0),
		unix.IoctlSetWinsize(fd, unix.TIOCSWINSZ, &unix.Winsize{Row: 24, Col: 200}),
	)
	if err == nil {
		theirs, err = os.OpenFile("/dev/pts/"+strconv.Itoa(number), os.O_RDWR|unix.O_NOCTTY, 0)
	}
	if err != nil {
		ours.Close()
		t.Fatal(err)
	}
	return ours, theirs
}

// read keeps what is sent, and answers what programs ask a terminal: where its
// cursor is, and what it can do.
func (p *Pty) read() {
	defer close(p.ended)
	answers := strings.NewReplacer("\x1b[6n", "\x1b[1;1R", "\x1b[c", "\x1b[?62c", "\x1b[0c", "\x1b[?62c")
	questions := regexp.MustCompile(`\x1b\[(6n|0?c)`)
	buffer := make([]byte, 4096)
	for {
		n, err := p.ours.Read(buffer)
		if err != nil {
			return // EIO: the last program has closed it
		}
		for _, question := range questions.FindAllString(string(buffer[:n]), -1) {
			_, _ = p.ours.WriteString(answers.Replace(question))
		}
		p.mutex.Lock()
		p.sent.Write(buffer[:n])
		p.mutex.Unlock()
	}
}

// marks are what moves and colours in what is sent to a terminal: CSI, OSC and
// the other escape sequences (ECMA-48).
var marks = regexp.MustCompile("\x1b(\\[[0-?]*[ -/]*[@-~]|\\][^\a\x1b]*(\a|\x1b\\\\)|[()][A-Z0-9]|[=>78A-Z])")

// Text returns what the program has sent until now, without the sequences that
// move and colour.
func (p *Pty) Text() string {
	p.mutex.Lock()
	defer p.mutex.Unlock()
	return marks.ReplaceAllString(p.sent.String(), "")
}

// Type sends what a user types; "\r" is the enter key, "\x03" Ctrl-C.
func (p *Pty) Type(keys string) {
	p.t.Helper()
	if _, err := p.ours.WriteString(keys); err != nil {
		p.t.Errorf("typing %q: %v", keys, err)
	}
}

// Await waits until the program has sent a text behind what was there at the end of
// the last Await, and then nothing more for a moment: some shells lose what is
// typed while they draw a prompt. It ends the test if the text does not come.
func (p *Pty) Await(text string) {
	p.t.Helper()
	from := p.seen
	Eventually(p.t, func() bool {
		sent := p.Text()
		return strings.Contains(sent[min(from, len(sent)):], text)
	}, func() string {
		return "the terminal does not show " + strconv.Quote(text) + " in " + strconv.Quote(p.Text()[from:])
	})
	for now := len(p.Text()); p.seen != now; now = len(p.Text()) {
		p.seen = now
		time.Sleep(silence)
	}
}

// Signal sends a signal to the program.
func (p *Pty) Signal(signal os.Signal) {
	p.t.Helper()
	if err := p.cmd.Process.Signal(signal); err != nil {
		p.t.Error(err)
	}
}

// Hangup closes the terminal, as a terminal emulator does that ends.
func (p *Pty) Hangup() { p.close() }

// Wait waits for the end of the program, and returns what [exec.Cmd.Wait] does.
func (p *Pty) Wait() error {
	p.t.Helper()
	select {
	case <-p.done:
	case <-time.After(patience):
		p.t.Fatalf("the program does not end; the terminal shows %q", p.Text())
	}
	select {
	case <-p.ended: // all that was sent is there
	case <-time.After(time.Second): // or something else still has the terminal
	}
	return p.err
}

// Eventually waits until something is so, and ends the test with a message if
// that takes too long.
func Eventually(t testing.TB, so func() bool, message func() string) {
	t.Helper()
	for deadline := time.Now().Add(patience); !so(); time.Sleep(10 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatal(message())
		}
	}
}
