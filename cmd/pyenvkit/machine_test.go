//go:build unix

package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"github.com/pyenvkit/pyenvkit/internal/lab"
)

// TestEveryPythonWorks makes an environment of every Python of the machine,
// with links and with copies, and uses it.
func TestEveryPythonWorks(t *testing.T) {
	for _, python := range lab.Pythons(t) {
		for _, mode := range []string{"--symlinks", "--copies"} {
			t.Run(filepath.Base(python)+mode, func(t *testing.T) {
				t.Parallel()
				works(t, python, mode)
			})
		}
	}
}

// TestStandalone does the same for a relocatable build with a shared
// libpython, also through a link outside of its prefix (gh-106045).
func TestStandalone(t *testing.T) {
	python := lab.Standalone(t)
	link := filepath.Join(t.TempDir(), "python-by-link")
	if err := os.Symlink(python, link); err != nil {
		t.Fatal(err)
	}
	for name, base := range map[string]string{"real": python, "linked": link} {
		for _, mode := range []string{"--symlinks", "--copies"} {
			t.Run(name+mode, func(t *testing.T) { works(t, base, mode) })
		}
	}
}

// TestSharedLibpython does the same for a relocatable build whose executable
// loads libpython from beside itself.
func TestSharedLibpython(t *testing.T) {
	python := sharedPython(t)
	for _, mode := range []string{"--symlinks", "--copies"} {
		t.Run(mode, func(t *testing.T) { works(t, python, mode) })
	}
}

// sharedPython makes a relocatable Python whose executable loads libpython
// from beside itself.
func sharedPython(t *testing.T) string {
	t.Helper()
	original := filepath.Dir(filepath.Dir(lab.Standalone(t)))
	prefix := t.TempDir()
	for _, dir := range []string{"bin", "lib"} {
		if err := os.Mkdir(filepath.Join(prefix, dir), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	const library = "lib/libpython3.14.so.1.0"
	if err := os.Link(filepath.Join(original, library), filepath.Join(prefix, library)); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(filepath.Join(original, "lib", "python3.14"), filepath.Join(prefix, "lib", "python3.14")); err != nil {
		t.Fatal(err)
	}
	source := filepath.Join(prefix, "main.c")
	const text = "int Py_BytesMain(int, char **);\nint main(int argc, char **argv) { return Py_BytesMain(argc, argv); }\n"
	if err := os.WriteFile(source, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
	python := filepath.Join(prefix, "bin", "python3.14")
	cc := exec.CommandContext(t.Context(), lab.Program(t, "gcc", "cc"), "-o", python, source, filepath.Join(prefix, library), "-Wl,-rpath,$ORIGIN/../lib")
	if out, err := cc.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	return python
}

// works makes an environment and shows that it starts, imports what its base
// can, and runs pip.
func works(t *testing.T, python string, args ...string) {
	t.Helper()
	dir := t.TempDir()
	if words, err := pyenvkit(t, dir, append([]string{"create", "-p", python}, append(args, "env")...)...); err != nil {
		t.Fatalf("%v\n%s", err, words)
	}
	inside := filepath.Join(dir, "env", "bin", "python")
	for _, module := range []string{"ssl", "sqlite3"} {
		if exec.CommandContext(t.Context(), python, "-c", "import "+module).Run() != nil {
			continue // the base can't either
		}
		if out, err := exec.CommandContext(t.Context(), inside, "-c", "import "+module).CombinedOutput(); err != nil {
			t.Errorf("import %s: %v\n%s", module, err, out)
		}
	}
	const prefixes = "import sys; assert sys.prefix == sys.argv[1] != sys.base_prefix, (sys.prefix, sys.base_prefix)"
	for _, argv := range [][]string{
		{inside, "-c", prefixes, filepath.Join(dir, "env")},
		{filepath.Join(dir, "env", "bin", "pip"), "check"},
	} {
		if out, err := exec.CommandContext(t.Context(), argv[0], argv[1:]...).CombinedOutput(); err != nil {
			t.Errorf("%q: %v\n%s", argv, err, out)
		}
	}
}

// TestDebianWithoutVenv is the machine of the people we are for: Debian's
// python3 without python3-venv, where `python3 -m venv` fails.
func TestDebianWithoutVenv(t *testing.T) {
	root := lab.DebianRoot(t)
	outside, err := os.MkdirTemp(filepath.Join(root, "tmp"), "pyenvkit-*") //nolint:usetesting // inside the other root
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(outside) })
	build := exec.CommandContext(t.Context(), "go", "build", "-o", filepath.Join(outside, "pyenvkit"), ".")
	build.Env = append(os.Environ(), "CGO_ENABLED=0")
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	dir := "/tmp/" + filepath.Base(outside)
	inRoot := func(argv ...string) (string, error) {
		cmd := exec.CommandContext(t.Context(), "chroot", append([]string{root}, argv...)...)
		cmd.Env = []string{"PATH=/usr/sbin:/usr/bin:/sbin:/bin", "HOME=/nonexistent", "XDG_CACHE_HOME=" + dir + "/cache"}
		out, err := cmd.CombinedOutput()
		return string(out), err
	}
	if out, err := inRoot("python3", "-m", "venv", dir+"/theirs"); err == nil {
		t.Fatalf("python3 -m venv works there, so this is another machine:\n%s", out)
	}
	for _, argv := range [][]string{
		{dir + "/pyenvkit", "create", dir + "/env"},
		{dir + "/env/bin/python", "-c", "import sys, ssl, sqlite3; assert sys.prefix == sys.argv[1]", dir + "/env"},
		{dir + "/env/bin/pip", "check"},
		{dir + "/env/bin/python", "-c", "import pip; assert 'site-packages' in pip.__file__"},
	} {
		if out, err := inRoot(argv...); err != nil {
			t.Errorf("%q: %v\n%s", argv, err, out)
		}
	}
}

// TestLinksRefused makes an environment where every symbolic link is refused,
// as FAT and some network shares do.
func TestLinksRefused(t *testing.T) {
	strace := lab.Program(t, "strace")
	for name, python := range map[string]string{"plain": lab.Python(t), "shared": sharedPython(t)} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			inject := "--inject=symlinkat,symlink:error=EPERM"
			out, err := exec.CommandContext(t.Context(), strace, "-f", "-qq", "-o", os.DevNull, inject,
				"pyenvkit", "create", "-p", python, filepath.Join(dir, "env")).CombinedOutput()
			if err != nil {
				t.Fatalf("%v\n%s", err, out)
			}
			if !strings.Contains(string(out), "no links can be made here") {
				t.Errorf("nothing says that copies were made:\n%s", out)
			}
			inside := filepath.Join(dir, "env", "bin", "python")
			if info, err := os.Lstat(inside); err != nil || !info.Mode().IsRegular() {
				t.Errorf("%s is no copy: %v %v", inside, info, err)
			}
			if out, err := exec.CommandContext(t.Context(), inside, "-m", "pip", "check").CombinedOutput(); err != nil {
				t.Errorf("%v\n%s", err, out)
			}
		})
	}
}

