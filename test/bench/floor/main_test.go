package main

import (
	"io/fs"
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestFloorMakesTheSame(t *testing.T) {
	source := filepath.Join(t.TempDir(), "source")
	for _, name := range []string{"empty", "lib/site packages/pip"} {
		if err := os.MkdirAll(filepath.Join(source, name), 0o777); err != nil {
			t.Fatal(err)
		}
	}
	for name, content := range map[string]string{
		"pyvenv.cfg": "home = x\n", "lib/a.py": "", "lib/a.pyc": "A", "lib/site packages/pip/b.py": "b", "lib/site packages/c\nd": "c",
	} {
		if err := os.WriteFile(filepath.Join(source, name), []byte(content), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	for name, target := range map[string]string{"lib64": "lib", "lib/dangling": "/not/there"} {
		if err := os.Symlink(target, filepath.Join(source, name)); err != nil {
			t.Fatal(err)
		}
	}
	list := filepath.Join(t.TempDir(), "list")
	if err := run([]string{"list", source, list}); err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct {
		mode             string
		linked, bytecode bool
	}{{"link", true, true}, {"copy", false, false}, {"auto", false, true}} {
		t.Run(test.mode, func(t *testing.T) {
			made := []string{filepath.Join(t.TempDir(), "one"), filepath.Join(t.TempDir(), "two")}
			if err := run(append([]string{test.mode, list}, made...)); err != nil {
				t.Fatal(err)
			}
			for _, directory := range made {
				if diff := cmp.Diff(contents(t, source), contents(t, directory)); diff != "" {
					t.Errorf("%s (-source +made):\n%s", test.mode, diff)
				}
				if got := sameFile(t, filepath.Join(source, "lib/a.py"), filepath.Join(directory, "lib/a.py")); got != test.linked {
					t.Errorf("hard links: %t, want %t", got, test.linked)
				}
				if got := sameFile(t, filepath.Join(source, "lib/a.pyc"), filepath.Join(directory, "lib/a.pyc")); got != test.bytecode {
					t.Errorf("hard links to bytecode: %t, want %t", got, test.bytecode)
				}
			}
			if err := run([]string{test.mode, list, made[0]}); err == nil {
				t.Error("no error although the directory is there")
			}
		})
	}
}

func TestFloorReportsWhatIsMissing(t *testing.T) {
	source := t.TempDir()
	if err := os.WriteFile(filepath.Join(source, "a"), nil, 0o666); err != nil {
		t.Fatal(err)
	}
	list := filepath.Join(t.TempDir(), "list")
	if err := run([]string{"list", source, list}); err != nil {
		t.Fatal(err)
	}
	if err := os.Remove(filepath.Join(source, "a")); err != nil {
		t.Fatal(err)
	}
	for _, mode := range []string{"link", "copy"} {
		if err := run([]string{mode, list, filepath.Join(t.TempDir(), "made")}); err == nil {
			t.Errorf("%s: no error although a file is missing", mode)
		}
	}
}

func TestFloorRefuses(t *testing.T) {
	broken := filepath.Join(t.TempDir(), "list")
	if err := os.WriteFile(broken, []byte("/source\x00xpath\x00"), 0o666); err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct {
		name string
		args []string
		want string
	}{
		{"nothing", nil, "usage: floor list SRC LIST, or floor link, copy or auto, LIST, and each DST"},
		{"too little", []string{"link", broken}, "usage: floor list SRC LIST, or floor link, copy or auto, LIST, and each DST"},
		{"another mode", []string{"move", "a", "b"}, "move: must be list, link, copy or auto"},
		{"another list", []string{"link", broken, "b"}, broken + `: "xpath" is no entry of a list`},
	} {
		t.Run(test.name, func(t *testing.T) {
			err := run(test.args)
			if err == nil || err.Error() != test.want {
				t.Errorf("error %v, want %s", err, test.want)
			}
		})
	}
}

// contents returns what is in a directory: the path of each entry with its
// content, its target, or "/" for a directory.
func contents(t *testing.T, directory string) map[string]string {
	t.Helper()
	found := map[string]string{}
	err := filepath.WalkDir(directory, func(path string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		name, _ := filepath.Rel(directory, path)
		switch entry.Type() {
		case fs.ModeDir:
			found[name] = "/"
		case fs.ModeSymlink:
			found[name], err = os.Readlink(path)
			found[name] = "-> " + found[name]
		default:
			content, readErr := os.ReadFile(path)
			found[name], err = string(content), readErr
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return found
}

func sameFile(t *testing.T, a, b string) bool {
	t.Helper()
	first, err := os.Stat(a)
	if err != nil {
		t.Fatal(err)
	}
	second, err := os.Stat(b)
	if err != nil {
		t.Fatal(err)
	}
	return os.SameFile(first, second)
}
