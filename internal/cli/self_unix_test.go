//go:build unix

package cli

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"
	"testing"

	"github.com/pyenvkit/pyenvkit/internal/lab"
)

// command runs a program to its end in a directory.
func command(t *testing.T, dir string, environ []string, argv ...string) (stdout, stderr string, status int) {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), argv[0], argv[1:]...)
	var out, words bytes.Buffer
	cmd.Dir, cmd.Env, cmd.Stdout, cmd.Stderr = dir, environ, &out, &words
	if err := cmd.Run(); err != nil && !errors.As(err, new(*exec.ExitError)) {
		t.Fatal(err)
	}
	return out.String(), words.String(), cmd.ProcessState.ExitCode()
}

// must runs a program that must succeed.
func must(t *testing.T, dir string, argv ...string) string {
	t.Helper()
	stdout, stderr, status := command(t, dir, os.Environ(), argv...)
	if status != 0 {
		t.Fatalf("%s: status %d\n%s", strings.Join(argv, " "), status, stderr)
	}
	return stdout
}

// interrupted presses Ctrl-C while a half of the archive is there.
func interrupted(t *testing.T, home, program, mirror string) {
	t.Helper()
	files, half := http.FileServer(http.Dir(mirror)), make(chan struct{})
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !strings.HasSuffix(r.URL.Path, ".gz") {
			files.ServeHTTP(w, r)
			return
		}
		_, _ = w.Write(make([]byte, 4096))
		_ = http.NewResponseController(w).Flush()
		close(half)
		<-r.Context().Done()
	}))
	defer server.Close()
	before, err := os.ReadDir(filepath.Dir(program))
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(t.Context(), program, "self", "update")
	var words bytes.Buffer
	cmd.Env, cmd.Stderr = []string{"HOME=" + home, "PATH=/usr/bin:/bin", "PYENVKIT_BASE_URL=" + server.URL}, &words
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	<-half
	if err := syscall.Kill(-cmd.Process.Pid, syscall.SIGINT); err != nil {
		t.Error(err)
	}
	_ = cmd.Wait()
	if status := cmd.ProcessState.ExitCode(); status != 130 || !strings.HasSuffix(words.String(), "error: stopped by interrupt\n") {
		t.Errorf("status %d, want 130\n%s", status, &words)
	}
	after, err := os.ReadDir(filepath.Dir(program))
	if err != nil || len(after) != len(before) {
		t.Errorf("left behind: %v (%v)", after, err)
	}
}

// A publisher makes releases of this source, as the release workflow does, with a key of
// its own.
type publisher struct {
	source string // a copy of the repository
	secret string // the key
}

func newPublisher(t *testing.T) publisher {
	t.Helper()
	dir := t.TempDir()
	p := publisher{filepath.Join(dir, "source"), filepath.Join(dir, "secret")}
	const repository = "../.."
	for name := range strings.SplitSeq(must(t, repository, lab.Program(t, "git"), "ls-files", "-co", "--exclude-standard", "-z"), "\x00") {
		if filepath.Ext(name) == ".md" || strings.HasSuffix(name, "_test.go") || name == "" {
			continue
		}
		content, err := os.ReadFile(filepath.Join(repository, name))
		if errors.Is(err, os.ErrNotExist) {
			continue // deleted, and not committed yet
		}
		to := filepath.Join(p.source, name)
		if err := errors.Join(err, os.MkdirAll(filepath.Dir(to), 0o755), os.WriteFile(to, content, 0o644)); err != nil {
			t.Fatal(err)
		}
	}
	must(t, dir, lab.Program(t, "minisign"), "-G", "-W", "-f", "-p", filepath.Join(p.source, "internal", "release", "minisign.pub"), "-s", p.secret)
	must(t, p.source, "git", "init", "--quiet")
	must(t, p.source, "git", "add", "--all", "--force")
	return p
}