// TestFileSystemWithoutLinks makes an environment on exFAT, which has neither
// symbolic nor hard links nor modes.
func TestFileSystemWithoutLinks(t *testing.T) {
	lab.Root(t)
	mkfs, mountExfat := lab.Program(t, "mkfs.exfat"), lab.Program(t, "mount.exfat-fuse")
	image := filepath.Join(t.TempDir(), "exfat.img")
	if err := os.WriteFile(image, nil, 0o644); err != nil {
		t.Fatal(err)
	}
	if err := os.Truncate(image, 200<<20); err != nil {
		t.Fatal(err)
	}
	if out, err := exec.CommandContext(t.Context(), mkfs, image).CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	loop, err := exec.CommandContext(t.Context(), "losetup", "--find", "--show", image).Output()
	if err != nil {
		t.Skipf("missing: loop devices: %v", err)
	}
	device := strings.TrimSpace(string(loop))
	t.Cleanup(func() { _ = exec.Command("losetup", "--detach", device).Run() })
	mount := t.TempDir()
	if out, err := exec.CommandContext(t.Context(), mountExfat, device, mount).CombinedOutput(); err != nil {
		t.Skipf("missing: mounting by FUSE: %v\n%s", err, out)
	}
	t.Cleanup(func() { _ = exec.Command("umount", mount).Run() })
	for _, python := range []string{lab.Python(t), sharedPython(t)} { // the second over the first
		words, err := pyenvkit(t, mount, "create", "-p", python, "env")
		if err != nil {
			t.Fatalf("%v\n%s", err, words)
		}
		if !strings.Contains(words, "cop") {
			t.Errorf("nothing says that copies were made:\n%s", words)
		}
		if out, err := exec.CommandContext(t.Context(), filepath.Join(mount, "env", "bin", "python"), "-m", "pip", "--version").CombinedOutput(); err != nil {
			t.Fatalf("%v\n%s", err, out)
		}
	}
	if left, _ := filepath.Glob(filepath.Join(mount, ".*")); len(left) > 0 {
		t.Errorf("left beside the environment: %q", left)
	}
}

