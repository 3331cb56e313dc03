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
	"sync"
	"syscall"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/pyenvkit/pyenvkit/internal/lab"
)

// lower lets no directory be moved to beside the target, as one of a lower layer of
// an overlayfs.
var lower = refusal{"move", ".env" + mark, errLower}

// removals are gone through with a kill, an error and an interrupt at each of their
// calls, as scenarios are.
var removals = []scenario{
	{name: "remove", prepare: environment, remove: true},
	{name: "remove what is read-only", prepare: readOnly, remove: true},
	{name: "remove in place", prepare: environment, remove: true, refuse: []refusal{lower}, torn: true},
}

// readOnly makes an environment with directories that nothing can be deleted from.
func readOnly(t *testing.T, dir string) {
	environment(t, dir)
	for _, name := range []string{"lib/site/old/deep", "lib/site/old", "bin", "."} {
		if err := os.Chmod(filepath.Join(dir, filepath.FromSlash(name)), 0o555); err != nil {
			t.Fatal(err)
		}
	}
}

// namesIn returns what is in a directory.
func namesIn(t *testing.T, parent string) []string {
	t.Helper()
	entries, err := os.ReadDir(parent)
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, e := range entries {
		names = append(names, e.Name())
	}
	return names
}

// standing returns the tree of an environment as a scenario prepares it.
func (s scenario) standing(t *testing.T) map[string]string {
	t.Helper()
	dir := filepath.Join(scratch(t), "env")
	s.prepare(t, dir)
	return tree(t, dir)
}

func TestKilledAtAnyCallARemovalIsNotBegunOrEndedByTheNextRun(t *testing.T) {
	for _, s := range removals {
		t.Run(s.name, func(t *testing.T) {
			t.Parallel()
			before := s.standing(t)
			killed, gone := 0, 0
			for number := 1; ; number += step() {
				dir, locks := filepath.Join(scratch(t), "env"), scratch(t)
				s.prepare(t, dir)
				if !kill(t, s, number, dir, locks) {
					break
				}
				killed++
				place, err := Inspect(dir, os.PathListSeparator)
				if err != nil {
					t.Fatalf("killed before call %d: %v", number, err)
				}
				whole := place.State() == Environment
				if !whole {
					gone++
				}
				if diff := cmp.Diff(before, tree(t, dir)); !s.torn && whole && diff != "" {
					t.Fatalf("killed before call %d, the environment is not whole: %s", number, diff)
				}
				if !s.torn && !whole && place.State() != Missing {
					t.Fatalf("killed before call %d: state %v", number, place.State())
				}
				if beside := len(namesIn(t, filepath.Dir(dir))); !whole && place.State() == Missing && beside != len(place.Leftovers()) {
					t.Fatalf("killed before call %d: of %d leftovers %q are known", number, beside, place.Leftovers())
				}
				if number%2 == 0 {
					target, err := Lock(t.Context(), dir, Options{LockDir: locks})
					if err != nil {
						t.Fatalf("killed before call %d: %v", number, err)
					}
					target.Close()
					alone(t, dir)
					if diff := cmp.Diff(before, tree(t, dir)); whole && diff != "" {
						t.Fatalf("killed before call %d, the environment is not whole when locked: %s", number, diff)
					}
				}
				if err := s.do(t.Context(), dir, locks, func(string, string) error { return nil }); err != nil {
					t.Fatalf("killed before call %d: the next run: %v", number, err)
				}
				if names := namesIn(t, filepath.Dir(dir)); len(names) > 0 {
					t.Fatalf("killed before call %d: left after the next run: %q", number, names)
				}
			}
			if killed < 20/step() || gone == 0 || gone == killed {
				t.Errorf("killed only %d times, of which %d when it was gone", killed, gone)
			}
		})
	}
}

