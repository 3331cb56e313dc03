//go:build unix

package release

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"errors"
	"fmt"
	"io/fs"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/pyenvkit/pyenvkit/internal/lab"
)

// version is that of the release that mirrors have.
const version = "1.2.3"

// archive is its file for the machine that tests stand for.
const archive = "pyenvkit_" + version + "_linux_amd64.tar.gz"

// program stands for pyenvkit where that is only to be installed.
const program = "#!/bin/sh\necho pyenvkit v" + version + "\n"

// A mirror is a directory with the files of a release, and a server that has them.
type mirror struct {
	dir string
	url string // of the server
	// instead are answers of the server that the directory does not give, by path.
	instead map[string]http.HandlerFunc
}

// newMirror returns a mirror of a release for Linux on x86-64.
func newMirror(t *testing.T) *mirror {
	t.Helper()
	m := &mirror{dir: t.TempDir(), instead: map[string]http.HandlerFunc{}}
	m.add(t, archive, pack(t, "pyenvkit", program))
	m.add(t, "pyenvkit_"+version+"_linux_amd64.deb", []byte("a package"))
	files := http.FileServer(http.Dir(m.dir))
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if answer := m.instead[r.URL.Path]; answer != nil {
			answer(w, r)
			return
		}
		files.ServeHTTP(w, r)
	}))
	t.Cleanup(server.Close)
	m.url = server.URL
	return m
}

// add puts a file into the release, and its checksum into the list of them.
func (m *mirror) add(t *testing.T, name string, content []byte) {
	t.Helper()
	lab.WriteFile(t, filepath.Join(m.dir, name), string(content), 0o644)
	list, err := os.ReadFile(filepath.Join(m.dir, "checksums.txt"))
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		t.Fatal(err)
	}
	lab.WriteFile(t, filepath.Join(m.dir, "checksums.txt"), fmt.Sprintf("%s%x  %s\n", list, sha256.Sum256(content), name), 0o644)
}

// pack returns an archive of one program.
func pack(t *testing.T, name, content string) []byte {
	t.Helper()
	var buffer bytes.Buffer
	compressed := gzip.NewWriter(&buffer)
	w := tar.NewWriter(compressed)
	err := w.WriteHeader(&tar.Header{Name: name, Mode: 0o640, Size: int64(len(content)), Uid: 4242, Gid: 4242})
	if err == nil {
		_, err = w.Write([]byte(content))
	}
	if err := errors.Join(err, w.Close(), compressed.Close()); err != nil {
		t.Fatal(err)
	}
	return buffer.Bytes()
}

// tools are what install.sh takes for granted. The first two are part of every
// shell, but yash goes by POSIX and wants to see them.
var tools = []string{
	"[", "echo", "cat", "chmod", "cp", "grep", "gzip", "mkdir", "mv", "od", "printf", "rm", "rmdir", "sed", "tail", "tar",
}

// A machine is a home directory and a PATH.
type machine struct {
	home string
	bin  string
	env  []string
}

// newMachine returns a Linux on x86-64 that has some tools more than those that
// every machine has. The name of the home directory is part of its path.
func newMachine(t *testing.T, home string, more ...string) *machine {
	t.Helper()
	dir := t.TempDir()
	m := &machine{home: filepath.Join(dir, home), bin: filepath.Join(dir, "tools")}
	for _, path := range []string{m.home, m.bin} {
		if err := os.Mkdir(path, 0o755); err != nil {
			t.Fatal(err)
		}
	}
	for _, tool := range append(tools, more...) {
		if err := os.Symlink(lab.Program(t, tool), filepath.Join(m.bin, tool)); err != nil {
			t.Fatal(err)
		}
	}
	m.fake(t, "uname", `[ "$1" = -s ] && echo Linux || echo x86_64`)
	m.env = []string{"HOME=" + m.home, "PATH=" + m.bin, "SHELL=/bin/sh"}
	return m
}

// fake puts a script onto PATH.
func (m *machine) fake(t *testing.T, name, script string) {
	t.Helper()
	lab.WriteFile(t, filepath.Join(m.bin, name), "#!/bin/sh\n"+script+"\n", 0o755)
}

// installed is where the program is by default.
func (m *machine) installed() string { return filepath.Join(m.home, ".local", "bin", "pyenvkit") }

// command returns the one that runs install.sh by a shell.
func (m *machine) command(t *testing.T, shell []string, args ...string) *exec.Cmd {
	t.Helper()
	script, err := filepath.Abs(filepath.Join(repository, "install.sh"))
	if err != nil {
		t.Fatal(err)
	}
	argv := append(append([]string{}, shell...), append([]string{script}, args...)...)
	cmd := exec.CommandContext(t.Context(), lab.Program(t, argv[0]), argv[1:]...)
	cmd.Env = m.env
	cmd.Dir = m.home
	return cmd
}

// install runs install.sh with a mirror and returns its status and what it says.
func (m *machine) install(t *testing.T, base string, args ...string) (status int, said string) {
	t.Helper()
	cmd := m.command(t, []string{"sh"}, args...)
	cmd.Env = append(cmd.Env, "PYENVKIT_BASE_URL="+base)
	return run(t, cmd)
}

func run(t *testing.T, cmd *exec.Cmd) (status int, said string) {
	t.Helper()
	out, err := cmd.CombinedOutput()
	if exit := (*exec.ExitError)(nil); err != nil && !errors.As(err, &exit) {
		t.Fatal(err)
	}
	return cmd.ProcessState.ExitCode(), string(out)
}

// expect fails the test unless the run had the status, and said the words.
func expect(t *testing.T, wantStatus int, words string, status int, said string) {
	t.Helper()
	if status != wantStatus || !strings.Contains(said, words) {
		t.Errorf("status %d, want %d and %q; it says\n%s", status, wantStatus, words, said)
	}
}

// same fails the test where a directory is not what it was.
func same(t *testing.T, before map[string]string, dir string) {
	t.Helper()
	if diff := cmp.Diff(before, lab.Tree(t, dir)); diff != "" {
		t.Errorf("left behind (-before +after):\n%s", diff)
	}
}
