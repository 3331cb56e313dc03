package release

import (
	"errors"
	"fmt"
	"io/fs"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/pyenvkit/pyenvkit/internal/lab"
)

// releases is the one address that pages and installers know. A test has a server
// of its own in place of it, which has the same files at the same paths below it;
// so all but the name of the host is what a user would type.
const releases = "https://github.com/pyenvkit/pyenvkit/releases"

// A publication is a release and a package index on servers of the test.
type publication struct {
	url     string // in place of releases
	index   string // of packages (PEP 503)
	archive string // the name of that for this machine
}

// publish publishes this working tree as a release, and an index that has every
// package that it is asked for.
func publish(t *testing.T) publication {
	t.Helper()
	platform := "linux_" + strings.Replace(runtime.GOARCH, "arm", "armv7", 1)
	if runtime.GOARCH == "arm64" {
		platform = "linux_arm64"
	}
	m, name := &mirror{dir: t.TempDir()}, "pyenvkit_"+version+"_"+platform+".tar.gz"
	m.add(t, name, pack(t, "pyenvkit", buildRelease(t)))

	mux := http.NewServeMux()
	server := httptest.NewServer(mux)
	t.Cleanup(server.Close)
	p := publication{url: server.URL, index: server.URL + "/simple/", archive: name}
	files := http.FileServer(http.Dir(m.dir))
	for _, place := range []string{"/latest/download/", "/download/v" + version + "/"} {
		mux.Handle(place, http.StripPrefix(place, files))
		mux.HandleFunc(place+"install.sh", func(w http.ResponseWriter, _ *http.Request) {
			fmt.Fprint(w, p.local(read(t, "install.sh")))
		})
	}
	mux.HandleFunc("/simple/", func(w http.ResponseWriter, r *http.Request) {
		name := path.Base(r.URL.Path)
		fmt.Fprintf(w, `<a href="/packages/%[1]s-6.1-py3-none-any.whl">%[1]s-6.1-py3-none-any.whl</a>`, name)
	})
	mux.HandleFunc("/packages/", func(w http.ResponseWriter, r *http.Request) {
		name, _, _ := strings.Cut(path.Base(r.URL.Path), "-")
		w.Header().Set("Cache-Control", "max-age=3600")
		w.Write(project(t, name)) //nolint:errcheck // pip would say so
	})
	return p
}

// local returns text with the servers of the test in it.
func (p publication) local(text string) string { return strings.ReplaceAll(text, releases, p.url) }

// env has pip use the index, and none of this machine's settings.
func (p publication) env() []string {
	return []string{
		// pip keeps what it trusts alone: https, or hosts by name.
		"PIP_INDEX_URL=" + p.index, "PIP_TRUSTED_HOST=" + strings.TrimPrefix(p.url, "http://"),
		"PIP_CONFIG_FILE=" + os.DevNull, "PIP_RETRIES=0", "PIP_DISABLE_PIP_VERSION_CHECK=1",
		"NO_PROXY=127.0.0.1", "no_proxy=127.0.0.1",
	}
}

// buildRelease returns the program of the version of the release. Its number comes
// from the tag of a commit, so there is a repository with this working tree in one.
func buildRelease(t *testing.T) string {
	t.Helper()
	clone := copyOfTheTree(t)
	git := func(args ...string) {
		t.Helper()
		cmd := exec.CommandContext(t.Context(), lab.Program(t, "git"), append([]string{"-C", clone, "-c", "user.name=test", "-c", "user.email=test@example.org"}, args...)...)
		cmd.Env = append(os.Environ(), "GIT_CONFIG_GLOBAL="+os.DevNull, "GIT_CONFIG_SYSTEM="+os.DevNull)
		if out, err := cmd.CombinedOutput(); err != nil {
			t.Fatalf("git %q: %v\n%s", args, err, out)
		}
	}
	git("init", "--quiet")
	git("add", "--all")
	git("commit", "--quiet", "--message=a release")
	git("tag", "v"+version)
	program := filepath.Join(t.TempDir(), "pyenvkit")
	cmd := exec.CommandContext(t.Context(), lab.Program(t, "go"), "build", "-trimpath", "-buildvcs=true", "-o", program, "./cmd/pyenvkit")
	cmd.Dir = clone
	cmd.Env = append(os.Environ(), "CGO_ENABLED=0")
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	content, err := os.ReadFile(program)
	if err != nil {
		t.Fatal(err)
	}
	return string(content)
}

// copyOfTheTree returns a directory with what a commit of this working tree would
// hold.
func copyOfTheTree(t *testing.T) string {
	t.Helper()
	list := exec.CommandContext(t.Context(), lab.Program(t, "git"), "ls-files", "-z", "--cached", "--others", "--exclude-standard")
	list.Dir = repository
	out, err := list.Output()
	if err != nil {
		lab.Missing(t, "the git repository ("+err.Error()+")")
	}
	clone := t.TempDir()
	for name := range strings.SplitSeq(strings.TrimRight(string(out), "\x00"), "\x00") {
		content, err := os.ReadFile(filepath.Join(repository, name))
		if errors.Is(err, fs.ErrNotExist) { // deleted, and not committed
			continue
		}
		if err != nil {
			t.Fatal(err)
		}
		lab.WriteFile(t, filepath.Join(clone, name), string(content), 0o644)
	}
	return clone
}
