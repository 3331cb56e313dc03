package release

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"syscall"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/pyenvkit/pyenvkit/internal/lab"
)

// testBusyBoxMachine installs on a machine that has one program, as Alpine is at its
// start, and a Python without pip. Its root directory is empty but for these and the
// libraries that they are linked to, so that nothing of this machine can help.
func testBusyBoxMachine(t *testing.T, p publication) {
	lab.Root(t)
	busybox, python := lab.Program(t, "busybox"), lab.Standalone(t)
	m := root{dir: t.TempDir()}
	for _, dir := range []string{"bin", "dev", "proc", "tmp", "srv/anna"} {
		if err := os.MkdirAll(filepath.Join(m.dir, dir), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	for name, minor := range map[string]int{"null": 3, "urandom": 9} {
		if err := syscall.Mknod(filepath.Join(m.dir, "dev", name), syscall.S_IFCHR|0o666, 1<<8|minor); err != nil {
			lab.Missing(t, "the right to make a device: "+err.Error())
		}
	}
	copyProgram(t, busybox, filepath.Join(m.dir, "bin/busybox"), m.dir)
	copyLibraries(t, python, m.dir)
	applets, err := exec.CommandContext(t.Context(), busybox, "--list").Output()
	if err != nil {
		t.Fatal(err)
	}
	for applet := range strings.FieldsSeq(string(applets)) {
		if applet == "busybox" {
			continue
		}
		if err := os.Symlink("busybox", filepath.Join(m.dir, "bin", applet)); err != nil {
			t.Fatal(err)
		}
	}

	m.put(t, "srv/anna/.profile", "# mine\n")
	before := lab.Tree(t, m.dir)
	sh := func(script string) string {
		t.Helper()
		return m.must(t, call{
			dir: "srv/anna", argv: []string{"sh", "-euc", p.local(script)},
			env: append(p.env(), "HOME=/srv/anna", "SHELL=/bin/ash", "PATH=/srv/anna/.local/bin:/opt/python/bin:/bin"),
			// Read by all, and written by none: a mount of its own goes with the call.
			volumes: []string{filepath.Dir(filepath.Dir(python)) + ":opt/python"},
		})
	}
	sh("! command -v curl bash sudo pyenvkit")
	if said := sh("wget -qO- " + releases + "/latest/download/install.sh | sh -s -- --modify-path"); !strings.Contains(said, "installed pyenvkit v"+version+" ") {
		t.Errorf("it says %s", said)
	}
	if said := sh("sh -lc 'command -v pyenvkit'"); said != "/srv/anna/.local/bin/pyenvkit\n" {
		t.Errorf("a login shell finds %q", said)
	}
	said := sh("pyenvkit create /tmp/env; . /tmp/env/bin/activate; pip install -q hello; hello there; deactivate; pyenvkit run -e /tmp/env hello again")
	if !strings.Contains(said, "created /tmp/env from CPython 3.14.") || !strings.Contains(said, "| there |") || !strings.Contains(said, "| again |") {
		t.Errorf("it says\n%s", said)
	}
	if cmp.Equal(before, lab.Tree(t, m.dir)) {
		t.Error("nothing has changed: there is no program, cache or environment")
	}
	sh("pyenvkit remove --yes /tmp/env; rm -r .cache/pip; wget -qO- " + releases + "/latest/download/install.sh | sh -s -- --uninstall")
	// The point that the Python was mounted at.
	os.Remove(filepath.Join(m.dir, "opt/python"))
	os.Remove(filepath.Join(m.dir, "opt"))
	same(t, before, m.dir)
}

// copyProgram copies one, and the libraries that it is linked to.
func copyProgram(t *testing.T, from, to, root string) {
	t.Helper()
	content, err := os.ReadFile(from)
	if err != nil {
		t.Fatal(err)
	}
	lab.WriteFile(t, to, string(content), 0o755)
	copyLibraries(t, from, root)
}

// copyLibraries copies those that a program is linked to, and the loader, to the same
// places below root. A static program has none.
func copyLibraries(t *testing.T, program, root string) {
	t.Helper()
	list, err := exec.CommandContext(t.Context(), lab.Program(t, "ldd"), program).Output()
	if err != nil {
		return
	}
	for _, found := range regexp.MustCompile(`(?m)(/\S+) \(0x`).FindAllStringSubmatch(string(list), -1) {
		content, err := os.ReadFile(found[1])
		if err != nil {
			t.Fatal(err)
		}
		lab.WriteFile(t, filepath.Join(root, found[1]), string(content), 0o755)
	}
}
