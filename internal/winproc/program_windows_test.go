package winproc

import (
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

func TestResolved(t *testing.T) {
	dir, err := filepath.EvalSymlinks(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	want := filepath.Join(dir, "a program Привет.exe")
	if err := os.WriteFile(want, nil, 0o666); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{want, shortName(t, want), `\\?\` + want} {
		if got, err := (Program{Path: name}).Resolved(); got != want || err != nil {
			t.Errorf("%s is %s, %v, want %s", name, got, err, want)
		}
	}
	deep := filepath.Join(dir, strings.Repeat("d", 140), "x.exe")
	if err := os.MkdirAll(filepath.Dir(deep), 0o777); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(deep, nil, 0o666); err != nil {
		t.Fatal(err)
	}
	if got, err := (Program{Path: deep}).Resolved(); got != deep || err != nil {
		t.Errorf("%s is %s, %v", deep, got, err)
	}
	if got, err := (Program{Path: want + "x"}).Resolved(); err == nil {
		t.Errorf("a missing file is %s", got)
	}
}

// shortName returns the name in the form of DOS, where the disk has it.
func shortName(t *testing.T, path string) string {
	t.Helper()
	from, err := syscall.UTF16FromString(path)
	if err != nil {
		t.Fatal(err)
	}
	to := make([]uint16, syscall.MAX_PATH)
	n, err := syscall.GetShortPathName(&from[0], &to[0], uint32(len(to)))
	if err != nil || int(n) > len(to) {
		t.Fatalf("the short name of %s: %v", path, err)
	}
	return syscall.UTF16ToString(to[:n])
}

func TestModulePath(t *testing.T) {
	want, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	if got, err := modulePath(); got != want || err != nil {
		t.Errorf("%s, %v, want %s", got, err, want)
	}
}
