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

	"golang.org/x/sys/unix"

	"github.com/pyenvkit/pyenvkit/internal/lab"
)

// A terminal is a program's side of a pseudo-terminal, and what the program
// has sent to it.
type terminal struct {
	*os.File
	mutex sync.Mutex
	sent  bytes.Buffer
	ended chan struct{} // closed when no program has the terminal any more
}

// newTerminal opens a pseudo-terminal (pts(4)) of so many columns.
func newTerminal(t *testing.T, columns uint16) *terminal {
	t.Helper()
	ours, err := os.OpenFile("/dev/ptmx", os.O_RDWR, 0)
	if err != nil {
		lab.Missing(t, "pseudo-terminals: "+err.Error())
	}
	t.Cleanup(func() { ours.Close() })
	fd := int(ours.Fd())
	if err := unix.IoctlSetPointerInt(fd, unix.TIOCSPTLCK, 0); err != nil {
		t.Fatal(err)
	}
	if err := unix.IoctlSetWinsize(fd, unix.TIOCSWINSZ, &unix.Winsize{Row: 24, Col: columns}); err != nil {
		t.Fatal(err)
	}
	number, err := unix.IoctlGetInt(fd, unix.TIOCGPTN)
	if err != nil {
		t.Fatal(err)
	}
	theirs, err := os.OpenFile("/dev/pts/"+strconv.Itoa(number), os.O_RDWR|unix.O_NOCTTY, 0)
	if err != nil {
		t.Fatal(err)
	}
	term := &terminal{File: theirs, ended: make(chan struct{})}
	t.Cleanup(func() { theirs.Close() })
	go func() {
		defer close(term.ended)
		buffer := make([]byte, 4096)
		for {
			n, err := ours.Read(buffer)
			if err != nil {
				return // EIO: the last program has closed it
			}
			term.mutex.Lock()
			term.sent.Write(buffer[:n])
			term.mutex.Unlock()
		}
	}()
	return term
}

// text returns what was sent until now.
func (term *terminal) text() string {
	term.mutex.Lock()
	defer term.mutex.Unlock()
	return term.sent.String()
}

// lines returns what the terminal shows when the programs that had it have
// ended, less the lines that are empty.
func (term *terminal) lines() []string {
	term.Close()
	<-term.ended
	var lines []string
	for sent := range strings.SplitSeq(term.text(), "\n") {
		var line []rune
		column := 0
		for _, r := range sent {
			if r == '\r' {
				column = 0
				continue
			}
			line = append(line[:column], append([]rune{r}, line[min(column+1, len(line)):]...)...)
			column++
		}
		if shown := strings.TrimSpace(string(line)); shown != "" {
			lines = append(lines, shown)
		}
	}
	return lines
}

// slowIndex is an index that answers nobody before it is told to. It says when
// it was asked for the first time.
func slowIndex(t *testing.T) (asked <-chan struct{}, answer func()) {
	t.Helper()
	gate, first := make(chan struct{}), make(chan struct{})
	answer = sync.OnceFunc(func() { close(gate) })
	ask := sync.OnceFunc(func() { close(first) })
	target := strings.TrimSuffix(index(t), "/simple/")
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		ask()
		<-gate
		http.Redirect(w, r, target+r.URL.Path, http.StatusFound)
	}))
	t.Cleanup(server.Close)
	t.Cleanup(answer)
	setPip(t, server.URL+"/simple/")
	return first, answer
}

// upgrades starts a run that makes two environments and has their pips ask an
// index.
func upgrades(t *testing.T, term *terminal, dir string, args ...string) *exec.Cmd {
	t.Helper()
	args = append([]string{"create", "-p", lab.Python(t), "--upgrade-deps", "one", "two"}, args...)
	cmd := exec.CommandContext(t.Context(), "pyenvkit", args...)
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), "TERM=xterm", "NO_COLOR=1")
	cmd.Stderr = term.File
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	return cmd
}

// awaitBar waits until the terminal has shown a bar.
func awaitBar(t *testing.T, term *terminal) {
	t.Helper()
	for deadline := time.Now().Add(time.Minute); !strings.Contains(term.text(), "making environments"); time.Sleep(10 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatalf("no bar: %q", term.text())
		}
	}
}

// TestBarMakesWay shows a bar while the environments are made, and between the
// lines; at the end there are only lines.
func TestBarMakesWay(t *testing.T) {
	_, answer := slowIndex(t)
	term := newTerminal(t, 80)
	cmd := upgrades(t, term, t.TempDir())
	awaitBar(t, term)
	answer()
	if err := cmd.Wait(); err != nil {
		t.Errorf("%v\n%s", err, term.text())
	}
	lines := term.lines()
	for _, line := range lines {
		if strings.Contains(line, "making environments") {
			t.Errorf("the bar is left in %q", line)
		}
	}
	order := []string{"Successfully installed pip-", "created one from ", "activate it: ", "Successfully installed pip-", "created two from ", "activate it: "}
	for _, line := range lines {
		if len(order) > 0 && strings.HasPrefix(line, order[0]) {
			order = order[1:]
		}
	}
	if len(order) > 0 {
		t.Errorf("no line %q in its place in %q", order[0], lines)
	}
}

// TestBarEndsWithTheRun stops a run whose bar is shown.
func TestBarEndsWithTheRun(t *testing.T) {
	slowIndex(t)
	term := newTerminal(t, 80)
	dir := t.TempDir()
	cmd := upgrades(t, term, dir)
	awaitBar(t, term)
	if err := cmd.Process.Signal(syscall.SIGINT); err != nil {
		t.Fatal(err)
	}
	err := cmd.Wait()
	var exit *exec.ExitError
	if !errors.As(err, &exit) || exit.ExitCode() != 130 {
		t.Errorf("%v, want status 130", err)
	}
	if lines := term.lines(); !slices.Equal(lines, []string{"error: stopped by interrupt"}) {
		t.Errorf("the terminal shows %q", lines)
	}
	if left, _ := filepath.Glob(filepath.Join(dir, "*")); len(left) > 0 {
		t.Errorf("left behind: %v", left)
	}
}

// TestNoBar makes runs that are not to show one wait for longer than it takes
// one to come.
func TestNoBar(t *testing.T) {
	for _, args := range [][]string{{"--quiet"}, {"--json"}} {
		_, answer := slowIndex(t)
		term := newTerminal(t, 80)
		cmd := upgrades(t, term, t.TempDir(), args...)
		time.Sleep(time.Second)
		answer()
		if err := cmd.Wait(); err != nil {
			t.Errorf("%v\n%s", err, term.text())
		}
		for _, line := range term.lines() {
			if strings.Contains(line, "making environments") || args[0] == "--quiet" {
				t.Errorf("%s: shows %q", args, line)
			}
		}
	}
}

// TestIgnoredSignals sends a signal that whoever started the program, as nohup
// does, had it ignore.
func TestIgnoredSignals(t *testing.T) {
	asked, answer := slowIndex(t)
	const script = `trap '' HUP; exec pyenvkit create -q --upgrade-deps -p "$1" env`
	cmd := exec.CommandContext(t.Context(), "sh", "-c", script, "sh", lab.Python(t))
	cmd.Dir = t.TempDir()
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
	if err := cmd.Process.Signal(syscall.SIGHUP); err != nil {
		t.Fatal(err)
	}
	answer()
	if err := cmd.Wait(); err != nil {
		t.Errorf("%v\n%s", err, words.String())
	}
}
