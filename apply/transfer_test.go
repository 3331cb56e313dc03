//go:build unix

package apply

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/pyenvkit/pyenvkit/internal/lab"
	"github.com/pyenvkit/pyenvkit/plan"
	"github.com/pyenvkit/pyenvkit/platform"
)

// sources are files as a pool has them.
var sources = map[string]string{
	"pkg/__init__.py": "", "pkg/a.py": "a", "pkg/sub/deep/b.py": "b", "pkg/run": "#!/bin/sh\n",
	"pkg/large": strings.Repeat("large", chunk), "top.py": "top",
}

// pooled is a job that puts a tree of sources in place.
func pooled(tree Tree, mode LinkMode) Job {
	return Job{
		Plan: plan.Plan{Ops: []plan.Op{
			plan.Tree{Path: "lib", Source: "wheel"},
			plan.File{Path: "pyvenv.cfg"},
		}},
		Open:  func(string) (Tree, error) { return tree, nil },
		Links: mode,
	}
}

// put applies j at dir and returns how the files were put in place.
func put(t *testing.T, dir string, j Job) Counts {
	t.Helper()
	target, err := Lock(t.Context(), dir, Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer target.Close()
	result, err := target.Apply(t.Context(), j)
	if err != nil {
		t.Fatal(err)
	}
	return result.Files
}

// formatted returns an empty directory of a new file system, given by the
// program that makes it.
func formatted(t *testing.T, mkfs ...string) string {
	t.Helper()
	lab.Root(t)
	image, dir := filepath.Join(t.TempDir(), "image"), filepath.Join(t.TempDir(), "mnt")
	write(t, image, "")
	const size = 320 << 20 // XFS wants 300 MB; the file takes what is written only
	if err := os.Truncate(image, size); err != nil {
		t.Fatal(err)
	}
	if out, err := exec.Command(lab.Program(t, mkfs[0]), append(mkfs[1:], image)...).CombinedOutput(); err != nil {
		t.Fatalf("%s: %v: %s", mkfs[0], err, out)
	}
	mount(t, dir, "-o", "loop", image)
	return dir
}

// exfat is formatted for a file system that has neither links nor modes, which
// is mounted by FUSE: not every kernel has it.
func exfat(t *testing.T) string {
	t.Helper()
	lab.Root(t)
	mkfs, fuse := lab.Program(t, "mkfs.exfat"), lab.Program(t, "mount.exfat-fuse")
	losetup, umount := lab.Program(t, "losetup"), lab.Program(t, "umount")
	image, dir := filepath.Join(t.TempDir(), "image"), t.TempDir()
	write(t, image, "")
	if err := os.Truncate(image, 100<<20); err != nil {
		t.Fatal(err)
	}
	if out, err := exec.Command(mkfs, image).CombinedOutput(); err != nil {
		t.Fatalf("%s: %v: %s", mkfs, err, out)
	}
	loop, err := exec.Command(losetup, "--find", "--show", image).Output()
	if err != nil {
		t.Skipf("missing: loop devices: %v", err)
	}
	device := strings.TrimSpace(string(loop))
	t.Cleanup(func() { _ = exec.Command(losetup, "--detach", device).Run() })
	if out, err := exec.Command(fuse, device, dir).CombinedOutput(); err != nil {
		t.Skipf("missing: mounting by FUSE: %v: %s", err, out)
	}
	t.Cleanup(func() { _ = exec.Command(umount, dir).Run() })
	return dir
}

// expect checks that the files of dir are those of the tree, put there in a mode.
func expect(t *testing.T, dir string, tree Tree, umask fs.FileMode, used Counts) {
	t.Helper()
	for _, file := range tree.Files {
		original, at := filepath.Join(tree.Dir, file.Path), filepath.Join(dir, "lib", file.Path)
		info, err := os.Lstat(at)
		if err != nil {
			t.Error(err)
			continue
		}
		old, err := os.Lstat(original)
		if err != nil {
			t.Fatal(err)
		}
		if used.Symlinked > 0 {
			if target, err := os.Readlink(at); target != original {
				t.Errorf("%s is a link to %q, %v", at, target, err)
			}
			continue
		}
		content, err := os.ReadFile(at)
		if err != nil || string(content) != sources[file.Path] {
			t.Errorf("%s holds %.20q, %v", at, content, err)
		}
		mode := 0o666 &^ umask
		if file.Executable {
			mode = 0o777 &^ umask
		}
		if used.Linked > 0 {
			mode = old.Mode()
		}
		if info.Mode() != mode || info.ModTime().UnixNano() != file.ModTime || os.SameFile(info, old) != (used.Linked > 0) {
			t.Errorf("%s: mode %v (want %v), time %v, the file of the pool: %v", at, info.Mode(), mode, info.ModTime(), os.SameFile(info, old))
		}
	}
}

func TestFilesGetIntoPlaceAsTheModeAndTheFileSystemHaveIt(t *testing.T) {
	all := len(sources)
	cloned, linked, copied, symlinked := Counts{Cloned: all}, Counts{Linked: all}, Counts{Copied: all}, Counts{Symlinked: all}
	type want struct{ auto, shared, clone, hard, copy, symbolic Counts }
	places := map[string]struct {
		place func(t *testing.T) (pool, target string)
		want  want
	}{
		"ext4": {
			func(t *testing.T) (string, string) { d := formatted(t, "mkfs.ext4", "-q"); return d, d },
			want{copied, linked, copied, linked, copied, symlinked},
		},
		"btrfs": {
			func(t *testing.T) (string, string) { d := formatted(t, "mkfs.btrfs", "-q"); return d, d },
			want{cloned, cloned, cloned, linked, copied, symlinked},
		},
		"xfs": {
			func(t *testing.T) (string, string) { d := formatted(t, "mkfs.xfs", "-q"); return d, d },
			want{cloned, cloned, cloned, linked, copied, symlinked},
		},
		"two subvolumes of a btrfs": {
			func(t *testing.T) (string, string) {
				d := formatted(t, "mkfs.btrfs", "-q")
				for _, name := range []string{"a", "b"} {
					out, err := exec.Command(lab.Program(t, "btrfs"), "subvolume", "create", filepath.Join(d, name)).CombinedOutput()
					if err != nil {
						t.Fatalf("%v: %s", err, out)
					}
				}
				return filepath.Join(d, "a"), filepath.Join(d, "b")
			},
			want{cloned, cloned, cloned, copied, copied, symlinked},
		},
		"two file systems": {
			func(t *testing.T) (string, string) {
				memory, err := os.MkdirTemp("/dev/shm", "pyenvkit-apply-") //nolint:usetesting // it may be on a disk
				if err != nil {
					lab.Missing(t, "/dev/shm")
				}
				t.Cleanup(func() { os.RemoveAll(memory) })
				disk := t.TempDir()
				if device(t, memory) == device(t, disk) {
					t.Skip("missing: a second file system")
				}
				return disk, memory
			},
			want{copied, copied, copied, copied, copied, symlinked},
		},
		"a file system without links": {
			func(t *testing.T) (string, string) { return t.TempDir(), exfat(t) },
			want{copied, copied, copied, copied, copied, copied},
		},
	}
	for name, p := range places {
		t.Run(name, func(t *testing.T) {
			poolDir, parent := p.place(t)
			tree := pool(t, filepath.Join(poolDir, "pool"), sources)
			for i, tt := range []struct {
				mode   LinkMode
				shared bool
				want   Counts
			}{
				{LinkAuto, false, p.want.auto},
				{LinkAuto, true, p.want.shared},
				{LinkClone, false, p.want.clone},
				{LinkHard, false, p.want.hard},
				{LinkCopy, true, p.want.copy},
				{LinkSymbolic, false, p.want.symbolic},
			} {
				tree.Shared = tt.shared
				dir := filepath.Join(parent, fmt.Sprint("env", i))
				for _, what := range []string{"fresh", "again"} {
					got := put(t, dir, pooled(tree, tt.mode))
					if diff := cmp.Diff(tt.want, got); diff != "" {
						t.Errorf("%v, shared %v, %s: -want +got:\n%s", tt.mode, tt.shared, what, diff)
					}
					if p.want.symbolic == symlinked { // the other one has no modes
						expect(t, dir, tree, 0o022, tt.want)
					}
				}
			}
		})
	}
}

func device(t *testing.T, path string) uint64 {
	t.Helper()
	d, err := platform.OpenDirectory(path)
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	status, err := d.Status()
	if err != nil {
		t.Fatal(err)
	}
	return status.Device
}

func TestCopiesHaveTheModeOfTheUmask(t *testing.T) {
	parent := t.TempDir()
	tree := pool(t, filepath.Join(parent, "pool"), sources)
	defer syscall.Umask(syscall.Umask(0o077))
	used := put(t, filepath.Join(parent, "env"), pooled(tree, LinkCopy))
	expect(t, filepath.Join(parent, "env"), tree, 0o077, used)
}

// TestWhatIsDoneInOneEnvironmentIsNotSeenInAnother holds for all modes but
// the two that were asked for by name to share files.
func TestWhatIsDoneInOneEnvironmentIsNotSeenInAnother(t *testing.T) {
	for name, parent := range map[string]func(*testing.T) string{
		"without clones": func(t *testing.T) string { return t.TempDir() },
		"with clones":    func(t *testing.T) string { return formatted(t, "mkfs.btrfs", "-q") },
	} {
		t.Run(name, func(t *testing.T) {
			sed := lab.Program(t, "sed")
			parent := parent(t)
			tree := pool(t, filepath.Join(parent, "pool"), sources)
			for _, mode := range []LinkMode{LinkAuto, LinkClone, LinkCopy} {
				one, other := filepath.Join(parent, mode.String(), "one"), filepath.Join(parent, mode.String(), "other")
				used := put(t, one, pooled(tree, mode))
				put(t, other, pooled(tree, mode))
				at := func(name string) string { return filepath.Join(one, "lib/pkg", name) }
				f, err := os.OpenFile(at("a.py"), os.O_WRONLY, 0)
				if err == nil {
					_, err = f.WriteString("changed in place")
					err = errors.Join(err, f.Close())
				}
				if err == nil {
					err = os.Chmod(at("__init__.py"), 0o700)
				}
				if err == nil && os.Geteuid() == 0 {
					err = os.Chown(at("run"), 1, 1)
				}
				if err == nil {
					err = os.Chtimes(at("run"), time.Unix(1, 0), time.Unix(1, 0))
				}
				if err == nil {
					err = exec.Command(sed, "-i", "s/b/c/", at("sub/deep/b.py")).Run()
				}
				if err == nil {
					err = os.Truncate(at("large"), 0)
				}
				if err != nil {
					t.Fatal(mode, err)
				}
				expect(t, other, tree, 0o022, used)
				if used != put(t, filepath.Join(parent, mode.String(), "third"), pooled(tree, mode)) {
					t.Errorf("%v: the pool is not what it was", mode)
				}
			}
		})
	}
}

func TestAFileWithTooManyLinksIsCopied(t *testing.T) {
	parent := formatted(t, "mkfs.ext4", "-q")
	tree := pool(t, filepath.Join(parent, "pool"), sources)
	mkdir(t, filepath.Join(parent, "links"))
	full := filepath.Join(tree.Dir, "pkg/a.py")
	for i := 0; ; i++ {
		err := os.Link(full, filepath.Join(parent, "links", strconv.Itoa(i)))
		if errors.Is(err, syscall.EMLINK) {
			break
		}
		if err != nil || i > 1<<17 {
			t.Fatal(i, err)
		}
	}
	tree.Shared = true
	dir := filepath.Join(parent, "env")
	if diff := cmp.Diff(Counts{Linked: len(sources) - 1, Copied: 1}, put(t, dir, pooled(tree, LinkAuto))); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
	info, err := os.Lstat(filepath.Join(dir, "lib/pkg/a.py"))
	if err != nil || info.Mode() != 0o644 || info.ModTime().UnixNano() != tree.Files[1].ModTime {
		t.Errorf("the copy is %v, %v", info, err)
	}
	// The rest of an environment is linked to too when it is renewed.
	put(t, dir, pooled(tree, LinkAuto))
}

func TestThePoolReplacesWhatIsInTheWay(t *testing.T) {
	parent := t.TempDir()
	tree := pool(t, filepath.Join(parent, "pool"), sources)
	outside := filepath.Join(parent, "outside")
	mkdir(t, outside)
	for mode := LinkAuto; mode <= LinkSymbolic; mode++ {
		dir := filepath.Join(parent, mode.String())
		write(t, filepath.Join(dir, "pyvenv.cfg"), "")
		write(t, filepath.Join(dir, "lib/top.py/x"), "a directory")
		write(t, filepath.Join(dir, "lib/pkg/a.py"), "a file")
		symlink(t, outside, filepath.Join(dir, "lib/pkg/sub"))
		symlink(t, filepath.Join(outside, "x"), filepath.Join(dir, "lib/pkg/run"))
		expect(t, dir, tree, 0o022, put(t, dir, pooled(tree, mode)))
		if entries, err := os.ReadDir(outside); err != nil || len(entries) > 0 {
			t.Errorf("%v: outside is %v, %v", mode, entries, err)
		}
	}
}

// TestOfTwoTreesTheLaterOneCounts has two in the same place: files of the same name,
// and a file of one where the other has a directory.
func TestOfTwoTreesTheLaterOneCounts(t *testing.T) {
	parent := t.TempDir()
	for name, test := range map[string]struct{ first, second, want map[string]string }{
		"none in common": {
			map[string]string{"p/a.py": "a"},
			map[string]string{"p/__pycache__/a.pyc": "A", "q": "q"},
			map[string]string{"p/a.py": "a", "p/__pycache__/a.pyc": "A", "q": "q"},
		},
		"a file": {
			map[string]string{"p/a.py": "old", "p/b.py": "b"},
			map[string]string{"p/a.py": "new"},
			map[string]string{"p/a.py": "new", "p/b.py": "b"},
		},
		"a directory and then a file": {
			map[string]string{"p/a/x": "x", "p/a/y/z": "z"},
			map[string]string{"p/a": "a"},
			map[string]string{"p/a": "a"},
		},
		"a file and then a directory": {
			map[string]string{"p/a": "a"},
			map[string]string{"p/a/y/z": "z"},
			map[string]string{"p/a/y/z": "z"},
		},
	} {
		trees := map[string]Tree{
			"first":  pool(t, filepath.Join(parent, name, "first"), test.first),
			"second": pool(t, filepath.Join(parent, name, "second"), test.second),
		}
		for mode := LinkAuto; mode <= LinkSymbolic; mode++ {
			j := pooled(Tree{}, mode)
			j.Plan.Ops = append([]plan.Op{plan.Tree{Path: "lib", Source: "first"}, plan.Tree{Path: "lib", Source: "second"}}, j.Plan.Ops[1:]...)
			j.Open = func(source string) (Tree, error) { return trees[source], nil }
			dir := filepath.Join(parent, name, mode.String())
			used := put(t, dir, j)
			if n := len(test.first) + len(test.second); used.Cloned+used.Copied+used.Linked+used.Symlinked != n {
				t.Errorf("%s, %v: %+v, want %d files", name, mode, used, n)
			}
			got := map[string]string{}
			lib := filepath.Join(dir, "lib")
			err := filepath.WalkDir(lib, func(path string, e fs.DirEntry, err error) error {
				if err != nil || e.IsDir() {
					return err
				}
				content, err := os.ReadFile(path)
				rel, _ := filepath.Rel(lib, path)
				got[filepath.ToSlash(rel)] = string(content)
				return err
			})
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(test.want, got); diff != "" {
				t.Errorf("%s, %v (-want +got):\n%s", name, mode, diff)
			}
		}
	}
}

// TestManyTargetsAtOnceNeedFewFiles makes them in a process that may open few.
func TestManyTargetsAtOnceNeedFewFiles(t *testing.T) {
	const many = "PYENVKIT_APPLY_MANY"
	if os.Getenv(many) == "" {
		shell := lab.Program(t, "sh")
		cmd := exec.Command(shell, "-c", `ulimit -n 160 && exec "$0" -test.run '^TestManyTargetsAtOnceNeedFewFiles$'`, os.Args[0])
		cmd.Env = append(os.Environ(), many+"=1")
		if out, err := cmd.CombinedOutput(); err != nil {
			t.Errorf("%v: %s", err, out)
		}
		return
	}
	parent := t.TempDir()
	tree := pool(t, filepath.Join(parent, "pool"), sources)
	j := pooled(tree, LinkCopy)
	j.Workers = 1
	var group sync.WaitGroup
	for worker := range 16 {
		group.Go(func() {
			for number := range 4 {
				run(t, filepath.Join(parent, fmt.Sprint("env", worker, "-", number)), Options{LockDir: filepath.Join(parent, "locks")}, j)
			}
		})
	}
	group.Wait()
	run(t, filepath.Join(parent, "env"), Options{}, pooled(tree, LinkCopy))
}
