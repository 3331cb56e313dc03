package apply

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/pyenvkit/pyenvkit/platform"
)

func TestSixteenAtOnceMakeOneEnvironment(t *testing.T) {
	const processes = 16
	lockDirs := map[string]func(t *testing.T, number int) string{
		"one lock directory":       func(*testing.T, int) string { return "shared" },
		"different lock directory": func(_ *testing.T, number int) string { return fmt.Sprint("locks", number) },
		"no lock directory":        func(*testing.T, int) string { return "" },
	}
	for name, lockDir := range lockDirs {
		for _, s := range scenarios {
			t.Run(name+"/"+s.name, func(t *testing.T) {
				_, after := s.states(t)
				dir := filepath.Join(scratch(t), "env")
				s.prepare(t, dir)
				locks := scratch(t)
				var group sync.WaitGroup
				for number := range processes {
					group.Go(func() {
						where := lockDir(t, number)
						if where != "" {
							where = filepath.Join(locks, where)
						}
						cmd := exec.Command(os.Args[0])
						cmd.Env = append(os.Environ(), fmt.Sprintf("%s=%s\n%d\n%s\n%s", worker, s.name, 0, dir, where))
						if out, err := cmd.CombinedOutput(); err != nil {
							t.Errorf("%v: %s", err, out)
						}
					})
				}
				group.Wait()
				if diff := cmp.Diff(after, tree(t, filepath.Dir(dir))); diff != "" {
					t.Errorf("-want +got:\n%s", diff)
				}
			})
		}
	}
}

func TestWhoWaitsSaysSoAndCanBeInterrupted(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "env")
	o := Options{LockDir: t.TempDir()}
	first, err := Lock(t.Context(), dir, o)
	if err != nil {
		t.Fatal(err)
	}
	interrupted := errors.New("interrupted")
	ctx, cancel := context.WithCancelCause(t.Context())
	var told []string
	o.Waiting = func(path string) {
		told = append(told, path)
		cancel(interrupted)
	}
	if _, err := Lock(ctx, dir, o); !errors.Is(err, interrupted) {
		t.Errorf("error %v", err)
	}
	o.Waiting = func(path string) {
		told = append(told, path)
		first.Close()
	}
	second, err := Lock(t.Context(), dir, o)
	if err != nil {
		t.Fatal(err)
	}
	second.Close()
	if diff := cmp.Diff([]string{dir, dir}, told); diff != "" {
		t.Error(diff)
	}
}

// TestALockFileThatIsSweptAwayStillLocks has several take turns while another
// one sweeps all the time.
func TestALockFileThatIsSweptAwayStillLocks(t *testing.T) {
	dir, locks := filepath.Join(t.TempDir(), "env"), scratch(t)
	var inside atomic.Int64
	var lockers, sweeper sync.WaitGroup
	done := make(chan struct{})
	sweeper.Go(func() {
		for {
			select {
			case <-done:
				return
			default:
			}
			if _, err := SweepLocks(locks); err != nil {
				t.Error(err)
			}
		}
	})
	for range 4 {
		lockers.Go(func() {
			for range 100 {
				target, err := Lock(t.Context(), dir, Options{LockDir: locks})
				if err != nil {
					t.Error(err)
					return
				}
				if inside.Add(1) > 1 {
					t.Error("two have the target")
				}
				time.Sleep(time.Millisecond) // for another one to come in
				inside.Add(-1)
				target.Close()
			}
		})
	}
	lockers.Wait()
	close(done)
	sweeper.Wait()
}

func TestAnUnusableLockDirectoryIsLoggedAndNoMore(t *testing.T) {
	file := filepath.Join(t.TempDir(), "file")
	write(t, file, "")
	var logged []string
	o := Options{LockDir: filepath.Join(file, "locks"), Log: func(format string, args ...any) {
		logged = append(logged, fmt.Sprintf(format, args...))
	}}
	dir := filepath.Join(t.TempDir(), "env")
	run(t, dir, o, job("2"))
	if len(logged) != 1 || !strings.Contains(logged[0], file) {
		t.Errorf("logged %q", logged)
	}
}

func TestLockLeavesWhatIsInUseOrNotOurs(t *testing.T) {
	parent := t.TempDir()
	dir := filepath.Join(parent, "env")
	for _, name := range []string{
		".env.pyenvkit-aaaaaaaaaa/x", // dead
		".env.pyenvkit-bbbbbbbbbb/x", // alive
		".env.pyenvkit-short/x",
		".env.pyenvkit-DDDDDDDDDD/x",
		".env2.pyenvkit-aaaaaaaaaa/x",
		".env.pyenvkit-old-aaaaaaaaaa/pyvenv.cfg",
	} {
		write(t, filepath.Join(parent, name), "")
	}
	write(t, filepath.Join(parent, ".env.pyenvkit-cccccccccc"), "a file")
	held, err := platform.Hold(filepath.Join(parent, ".env.pyenvkit-bbbbbbbbbb"))
	if err != nil {
		t.Fatal(err)
	}
	defer held.Close()
	target, err := Lock(t.Context(), dir, Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer target.Close()
	if target.State() != Environment {
		t.Errorf("the environment that was put aside is not back: %v", target.State())
	}
	entries, _ := os.ReadDir(parent)
	var got []string
	for _, e := range entries {
		got = append(got, e.Name())
	}
	want := []string{
		".env.pyenvkit-DDDDDDDDDD", ".env.pyenvkit-bbbbbbbbbb", ".env.pyenvkit-cccccccccc", ".env.pyenvkit-short",
		".env2.pyenvkit-aaaaaaaaaa", "env",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
}

func TestNamesOfAnyLengthHaveRoomForAStage(t *testing.T) {
	for _, length := range []int{1, 199, 200, 201, 255} {
		dir := filepath.Join(t.TempDir(), strings.Repeat("n", length))
		run(t, dir, Options{}, job("1"))
		run(t, dir, Options{}, job("2"))
		alone(t, dir)
	}
}

func TestAJournalThatNamesPathsOutsideIsRefused(t *testing.T) {
	for _, content := range []string{`[{"path":"../x","old":true}]`, `[{"path":".","new":true}]`, `{`} {
		dir := filepath.Join(t.TempDir(), "env")
		write(t, filepath.Join(dir, workDir, journalName), content)
		if _, err := Lock(t.Context(), dir, Options{}); err == nil || !strings.Contains(err.Error(), "damaged") {
			t.Errorf("%s: error %v", content, err)
		}
	}
}
