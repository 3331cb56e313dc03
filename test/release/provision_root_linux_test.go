package release

import (
	"cmp"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/pyenvkit/pyenvkit/internal/lab"
)

// What a machine has no place to get from in a test: packages of Debian, and a curl.
// The first answers for what is there, the second is Python's.
const (
	fakeAptGet = `#!/bin/sh
set -eu
[ "$1" = install ] || exit 0
shift
for package; do
  case $package in -* | curl) ;; *) dpkg -s "$package" >/dev/null ;; esac
done
`
	fakeCurl = `#!/usr/bin/python3
import sys, urllib.request
options, *arguments = sys.argv[1:]
into = arguments.pop(0) if options == "-fsSLo" else None
url, = (a for a in arguments if "://" in a)
try:
    content = urllib.request.urlopen(url).read()
except OSError as e:
    sys.exit(f"curl: {e}")
if into: open(into, "wb").write(content)
else: sys.stdout.buffer.write(content)
assert options in ("-fsSL", "-fsSLo"), options
`
	fakeSystemctl = "#!/bin/sh\necho \"$*\" >>/run/systemctl\n"
)

// A root is the root directory of a machine: Debian, and what was written since.
type root struct {
	dir    string
	layers []string // the directories that it is made of, its own first
}

// newRoot returns one above the layers of another, or above the Debian of the lab,
// of which nothing changes.
func newRoot(t *testing.T, below ...string) root {
	t.Helper()
	if len(below) == 0 {
		tools := filepath.Join(t.TempDir(), "tools")
		lab.WriteFile(t, filepath.Join(tools, "usr/local/sbin/apt-get"), fakeAptGet, 0o755)
		lab.WriteFile(t, filepath.Join(tools, "usr/local/sbin/systemctl"), fakeSystemctl, 0o755)
		lab.WriteFile(t, filepath.Join(tools, "usr/bin/curl"), fakeCurl, 0o755)
		below = []string{tools, lab.DebianRoot(t)}
	}
	dir := t.TempDir()
	// What is written goes to memory: in a container the directory for temporary files
	// is on an overlay itself, and no overlay takes that for its own layer.
	mount(t, dir, "-t", "tmpfs", "tmpfs")
	merged, own, work := filepath.Join(dir, "root"), filepath.Join(dir, "own"), filepath.Join(dir, "work")
	for _, path := range []string{merged, own, work} {
		if err := os.Mkdir(path, 0o755); err != nil {
			t.Fatal(err)
		}
	}
	mount(t, merged, "-t", "overlay", "overlay", "-o", "lowerdir="+strings.Join(below, ":")+",upperdir="+own+",workdir="+work)
	return root{merged, append([]string{own}, below...)}
}

// mount mounts what the arguments name at a point, for as long as the test runs. CI is
// to fail without the right to: nothing else tries these pages.
func mount(t *testing.T, point string, args ...string) {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), lab.Program(t, "mount"), append(args, point)...)
	if out, err := cmd.CombinedOutput(); err != nil {
		lab.Missing(t, "the right to mount: "+err.Error()+": "+string(out))
	}
	umount := lab.Program(t, "umount")
	t.Cleanup(func() {
		if out, err := exec.Command(umount, point).CombinedOutput(); err != nil { //nolint:noctx // that of the test is over
			t.Errorf("umount: %v: %s", err, out)
		}
	})
}

// A call runs a program on a machine that is a root.
type call struct {
	user    string   // "" for root
	dir     string   // "" for the root
	env     []string // all of it
	volumes []string // DIRECTORY:POINT, for this call alone
	argv    []string
}

// command returns the one that runs the program.
func (r root) command(t *testing.T, c call) *exec.Cmd {
	t.Helper()
	const enter = `
while [ "$1" != -- ]; do
  mkdir -p "${1#*:}"
  mount --bind "${1%%:*}" "${1#*:}"
  shift
done
shift
exec "$@"`
	args := []string{"--mount", "sh", "-euc", enter, "sh"}
	for _, volume := range c.volumes {
		outside, inside, _ := strings.Cut(volume, ":")
		args = append(args, outside+":"+filepath.Join(r.dir, inside))
	}
	args = append(args, "--", "chroot", "--userspec="+cmp.Or(c.user, "0:0"), r.dir, "env", "-i")
	args = append(append(args, c.env...), "/bin/sh", "-c", `cd "$1" && shift && exec "$@"`, "sh", filepath.Join("/", c.dir))
	args = append(args, c.argv...)
	return exec.CommandContext(t.Context(), lab.Program(t, "unshare"), args...)
}

// run runs the program and returns its status and what it says.
func (r root) run(t *testing.T, c call) (status int, said string) {
	t.Helper()
	return run(t, r.command(t, c))
}

// must is run for what has to succeed.
func (r root) must(t *testing.T, c call) string {
	t.Helper()
	status, said := r.run(t, c)
	if status != 0 {
		t.Fatalf("%q: status %d\n%s", c.argv, status, said)
	}
	return said
}

// put writes a file.
func (r root) put(t *testing.T, path, content string) {
	t.Helper()
	lab.WriteFile(t, filepath.Join(r.dir, path), content, 0o644)
}

// standardPath is that of root in an image, or of a service.
const standardPath = "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
