package release

import (
	"archive/tar"
	"archive/zip"
	"bytes"
	"compress/gzip"
	"context"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/pyenvkit/pyenvkit/internal/lab"
)

// The versions that tests are about.
const (
	older = "1.0.0"
	newer = "1.1.0"
)

// here is the platform of the machine in the names of archives.
const here = runtime.GOOS + "_" + runtime.GOARCH

// trailer is what a copy of the test ends in that stands for pyenvkit, before its version.
const trailer = "\x00pyenvkit v"

// TestMain stands for pyenvkit where a copy of the test is called so.
func TestMain(m *testing.M) {
	if strings.HasPrefix(filepath.Base(os.Args[0]), "pyenvkit") {
		if err := pretend(os.Args[1]); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		os.Exit(0)
	}
	os.Exit(m.Run())
}

// pretend does what pyenvkit does for a command.
func pretend(command string) error {
	path, err := Path()
	if err != nil {
		return err
	}
	content, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	version := string(content[bytes.LastIndex(content, []byte(trailer))+len(trailer):])
	i := Installation{Path: path, Version: "v" + version, Platform: here, Dir: filepath.Dir(path), Environ: os.Environ()}
	switch command {
	case "--version":
		fmt.Printf("pyenvkit v%s (a test)\n", version)
		return nil
	case "update":
		result, err := Update{Installation: i, Key: os.Getenv("KEY")}.Run(context.Background())
		if err != nil {
			return err
		}
		return json.NewEncoder(os.Stdout).Encode(result)
	case "uninstall":
		u := Uninstall{Installation: i, Called: path}
		items, err := u.Items(context.Background())
		for _, item := range items {
			remaining, failure := u.Remove(context.Background(), item)
			err = errors.Join(err, failure)
			fmt.Println(item.Kind, remaining)
		}
		return err
	}
	return errors.New("no such command: " + command)
}

// executable returns a program that stands for a version of pyenvkit, and does so on
// every system: a copy of the test.
func executable(t *testing.T, version string) string {
	t.Helper()
	path, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	content, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(content) + trailer + version
}

// A mirror is a directory with the files of a release.
type mirror struct {
	dir     string
	authors signer
}

// newMirror returns one with a release, whose program is given.
func newMirror(t *testing.T, version, program string) mirror {
	t.Helper()
	m := mirror{t.TempDir(), newSigner(1)}
	m.add(t, version, program)
	m.sign(t, "pyenvkit "+version)
	return m
}

// add puts an archive into the release.
func (m mirror) add(t *testing.T, version, program string) {
	t.Helper()
	v, err := ParseVersion(version)
	if err != nil {
		t.Fatal(err)
	}
	archive, name := archiveName(v, here)
	m.put(t, archive, pack(t, archive, map[string]string{"LICENSE": "free", name: program}))
}

// put adds a file to the release, and its checksum to the list of them.
func (m mirror) put(t *testing.T, name, content string) {
	t.Helper()
	lab.WriteFile(t, m.path(name), content, 0o644)
	list, err := os.ReadFile(m.path(checksumsName))
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		t.Fatal(err)
	}
	lab.WriteFile(t, m.path(checksumsName), fmt.Sprintf("%s%x  %s\n", list, sha256.Sum256([]byte(content)), name), 0o644)
}

// sign signs the list of checksums as it is.
func (m mirror) sign(t *testing.T, comment string) {
	t.Helper()
	list, err := os.ReadFile(m.path(checksumsName))
	if err != nil {
		t.Fatal(err)
	}
	lab.WriteFile(t, m.path(signatureName), m.authors.sign(string(list), comment), 0o644)
}

func (m mirror) path(name string) string { return filepath.Join(m.dir, name) }

func (m mirror) url() string {
	path := filepath.ToSlash(m.dir)
	return "file:///" + strings.TrimPrefix(path, "/")
}

// pack returns an archive of the kind that its name says.
func pack(t *testing.T, archive string, files map[string]string) string {
	t.Helper()
	var out bytes.Buffer
	var err error
	if strings.HasSuffix(archive, ".zip") {
		err = packZip(&out, files)
	} else {
		err = packTar(&out, files)
	}
	if err != nil {
		t.Fatal(err)
	}
	return out.String()
}

func packZip(out io.Writer, files map[string]string) error {
	w := zip.NewWriter(out)
	for name, content := range files {
		f, err := w.CreateHeader(&zip.FileHeader{Name: name, Method: zip.Store})
		if err == nil {
			_, err = io.WriteString(f, content)
		}
		if err != nil {
			return err
		}
	}
	return w.Close()
}

func packTar(out io.Writer, files map[string]string) error {
	compressed, err := gzip.NewWriterLevel(out, gzip.NoCompression)
	if err != nil {
		return err
	}
	w := tar.NewWriter(compressed)
	for name, content := range files {
		err := w.WriteHeader(&tar.Header{Name: name, Mode: 0o640, Size: int64(len(content)), Uid: 4242, Gid: 4242})
		if err == nil {
			_, err = io.WriteString(w, content)
		}
		if err != nil {
			return err
		}
	}
	return errors.Join(w.Close(), compressed.Close())
}

// same fails the test where a directory is not what it was.
func same(t *testing.T, before map[string]string, dir string) {
	t.Helper()
	if diff := cmp.Diff(before, lab.Tree(t, dir)); diff != "" {
		t.Errorf("-before +after:\n%s", diff)
	}
}

// expect fails the test unless an error says the words, or, with "", if there is one.
func expect(t *testing.T, want string, err error) {
	t.Helper()
	switch {
	case want == "" && err != nil:
		t.Errorf("error: %v", err)
	case want != "" && (err == nil || !strings.Contains(err.Error(), want)):
		t.Errorf("error: %v; want %q", err, want)
	}
}
