package windows_test

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/pyenvkit/pyenvkit/plan"
	"github.com/pyenvkit/pyenvkit/platform/windows"
)

func TestWhatAnInterpreterNeedsBesideIt(t *testing.T) {
	lay := func(names ...string) string {
		dir := t.TempDir()
		for _, name := range names {
			if err := os.WriteFile(filepath.Join(dir, name), nil, 0o666); err != nil {
				t.Fatal(err)
			}
		}
		return filepath.Join(dir, names[0])
	}
	full := lay("python.exe", "pythonw.exe", "python3.DLL", "python312.dll", "vcruntime140.dll", "LICENSE.txt", "tcl86.dll")
	embeddable := lay("python.exe", "pythonw.exe", "python312.dll", "python312.zip", "python312._pth", "_ssl.pyd", "libssl-3.dll", "LICENSE.txt", "vc_redist.exe")
	pypy := lay("pypy3.exe", "pypyw.exe", "python.exe", "libpypy3.10-c.dll", "LICENSE")
	for _, c := range []struct {
		name  string
		found func() ([]plan.Copy, error)
		want  []string
	}{
		{"links to CPython", func() ([]plan.Copy, error) { return windows.Libraries(full, "Scripts") }, []string{"python3.DLL", "python312.dll", "vcruntime140.dll"}},
		{"CPython", func() ([]plan.Copy, error) { return windows.Standalone(full, "cpython", false, "Scripts") }, nil},
		{
			"CPython 3.7.1", func() ([]plan.Copy, error) { return windows.Standalone(full, "cpython", true, "Scripts") },
			[]string{"python.exe", "python3.DLL", "python312.dll", "pythonw.exe", "tcl86.dll", "vcruntime140.dll"},
		},
		{
			"embeddable", func() ([]plan.Copy, error) { return windows.Standalone(embeddable, "cpython", false, "Scripts") },
			[]string{"_ssl.pyd", "libssl-3.dll", "python.exe", "python312.dll", "python312.zip", "pythonw.exe"},
		},
		{"PyPy", func() ([]plan.Copy, error) { return windows.Standalone(pypy, "pypy", false, "Scripts") }, []string{"libpypy3.10-c.dll", "pypy3.exe", "pypyw.exe", "python.exe"}},
	} {
		found, err := c.found()
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, f := range found {
			got = append(got, filepath.Base(f.Source))
			if f.Path != "Scripts/"+filepath.Base(f.Source) || f.Mode != 0o755 {
				t.Errorf("%s: %+v", c.name, f)
			}
		}
		if diff := cmp.Diff(c.want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", c.name, diff)
		}
	}
	if _, err := windows.Libraries(filepath.Join(t.TempDir(), "gone", "python.exe"), "Scripts"); err == nil {
		t.Error("a directory that is not there has libraries")
	}
}

func TestSignedActivator(t *testing.T) {
	stdlib := t.TempDir()
	if windows.SignedActivator(stdlib) != nil {
		t.Error("there is an activator where there is no file")
	}
	name := filepath.Join(stdlib, "venv", "scripts", "common", "Activate.ps1")
	if err := os.MkdirAll(filepath.Dir(name), 0o777); err != nil {
		t.Fatal(err)
	}
	for script, signed := range map[string]bool{
		"function deactivate {}\r\n": false,
		"function deactivate {}\r\n# SIG # Begin signature block\r\n# MIIc\r\n# SIG # End signature block\r\n": true,
	} {
		if err := os.WriteFile(name, []byte(script), 0o666); err != nil {
			t.Fatal(err)
		}
		if got := windows.SignedActivator(stdlib); (got != nil) != signed || signed && string(got) != script {
			t.Errorf("%q is taken as %q", script, got)
		}
	}
}
