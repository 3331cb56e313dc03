package platform

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

func TestShebangLimitOfReleases(t *testing.T) {
	for release, want := range map[string]int{
		"4.19.0-27-amd64": 126, "5.0.21": 126, "5.1.0": 255, "5.10.0-8-amd64": 255, "6.1": 255, "6": 255, "": 126, "x.y": 126,
	} {
		if got := shebangLimit(release); got != want {
			t.Errorf("%q: %d, want %d", release, got, want)
		}
	}
}

// TestShebangLimit has the kernel run scripts with first lines as long as it is
// said to take, and with longer ones.
func TestShebangLimit(t *testing.T) {
	limit := ShebangLimit()
	for _, c := range []struct {
		length int
		runs   bool
	}{{limit, true}, {limit + 1, false}} {
		dir := t.TempDir() + "/"
		padding := c.length - len("#!") - len(dir) - len("/echo")
		if padding < 1 {
			t.Fatalf("the temporary directory %s is too long for this test", dir)
		}
		interpreter := dir + strings.Repeat("x", padding) + "/echo"
		echo, err := exec.LookPath("echo")
		if err != nil {
			t.Fatal(err)
		}
		script := filepath.Join(dir, "script")
		for _, err := range []error{
			os.Mkdir(filepath.Dir(interpreter), 0o777), os.Symlink(echo, interpreter), os.WriteFile(script, []byte("#!"+interpreter+"\n"), 0o777),
		} {
			if err != nil {
				t.Fatal(err)
			}
		}
		err = exec.CommandContext(t.Context(), script).Run()
		if runs := err == nil; runs != c.runs {
			t.Errorf("a first line of %d bytes: %v, want it to run: %v", c.length, err, c.runs)
		}
	}
}
