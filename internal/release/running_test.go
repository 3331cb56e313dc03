package release

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/pyenvkit/pyenvkit/internal/lab"
	"github.com/pyenvkit/pyenvkit/platform"
)

// programName is that of the program on this system.
func programName() string {
	_, name := archiveName(Version{}, here)
	return name
}

// start returns a command of a program that stands for pyenvkit.
func start(t *testing.T, path, command string, m mirror) *exec.Cmd {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), path, command)
	cmd.Env = append(os.Environ(), "PYENVKIT_BASE_URL="+m.url(), "KEY="+m.authors.public(), "GOBIN=", "GOPATH=")
	return cmd
}

// output runs a command and returns what it says.
func output(t *testing.T, cmd *exec.Cmd) string {
	t.Helper()
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Fatalf("%s: %v\n%s", strings.Join(cmd.Args, " "), err, out)
	}
	return string(out)
}

// TestRunningProgramIsReplaced has a program replace itself, and then, as it is the
// latest, not again.
func TestRunningProgramIsReplaced(t *testing.T) {
	path := filepath.Join(t.TempDir(), programName())
	lab.WriteFile(t, path, executable(t, older), 0o755)
	m := newMirror(t, newer, executable(t, newer))
	var result Result
	if err := json.Unmarshal([]byte(output(t, start(t, path, "update", m))), &result); err != nil {
		t.Fatal(err)
	}
	real, err := platform.RealPath(path)
	if err != nil {
		t.Fatal(err)
	}
	if result.URL == "" || result.SHA256 == "" {
		t.Errorf("%+v", result)
	}
	want := Result{Path: real, Previous: older, Version: newer, Updated: true, URL: result.URL, SHA256: result.SHA256}
	if diff := cmp.Diff(want, result, cmp.FilterValues(strings.EqualFold, cmp.Ignore())); diff != "" {
		t.Error(diff)
	}
	if shown := output(t, start(t, path, "--version", m)); !strings.HasPrefix(shown, "pyenvkit v"+newer) {
		t.Errorf("it says %s", shown)
	}
	// Windows does not let a program delete itself, so that is for the next run.
	if said := output(t, start(t, path, "update", m)); !strings.Contains(said, `"updated":false`) {
		t.Errorf("it says %s", said)
	}
	entries, err := os.ReadDir(filepath.Dir(path))
	if err != nil || len(entries) != 1 {
		t.Errorf("left behind: %v (%v)", entries, err)
	}
}

// TestRunningProgramIsRemoved has a program remove itself.
func TestRunningProgramIsRemoved(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "bin")
	path := filepath.Join(dir, programName())
	lab.WriteFile(t, path, executable(t, older), 0o755)
	cmd := start(t, path, "uninstall", mirror{authors: newSigner(1)})
	cmd.Env = append(cmd.Env, "HOME="+filepath.Dir(dir), "XDG_DATA_HOME=", "XDG_CONFIG_HOME=", "ZDOTDIR=", "LOCALAPPDATA="+t.TempDir(), "TMP="+t.TempDir())
	cmd.Dir = filepath.Dir(dir)
	said := output(t, cmd)
	_, remaining, found := strings.Cut(said, Program+" ")
	if !found {
		t.Errorf("it says %s", said)
	}
	if remaining = strings.TrimSpace(remaining); remaining != "" {
		if err := os.Remove(remaining); err != nil {
			t.Error(err)
		}
	}
	if entries, err := os.ReadDir(dir); err == nil {
		t.Errorf("left behind: %v", entries)
	}
}

// TestSwapGoesBack has the second of the two steps of Windows fail.
func TestSwapGoesBack(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, programName())
	lab.WriteFile(t, path, "old", 0o755)
	before := lab.Tree(t, dir)
	if err := (stage{}).swap(filepath.Join(dir, "none"), path); err == nil {
		t.Error("what is not there is in its place")
	}
	same(t, before, dir)
	lab.WriteFile(t, filepath.Join(dir, "fresh"), "new", 0o755)
	expect(t, "", stage{}.swap(filepath.Join(dir, "fresh"), path))
	if content, err := os.ReadFile(path); err != nil || string(content) != "new" {
		t.Errorf("%q, %v", content, err)
	}
}
