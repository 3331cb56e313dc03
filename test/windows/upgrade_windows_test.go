package windows

import (
	"archive/zip"
	"bytes"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/pyenvkit/pyenvkit/seed/wheel/wheeltest"
)

// TestUpgradeDeps has pip bring a newer pip before the environment takes its place:
// its scripts are ours, and nothing names the place where it was made.
func TestUpgradeDeps(t *testing.T) {
	t.Parallel()
	parent, links := t.TempDir(), t.TempDir()
	env := filepath.Join(parent, "env")
	newer(t, filepath.Join(links, "pip-99-py3-none-any.whl"))
	r := run(t, parent, []string{"PIP_NO_INDEX=1", "PIP_FIND_LINKS=" + filepath.ToSlash(links), "PIP_CONFIG_FILE=nul", "PIP_NO_COMPILE=0"},
		"pyenvkit", "create", "--bytecode", "never", "--upgrade-deps", "-p", newest(t), env)
	if r.code != 0 || !strings.Contains(r.stderr, "Successfully installed pip-99") {
		t.Fatalf("%+v", r)
	}
	if got := names(t, parent); len(got) != 1 {
		t.Errorf("there are %q", got)
	}
	scripts := filepath.Join(env, "Scripts")
	for _, name := range []string{"pip", "pip3"} {
		for _, ending := range []string{".exe", "-script.py"} {
			if _, err := os.Stat(filepath.Join(scripts, name+ending)); err != nil {
				t.Error(err)
			}
		}
	}
	want := "pip 99 from " + filepath.Join(env, "Lib", "site-packages", "pip") + " "
	if got := must(t, parent, filepath.Join(scripts, "pip.exe"), "--version"); !strings.HasPrefix(got, want) {
		t.Errorf("pip.exe says %q, want %s", got, want)
	}
	err := filepath.WalkDir(env, func(path string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() || filepath.Ext(path) == ".pyc" { // which holds it, and is corrected when it is read
			return err
		}
		content, err := os.ReadFile(path)
		if bytes.Contains(content, []byte(".env.pyenvkit-")) {
			t.Errorf("%s names the place where it was made", path)
		}
		return err
	})
	if err != nil {
		t.Error(err)
	}
	must(t, parent, python(env), "-m", "pip", "uninstall", "-q", "-y", "pip")
	for _, name := range names(t, scripts) {
		if strings.HasPrefix(name, "pip") {
			t.Errorf("pip uninstall leaves %s", name)
		}
	}
}

// newer writes a wheel of pip 99, made of that which pyenvkit carries.
func newer(t *testing.T, file string) {
	t.Helper()
	const version, dist = "26.3", "pip-26.3.dist-info/"
	old, err := zip.OpenReader(filepath.FromSlash("../../seed/wheels/pip-" + version + "-py3-none-any.whl"))
	if err != nil {
		t.Fatal(err)
	}
	defer old.Close()
	files := wheeltest.Files{}
	for _, f := range old.File {
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		content, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		text := string(content)
		switch f.Name {
		case dist + "METADATA":
			text = strings.Replace(text, "\nVersion: "+version+"\n", "\nVersion: 99\n", 1)
		case "pip/__init__.py":
			text = strings.Replace(text, `"`+version+`"`, `"99"`, 1)
		case dist + "RECORD":
			continue
		}
		files[strings.Replace(f.Name, dist, "pip-99.dist-info/", 1)] = text
	}
	if err := os.WriteFile(file, wheeltest.New("pip", "99", files).Zip(t, nil), 0o666); err != nil {
		t.Fatal(err)
	}
}