// publish returns the program of a version, and a directory with a release of it.
func (p publisher) publish(t *testing.T, version string) (program, mirror string) {
	t.Helper()
	must(t, p.source, "git", "-c", "user.name=Anna", "-c", "user.email=anna@example.org", "-c", "commit.gpgsign=false", "commit", "--quiet", "--allow-empty", "--message="+version)
	must(t, p.source, "git", "-c", "tag.gpgsign=false", "tag", "v"+version)
	dir := t.TempDir()
	program, mirror = filepath.Join(dir, "pyenvkit"), filepath.Join(dir, "mirror")
	must(t, p.source, lab.Program(t, "go"), "build", "-trimpath", "-buildvcs=true", "-tags=linkname", "-ldflags=-s -w -checklinkname=0", "-o", program, "./cmd/pyenvkit")
	content, err := os.ReadFile(program)
	if err != nil {
		t.Fatal(err)
	}
	var archive bytes.Buffer
	compressed := gzip.NewWriter(&archive)
	w := tar.NewWriter(compressed)
	err = w.WriteHeader(&tar.Header{Name: "pyenvkit", Mode: 0o755, Size: int64(len(content))})
	if err == nil {
		_, err = w.Write(content)
	}
	name := fmt.Sprintf("pyenvkit_%s_%s_%s.tar.gz", version, runtime.GOOS, strings.Replace(runtime.GOARCH+"$", "arm$", "armv7", 1))
	name = strings.Replace(name, "$", "", 1)
	checksums := filepath.Join(mirror, "checksums.txt")
	if err := errors.Join(
		err, w.Close(), compressed.Close(), os.Mkdir(mirror, 0o755),
		os.WriteFile(filepath.Join(mirror, name), archive.Bytes(), 0o644),
		os.WriteFile(checksums, fmt.Appendf(nil, "%x  %s\n", sha256.Sum256(archive.Bytes()), name), 0o644),
	); err != nil {
		t.Fatal(err)
	}
	must(t, mirror, "minisign", "-S", "-l", "-s", p.secret, "-m", checksums, "-x", checksums+".minisig", "-t", "pyenvkit "+version)
	return program, mirror
}

