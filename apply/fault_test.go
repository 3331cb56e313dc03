package apply

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// A counter does something at the call of a number, the first one being 1.
type counter struct {
	at    int
	calls atomic.Int64
	do    func() error
}

func (c *counter) call(_, _ string) error {
	if c.calls.Add(1) == int64(c.at) {
		return c.do()
	}
	return nil
}

// reached reports whether there was such a call.
func (c *counter) reached() bool { return c.calls.Load() >= int64(c.at) }

// step lets a short test run go through some of the calls only.
func step() int {
	if testing.Short() {
		return 7
	}
	return 1
}

func TestKilledAtAnyCallTheTargetIsOldOrNew(t *testing.T) {
	for _, s := range scenarios {
		t.Run(s.name, func(t *testing.T) {
			t.Parallel()
			before, after := s.states(t)
			killed := 0
			for number := 1; ; number += step() {
				dir := filepath.Join(scratch(t), "env")
				parent := filepath.Dir(dir)
				s.prepare(t, dir)
				locks := scratch(t)
				if !kill(t, s, number, dir, locks) {
					break
				}
				killed++
				want := func(when string) {
					got := tree(t, dir)
					if cmp.Equal(got, below(before)) || cmp.Equal(got, below(after)) {
						return
					}
					t.Fatalf("%s, killed before call %d, the target is neither old nor new:\n%s", when, number, cmp.Diff(below(before), got))
				}
				if !s.torn {
					want("at once")
				}
				if place, err := Inspect(dir, os.PathListSeparator); err != nil || place.State() == Other && s.name != "among others" {
					t.Fatalf("killed before call %d: state %v, %v", number, place.State(), err)
				}
				target, err := Lock(t.Context(), dir, Options{LockDir: locks})
				if err != nil {
					t.Fatalf("killed before call %d: %v", number, err)
				}
				target.Close()
				want("when locked again")
				if number%2 == 0 {
					alone(t, dir)
				}
				if err := s.do(t.Context(), dir, locks, func(string, string) error { return nil }); err != nil {
					t.Fatalf("killed before call %d: the next run: %v", number, err)
				}
				if diff := cmp.Diff(after, tree(t, parent)); diff != "" {
					t.Fatalf("killed before call %d: after the next run: %s", number, diff)
				}
			}
			if killed < 20/step() {
				t.Errorf("killed only %d times", killed)
			}
		})
	}
}

// below returns the part of a tree that is below the directory env.
func below(all map[string]string) map[string]string {
	var part map[string]string
	for name, what := range all {
		if name == "env" && part == nil {
			part = map[string]string{}
		}
		if rest, ok := strings.CutPrefix(name, "env/"); ok {
			if part == nil {
				part = map[string]string{}
			}
			part[rest] = what
		}
	}
	return part
}

// kill goes through s in another process, which is killed before the call of
// that number, and reports whether it got that far.
func kill(t *testing.T, s scenario, number int, dir, locks string) bool {
	t.Helper()
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), fmt.Sprintf("%s=%s\n%d\n%s\n%s", worker, s.name, number, dir, locks))
	out, err := cmd.CombinedOutput()
	if err == nil {
		return false
	}
	if exit := (*exec.ExitError)(nil); !errors.As(err, &exit) || exit.ExitCode() == 1 && len(out) > 0 {
		t.Fatalf("call %d: %v: %s", number, err, out)
	}
	return true
}

func TestAnErrorOfAnyCallKeepsTheOldState(t *testing.T) {
	for _, s := range scenarios {
		for _, errno := range []syscall.Errno{syscall.EIO, syscall.ENOSPC, syscall.EACCES, syscall.EMFILE} {
			t.Run(s.name+"/"+errno.Error(), func(t *testing.T) {
				t.Parallel()
				before, after := s.states(t)
				failed := 0
				locks := scratch(t)
				var dir string
				for number := 1; ; number += step() {
					if dir == "" {
						dir = filepath.Join(scratch(t), "env")
						s.prepare(t, dir)
					}
					c := &counter{at: number, do: func() error { return errno }}
					err := s.do(t.Context(), dir, filepath.Join(locks, strconv.Itoa(number)), c.call)
					if !c.reached() {
						break
					}
					want := after
					if err != nil {
						want = before
						failed++
						explained(t, err, filepath.Dir(dir))
					}
					if diff := cmp.Diff(want, tree(t, filepath.Dir(dir))); diff != "" {
						t.Fatalf("call %d failed with %v, result %v: %s", number, errno, err, diff)
					}
					if err == nil {
						dir = ""
					}
				}
				if failed < 15/step() {
					t.Errorf("only %d calls of %s led to an error", failed, s.name)
				}
			})
		}
	}
}

// explained fails the test if err doesn't name a path and a way out, or names
// the path of something that the user doesn't know.
func explained(t *testing.T, err error, parent string) {
	t.Helper()
	var h interface{ Hints() []string }
	if !errors.As(err, &h) || len(h.Hints()) == 0 {
		t.Errorf("%v: no hint", err)
	}
	text := err.Error()
	if !strings.Contains(text, parent) && !strings.Contains(text, source) && !strings.Contains(text, os.Getenv(pools)) {
		t.Errorf("%v: no path", err)
	}
}

func TestCancelledAtAnyCallTheTargetIsOldOrNew(t *testing.T) {
	for _, s := range scenarios {
		t.Run(s.name, func(t *testing.T) {
			t.Parallel()
			before, after := s.states(t)
			interrupted := errors.New("interrupted")
			stopped := 0
			locks := scratch(t)
			var dir string
			for number := 1; ; number += step() {
				if dir == "" {
					dir = filepath.Join(scratch(t), "env")
					s.prepare(t, dir)
				}
				ctx, cancel := context.WithCancelCause(t.Context())
				c := &counter{at: number, do: func() error { cancel(interrupted); return nil }}
				err := s.do(ctx, dir, locks, c.call)
				cancel(nil)
				if !c.reached() {
					break
				}
				want := after
				if err != nil {
					want = before
					stopped++
				}
				if err != nil && !errors.Is(err, interrupted) {
					t.Fatalf("call %d: error %v", number, err)
				}
				if diff := cmp.Diff(want, tree(t, filepath.Dir(dir))); diff != "" {
					t.Fatalf("cancelled at call %d, result %v: %s", number, err, diff)
				}
				if err == nil {
					dir = ""
				}
			}
			if stopped < 20/step() {
				t.Errorf("stopped only %d times", stopped)
			}
		})
	}
}

func TestLinksThatCannotBeMadeBecomeCopies(t *testing.T) {
	want := Result{Copied: []string{"bin/link"}, LeftOut: []string{"lib64"}, Files: Counts{Copied: 5}}
	for _, errno := range []syscall.Errno{syscall.EPERM, syscall.EXDEV, syscall.EMLINK, syscall.ENOSYS} {
		dir := filepath.Join(t.TempDir(), "env")
		environment(t, dir)
		target, err := lock(t.Context(), dir, Options{}, scenario{refuse: []refusal{{"link", "", errno}}}.before(
			func(string, string) error { return nil }))
		if err != nil {
			t.Fatal(err)
		}
		got, err := target.Apply(t.Context(), job("2"))
		target.Close()
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%v: -want +got:\n%s", errno, diff)
		}
		wanted := renewed(t)
		wanted["bin/link"] = wanted["bin/program"]
		delete(wanted, "lib64")
		if diff := cmp.Diff(wanted, tree(t, dir)); diff != "" {
			t.Errorf("%v: -want +got:\n%s", errno, diff)
		}
		alone(t, dir)
	}
}
