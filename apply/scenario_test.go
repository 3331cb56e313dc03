package apply

import (
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// A scenario is a way to get from an old state to that of job("2"). Each is
// gone through with a kill, an error and an interrupt at each of its calls.
type scenario struct {
	name    string
	prepare func(t *testing.T, dir string) // makes the old state
	clear   bool
	remove  bool // what is there, rather than to make something
	refuse  []refusal
	// torn says that the target can be neither old nor new after a kill, until
	// somebody locks it.
	torn bool
}

// A refusal is an error of every call whose name is call and whose path holds
// the text path.
type refusal struct {
	call, path string
	err        error
}

var (
	noExchange = refusal{"replace", "", errors.ErrUnsupported}
	fixed      = refusal{"make", ".env" + mark, errFixed} // nothing can be made beside it
	noLinks    = refusal{"link", "", errNoLinks}
)

var scenarios = []scenario{
	{name: "fresh", prepare: func(*testing.T, string) {}},
	{name: "empty", prepare: mkdir},
	{name: "renew", prepare: environment},
	{name: "clear", prepare: environment, clear: true},
	{name: "renew without exchange", prepare: environment, refuse: []refusal{noExchange}, torn: true},
	{name: "clear without exchange", prepare: environment, clear: true, refuse: []refusal{noExchange}, torn: true},
	{name: "fresh without links", prepare: func(*testing.T, string) {}, refuse: []refusal{noLinks}},
	{name: "renew without links", prepare: environment, refuse: []refusal{noLinks}},
	{name: "among others", prepare: others, torn: true},
	{name: "empty in place", prepare: mkdir, refuse: []refusal{fixed}, torn: true},
	{name: "renew in place", prepare: environment, refuse: []refusal{fixed}, torn: true},
	{name: "clear in place", prepare: environment, clear: true, refuse: []refusal{fixed}, torn: true},
	{name: "renew in place without exchange", prepare: environment, refuse: []refusal{fixed, noExchange}, torn: true},
	{name: "clear in place without exchange", prepare: environment, clear: true, refuse: []refusal{fixed, noExchange}, torn: true},
}

func others(t *testing.T, dir string) {
	write(t, filepath.Join(dir, "lib/notes"), "notes")
	write(t, filepath.Join(dir, "src/main.py"), "main")
}

func (s scenario) job() Job {
	j := job("2")
	j.Clear = s.clear
	return j
}

// before returns a hook with the refusals of s that asks at first.
func (s scenario) before(at func(call, path string) error) func(call, path string) error {
	return func(call, path string) error {
		if err := at(call, path); err != nil {
			return err
		}
		for _, r := range s.refuse {
			if r.call == call && strings.Contains(path, r.path) {
				return r.err
			}
		}
		return nil
	}
}

// do locks and applies with a hook.
func (s scenario) do(ctx context.Context, dir, locks string, at func(call, path string) error) error {
	target, err := lock(ctx, dir, Options{LockDir: locks}, s.before(at))
	if err != nil {
		return err
	}
	defer target.Close()
	if s.remove {
		return target.Remove(ctx)
	}
	_, err = target.Apply(ctx, s.job())
	return err
}

// scratch returns an empty directory, in memory where that can be had: these
// tests make some ten thousand environments.
func scratch(t *testing.T) string {
	t.Helper()
	const memory = "/dev/shm"
	if !filepath.IsAbs(memory) {
		return t.TempDir()
	}
	dir, err := os.MkdirTemp(memory, "pyenvkit-apply-") //nolint:usetesting // it may be on a disk
	if err != nil {
		return t.TempDir()
	}
	t.Cleanup(func() {
		if err := (disk{ctx: context.Background()}).remove(dir); err != nil {
			t.Error(err)
		}
	})
	return dir
}

// states returns the trees below the parent of a target before and after s.
func (s scenario) states(t *testing.T) (before, after map[string]string) {
	t.Helper()
	dir := filepath.Join(scratch(t), "env")
	s.prepare(t, dir)
	before = tree(t, filepath.Dir(dir))
	if err := s.do(t.Context(), dir, scratch(t), func(string, string) error { return nil }); err != nil {
		t.Fatal(err)
	}
	return before, tree(t, filepath.Dir(dir))
}

// worker, a variable of the environment, makes the test binary go through a
// scenario and kill itself: name, number of the call, target, lock directory.
const worker = "PYENVKIT_APPLY_WORKER"

// waiter, if set, makes the test binary write a byte and run until its input ends.
const waiter = "PYENVKIT_APPLY_WAITER"

func TestMain(m *testing.M) {
	if os.Getenv(waiter) != "" {
		os.Stdout.WriteString(".")
		_, _ = io.Copy(io.Discard, os.Stdin)
		os.Exit(0)
	}
	arguments := strings.Split(os.Getenv(worker), "\n")
	if len(arguments) < 4 {
		code, err := withPools(m.Run)
		if err != nil {
			panic(err)
		}
		os.Exit(code)
	}
	all := slices.Concat(scenarios, removals)
	i := slices.IndexFunc(all, func(s scenario) bool { return s.name == arguments[0] })
	number, err := strconv.Atoi(arguments[1])
	if err != nil {
		panic(err)
	}
	count := counter{at: number, do: func() error {
		self, err := os.FindProcess(os.Getpid())
		if err == nil {
			err = self.Kill()
		}
		if err == nil {
			select {} // the signal is on its way
		}
		return err
	}}
	if err := all[i].do(context.Background(), arguments[2], arguments[3], count.call); err != nil {
		os.Stderr.WriteString(err.Error() + "\n")
		os.Exit(1)
	}
	os.Exit(0)
}