func TestAnErrorOfAnyCallKeepsTheEnvironmentOrNamesTheRest(t *testing.T) {
	for _, s := range removals {
		for _, errno := range []syscall.Errno{syscall.EIO, syscall.EACCES, syscall.EROFS, syscall.EMFILE} {
			t.Run(s.name+"/"+errno.Error(), func(t *testing.T) {
				t.Parallel()
				before := s.standing(t)
				refused := 0
				for number := 1; ; number += step() {
					dir, locks := filepath.Join(scratch(t), "env"), scratch(t)
					s.prepare(t, dir)
					c := &counter{at: number, do: func() error { return errno }}
					err := s.do(t.Context(), dir, locks, c.call)
					if !c.reached() {
						break
					}
					var rest *RemainsError
					switch {
					case err == nil:
						if names := namesIn(t, filepath.Dir(dir)); len(names) > 0 {
							t.Fatalf("call %d failed with %v, and left is %q", number, errno, names)
						}
						continue
					case errors.As(err, &rest):
						if _, err := os.Lstat(rest.Rest); err != nil {
							t.Fatalf("call %d: %v", number, err)
						}
					default:
						refused++
						if diff := cmp.Diff(before, tree(t, dir)); diff != "" {
							t.Fatalf("call %d failed with %v, result %v: %s", number, errno, err, diff)
						}
						alone(t, dir)
					}
					explained(t, err, filepath.Dir(dir))
					if err := s.do(t.Context(), dir, locks, func(string, string) error { return nil }); err != nil {
						t.Fatalf("call %d: the next run: %v", number, err)
					}
					if names := namesIn(t, filepath.Dir(dir)); len(names) > 0 {
						t.Fatalf("call %d: left after the next run: %q", number, names)
					}
				}
				if refused == 0 && step() == 1 { // they are few
					t.Error("no error was one of the environment that stays")
				}
			})
		}
	}
}

func TestCancelledAtAnyCallTheEnvironmentIsWholeOrGone(t *testing.T) {
	for _, s := range removals {
		t.Run(s.name, func(t *testing.T) {
			t.Parallel()
			before := s.standing(t)
			interrupted := errors.New("interrupted")
			stopped, ended := 0, 0
			for number := 1; ; number += step() {
				dir, locks := filepath.Join(scratch(t), "env"), scratch(t)
				s.prepare(t, dir)
				ctx, cancel := context.WithCancelCause(t.Context())
				c := &counter{at: number, do: func() error { cancel(interrupted); return nil }}
				err := s.do(ctx, dir, locks, c.call)
				cancel(nil)
				if !c.reached() {
					break
				}
				if err == nil {
					ended++
					if names := namesIn(t, filepath.Dir(dir)); len(names) > 0 {
						t.Fatalf("cancelled at call %d: left is %q", number, names)
					}
					continue
				}
				stopped++
				if !errors.Is(err, interrupted) {
					t.Fatalf("call %d: error %v", number, err)
				}
				if diff := cmp.Diff(before, tree(t, dir)); diff != "" {
					t.Fatalf("cancelled at call %d: %s", number, diff)
				}
				alone(t, dir)
			}
			if stopped == 0 || ended == 0 {
				t.Errorf("stopped %d times, went on %d times", stopped, ended)
			}
		})
	}
}

// TestWhatCannotBeDeletedIsNamedAndEndedLater has a file that can't be deleted, as an
// immutable one.
func TestWhatCannotBeDeletedIsNamedAndEndedLater(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "env")
	environment(t, dir)
	stubborn := scenario{remove: true, refuse: []refusal{{"delete", "mine", syscall.EPERM}}}
	for range 2 { // the second time nothing but the rest is there
		err := stubborn.do(t.Context(), dir, t.TempDir(), func(string, string) error { return nil })
		rest := (*RemainsError)(nil)
		if !errors.As(err, &rest) || rest.Dir != dir {
			t.Fatalf("error %v", err)
		}
		if got := tree(t, rest.Rest); len(got) != 2 || !strings.HasSuffix(got["bin/mine"], " mine") {
			t.Errorf("the rest is %q", got)
		}
	}
	if err := (scenario{remove: true}).do(t.Context(), dir, t.TempDir(), func(string, string) error { return nil }); err != nil {
		t.Error(err)
	}
	if names := namesIn(t, filepath.Dir(dir)); len(names) > 0 {
		t.Errorf("left is %q", names)
	}
}

