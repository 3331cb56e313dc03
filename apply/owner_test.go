//go:build unix

package apply

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/pyenvkit/pyenvkit/internal/lab"
)

// TestWhatIsNotOursToDeleteKeepsTheEnvironment has directories of another user, in the
// environment and above it.
func TestWhatIsNotOursToDeleteKeepsTheEnvironment(t *testing.T) {
	lab.Root(t)
	for _, c := range []struct {
		name string
		own  []string // is given to nobody, with all below it, in the directory above env
		but  string   // stays root's
		want string
	}{
		{"a directory in it", []string{"."}, "env/bin", "env/bin belongs to another user"},
		{"above it", []string{"env"}, ".", "can't be removed from"},
	} {
		t.Run(c.name, func(t *testing.T) { refusedToNobody(t, c.own, c.but, c.want) })
	}
}

func refusedToNobody(t *testing.T, own []string, but, want string) {
	t.Helper()
	const nobody = 65534
	open := t.TempDir()
	if err := os.Chmod(filepath.Dir(open), 0o755); err != nil {
		t.Fatal(err)
	}
	parent := filepath.Join(open, "parent")
	dir := filepath.Join(parent, "env")
	run(t, dir, Options{}, job("1"))
	mkdir(t, filepath.Join(dir, "share")) // empty: it may go, whoever has it
	give := func(dir string, user int) {
		t.Helper()
		err := filepath.WalkDir(dir, func(path string, _ fs.DirEntry, err error) error {
			return errors.Join(err, os.Lchown(path, user, user))
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	for _, name := range own {
		give(filepath.Join(parent, name), nobody)
	}
	if err := os.Chown(filepath.Join(parent, but), 0, 0); err != nil {
		t.Fatal(err)
	}
	program := filepath.Join(open, "test")
	content, err := os.ReadFile(os.Args[0])
	if err == nil {
		err = os.WriteFile(program, content, 0o755)
	}
	if err != nil {
		t.Fatal(err)
	}
	before := tree(t, parent)
	cmd := exec.CommandContext(t.Context(), program)
	cmd.Env = append(os.Environ(), fmt.Sprintf("%s=remove\n0\n%s\n%s", worker, dir, ""))
	cmd.Dir = "/"
	cmd.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: nobody, Gid: nobody}}
	out, err := cmd.CombinedOutput()
	if exit := (*exec.ExitError)(nil); !errors.As(err, &exit) {
		t.Errorf("%v: %s", err, out)
	}
	if got := string(out); !strings.Contains(got, dir) || !strings.Contains(got, want) {
		t.Errorf("it says %q", got)
	}
	if diff := cmp.Diff(before, tree(t, parent)); diff != "" {
		t.Error(diff)
	}
}