// TestSelfUpdateAndUninstall has a release become a newer one, an older one again, and
// nothing.
func TestSelfUpdateAndUninstall(t *testing.T) {
	t.Parallel()
	lab.Program(t, "curl")
	p := newPublisher(t)
	program, older := p.publish(t, "1.0.0")
	_, newer := p.publish(t, "1.1.0")
	server := httptest.NewServer(http.FileServer(http.Dir(newer)))
	t.Cleanup(server.Close)

	home := t.TempDir()
	installed := filepath.Join(home, ".local", "bin", "pyenvkit")
	if err := errors.Join(os.MkdirAll(filepath.Dir(installed), 0o755), os.Rename(program, installed)); err != nil {
		t.Fatal(err)
	}
	var stdout, stderr string
	run := func(base string, wantStatus int, args ...string) {
		t.Helper()
		var status int
		environ := []string{"HOME=" + home, "PATH=/usr/bin:/bin", "PYENVKIT_BASE_URL=" + base}
		stdout, stderr, status = command(t, home, environ, append([]string{installed}, args...)...)
		if status != wantStatus {
			t.Errorf("pyenvkit %s: status %d, want %d\n%s%s", strings.Join(args, " "), status, wantStatus, stdout, stderr)
		}
	}
	says := func(said string, want ...string) {
		t.Helper()
		for _, want := range want {
			if !strings.Contains(said, want) {
				t.Errorf("it says %q, want %q", said, want)
			}
		}
	}
	version := func(want string) {
		t.Helper()
		run("", 0, "--version")
		says(stdout, "pyenvkit v"+want+" (commit ")
	}

	version("1.0.0")
	run(server.URL, 0, "self", "update", "--dry-run")
	says(stderr, "would download "+server.URL+"/pyenvkit_1.1.0_", "would put pyenvkit 1.1.0 in the place of 1.0.0")
	version("1.0.0")
	run(server.URL, 0, "self", "update")
	says(stderr, "downloading "+server.URL, "updated "+installed+" from 1.0.0 to 1.1.0\n")
	version("1.1.0")
	for _, base := range []string{server.URL, "file://" + older} {
		run(base, 0, "self", "update")
		says(stderr, "there is no newer release than pyenvkit 1.1.0\n")
	}
	run(server.URL, 0, "self", "update", "v1.1.0")
	says(stderr, "pyenvkit 1.1.0 is there already\n")
	run("file://"+older, 1, "self", "update", "1.2.0")
	says(stderr, "has pyenvkit 1.0.0, and not 1.2.0\nhint: ")
	run("file://"+older, 2, "self", "update", "1.2")
	says(stderr, `error: "1.2" is no version of a release`)
	run("file://"+newer+"/none", 1, "self", "update", "--json")
	var document struct {
		Schema                  int
		DryRun                  bool `json:"dry_run"`
		Path, Previous, Version string
		Updated                 bool
		URL, SHA256             string
		Errors                  []failure
		Removed                 []struct{ Kind, Path string }
		Remaining               []string
	}
	parse := func() {
		t.Helper()
		if err := json.Unmarshal([]byte(stdout), &document); err != nil || document.Schema != 1 {
			t.Errorf("%v: %s", err, stdout)
		}
	}
	parse()
	if len(document.Errors) != 1 || len(document.Errors[0].Hints) == 0 || document.Errors[0].ExitCode != 1 {
		t.Errorf("%+v", document)
	}
	run("file://"+older, 0, "self", "update", "--json", "1.0.0")
	parse()
	if d := document; !d.Updated || d.DryRun || d.Path != installed || d.Previous != "1.1.0" || d.Version != "1.0.0" || !strings.HasPrefix(d.URL, "file://"+older) || len(d.SHA256) != 64 {
		t.Errorf("%+v", d)
	}
	version("1.0.0")
	interrupted(t, home, installed, newer)
	version("1.0.0")
	if err := os.Rename(filepath.Join(older, "checksums.txt.minisig"), filepath.Join(newer, "checksums.txt.minisig")); err != nil {
		t.Fatal(err)
	}
	run(server.URL, 1, "self", "update")
	says(stderr, "error: "+server.URL+"/checksums.txt.minisig does not show that this release is by the authors", "\nhint: nothing was changed")
	version("1.0.0")

	if err := os.WriteFile(filepath.Join(home, ".profile"), []byte("A=1\nPATH=x # pyenvkit install.sh\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	run("", 0, "create", "--python", lab.Python(t), ".venv")
	run("", 0, "deny", ".")
	run("", 2, "self", "uninstall")
	says(stderr, "error: nobody is there to be asked, so nothing is removed\nhint: add --yes\n")
	run("", 0, "self", "uninstall", "--dry-run")
	says(stderr, "would remove the cache, "+home+"/.cache/pyenvkit\n", "would remove what was decided about projects, "+home, "written into "+home+"/.profile\n", "would remove "+installed+"\n")
	version("1.0.0")
	run("", 0, "self", "uninstall", "--yes", "--json")
	parse()
	if d := document; len(d.Removed) != 4 || len(d.Remaining) != 0 || d.Removed[3].Kind != "program" {
		t.Errorf("%+v", d)
	}
	left, err := os.ReadDir(home)
	profile, readErr := os.ReadFile(filepath.Join(home, ".profile"))
	if err := errors.Join(err, readErr); err != nil || len(left) != 2 || string(profile) != "A=1\n" {
		t.Errorf("left behind: %v, %q (%v)", left, profile, err)
	}
	if out := must(t, home, filepath.Join(home, ".venv", "bin", "python"), "-m", "pip", "--version"); !strings.Contains(out, home) {
		t.Errorf("the environment says %s", out)
	}
}