func TestLinksAreRemovedAndNotFollowed(t *testing.T) {
	if !lab.CanLink() {
		t.Skip("missing: the right to make links")
	}
	parent := t.TempDir()
	dir := filepath.Join(parent, "env")
	write(t, filepath.Join(parent, "mine/file"), "mine")
	environment(t, dir)
	symlink(t, filepath.Join(parent, "mine"), filepath.Join(dir, "lib/site/linked"))
	symlink(t, filepath.Join(parent, "mine/file"), filepath.Join(dir, "bin/file"))
	symlink(t, filepath.Join(parent, "nowhere"), filepath.Join(dir, "bin/dangling"))
	if err := (scenario{remove: true}).do(t.Context(), dir, "", func(string, string) error { return nil }); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(map[string]string{"mine": "drwxr-xr-x", "mine/file": "-rw-r--r-- mine"}, tree(t, parent)); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
}

func TestManyRemoveAndMakeAtOnce(t *testing.T) {
	const processes = 6
	for name, do := range map[string][]scenario{
		"removals":         {removals[0]},
		"both":             {removals[0], scenarios[0]},
		"both, in place":   {removals[2], scenarios[0]},
		"removals by both": {removals[0], removals[2]},
	} {
		for _, shared := range []bool{true, false} {
			t.Run(fmt.Sprint(name, shared), func(t *testing.T) {
				_, after := scenarios[0].states(t)
				dir, locks := filepath.Join(scratch(t), "env"), scratch(t)
				environment(t, dir)
				var group sync.WaitGroup
				for number := range processes {
					where := filepath.Join(locks, "shared")
					if !shared {
						where = filepath.Join(locks, strconv.Itoa(number))
					}
					group.Go(func() {
						cmd := exec.Command(os.Args[0])
						cmd.Env = append(os.Environ(), fmt.Sprintf("%s=%s\n0\n%s\n%s", worker, do[number%len(do)].name, dir, where))
						if out, err := cmd.CombinedOutput(); err != nil {
							t.Errorf("%v: %s", err, out)
						}
					})
				}
				group.Wait()
				got := tree(t, filepath.Dir(dir))
				if len(got) == 0 {
					return
				}
				if made := cmp.Diff(after, got); made != "" && cmp.Diff(renewed(t), below(got)) != "" {
					t.Errorf("neither nothing nor an environment: %s", made)
				}
			})
		}
	}
}

func TestAMountIsNotRemoved(t *testing.T) {
	for _, where := range []string{".", "share/data"} {
		dir := filepath.Join(t.TempDir(), "env")
		if where != "." {
			run(t, dir, Options{}, job("1"))
		}
		mount(t, filepath.Join(dir, where), "-t", "tmpfs", "tmpfs")
		run(t, dir, Options{}, job("2"))
		write(t, filepath.Join(dir, where, "mine"), "mine")
		before := tree(t, filepath.Dir(dir))
		err := (scenario{remove: true}).do(t.Context(), dir, "", func(string, string) error { return nil })
		if m := (*MountedError)(nil); !errors.As(err, &m) || m.Mount != filepath.Join(dir, where) || len(m.Hints()) == 0 {
			t.Errorf("error %v", err)
		}
		if diff := cmp.Diff(before, tree(t, filepath.Dir(dir))); diff != "" {
			t.Error(diff)
		}
	}
}

func TestAnEnvironmentInALowerLayerIsRemoved(t *testing.T) {
	root := t.TempDir()
	environment(t, filepath.Join(root, "lower/env"))
	mkdir(t, filepath.Join(root, "upper"))
	mkdir(t, filepath.Join(root, "work"))
	mount(t, filepath.Join(root, "merged"), "-t", "overlay", "overlay", "-o",
		"lowerdir="+root+"/lower,upperdir="+root+"/upper,workdir="+root+"/work,redirect_dir=off")
	dir := filepath.Join(root, "merged/env")
	if err := (scenario{remove: true}).do(t.Context(), dir, "", func(string, string) error { return nil }); err != nil {
		t.Fatal(err)
	}
	if names := namesIn(t, filepath.Dir(dir)); len(names) > 0 {
		t.Errorf("left is %q", names)
	}
}
