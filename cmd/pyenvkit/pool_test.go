//go:build unix

package main

import (
	"encoding/json"
	"io/fs"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/pyenvkit/pyenvkit/internal/lab"
	"github.com/pyenvkit/pyenvkit/internal/survey"
	"github.com/pyenvkit/pyenvkit/seed/wheel/wheeltest"
)

// linkModes are those of --link-mode.
var linkModes = []string{"auto", "clone", "hardlink", "copy", "symlink"}

// warm fills a cache of its own for the Python and returns a directory for
// environments.
func warm(t *testing.T, python string) string {
	t.Helper()
	t.Setenv("PYENVKIT_CACHE_DIR", t.TempDir())
	return create(t, t.TempDir(), "-p", python, "--bytecode", "always", "first")
}

// create makes an environment, the last of the arguments, in dir, which it
// returns.
func create(t *testing.T, dir string, args ...string) string {
	t.Helper()
	if words, err := pyenvkit(t, dir, append([]string{"create"}, args...)...); err != nil {
		t.Fatalf("create %q: %v\n%s", args, err, words)
	}
	return dir
}

// run runs a program of an environment, which may write bytecode.
func run(t *testing.T, args ...string) {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), args[0], args[1:]...)
	for _, v := range os.Environ() {
		if !strings.HasPrefix(v, "PYTHON") {
			cmd.Env = append(cmd.Env, v)
		}
	}
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Errorf("%q: %v\n%s", args, err, out)
	}
}

// stamps is a survey with the times of files and their contents.
func stamps(t *testing.T, root string) map[string]string {
	t.Helper()
	all := survey.Of(t, root)
	for name := range all {
		if info, err := os.Lstat(filepath.Join(root, name)); err == nil && info.Mode().IsRegular() {
			content, err := os.ReadFile(filepath.Join(root, name))
			if err != nil {
				t.Fatal(err)
			}
			all[name] += " " + info.ModTime().String() + " " + string(content)
		}
	}
	return all
}

// unchanged says that what was there is there still, and nothing else is.
func unchanged(t *testing.T, root string, before map[string]string) {
	t.Helper()
	if now := stamps(t, root); !maps.Equal(before, now) {
		for _, d := range survey.Differences(now, before) {
			t.Errorf("%s: %.200s", root, d)
		}
	}
}

// bytecode returns how many files of bytecode there are.
func bytecode(t *testing.T, root string) (n int) {
	t.Helper()
	for name := range survey.Of(t, root) {
		if strings.HasSuffix(name, ".pyc") {
			n++
		}
	}
	return n
}

// TestSecondEnvironmentHasBytecode makes three environments of each Python:
// the first one comes without bytecode, the others with all of it, and Python
// finds nothing to compile or to write in them.
func TestSecondEnvironmentHasBytecode(t *testing.T) {
	t.Setenv("PYENVKIT_CACHE_DIR", t.TempDir())
	for _, variable := range []string{"PYTHONDONTWRITEBYTECODE=1", "PYTHONPYCACHEPREFIX=" + t.TempDir(), "SOURCE_DATE_EPOCH=1"} {
		name, value, _ := strings.Cut(variable, "=")
		t.Setenv(name, value) // those of the caller change nothing
	}
	for _, python := range lab.Pythons(t) {
		t.Run(filepath.Base(python), func(t *testing.T) {
			dir := t.TempDir()
			for i, name := range []string{"one", "two", "three"} {
				create(t, dir, "-p", python, name)
				n := bytecode(t, filepath.Join(dir, name))
				if i == 0 && n != 0 && filepath.Base(python) != "python3-dbg" { // Debian's python3 has its bytecode
					t.Errorf("the first environment has %d files of bytecode", n)
				}
				if i > 0 && n < 100 {
					t.Errorf("environment %s has %d files of bytecode", name, n)
				}
			}
			for _, name := range []string{"two", "three"} {
				env := filepath.Join(dir, name)
				before := stamps(t, env)
				run(t, filepath.Join(env, "bin", "pip"), "--version")
				run(t, filepath.Join(env, "bin", "pip"), "check")
				unchanged(t, env, before)
			}
			run(t, filepath.Join(dir, "one", "bin", "pip"), "--version")
			if bytecode(t, filepath.Join(dir, "one")) == 0 {
				t.Error("Python writes no bytecode, so the test shows nothing")
			}
		})
	}
}

