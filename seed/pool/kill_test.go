//go:build unix

package pool

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"strconv"
	"sync/atomic"
	"syscall"
	"testing"

	"github.com/pyenvkit/pyenvkit/internal/lab"
)

// TestKilled kills a process before its n-th change, for each n there is. It
// is this test, started again with dieAt.
func TestKilled(t *testing.T) {
	python := lab.Python(t)
	if at := os.Getenv(dieAt); at != "" {
		n, _ := strconv.Atoi(at)
		var changes atomic.Int64
		p := &Pool{Dir: os.Getenv(dieIn), before: func(string, string) error {
			if int(changes.Add(1)) == n {
				_ = syscall.Kill(os.Getpid(), syscall.SIGKILL)
				select {}
			}
			return nil
		}}
		if err := fill(t.Context(), t, p, facts(t, python)); err != nil {
			t.Fatal(err)
		}
		return
	}
	f := facts(t, python)
	for n := 1; ; n++ {
		dir := t.TempDir()
		cmd := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^TestKilled$")
		cmd.Env = append(os.Environ(), fmt.Sprintf("%s=%d", dieAt, n), dieIn+"="+dir)
		out, err := cmd.CombinedOutput()
		whole(t, dir, f)
		if err == nil {
			if n < 20 {
				t.Fatalf("only %d changes", n)
			}
			return
		}
		if exit := new(exec.ExitError); !errors.As(err, &exit) || exit.Sys().(syscall.WaitStatus).Signal() != syscall.SIGKILL {
			t.Fatalf("change %d: %v: %s", n, err, out)
		}
	}
}

const (
	dieAt = "PYENVKIT_TEST_DIE_AT"
	dieIn = "PYENVKIT_TEST_DIE_IN"
)
