package apply

import (
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/pyenvkit/pyenvkit/internal/lab"
)

// mount mounts a file system at dir for the time of the test, or skips it
// where that is not allowed, as in most containers.
func mount(t *testing.T, dir string, arguments ...string) {
	t.Helper()
	lab.Root(t)
	program, umount := lab.Program(t, "mount"), lab.Program(t, "umount")
	mkdir(t, dir)
	if out, err := exec.Command(program, append(arguments, dir)...).CombinedOutput(); err != nil {
		t.Skipf("missing: the right to mount: %v: %s", err, out)
	}
	t.Cleanup(func() {
		if out, err := exec.Command(umount, dir).CombinedOutput(); err != nil {
			t.Errorf("umount: %v: %s", err, out)
		}
	})
}

func TestAMountPointGetsItsEnvironmentInPlace(t *testing.T) {
	for _, arguments := range [][]string{{"-t", "tmpfs", "tmpfs"}, {"--bind", t.TempDir()}} {
		dir := filepath.Join(t.TempDir(), "env with space")
		mount(t, dir, arguments...)
		run(t, dir, Options{}, job("1"))
		if diff := cmp.Diff(made(t, "1"), tree(t, dir)); diff != "" {
			t.Errorf("%v: fresh: -want +got:\n%s", arguments, diff)
		}
		write(t, filepath.Join(dir, "share/x"), "x")
		j := job("2")
		j.Clear = true
		run(t, dir, Options{}, j)
		if diff := cmp.Diff(made(t, "2"), tree(t, dir)); diff != "" {
			t.Errorf("%v: cleared: -want +got:\n%s", arguments, diff)
		}
		alone(t, dir)
	}
}

func TestAMountWithinTheEnvironmentIsRefusedOrLeftAlone(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "env")
	run(t, dir, Options{}, job("1"))
	mount(t, filepath.Join(dir, "lib/site/data"), "-t", "tmpfs", "tmpfs")
	write(t, filepath.Join(dir, "lib/site/data/x"), "data")
	before := tree(t, filepath.Dir(dir))
	for _, clearing := range []bool{false, true} {
		j := job("2")
		j.Clear = clearing
		err := try(t, dir, nil, j)
		if m := (*MountError)(nil); !errors.As(err, &m) || m.Mount != filepath.Join(dir, "lib/site/data") {
			t.Errorf("error %v", err)
		}
		if diff := cmp.Diff(before, tree(t, filepath.Dir(dir))); diff != "" {
			t.Error(diff)
		}
	}
	other := filepath.Join(t.TempDir(), "env")
	run(t, other, Options{}, job("1"))
	mount(t, filepath.Join(other, "cache"), "-t", "tmpfs", "tmpfs")
	write(t, filepath.Join(other, "cache/x"), "data")
	run(t, other, Options{}, job("2"))
	if got := tree(t, other); !strings.HasSuffix(got["cache/x"], " data") || !strings.HasSuffix(got["pyvenv.cfg"], "= 2") {
		t.Errorf("got %v", got)
	}
}

// An image of a container has the environment in a lower layer, whose
// directories can't be renamed.
func TestAnEnvironmentInALowerLayerIsReplaced(t *testing.T) {
	for _, clearing := range []bool{false, true} {
		root := t.TempDir()
		environment(t, filepath.Join(root, "lower/env"))
		mkdir(t, filepath.Join(root, "upper"))
		mkdir(t, filepath.Join(root, "work"))
		mount(t, filepath.Join(root, "merged"), "-t", "overlay", "overlay", "-o",
			"lowerdir="+root+"/lower,upperdir="+root+"/upper,workdir="+root+"/work,redirect_dir=off")
		dir := filepath.Join(root, "merged/env")
		before := tree(t, dir)
		want := renewed(t)
		j := job("2")
		if j.Clear = clearing; clearing {
			want = made(t, "2")
		}
		// First with an error at the end, which undoes everything.
		stop := func(call, path string) error {
			if call == "replace" && strings.HasSuffix(path, workDir+"/pyvenv.cfg") || call == "move" && strings.HasSuffix(path, "/done") {
				return errors.New("stop")
			}
			return nil
		}
		if err := try(t, dir, stop, j); err == nil {
			t.Error("no error")
		}
		if diff := cmp.Diff(before, tree(t, dir)); diff != "" {
			t.Errorf("clear %v, undone: -want +got:\n%s", clearing, diff)
		}
		run(t, dir, Options{}, j)
		if diff := cmp.Diff(want, tree(t, dir)); diff != "" {
			t.Errorf("clear %v: -want +got:\n%s", clearing, diff)
		}
		alone(t, dir)
	}
}