// TestBytecodeOption compiles when it is asked to, and leaves bytecode out.
func TestBytecodeOption(t *testing.T) {
	python := lab.Python(t)
	dir := warm(t, python)
	if bytecode(t, filepath.Join(dir, "first")) == 0 {
		t.Error("--bytecode always makes none")
	}
	create(t, dir, "-p", python, "--bytecode", "never", "bare")
	if n := bytecode(t, filepath.Join(dir, "bare")); n != 0 {
		t.Errorf("--bytecode never leaves %d files", n)
	}
	create(t, dir, "-p", python, "--no-cache", "none")
	run(t, filepath.Join(dir, "none", "bin", "pip"), "--version")
}

// TestLinkModes uses pip in environments of each mode: it installs, upgrades
// and removes itself, and neither another environment nor the cache notices.
func TestLinkModes(t *testing.T) {
	python := lab.Python(t)
	setPip(t, index(t))
	sample := filepath.Join(t.TempDir(), "sample-1.0-py3-none-any.whl")
	content := wheeltest.New("sample", "1.0", wheeltest.Files{"sample.py": "x = 1\n"}).Zip(t, nil)
	if err := os.WriteFile(sample, content, 0o644); err != nil {
		t.Fatal(err)
	}
	warm(t, python)
	for _, mode := range linkModes {
		t.Run(mode, func(t *testing.T) {
			dir := t.TempDir()
			create(t, dir, "-p", python, "--link-mode", mode, "env", "other")
			before := stamps(t, filepath.Join(dir, "other"))
			pip := filepath.Join(dir, "env", "bin", "pip")
			run(t, pip, "check")
			run(t, pip, "install", sample)
			run(t, filepath.Join(dir, "env", "bin", "python"), "-c", "import sample")
			run(t, pip, "install", "--upgrade", "pip")
			run(t, pip, "check")
			run(t, pip, "uninstall", "-y", "sample", "setuptools", "pip")
			if left, _ := filepath.Glob(filepath.Join(dir, "env", "lib", "python3*", "site-packages", "*")); len(left) != 0 {
				t.Errorf("pip left behind: %v", left)
			}
			unchanged(t, filepath.Join(dir, "other"), before)
			verified(t, dir)
		})
	}
}

// verified has the cache verified.
func verified(t *testing.T, dir string) {
	t.Helper()
	if words, err := pyenvkit(t, dir, "cache", "verify"); err != nil {
		t.Errorf("the cache is damaged: %v\n%s", err, words)
	}
}

// edits are what people do to the files of an environment.
var edits = map[string]string{
	"in place":    `for f in "$@"; do echo '# edited' >> "$f" || exit 1; done`,
	"overwritten": `for f in "$@"; do printf 'x = 1\n' > "$f" || exit 1; done`,
	"sed -i":      `sed -i -e 's/^/ /' "$@"`,
	"chmod":       `chmod 600 "$@"`,
	"chmod -R":    `for f in "$@"; do chmod -R u+rwX,go-rwx "$(dirname "$f")" || exit 1; done`,
	"touch":       `touch "$@"`,
	"truncated":   `for f in "$@"; do : > "$f" || exit 1; done`,
}