// tmpfs mounts a file system of the given size.
func tmpfs(t *testing.T, options string) string {
	t.Helper()
	lab.Root(t)
	dir := t.TempDir()
	if out, err := exec.CommandContext(t.Context(), "mount", "-t", "tmpfs", "-o", options, "tmpfs", dir).CombinedOutput(); err != nil {
		t.Skipf("missing: mounting tmpfs: %v\n%s", err, out)
	}
	t.Cleanup(func() { _ = exec.Command("umount", dir).Run() })
	return dir
}

// TestFullDisk runs out of space and of inodes, in the target and in the
// cache.
func TestFullDisk(t *testing.T) {
	for _, options := range []string{"size=2m", "nr_inodes=100"} {
		dir := tmpfs(t, options)
		words, err := pyenvkit(t, dir, "create", "-p", lab.Python(t), "env")
		if err == nil {
			t.Fatalf("%s: no error", options)
		}
		if !strings.Contains(words, "error: ") || !strings.Contains(words, "hint: ") || strings.Contains(words, "goroutine") {
			t.Errorf("%s: %s", options, words)
		}
		if left, _ := os.ReadDir(dir); len(left) > 0 {
			t.Errorf("%s: left behind: %v", options, left)
		}
		t.Setenv("PYENVKIT_CACHE_DIR", dir)
		if words, err := pyenvkit(t, t.TempDir(), "create", "-p", lab.Python(t), "env"); err != nil {
			t.Errorf("with a small cache: %v\n%s", err, words)
		}
		t.Setenv("PYENVKIT_CACHE_DIR", "")
	}
}

// TestReadOnlyCache works without the cache that it can't write to.
func TestReadOnlyCache(t *testing.T) {
	dir := tmpfs(t, "ro")
	t.Setenv("PYENVKIT_CACHE_DIR", dir)
	if words, err := pyenvkit(t, t.TempDir(), "create", "-p", lab.Python(t), "--without-pip", "env"); err != nil {
		t.Errorf("%v\n%s", err, words)
	}
}

// nobody runs the program without any rights.
func nobody(t *testing.T, dir string, env []string, args ...string) (string, error) {
	t.Helper()
	lab.Root(t)
	path, err := exec.LookPath("pyenvkit")
	if err != nil {
		t.Fatal(err)
	}
	// What the test may reach, nobody might not.
	program := filepath.Join(open(t), "pyenvkit")
	if out, err := exec.CommandContext(t.Context(), "cp", path, program).CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	cmd := exec.CommandContext(t.Context(), program, args...)
	cmd.Dir = dir
	cmd.Env = env
	cmd.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: 65534, Gid: 65534}}
	out, err := cmd.CombinedOutput()
	return string(out), err
}

// open makes a directory that everybody may write to.
func open(t *testing.T) string {
	t.Helper()
	dir, err := os.MkdirTemp("", "pyenvkit-test-*") //nolint:usetesting // nobody may not enter t.TempDir
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(dir) })
	if err := os.Chmod(dir, 0o777); err != nil {
		t.Fatal(err)
	}
	return dir
}

// TestWithoutRights has no HOME, no PATH, no cache and a parent that is
// read-only.
func TestWithoutRights(t *testing.T) {
	const python = "/usr/bin/python3" // which everybody may run
	if _, err := os.Stat(python); err != nil {
		lab.Missing(t, python)
	}
	dir := open(t)
	if out, err := nobody(t, dir, nil, "create", "-p", python, "env"); err != nil {
		t.Fatalf("without any variable: %v\n%s", err, out)
	}
	closed := filepath.Join(dir, "closed")
	if err := os.Mkdir(closed, 0o755); err != nil {
		t.Fatal(err)
	}
	out, err := nobody(t, dir, nil, "create", "-p", python, filepath.Join(closed, "env"))
	if err == nil || !strings.Contains(out, closed) || !strings.Contains(out, "hint: ") {
		t.Errorf("below a read-only directory: %v\n%s", err, out)
	}
	// A directory of one's own in a parent of somebody else's: Docker's /venv.
	mine := filepath.Join(closed, "venv")
	if err := os.Mkdir(mine, 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.Chown(mine, 65534, 65534); err != nil {
		t.Fatal(err)
	}
	for range 2 {
		if out, err := nobody(t, dir, nil, "create", "-p", python, mine); err != nil {
			t.Fatalf("in a directory of one's own: %v\n%s", err, out)
		}
	}
	if left, _ := filepath.Glob(filepath.Join(mine, ".pyenvkit*")); len(left) > 0 {
		t.Errorf("left behind: %q", left)
	}
}
