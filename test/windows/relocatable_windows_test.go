package windows

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestRelocatable moves an environment: its Python, pip and activation work in the
// new place.
func TestRelocatable(t *testing.T) {
	t.Parallel()
	parent := t.TempDir()
	from, env := filepath.Join(parent, "from"), filepath.Join(parent, "to & ^ (1)")
	must(t, parent, "pyenvkit", "create", "-q", "--bytecode", "never", "--relocatable", "-p", newest(t), from)
	if err := os.Rename(from, env); err != nil {
		t.Fatal(err)
	}
	if got, want := strings.TrimSpace(must(t, parent, python(env), "-c", "import sys; print(sys.prefix, sys.executable)")), env+" "+python(env); got != want {
		t.Errorf("python says %s, want %s", got, want)
	}
	want := "from " + filepath.Join(env, "Lib", "site-packages", "pip") + " "
	if got := must(t, parent, filepath.Join(env, "Scripts", "pip.exe"), "--version"); !strings.Contains(got, want) {
		t.Errorf("pip says %s, want %s", got, want)
	}
	driver := "@echo off\r\ncall \"" + filepath.Join(env, "Scripts", "activate.bat") + "\"\r\nset VIRTUAL_ENV>active.txt\r\npip --version>pip.txt\r\n"
	if err := os.WriteFile(filepath.Join(parent, "driver.bat"), []byte(driver), 0o666); err != nil {
		t.Fatal(err)
	}
	if r := run(t, parent, nil, "cmd", "/d", "/c", "driver.bat"); r.code != 0 || r.stderr != "" {
		t.Errorf("%+v", r)
	}
	for name, want := range map[string]string{"active.txt": "VIRTUAL_ENV=" + env + "\r\n", "pip.txt": want} {
		if got, err := os.ReadFile(filepath.Join(parent, name)); !strings.Contains(string(got), want) {
			t.Errorf("%s holds %q, want %q (%v)", name, got, want, err)
		}
	}
}
