package platform

import (
	"errors"
	"os"
	"path/filepath"
	"testing"
)

// TestHoldIsOnTheDirectory goes with it when it is renamed, and is nobody else's.
func TestHoldIsOnTheDirectory(t *testing.T) {
	parent := t.TempDir()
	from, to := filepath.Join(parent, "from"), filepath.Join(parent, "to")
	if err := os.Mkdir(from, 0o777); err != nil {
		t.Fatal(err)
	}
	held, err := Hold(from)
	if err != nil {
		t.Fatal(err)
	}
	defer held.Close()
	if _, err := Hold(from); !errors.Is(err, ErrHeld) {
		t.Errorf("held twice: %v", err)
	}
	if err := os.Rename(from, to); err != nil {
		t.Fatal(err)
	}
	if _, err := Hold(to); !errors.Is(err, ErrHeld) {
		t.Errorf("held twice under another name: %v", err)
	}
	if info, err := os.Stat(to); err != nil || !os.SameFile(info, held.Info()) {
		t.Errorf("what is held is %v, not %v (%v)", held.Info(), info, err)
	}
	if err := os.Mkdir(from, 0o777); err != nil {
		t.Fatal(err)
	}
	other, err := Hold(from)
	if err != nil {
		t.Fatalf("another directory of that name: %v", err)
	}
	other.Close()
	if err := held.Close(); err != nil {
		t.Error(err)
	}
	again, err := Hold(to)
	if err != nil {
		t.Fatalf("let go: %v", err)
	}
	again.Close()
}

// TestInsist waits for another program to close a file.
func TestInsist(t *testing.T) {
	path := filepath.Join(t.TempDir(), "file")
	f, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	calls := 0
	err = Insist(func() error {
		if calls++; calls == 3 {
			f.Close()
		}
		return os.Rename(path, path+"2")
	})
	f.Close()
	if err != nil {
		t.Error(err)
	}
	if err := Insist(func() error { return os.ErrNotExist }); !errors.Is(err, os.ErrNotExist) {
		t.Error(err)
	}
}

// TestRealPath resolves links and finds out what is missing.
func TestRealPath(t *testing.T) {
	dir, err := RealPath(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(dir, "file")
	if err := os.WriteFile(file, nil, 0o666); err != nil {
		t.Fatal(err)
	}
	for _, path := range []string{dir, file} {
		if got, err := RealPath(path); err != nil || got != path {
			t.Errorf("RealPath(%s) = %s, %v", path, got, err)
		}
	}
	if _, err := RealPath(filepath.Join(dir, "none")); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("none: %v", err)
	}
}