// TestEditingReachesNoOtherEnvironment edits all files that people edit, in
// each way, as root too: another environment does not change.
func TestEditingReachesNoOtherEnvironment(t *testing.T) {
	python := lab.Python(t)
	warm(t, python)
	for _, mode := range []string{"auto", "copy"} {
		for how, script := range edits {
			if mode == "copy" && how != "in place" && how != "chmod -R" {
				continue // what holds where bytecode is shared, holds where nothing is
			}
			t.Run(mode+" "+how, func(t *testing.T) {
				dir := t.TempDir()
				create(t, dir, "-p", python, "--link-mode", mode, "env", "other")
				before := stamps(t, filepath.Join(dir, "other"))
				purelib, _ := filepath.Glob(filepath.Join(dir, "env", "lib", "python3*", "site-packages"))
				var files []string
				_ = filepath.WalkDir(purelib[0], func(name string, d fs.DirEntry, err error) error {
					if err == nil && d.Type().IsRegular() && !strings.HasSuffix(name, ".pyc") {
						files = append(files, name)
					}
					return nil
				})
				if len(files) < 100 {
					t.Fatalf("only %d files to edit", len(files))
				}
				if how == "chmod -R" && mode == "auto" {
					files = files[len(files)-1:] // in the metadata: what is shared is the bytecode
				}
				run(t, append([]string{"sh", "-c", script, "sh"}, files...)...)
				unchanged(t, filepath.Join(dir, "other"), before)
				verified(t, dir)
			})
		}
	}
}

// TestChangedBytecodeIsNotHandedOn changes mode and contents of shared
// bytecode: the next environment has it as it was made.
func TestChangedBytecodeIsNotHandedOn(t *testing.T) {
	python := lab.Python(t)
	warm(t, python)
	for _, how := range []string{"in place", "truncated", "chmod", "touch"} {
		t.Run(how, func(t *testing.T) {
			dir := t.TempDir()
			found, _ := filepath.Glob(filepath.Join(os.Getenv("PYENVKIT_CACHE_DIR"), "pool-2", "bytecode", "*", "files", "pip", "__pycache__", "__init__.*.pyc"))
			if len(found) != 1 {
				t.Fatalf("bytecode: %v", found)
			}
			if err := os.Chmod(found[0], 0o600); err != nil {
				t.Fatal(err)
			}
			run(t, "sh", "-c", edits[how], "sh", found[0])
			create(t, dir, "-p", python, "second")
			for name, is := range survey.Of(t, filepath.Join(dir, "second")) {
				if strings.HasSuffix(name, ".pyc") && is != "-r--r--r--" {
					t.Errorf("%s: %s", name, is)
				}
			}
			stamp := stamps(t, filepath.Join(dir, "second"))
			run(t, filepath.Join(dir, "second", "bin", "pip"), "--version")
			unchanged(t, filepath.Join(dir, "second"), stamp)
			verified(t, dir)
		})
	}
}

// TestHardLinksAreReadOnly has an ordinary user try to write in place where
// all files are shared.
func TestHardLinksAreReadOnly(t *testing.T) {
	lab.Root(t)
	dir := open(t)
	const python = "/usr/bin/python3" // which everybody may run
	if _, err := os.Stat(python); err != nil {
		lab.Missing(t, python)
	}
	env := []string{"PATH=/usr/bin:/bin", "PYENVKIT_CACHE_DIR=" + filepath.Join(dir, "cache")}
	if out, err := nobody(t, dir, env, "create", "-p", python, "--link-mode", "hardlink", "env"); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	found, _ := filepath.Glob(filepath.Join(dir, "env", "lib", "python3*", "site-packages", "pip", "__init__.py"))
	if len(found) != 1 {
		t.Fatal(found)
	}
	cmd := exec.CommandContext(t.Context(), "setpriv", "--reuid=65534", "--clear-groups", "sh", "-c", `echo x >> "$0"`, found[0])
	if out, err := cmd.CombinedOutput(); err == nil || !strings.Contains(string(out), "ermission denied") {
		t.Errorf("%v\n%s", err, out)
	}
}

