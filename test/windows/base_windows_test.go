package windows

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestWhatTheBaseBrings has a Python whose Activate.ps1 is signed, and that has no
// redirectors of its own.
func TestWhatTheBaseBrings(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	base := filepath.Join(dir, "py")
	if err := os.CopyFS(base, os.DirFS(filepath.Dir(newest(t)))); err != nil {
		t.Fatal(err)
	}
	scripts := filepath.Join(base, "Lib", "venv", "scripts")
	script := filepath.Join(scripts, "common", "Activate.ps1")
	unsigned, err := os.ReadFile(script)
	if err != nil {
		t.Fatal(err)
	}
	signed := append(bytes.Clone(unsigned), "# SIG # Begin signature block\r\n# MIIc\r\n# SIG # End signature block\r\n"...)
	executable := filepath.Join(base, "python.exe")
	for name, content := range map[string][]byte{"signed": signed, "unsigned": unsigned} {
		if err := os.WriteFile(script, content, 0o666); err != nil {
			t.Fatal(err)
		}
		must(t, dir, "pyenvkit", "create", "-q", "--without-pip", "-p", executable, name)
		got, err := os.ReadFile(filepath.Join(dir, name, "Scripts", "Activate.ps1"))
		if err != nil {
			t.Fatal(err)
		}
		if taken := bytes.Equal(got, content); taken != (name == "signed") {
			t.Errorf("%s: the Python's own is taken: %v", name, taken)
		}
	}
	if err := os.RemoveAll(filepath.Join(scripts, "nt")); err != nil {
		t.Fatal(err)
	}
	must(t, dir, "pyenvkit", "create", "-q", "--without-pip", "-p", executable, "ours")
	words := refused(t, dir, "create", "--without-pip", "--redirector", "cpython", "-p", executable, "theirs")
	if !strings.Contains(words, "carries no redirectors") || !strings.Contains(words, "leave out --redirector cpython") {
		t.Error(words)
	}
	// An environment never takes the place of its Python.
	words = refused(t, dir, "create", "--clear", "--force", "-p", executable, base)
	if !strings.Contains(words, "the Python that the environment is to be made from") {
		t.Error(words)
	}
}
