//go:build unix

package pyenvkit_test

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/pyenvkit/pyenvkit"
	"github.com/pyenvkit/pyenvkit/activate"
	"github.com/pyenvkit/pyenvkit/environment"
	"github.com/pyenvkit/pyenvkit/internal/lab"
)

// follower is a Kit in a directory, with what a shell remembers there.
func follower(home, dir string, variables ...string) *pyenvkit.Kit {
	return pyenvkit.New(dir, append([]string{"HOME=" + home, "PATH=/usr/bin:/bin"}, variables...))
}

// does says what code of bash does.
func does(t *testing.T, code string) string {
	t.Helper()
	leave, err := activate.LeaveCode("bash", "bin", ":", func(string) (string, bool) { return "", false })
	if err != nil {
		t.Fatal(err)
	}
	switch leaves, enters := strings.Contains(code, leave), strings.Contains(code, "_virtual_env_activate"); {
	case leaves && enters:
		return "both"
	case enters:
		return "enters"
	case leaves:
		return "leaves"
	}
	return "nothing"
}

// TestAuto has a shell in a state come into a directory, or start there.
func TestAuto(t *testing.T) {
	home, err := filepath.EvalSymlinks(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"a", "b", "new", "denied", "colon:"} {
		small(t, filepath.Join(home, name, ".venv"))
	}
	write(t, filepath.Join(home, "shared/.venv"), "../a/.venv\n")
	write(t, filepath.Join(home, "plain/x"), "")
	for _, name := range []string{"a", "b", "shared", "colon:"} {
		if _, err := follower(home, filepath.Join(home, name)).Allow(""); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := follower(home, home).Deny("denied"); err != nil {
		t.Fatal(err)
	}
	at := func(name string) string { return filepath.Join(home, name, ".venv") }
	auto := func(name string) []string {
		return []string{"_PYENVKIT_AUTO=" + at(name), "_PYENVKIT_PROJECT=" + filepath.Join(home, name)}
	}
	active := func(name string) []string { return append(auto(name), "VIRTUAL_ENV="+at(name)) }
	for _, test := range []struct {
		name      string
		dir       string
		variables []string
		start     bool
		want      string // what the code does
		told      string // part of the notice
	}{
		{"comes in", "a", nil, false, "enters", ""},
		{"comes back", "a", active("a"), false, "nothing", ""},
		{"starts inside, as a child", "a", active("a"), true, "both", ""},
		{"starts elsewhere, as a child", "plain", active("a"), true, "leaves", ""},
		{"goes out", "plain", active("a"), false, "leaves", ""},
		{"goes to another", "b", active("a"), false, "enters", ""},
		{"goes to another that is not allowed", "new", active("a"), false, "leaves", "is not activated; `pyenvkit allow`"},
		{"goes to one that PATH can't hold", "colon:", active("a"), false, "leaves", "colon"},
		{"goes to one that is denied", "denied", active("a"), false, "leaves", ""},
		{"was left by hand", "a", auto("a"), false, "nothing", ""},
		{"was left by hand, in a child", "a", auto("a"), true, "nothing", ""},
		{"was left by hand, in another project with the same", "shared", auto("a"), false, "enters", ""},
		{"stays active in another project with the same", "shared", active("a"), false, "nothing", ""},
		{"the user's own", "a", []string{"VIRTUAL_ENV=" + at("b")}, false, "nothing", ""},
		{"the user's own, of this project", "plain", []string{"VIRTUAL_ENV=" + at("a")}, false, "nothing", ""},
		{"the user's own after one of ours", "plain", append(auto("a"), "VIRTUAL_ENV="+at("b")), false, "nothing", ""},
		{"outside", "plain", nil, false, "nothing", ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			code, notice, err := follower(home, filepath.Join(home, test.dir), test.variables...).Auto("bash", test.start)
			if err != nil {
				t.Fatal(err)
			}
			if got := does(t, code); got != test.want {
				t.Errorf("%s, want %s:\n%s", got, test.want, code)
			}
			if test.told == "" && notice != "" || !strings.Contains(notice, test.told) {
				t.Errorf("notice %q, want %q", notice, test.told)
			}
		})
	}
}