// TestKilledWhileThePoolIsMade kills the program again and again while it
// fills the cache: that never holds anything but whole entries.
func TestKilledWhileThePoolIsMade(t *testing.T) {
	python := lab.Python(t)
	cache := t.TempDir()
	t.Setenv("PYENVKIT_CACHE_DIR", cache)
	dir := t.TempDir()
	for after, killed := time.Millisecond, true; killed; after += after/4 + time.Millisecond {
		cmd := exec.CommandContext(t.Context(), "pyenvkit", "create", "-p", python, "--bytecode", "always", "env")
		cmd.Dir = dir
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		time.Sleep(after)
		_ = cmd.Process.Kill()
		killed = cmd.Wait() != nil // until one is faster
		verified(t, dir)
	}
	create(t, dir, "-p", python, "--bytecode", "always", "env")
	run(t, filepath.Join(dir, "env", "bin", "pip"), "check")
	verified(t, dir)
	for _, kind := range []string{"wheels", "bytecode"} {
		if left, _ := filepath.Glob(filepath.Join(cache, "pool-2", kind, ".*")); len(left) != 0 {
			t.Errorf("left over: %v", left)
		}
	}
	// What was left of an entry went with the next one. A note of which file is
	// which wheel may have been killed between its two names; it is a few bytes.
	pruned := exec.CommandContext(t.Context(), "pyenvkit", "cache", "prune")
	if out, err := pruned.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	if left, _ := filepath.Glob(filepath.Join(cache, "pool-2", "*", ".*")); len(left) != 0 {
		t.Errorf("left over: %v", left)
	}
}

// TestDamagedPool repairs what was damaged, in the run that notices it.
func TestDamagedPool(t *testing.T) {
	python := lab.Python(t)
	dir := warm(t, python)
	cache := os.Getenv("PYENVKIT_CACHE_DIR")
	for _, victim := range []struct{ pattern, mode string }{
		{"pool-2/wheels/*/files/pip/__main__.py", "hardlink"},
		{"pool-2/wheels/*/contents", "auto"}, // from which copies are taken
		{"pool-2/bytecode/*/files/pip/__pycache__/__main__.*", "auto"},
	} {
		for what, script := range map[string]string{
			"removed":       `rm -f "$0"`,
			"cut-off":       `chmod u+w "$0"; : > "$0"; chmod u-w "$0"`,
			"touched":       `touch "$0"`,
			"writable":      `chmod u+w "$0"`,
			"files-gone":    `rm -rf "$1/files" "$1/contents"`,
			"all-gone":      `rm -rf "$1"`,
			"no-manifest":   `rm -f "$1/manifest"`,
			"torn-manifest": `chmod u+w "$1/manifest"; head -c 300 "$1/manifest" > "$1/x"; mv -f "$1/x" "$1/manifest"`,
			"directory":     `rm -f "$0"; mkdir "$0"`,
		} {
			files, _ := filepath.Glob(filepath.Join(cache, filepath.FromSlash(victim.pattern)))
			if len(files) == 0 {
				t.Fatalf("no file %s, before %s", victim.pattern, what)
			}
			entry := filepath.Join(cache, filepath.Join(strings.Split(strings.TrimPrefix(files[0], cache), "/")[:4]...))
			name := filepath.Base(files[0]) + "-" + what
			run(t, "sh", "-c", script, files[0], entry)
			create(t, dir, "-p", python, "--link-mode", victim.mode, name)
			stamp := stamps(t, filepath.Join(dir, name))
			run(t, filepath.Join(dir, name, "bin", "pip"), "--version")
			if what != "all-gone" {
				unchanged(t, filepath.Join(dir, name), stamp)
			}
			if bytecode(t, filepath.Join(dir, name)) == 0 && what != "all-gone" {
				t.Errorf("%s: no bytecode", name)
			}
			if what == "all-gone" { // as if it had never been there
				create(t, dir, "-p", python, "--bytecode", "always", name+"-again")
			}
			verified(t, dir)
		}
	}
}

