package repotest

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/pyenvkit/pyenvkit/internal/lab"
)

const modulePath = "github.com/pyenvkit/pyenvkit"

// systems are those we release for. Build tags hide files, so each rule about
// imports is held against each of them.
var systems = []string{"linux", "darwin", "windows"}

// A listedPackage is what go list says of a package of ours.
type listedPackage struct {
	ImportPath string
	Dir        string
	GoFiles    []string
	Imports    []string
}

// name returns the path of the package within the module, "." for its root.
func (p listedPackage) name() string {
	if p.ImportPath == modulePath {
		return "."
	}
	return strings.TrimPrefix(p.ImportPath, modulePath+"/")
}

// A file is a file of the repository: its path relative to the root, separated
// by slashes, and its contents.
type file struct {
	path    string
	content []byte
}

func root(t *testing.T) string {
	t.Helper()
	path, err := filepath.Abs(filepath.Join("..", ".."))
	if err != nil {
		t.Fatal(err)
	}
	return path
}

// packages lists the packages of the module as they are for one system. Some
// have files with tags for other systems only: those are left out.
func packages(t *testing.T, goos string) []listedPackage {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), "go", "list", "-e", "-json=ImportPath,Dir,GoFiles,Imports", "./...")
	cmd.Dir = root(t)
	cmd.Env = append(os.Environ(), "GOOS="+goos, "GOARCH=amd64", "CGO_ENABLED=0")
	cmd.Stderr = os.Stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("go list for %s: %v", goos, err)
	}
	var found []listedPackage
	for decoder := json.NewDecoder(bytes.NewReader(out)); ; {
		var p listedPackage
		err := decoder.Decode(&p)
		if errors.Is(err, io.EOF) {
			return found
		}
		if err != nil {
			t.Fatalf("go list for %s: %v", goos, err)
		}
		if len(p.GoFiles) > 0 {
			found = append(found, p)
		}
	}
}

// files lists what git has, or would take, below the root.
func files(t *testing.T) []file {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), lab.Program(t, "git"), "ls-files", "-z", "--cached", "--others", "--exclude-standard")
	cmd.Dir = root(t)
	out, err := cmd.Output()
	if err != nil {
		lab.Missing(t, "the git repository ("+err.Error()+")")
	}
	var found []file
	for path := range strings.SplitSeq(strings.TrimRight(string(out), "\x00"), "\x00") {
		full := filepath.Join(root(t), filepath.FromSlash(path))
		// What is in the index may be deleted in the tree, and a link is no text.
		if info, err := os.Lstat(full); err != nil || !info.Mode().IsRegular() {
			continue
		}
		content, err := os.ReadFile(full)
		if err != nil {
			t.Fatal(err)
		}
		found = append(found, file{path, content})
	}
	return found
}

// goFiles returns the Go files among all, without what lies in testdata.
func goFiles(all []file) []file {
	var found []file
	for _, f := range all {
		if strings.HasSuffix(f.path, ".go") && !strings.Contains(f.path, "testdata/") {
			found = append(found, f)
		}
	}
	return found
}

// report fails the test with each fault.
func report(t *testing.T, faults []string) {
	t.Helper()
	for _, fault := range faults {
		t.Error(fault)
	}
}

// expect compares what a rule finds in made-up input with what is wrong in it.
func expect(t *testing.T, want, got []string) {
	t.Helper()
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("faults (-want +got):\n%s", diff)
	}
}
