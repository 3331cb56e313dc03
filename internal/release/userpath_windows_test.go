package release

import (
	"path/filepath"
	"syscall"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/sys/windows"
	"golang.org/x/sys/windows/registry"

	"github.com/pyenvkit/pyenvkit/internal/lab"
)

// ownRegistry has this process take a key for that of the user, which stays as it is.
func ownRegistry(t *testing.T) {
	t.Helper()
	const name = `Software\pyenvkit-test`
	own, _, err := registry.CreateKey(registry.CURRENT_USER, name, registry.ALL_ACCESS)
	if err != nil {
		t.Fatal(err)
	}
	override := windows.NewLazySystemDLL("advapi32.dll").NewProc("RegOverridePredefKey")
	if code, _, _ := override.Call(uintptr(registry.CURRENT_USER), uintptr(own)); code != 0 {
		t.Fatal(syscall.Errno(code))
	}
	t.Cleanup(func() {
		_, _, _ = override.Call(uintptr(registry.CURRENT_USER), 0)
		own.Close()
		for _, key := range []string{name + `\Environment`, name} {
			if err := registry.DeleteKey(registry.CURRENT_USER, key); err != nil {
				t.Error(err)
			}
		}
	})
}

// TestUninstallLeavesThePathOfTheUser has the program alone in a directory that is on
// PATH, and then not alone.
func TestUninstallLeavesThePathOfTheUser(t *testing.T) {
	ownRegistry(t)
	key, _, err := registry.CreateKey(registry.CURRENT_USER, "Environment", registry.ALL_ACCESS)
	if err != nil {
		t.Fatal(err)
	}
	defer key.Close()
	path := filepath.Join(t.TempDir(), "bin", programName())
	lab.WriteFile(t, path, executable(t, older), 0o755)
	dir := filepath.Dir(path)
	rest := `%USERPROFILE%\x;;C:\y\`
	if err := key.SetExpandStringValue("Path", dir+`\;`+rest); err != nil {
		t.Fatal(err)
	}
	value := func() string {
		t.Helper()
		text, kind, err := key.GetStringValue("Path")
		if err != nil || kind != registry.EXPAND_SZ {
			t.Errorf("kind %d, %v", kind, err)
		}
		return text
	}
	u := Uninstall{Installation: Installation{Path: path, Version: "v" + older, Platform: here, Dir: dir}, Called: path}
	lab.WriteFile(t, filepath.Join(dir, "other.exe"), "", 0o644)
	items, err := u.Items(t.Context())
	if diff := cmp.Diff([]Item{{Program, path}}, items); err != nil || diff != "" {
		t.Errorf("with another program: %v\n%s", err, diff)
	}
	u.Path = filepath.Join(dir, "second", programName())
	if err := key.SetExpandStringValue("Path", filepath.Dir(u.Path)+";"+rest); err != nil {
		t.Fatal(err)
	}
	lab.WriteFile(t, u.Path, "", 0o755)
	items, err = u.Items(t.Context())
	if diff := cmp.Diff([]Item{{Program, u.Path}, {UserPath, filepath.Dir(u.Path)}}, items); err != nil || diff != "" {
		t.Errorf("alone: %v\n%s", err, diff)
	}
	if got := value(); got != filepath.Dir(u.Path)+";"+rest {
		t.Errorf("PATH is changed too early: %s", got)
	}
	for _, item := range items {
		if remaining, err := u.Remove(t.Context(), item); err != nil || remaining != "" {
			t.Errorf("%v: %q, %v", item, remaining, err)
		}
	}
	if got := value(); got != rest {
		t.Errorf("PATH is %s, want %s", got, rest)
	}
	if exists(filepath.Dir(u.Path)) {
		t.Error("the directory is there")
	}
}