// TestReadOnlyPool serves from a cache that can't be written to.
func TestReadOnlyPool(t *testing.T) {
	lab.Root(t)
	python := lab.Python(t)
	dir := warm(t, python)
	cache := os.Getenv("PYENVKIT_CACHE_DIR")
	mounted := t.TempDir()
	if out, err := exec.CommandContext(t.Context(), "mount", "-o", "bind,ro", cache, mounted).CombinedOutput(); err != nil {
		t.Skipf("missing: a read-only mount: %v\n%s", err, out)
	}
	t.Cleanup(func() { _ = exec.Command("umount", mounted).Run() })
	t.Setenv("PYENVKIT_CACHE_DIR", mounted)
	create(t, dir, "-p", python, "env")
	if bytecode(t, filepath.Join(dir, "env")) == 0 {
		t.Error("the bytecode of a read-only cache is not used")
	}
	run(t, filepath.Join(dir, "env", "bin", "pip"), "check")
}

// TestCacheOfRootServesOthers has an ordinary user use the cache that root has
// made for an image, and root not that of an ordinary user.
func TestCacheOfRootServesOthers(t *testing.T) {
	lab.Root(t)
	const python = "/usr/bin/python3" // which everybody may run
	if _, err := os.Stat(python); err != nil {
		lab.Missing(t, python)
	}
	dir := open(t)
	cache := filepath.Join(dir, "cache")
	t.Setenv("PYENVKIT_CACHE_DIR", cache)
	create(t, dir, "-p", python, "--bytecode", "always", "of-root")
	env := []string{"PATH=/usr/bin:/bin", "PYENVKIT_CACHE_DIR=" + cache}
	if out, err := nobody(t, dir, env, "create", "-v", "-p", python, "of-nobody"); err != nil || strings.Contains(out, "not kept") {
		t.Fatalf("%v\n%s", err, out)
	}
	if bytecode(t, filepath.Join(dir, "of-nobody")) == 0 {
		t.Error("root's bytecode is not used")
	}
	theirs := filepath.Join(dir, "theirs")
	env[1] = "PYENVKIT_CACHE_DIR=" + theirs
	if out, err := nobody(t, dir, env, "create", "-p", python, "another"); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	before := survey.Of(t, theirs)
	t.Setenv("PYENVKIT_CACHE_DIR", theirs)
	create(t, dir, "-p", python, "--bytecode", "always", "of-root-again")
	if d := survey.Differences(survey.Of(t, theirs), before); len(d) > 0 {
		t.Errorf("root writes into the cache of another user: %q", d)
	}
}

// TestCacheMakesWay has room for the environment or the cache, but not for both.
func TestCacheMakesWay(t *testing.T) {
	dir := tmpfs(t, "size=28m")
	t.Setenv("PYENVKIT_CACHE_DIR", filepath.Join(dir, "cache"))
	create(t, dir, "-p", lab.Python(t), "env")
	run(t, filepath.Join(dir, "env", "bin", "python"), "-m", "pip", "check")
}

// TestFilesAreCounted reads how the files got there from the JSON document.
func TestFilesAreCounted(t *testing.T) {
	python := lab.Python(t)
	dir := warm(t, python)
	for _, mode := range []string{"hardlink", "copy", "symlink"} {
		cmd := exec.CommandContext(t.Context(), "pyenvkit", "create", "--json", "-p", python, "--link-mode", mode, mode)
		cmd.Dir = dir
		out, err := cmd.Output()
		var document struct {
			Environments []struct{ Files map[string]int }
		}
		if err != nil || json.Unmarshal(out, &document) != nil || len(document.Environments) != 1 {
			t.Fatalf("%v\n%s", err, out)
		}
		counted := map[string]string{"hardlink": "hard_linked", "copy": "copied", "symlink": "symlinked"}[mode]
		if n := document.Environments[0].Files[counted]; n < 500 {
			t.Errorf("%s: %v", mode, document.Environments[0].Files)
		}
	}
}
