package release

import (
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/pyenvkit/pyenvkit/internal/lab"
)

// build returns the program, built as a release is.
func build(t *testing.T) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "pyenvkit")
	config := read(t, ".goreleaser.yaml")
	_, flags, _ := strings.Cut(config, "\n    ldflags: [")
	flags, _, found := strings.Cut(flags, "]")
	if !found {
		t.Fatal(".goreleaser.yaml has no ldflags where they are looked for")
	}
	cmd := exec.CommandContext(t.Context(), lab.Program(t, "go"), "build", "-trimpath", "-tags=linkname", "-ldflags="+flags, "-o", path, "./cmd/pyenvkit")
	cmd.Dir = repository
	cmd.Env = append(os.Environ(), "CGO_ENABLED=0")
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	content, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(content)
}

// TestDebianWithoutGo installs into a Debian that has no Go and nothing to download
// with, makes an environment, and uninstalls.
func TestDebianWithoutGo(t *testing.T) {
	t.Parallel()
	root := lab.DebianRoot(t)
	dir, err := os.MkdirTemp(filepath.Join(root, "tmp"), "release-*") //nolint:usetesting // in the chroot
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(dir) })
	inside := strings.TrimPrefix(dir, root)

	platform := "linux_" + strings.Replace(runtime.GOARCH, "arm", "armv7", 1)
	if runtime.GOARCH == "arm64" {
		platform = "linux_arm64"
	}
	r := &mirror{dir: filepath.Join(dir, "mirror")}
	r.add(t, "pyenvkit_"+version+"_"+platform+".tar.gz", pack(t, "pyenvkit", build(t)))
	lab.WriteFile(t, filepath.Join(dir, "install.sh"), read(t, "install.sh"), 0o644)
	lab.WriteFile(t, filepath.Join(dir, "home", ".bashrc"), "# mine\n", 0o644)

	sh := func(script string) string {
		t.Helper()
		cmd := exec.CommandContext(t.Context(), "/bin/sh", "-euc", script)
		cmd.Dir = inside
		cmd.SysProcAttr = &syscall.SysProcAttr{Chroot: root}
		cmd.Env = []string{
			"PATH=" + inside + "/home/.local/bin:/usr/bin:/bin", "HOME=" + inside + "/home", "SHELL=/bin/bash",
			"PYENVKIT_BASE_URL=file://" + inside + "/mirror",
		}
		status, said := run(t, cmd)
		if status != 0 {
			t.Fatalf("%s: status %d\n%s", script, status, said)
		}
		return said
	}
	sh("! command -v go curl wget pyenvkit")
	before, system := lab.Tree(t, filepath.Join(dir, "home")), places(t, root)
	if said := sh("sh ./install.sh --modify-path"); !strings.Contains(said, "installed pyenvkit ") {
		t.Errorf("it says %s", said)
	}
	sh("pyenvkit create env && env/bin/pip --version")
	if cmp.Equal(before, lab.Tree(t, filepath.Join(dir, "home"))) {
		t.Error("neither program nor cache is at home")
	}
	sh("sh ./install.sh --uninstall")
	same(t, before, filepath.Join(dir, "home"))
	if diff := cmp.Diff(system, places(t, root)); diff != "" {
		t.Errorf("outside of HOME:\n%s", diff)
	}
	sh("env/bin/python -m pip --version")
}

// places returns what is where programs might leave something, besides HOME and what
// belongs to other tests.
func places(t *testing.T, root string) map[string]string {
	t.Helper()
	all := map[string]string{}
	for _, dir := range []string{"etc", "home", "opt", "root", "usr/bin", "usr/local", "var/cache"} {
		entries, err := filepath.Glob(filepath.Join(root, dir, "*"))
		if err != nil {
			t.Fatal(err)
		}
		for _, entry := range entries {
			all[entry] = ""
		}
	}
	maps.Copy(all, lab.Tree(t, filepath.Join(root, "root")))
	return all
}
