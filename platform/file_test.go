package platform_test

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/pyenvkit/pyenvkit/platform"
)

func TestReadFileReadsAllOfIt(t *testing.T) {
	dir := t.TempDir()
	for name, want := range map[string]string{
		"empty": "", "small": "a\x00b\n", "large": strings.Repeat("0123456789", 100_000),
	} {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte(want), 0o600); err != nil {
			t.Fatal(err)
		}
		got, err := platform.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want, string(got)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
}

// TestReadFileOfUnknownSize reads one that the system says is empty.
func TestReadFileOfUnknownSize(t *testing.T) {
	const path = "/proc/self/mountinfo"
	want, err := os.ReadFile(path)
	if err != nil {
		t.Skip("no proc file system here: ", err)
	}
	got, err := platform.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), string(got)); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
}

func TestReadFileNamesWhatItCannotRead(t *testing.T) {
	dir := t.TempDir()
	for _, path := range []string{dir, filepath.Join(dir, "missing")} {
		_, err := platform.ReadFile(path)
		problem, ok := errors.AsType[*fs.PathError](err)
		if !ok || problem.Path != path {
			t.Errorf("%s: %v", path, err)
		}
	}
	if _, err := platform.ReadFile(filepath.Join(dir, "missing")); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("a missing file: %v", err)
	}
}

func TestUniqueNamesAreThoseOfTemporaries(t *testing.T) {
	seen := map[string]bool{}
	for range 1000 {
		name := platform.Unique()
		if seen[name] || !platform.IsTemporary(".new-"+name) {
			t.Fatalf("%q is not unique, or none of the letters that are looked for", name)
		}
		seen[name] = true
	}
}