func TestAFullFileSystemKeepsTheOldState(t *testing.T) {
	for what, option := range map[string]string{"space": "size=64k", "inodes": "size=16m,nr_inodes=40"} {
		root := t.TempDir()
		dir := filepath.Join(root, "full/env")
		mount(t, filepath.Join(root, "full"), "-t", "tmpfs", "-o", option, "tmpfs")
		write(t, filepath.Join(dir, "pyvenv.cfg"), "old")
		before := tree(t, filepath.Dir(dir))
		err := try(t, dir, nil, wheel(200))
		full := (*FullError)(nil)
		if !errors.As(err, &full) || full.What != what || !strings.HasPrefix(full.Path, dir+"/lib/") {
			t.Errorf("%s: error %#v", what, err)
		} else {
			explained(t, err, dir)
		}
		if diff := cmp.Diff(before, tree(t, filepath.Dir(dir))); diff != "" {
			t.Errorf("%s: %s", what, diff)
		}
	}
}

func TestAReadOnlyFileSystemIsNamed(t *testing.T) {
	root := t.TempDir()
	mount(t, filepath.Join(root, "ro"), "-t", "tmpfs", "-o", "ro", "tmpfs")
	err := try(t, filepath.Join(root, "ro/a/env"), nil, job("1"))
	if access := (*AccessError)(nil); !errors.As(err, &access) || access.Path != filepath.Join(root, "ro/a") {
		t.Errorf("error %v", err)
	}
}

// Root may do everything, so it has this test done by nobody.
func TestAnOrdinaryUser(t *testing.T) {
	if os.Geteuid() != 0 {
		ordinaryUser(t)
		return
	}
	setpriv := lab.Program(t, "setpriv")
	root, err := os.MkdirTemp("", "pyenvkit-apply-") //nolint:usetesting // that is for its owner alone
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(root) })
	content, err := os.ReadFile(os.Args[0])
	if err == nil {
		err = os.WriteFile(filepath.Join(root, "apply.test"), content, 0o755)
	}
	if err == nil {
		err = os.WriteFile(filepath.Join(root, source), []byte("program"), 0o644)
	}
	mkdir(t, filepath.Join(root, "tmp"))
	if err == nil {
		err = os.Chmod(filepath.Join(root, "tmp"), 0o777)
	}
	if err == nil {
		err = os.Chmod(root, 0o755)
	}
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(setpriv, "--reuid=65534", "--regid=65534", "--clear-groups", "--",
		filepath.Join(root, "apply.test"), "-test.v", "-test.run=^TestApply|^TestAnOrdinaryUser")
	cmd.Dir = root
	cmd.Env = append(os.Environ(), "TMPDIR="+filepath.Join(root, "tmp"))
	out, err := cmd.CombinedOutput()
	if err != nil || !strings.Contains(string(out), "--- PASS: TestAnOrdinaryUser") {
		t.Errorf("%v: %s", err, out)
	}
}

// ordinaryUser tests what happens where rights are missing.
func ordinaryUser(t *testing.T) {
	t.Helper()
	parent := t.TempDir()
	dir := filepath.Join(parent, "env")
	environment(t, dir)
	closed := filepath.Join(dir, "share/doc")
	chmod := func(path string, mode os.FileMode) {
		t.Helper()
		if err := os.Chmod(path, mode); err != nil {
			t.Fatal(err)
		}
	}
	chmod(closed, 0o555)
	chmod(filepath.Join(dir, "share"), 0o555)
	run(t, dir, Options{}, job("2"))
	if info, _ := os.Lstat(closed); info.Mode().Perm() != 0o555 {
		t.Errorf("the mode of a read-only directory is now %v", info.Mode())
	}
	alone(t, dir)

	// The parent can't be written to: it works in place, a read-only directory
	// of the old environment included.
	chmod(parent, 0o555)
	j := job("3")
	j.Clear = true
	run(t, dir, Options{}, j)
	if diff := cmp.Diff(made(t, "3"), tree(t, dir)); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
	err := try(t, filepath.Join(parent, "new"), nil, job("1"))
	if access := (*AccessError)(nil); !errors.As(err, &access) || access.Path != filepath.Join(parent, "new") {
		t.Errorf("error %v", err)
	}
	chmod(dir, 0o555)
	if err := try(t, dir, nil, job("1")); err == nil {
		t.Error("a read-only directory in a read-only one was changed")
	}
	chmod(dir, 0o755)
	chmod(parent, 0o755)

	// A directory that can be opened but not looked into costs no open file.
	closed = filepath.Join(parent, "closed")
	write(t, filepath.Join(closed, "a/x"), "x")
	chmod(filepath.Join(closed, "a"), 0o400)
	chmod(closed, 0o400)
	open := openFiles(t)
	if err := (disk{ctx: t.Context()}).remove(closed); err != nil {
		t.Error(err)
	}
	if now := openFiles(t); now != open {
		t.Errorf("%d files are open after the removal, %d before", now, open)
	}
}

// openFiles returns how many files this process has open.
func openFiles(t *testing.T) int {
	t.Helper()
	entries, err := os.ReadDir("/dev/fd")
	if err != nil {
		t.Fatal(err)
	}
	return len(entries)
}