// TestAutoTellsOnce has a user who was told already.
func TestAutoTellsOnce(t *testing.T) {
	home := t.TempDir()
	small(t, filepath.Join(home, "a/.venv"))
	k := follower(home, filepath.Join(home, "a"))
	code, notice, err := k.Auto("bash", false)
	if err != nil || notice == "" {
		t.Fatalf("%q, %v", notice, err)
	}
	_, told, _ := strings.Cut(code, "_PYENVKIT_TOLD=")
	k = follower(home, filepath.Join(home, "a"), "_PYENVKIT_TOLD="+strings.TrimSpace(told))
	if code, notice, err := k.Auto("bash", false); err != nil || notice != "" || code != "" {
		t.Errorf("%q, %q, %v", code, notice, err)
	}
}

// TestPermissionEnds has what was allowed change, by its configuration and by its
// owner.
func TestPermissionEnds(t *testing.T) {
	home := t.TempDir()
	project := filepath.Join(home, "a")
	root := filepath.Join(project, ".venv")
	small(t, root)
	k := follower(home, project)
	allowed := func() bool {
		t.Helper()
		code, _, err := k.Auto("bash", false)
		if err != nil {
			t.Fatal(err)
		}
		return does(t, code) == "enters"
	}
	if _, err := k.Allow(""); err != nil || !allowed() {
		t.Fatalf("it is not allowed: %v", err)
	}
	by := filepath.Join(t.TempDir(), "link")
	link(t, project, by)
	if code, _, err := follower(home, by).Auto("bash", false); err != nil || does(t, code) != "enters" {
		t.Errorf("by a link it is another project: %v\n%s", err, code)
	}
	config := filepath.Join(root, "pyvenv.cfg")
	before, err := os.ReadFile(config)
	if err != nil {
		t.Fatal(err)
	}
	write(t, config, string(before)+"prompt = x\n")
	if allowed() {
		t.Error("what has changed is still allowed")
	}
	write(t, config, string(before))
	if !allowed() {
		t.Error("as it was, it is not allowed")
	}
	lab.Root(t)
	for _, path := range []string{project, root, filepath.Join(root, "bin")} {
		if err := os.Chown(path, 54321, 54321); err != nil {
			t.Fatal(err)
		}
		if allowed() {
			t.Errorf("somebody else has %s, and it is allowed", path)
		}
		if err := os.Chown(path, os.Geteuid(), os.Getegid()); err != nil {
			t.Fatal(err)
		}
	}
}

// TestAllowAndDenyWhatIsOdd has what is not there, a stranger's, and what leads to no
// environment.
func TestAllowAndDenyWhatIsOdd(t *testing.T) {
	home := t.TempDir()
	small(t, filepath.Join(home, "p/.venv"))
	k := follower(home, filepath.Join(home, "p"))
	if _, err := k.Allow("does/not/exist"); !errors.As(err, new(*environment.MissingError)) {
		t.Errorf("a directory that is not there: %v", err)
	}
	write(t, filepath.Join(home, "named/.venv"), "of-another-tool\n")
	k = follower(home, filepath.Join(home, "named"))
	if _, notice, err := k.Auto("bash", false); err != nil || notice == "" {
		t.Errorf("a name for another tool: %q, %v", notice, err)
	}
	if _, err := k.Deny(""); err != nil {
		t.Fatal(err)
	}
	if _, notice, err := k.Auto("bash", false); err != nil || notice != "" {
		t.Errorf("it was denied: %q, %v", notice, err)
	}
	lab.Root(t)
	if err := os.Mkdir(filepath.Join(home, "p/mine"), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.Chown(filepath.Join(home, "p/.venv"), 54321, 54321); err != nil {
		t.Fatal(err)
	}
	k = follower(home, filepath.Join(home, "p/mine"))
	if _, err := k.Allow(""); !errors.As(err, new(*environment.StrangerError)) {
		t.Errorf("a stranger's: %v", err)
	}
	if _, err := k.Allow("."); err != nil {
		t.Errorf("a stranger's, named: %v", err)
	}
}
