package platform

import (
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/pyenvkit/pyenvkit/internal/lab"
)

// entered opens a new directory with the file "file", the directory "dir" and
// links to both.
func entered(t *testing.T) (Directory, string) {
	t.Helper()
	path := t.TempDir()
	err := os.WriteFile(filepath.Join(path, "file"), []byte("content"), 0o644)
	if err == nil {
		err = os.Mkdir(filepath.Join(path, "dir"), 0o755)
	}
	for _, name := range []string{"file", "dir"} {
		if err == nil && lab.CanLink() {
			err = os.Symlink(name, filepath.Join(path, "to-"+name))
		}
	}
	if err != nil {
		t.Fatal(err)
	}
	d, err := OpenDirectory(path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { d.Close() })
	return d, path
}

func TestDirectoryIsThatOfPackageOS(t *testing.T) {
	d, path := entered(t)
	for _, name := range []string{"file", "dir", "to-file", "to-dir"} {
		if strings.HasPrefix(name, "to-") && !lab.CanLink() {
			continue
		}
		info, err := os.Lstat(filepath.Join(path, name))
		if err != nil {
			t.Fatal(err)
		}
		uid, _, ok := Owner(info)
		if !ok {
			uid = -1
		}
		got, err := d.StatusOf(name)
		got.Device = 0
		if want := (Status{info.Mode(), info.Size(), info.ModTime().UnixNano(), uid, 0}); err != nil || got != want {
			t.Errorf("%s: %+v, %v; want %+v", name, got, err, want)
		}
	}
	if _, err := d.StatusOf("none"); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("error %v", err)
	}
}

func TestDirectoriesAreEnteredThroughNoLink(t *testing.T) {
	d, _ := entered(t)
	if err := d.Make("dir/below"); err != nil {
		t.Fatal(err)
	}
	if err := d.Make("dir/below"); !errors.Is(err, fs.ErrExist) {
		t.Errorf("error %v", err)
	}
	below, err := d.OpenIn("dir/below")
	if err != nil {
		t.Fatal(err)
	}
	below.Close()
	for _, name := range []string{"to-dir", "file", "none"} {
		if below, err := d.OpenIn(name); err == nil {
			below.Close()
			t.Errorf("%s is entered", name)
		}
	}
}

func TestFilesOfADirectory(t *testing.T) {
	d, path := entered(t)
	made, err := d.Create("dir/new", 0o644)
	if err != nil {
		t.Fatal(err)
	}
	if n, err := made.Write([]byte("new content")); n != 11 || err != nil {
		t.Errorf("wrote %d, %v", n, err)
	}
	if err := made.Chmod(0o600); err != nil {
		t.Error(err)
	}
	if err := made.Close(); err != nil {
		t.Error(err)
	}
	if _, err := d.Create("dir/new", 0o644); !errors.Is(err, fs.ErrExist) {
		t.Errorf("made twice: %v", err)
	}
	if err := d.SetTime("dir/new", 1234567890_123456700); err != nil {
		t.Error(err)
	}
	if got, err := d.StatusOf("dir/new"); err != nil || got.ModTime != 1234567890_123456700 || got.Size != 11 {
		t.Errorf("%+v, %v", got, err)
	}
	opened, err := d.Open("dir/new")
	if err != nil {
		t.Fatal(err)
	}
	defer opened.Close()
	content := make([]byte, 100)
	if n, err := opened.ReadAt(content, 4); err != nil || string(content[:n]) != "content" {
		t.Errorf("read %q, %v", content[:n], err)
	}
	if n, err := opened.ReadAt(content, 11); n != 0 || !errors.Is(err, io.EOF) {
		t.Errorf("at the end: %d, %v", n, err)
	}
	if err := d.Link(d, "file", "dir/link"); err != nil {
		t.Error(err)
	}
	files := map[string]string{"dir/link": "content"}
	if lab.CanLink() {
		files["dir/symlink"] = "new content"
		if err := d.Symlink("new", "dir/symlink"); err != nil {
			t.Error(err)
		}
	}
	for name, want := range files {
		if content, err := os.ReadFile(filepath.Join(path, name)); err != nil || string(content) != want {
			t.Errorf("%s holds %q, %v", name, content, err)
		}
	}
	if err := d.Remove("dir/link"); err != nil {
		t.Error(err)
	}
	if err := d.Remove("dir/link"); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("error %v", err)
	}
}

// TestCloneIsWholeOrNone holds on every file system: it has clones or says so.
func TestCloneIsWholeOrNone(t *testing.T) {
	d, path := entered(t)
	from, err := d.Open("file")
	if err != nil {
		t.Fatal(err)
	}
	defer from.Close()
	made, err := d.Create("clone", 0o640)
	if err != nil {
		t.Fatal(err)
	}
	defer made.Close()
	want := "content"
	if err := made.Clone(from); err != nil {
		if !errors.Is(err, errors.ErrUnsupported) {
			t.Errorf("error %v", err)
		}
		// What takes its place is written to the same file.
		want = "copied"
		if _, err := made.Write([]byte(want)); err != nil {
			t.Error(err)
		}
	}
	if content, err := os.ReadFile(filepath.Join(path, "clone")); err != nil || string(content) != want {
		t.Errorf("the clone holds %q, %v", content, err)
	}
	if status, err := d.StatusOf("clone"); err != nil || !strings.HasPrefix(status.Mode.String(), "-rw-") || status.Mode&0o007 != 0 && owned(status) {
		t.Errorf("the clone is %+v, %v", status, err)
	}
}

// owned reports whether the system has owners, and thus modes.
func owned(s Status) bool { return s.Owner >= 0 }
