package release

import (
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/pyenvkit/pyenvkit/internal/lab"
)

// TestFileSystems has the program on one that is full, one whose programs may not be
// run, and one that can only be read.
func TestFileSystems(t *testing.T) {
	lab.Root(t)
	for _, test := range []struct {
		name, want string
		size       string
		flags      uintptr
	}{
		{"full before the checksums", "can't be written to: no space left on device", "8k", 0},
		{"full", "can't be written to: no space left on device", "64k", 0},
		{"noexec", "permission denied", "1m", syscall.MS_NOEXEC},
		{"read-only", "can't be written to: read-only file system", "1m", syscall.MS_RDONLY},
	} {
		t.Run(test.name, func(t *testing.T) {
			m := newMirror(t, newer, script(newer)+strings.Repeat("# \x00\n", 40<<10))
			u := installed(t, m)
			u.Path = filepath.Join(t.TempDir(), "pyenvkit")
			dir := filepath.Dir(u.Path)
			if err := syscall.Mount("tmpfs", dir, "tmpfs", 0, "size="+test.size); err != nil {
				lab.Missing(t, "mounts: "+err.Error())
			}
			t.Cleanup(func() { _ = syscall.Unmount(dir, syscall.MNT_DETACH) })
			lab.WriteFile(t, u.Path, script(older), 0o755)
			if test.size == "8k" {
				lab.WriteFile(t, filepath.Join(dir, "more"), strings.Repeat("x", 4096), 0o644)
			}
			if err := syscall.Mount("tmpfs", dir, "tmpfs", test.flags|syscall.MS_REMOUNT, "size="+test.size); err != nil {
				t.Fatal(err)
			}
			before := lab.Tree(t, dir)
			_, err := u.Run(t.Context())
			expect(t, test.want, err)
			if hinting, ok := err.(interface{ Hints() []string }); !ok || len(hinting.Hints()) == 0 {
				t.Errorf("no way out of %v", err)
			}
			same(t, before, dir)
		})
	}
}

// TestUninstallMakesRoom has the program on a file system without room for a directory
// more.
func TestUninstallMakesRoom(t *testing.T) {
	lab.Root(t)
	dir := t.TempDir()
	if err := syscall.Mount("tmpfs", dir, "tmpfs", 0, "nr_inodes=3"); err != nil {
		lab.Missing(t, "mounts: "+err.Error())
	}
	t.Cleanup(func() { _ = syscall.Unmount(dir, syscall.MNT_DETACH) })
	path := filepath.Join(dir, "pyenvkit")
	lab.WriteFile(t, path, script(older), 0o755)
	lab.WriteFile(t, filepath.Join(dir, "other"), "", 0o644)
	if err := os.Mkdir(filepath.Join(dir, "more"), 0o755); err == nil {
		t.Fatal("there is room left")
	}
	u := Uninstall{Installation: Installation{Path: path, Version: "v" + older, Platform: here, Dir: dir, Environ: []string{"PATH="}}, Called: path}
	items, err := u.Items(t.Context())
	expect(t, "", err)
	if diff := cmp.Diff([]Item{{Program, path}}, items); diff != "" {
		t.Error(diff)
	}
}

// TestUnwritableDirectory runs as a user who may not write there.
func TestUnwritableDirectory(t *testing.T) {
	lab.Root(t)
	dir := t.TempDir()
	path := filepath.Join(dir, "pyenvkit")
	lab.WriteFile(t, path, executable(t, older), 0o755)
	for above := dir; above != filepath.Clean(os.TempDir()); above = filepath.Dir(above) {
		if err := os.Chmod(above, 0o755); err != nil {
			t.Fatal(err)
		}
	}
	for _, command := range []string{"update", "uninstall"} {
		cmd := start(t, path, command, mirror{"/nowhere", newSigner(1)})
		cmd.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: 65534, Gid: 65534}}
		cmd.Dir = "/"
		out, err := cmd.CombinedOutput()
		if want := dir + " can't be written to: permission denied\n"; err == nil || string(out) != want {
			t.Errorf("%s: %v, %s; want %s", command, err, out, want)
		}
	}
	place := (&PlaceError{path, Installation{Path: path, Platform: here}.elevated("self update"), os.ErrPermission})
	if hints := place.Hints(); len(hints) != 1 || !strings.HasSuffix(hints[0], ": sudo "+path+" self update") {
		t.Errorf("the hints are %q", hints)
	}
}
