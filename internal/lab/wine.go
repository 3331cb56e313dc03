package lab

import (
	_ "embed"
	"errors"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
)

//go:embed wine.sh
var wine string

// Cmd returns Wine's cmd with the given arguments, for root alone: everybody
// else is skipped. It has directory as Z:\mnt, and what it mounts, starts and
// writes elsewhere ends with it. It stands for the cmd of Windows with these
// limits: it echoes labels, reads batch files in code page 437 whatever chcp was
// told, expands the percent signs in what %~dp0 stands for once more, and knows no
// caret where delayed expansion is on.
func Cmd(t testing.TB, directory string, args ...string) *exec.Cmd {
	t.Helper()
	command := append([]string{"-c", wine, "wine.sh", wineRoot(t), directory, "/mnt", "--", "wine", "cmd"}, args...)
	return exec.CommandContext(t.Context(), Program(t, "sh"), command...)
}

// InWine runs those tests of the package under test that are for Windows, all by
// the same Wine, for root alone. They have the machine as test/wine says.
func InWine(t testing.TB, flags ...string) {
	t.Helper()
	wineRoot(t)
	root := moduleRoot(t)
	consult(t, root)
	args := append([]string{"test", "-count=1", "-exec", filepath.Join(root, "test", "wine")}, flags...)
	cmd := exec.CommandContext(t.Context(), Program(t, "go"), append(args, ".")...)
	cmd.Env = append(os.Environ(), "GOOS=windows", "GOARCH=amd64", "CGO_ENABLED=0", "PYENVKIT_LAB="+directory())
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Errorf("%v\n%s", err, out)
	}
}

// moduleRoot returns the directory of the module under test.
func moduleRoot(t testing.TB) string {
	t.Helper()
	dir, err := os.Getwd()
	for err == nil {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			return dir
		}
		above := filepath.Dir(dir)
		if above == dir {
			err = fs.ErrNotExist
		}
		dir = above
	}
	t.Fatal("go.mod: ", err)
	return ""
}

// consult looks at every file below root. The go command remembers that, and holds a
// result for that of another time only if none of them was changed since.
func consult(t testing.TB, root string) {
	t.Helper()
	err := filepath.WalkDir(root, func(path string, e fs.DirEntry, err error) error {
		switch {
		case errors.Is(err, fs.ErrNotExist): // another test had it for a moment
			return nil
		case err != nil:
			return err
		case e.IsDir() && e.Name() == ".git":
			return filepath.SkipDir
		case e.Type().IsRegular():
			_, _ = os.Stat(path)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// wineRoot returns the Debian with Wine.
func wineRoot(t testing.TB) string {
	t.Helper()
	Root(t)
	registry := installed(t, "a Debian with Wine", "wine", "opt", "prefix", "system.reg")
	return filepath.Dir(filepath.Dir(filepath.Dir(registry)))
}

// WindowsPythons returns the executables of the Pythons for Windows that
// test/setup has unpacked, which have no ensurepip. They are shared by all tests,
// which leave them as they are.
func WindowsPythons(t testing.TB) []string {
	t.Helper()
	found, _ := filepath.Glob(filepath.Join(directory(), "windows", "*", "python.exe"))
	if len(found) == 0 {
		Missing(t, "any Python for Windows in "+directory())
	}
	return found
}
