package activate

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/pyenvkit/pyenvkit/internal/lab"
)

// runXonsh runs a script of xonsh, which takes half a second to start.
func runXonsh(t *testing.T, env []string, script string, args ...string) result {
	t.Helper()
	file := filepath.Join(t.TempDir(), "script.xsh")
	const say = `
import os, sys, subprocess
def say(*values):
    for v in values:
        sys.stdout.write(str(v) + "\x1e")
    sys.stdout.flush()
def inherited(name):
    return __xonsh__.env.detype().get(name, "unset")
def prompt():
    from xonsh.ansi_colors import ansi_partial_color_format
    XSH.env["PROMPT_FIELDS"].reset()
    return ansi_partial_color_format(XSH.shell.prompt_formatter("{env_name}x> "), hide=False)
from xonsh.built_ins import XSH
`
	if err := os.WriteFile(file, []byte(say+script), 0o644); err != nil {
		t.Fatal(err)
	}
	return run(t, env, "", append([]string{lab.Program(t, "xonsh"), "--no-rc", file}, args...)...)
}

func TestXonshSeesHostileNames(t *testing.T) {
	t.Parallel()
	var args, want []string
	for _, v := range hostileEnvironments(t, "activate.xsh") {
		args = append(args, v.Root)
		want = append(want, v.Root, v.Prompt, v.Root+"/bin:/usr/local/bin:/usr/bin:/bin", "("+v.Prompt+") x> ")
	}
	want = append(want, "unset", "unset", "/usr/local/bin:/usr/bin:/bin", "x> ")
	got := runXonsh(t, clean(t), `
for root in $ARGS[1:]:
    source @(root + "/bin/activate.xsh")
    say(inherited("VIRTUAL_ENV"), inherited("VIRTUAL_ENV_PROMPT"), inherited("PATH"), prompt())
deactivate
say(inherited("VIRTUAL_ENV"), inherited("VIRTUAL_ENV_PROMPT"), inherited("PATH"), prompt())
`, args...)
	if diff := cmp.Diff(want, records(got.stdout)); diff != "" || got.stderr != "" || got.status != 0 {
		t.Errorf("%d %s (-want +got):\n%s", got.status, got.stderr, diff)
	}
}

func TestXonshDeactivateRestoresEverything(t *testing.T) {
	t.Parallel()
	dir := realTemp(t)
	one, two := environment(t, filepath.Join(dir, "one"), "one"), environment(t, filepath.Join(dir, "two"), `\two'`)
	tests := []struct {
		name string
		env  []string
	}{
		{"usual", nil},
		{"home", []string{"PYTHONHOME=/usr"}},
		{"home empty", []string{"PYTHONHOME="}},
		{"prompt disabled", []string{"VIRTUAL_ENV_DISABLE_PROMPT=1"}},
		{"inherited", []string{"VIRTUAL_ENV=" + one.Root, "PATH=" + one.Root + "/bin:/usr/bin", "VIRTUAL_ENV_PROMPT=o"}},
	}
	const script = `
def state():
    say(sorted(__xonsh__.env.detype().items()), sorted(aliases), prompt())
one, two = $ARGS[1:]
state()
source @(one + "/bin/activate.xsh")
say(inherited("PYTHONHOME"))
deactivate
state()
source @(one + "/bin/activate.xsh")
source @(one + "/bin/activate.xsh")
say(inherited("PATH"))
deactivate
state()
source @(one + "/bin/activate.xsh")
source @(two + "/bin/activate.xsh")
say(inherited("PATH"))
deactivate nondestructive
deactivate
state()
`
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			got := runXonsh(t, clean(t, append([]string{"PATH=/usr/bin"}, test.env...)...), script, one.Root, two.Root)
			said := records(got.stdout)
			if len(said) != 3+3*4 || got.stderr != "" {
				t.Fatalf("%d: %s%s", len(said), got.stdout, got.stderr)
			}
			inside := []string{"unset", one.Root + "/bin:/usr/bin", two.Root + "/bin:/usr/bin"}
			for i, want := range inside {
				if diff := cmp.Diff(want, said[3+4*i]); diff != "" {
					t.Errorf("flow %d inside (-want +got):\n%s", i, diff)
				}
				if diff := cmp.Diff(said[:3], said[4+4*i:7+4*i]); diff != "" {
					t.Errorf("flow %d (-before +after):\n%s", i, diff)
				}
			}
		})
	}
}

func TestXonshFollowsItsEnvironment(t *testing.T) {
	t.Parallel()
	dir := realTemp(t)
	old := environment(t, filepath.Join(dir, "old"), "p")
	place := filepath.Join(dir, `new place\ '"`)
	if err := os.Rename(old.Root, place); err != nil {
		t.Fatal(err)
	}
	got := runXonsh(t, clean(t), `
source @($ARGS[1] + "/bin/activate.xsh")
say(inherited("VIRTUAL_ENV"), inherited("PATH"))
deactivate
os.rename($ARGS[1], $ARGS[1] + "$HOME")
source @($ARGS[1] + "$HOME/bin/activate.xsh")
say(inherited("VIRTUAL_ENV"))
`, place)
	want := []string{place, place + "/bin:/usr/local/bin:/usr/bin:/bin", "unset"}
	if diff := cmp.Diff(want, records(got.stdout)); diff != "" || !strings.Contains(got.stderr, "PATH of xonsh cannot hold") {
		t.Errorf("%s%s", got.stderr, diff)
	}
	got = run(t, clean(t), "", lab.Program(t, "xonsh"), "--no-rc", place+"$HOME/bin/activate.xsh")
	if got.status != 1 || !strings.Contains(got.stderr, "has to be sourced, not executed") {
		t.Errorf("executed: %+v", got)
	}
}
