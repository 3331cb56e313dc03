package windows

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestActivateBat activates an environment in cmd, uses it by name, and gets
// everything back that was there before.
func TestActivateBat(t *testing.T) {
	t.Parallel()
	parent := t.TempDir()
	env := filepath.Join(parent, "a&b ^ 'x (1)")
	must(t, parent, "pyenvkit", "create", "-q", "--bytecode", "never", "-p", newest(t), "--prompt", "my env", env)
	driver := strings.Join([]string{
		`@echo off`, `set PROMPT=$P$G`, `set PYTHONHOME=`, `set >before.txt`,
		`call "` + filepath.Join(env, "Scripts", "activate.bat") + `"`, `set >active.txt`,
		`python -c "import sys; print(sys.prefix)" >prefix.txt`, `pip --version >pip.txt`,
		`call deactivate.bat`, `set >after.txt`, ``,
	}, "\r\n")
	if err := os.WriteFile(filepath.Join(parent, "driver.bat"), []byte(driver), 0o666); err != nil {
		t.Fatal(err)
	}
	if r := run(t, parent, nil, "cmd", "/d", "/c", "driver.bat"); r.code != 0 || r.stderr != "" {
		t.Errorf("%+v", r)
	}
	read := func(name string) string {
		text, err := os.ReadFile(filepath.Join(parent, name))
		if err != nil {
			t.Fatal(err)
		}
		return strings.TrimSpace(string(text))
	}
	variables := func(name string) map[string]string {
		all := map[string]string{}
		for line := range strings.Lines(read(name)) {
			key, value, _ := strings.Cut(strings.TrimRight(line, "\r\n"), "=")
			all[strings.ToUpper(key)] = value
		}
		return all
	}
	before, active := variables("before.txt"), variables("active.txt")
	if diff := cmp.Diff(before, variables("after.txt")); diff != "" {
		t.Errorf("-before +after:\n%s", diff)
	}
	for name, want := range map[string]string{
		"VIRTUAL_ENV": env, "VIRTUAL_ENV_PROMPT": "my env", "PROMPT": "(my env) $P$G",
		"PATH": filepath.Join(env, "Scripts") + ";" + before["PATH"],
	} {
		if active[name] != want {
			t.Errorf("%s is %q, want %q", name, active[name], want)
		}
	}
	if got := read("prefix.txt"); got != env {
		t.Errorf("python's prefix is %s, want %s", got, env)
	}
	if got := read("pip.txt"); !strings.Contains(got, "from "+env+`\`) {
		t.Errorf("pip says %s", got)
	}
}
