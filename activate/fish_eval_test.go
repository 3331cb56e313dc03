package activate

import (
	"fmt"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestFishEvaluatesHostileNames(t *testing.T) {
	t.Parallel()
	all := hostileValues("fish")
	dir := fake(t, codesOf(t, "fish", all, nil))
	script, want := "function fish_prompt; echo -n x$status'> '; end\nfunction three; return 3; end\n", []string{}
	for i, v := range all {
		script += typed(t, "fish", fmt.Sprintf("pyenvkit activate %d", i)) + `
say $status "$VIRTUAL_ENV" "$VIRTUAL_ENV_PROMPT" "$PATH"
sh -c 'printf "%s\036" exported "$VIRTUAL_ENV" "$VIRTUAL_ENV_PROMPT"'
three; say "$(fish_prompt)"
`
		path := strings.Join([]string{v.Root + "/bin", dir, usualPath}, ":")
		want = append(want, "0", v.Root, v.Prompt, path, "exported", v.Root, v.Prompt, "("+v.Prompt+") x3> ")
	}
	script += typed(t, "fish", "pyenvkit deactivate") + `say $status "$PATH" "$VIRTUAL_ENV$VIRTUAL_ENV_PROMPT"; true; say (fish_prompt)`
	want = append(want, "0", dir+":"+usualPath, "", "x0> ")
	sameRecords(t, want, runFish(t, clean(t, "PATH="+dir+":"+usualPath), script))
}

func TestFishEvaluatedDeactivateRestoresEverything(t *testing.T) {
	t.Parallel()
	two := []Values{values("/srv/one", "one"), values("/srv/two", `\two'`)}
	command := filepath.Join(fake(t, codesOf(t, "fish", two, nil)), "pyenvkit")
	one := typed(t, "fish", command+" activate 0")
	other := typed(t, "fish", command+" activate 1")
	leave := typed(t, "fish", command+" deactivate")
	flows := []string{
		one + "deactivate", one + leave, one + one + leave, one + other + leave, one + other + "deactivate",
		other + "deactivate nondestructive; deactivate nondestructive; deactivate",
		"f", "eval (" + command + " activate 0 | string collect)\n" + leave,
	}
	for setup, prepare := range fishSetups {
		t.Run(setup, func(t *testing.T) {
			t.Parallel()
			script := "function fish_prompt; echo -n 'x> '; end\nfunction f\n" + one + other + leave + "end\n" + fishState +
				prepare + "\ntrue; state; say ''\n"
			for _, flow := range flows {
				script += flow + "\ntrue; state; say ''\n"
			}
			got := runFish(t, clean(t), script)
			said := records(got.stdout)
			if len(said) != len(flows)+1 || got.stderr != "" || got.status != 0 {
				t.Fatalf("status %d after %d flows: %s", got.status, len(said)-1, got.stderr)
			}
			for i, flow := range flows {
				if diff := cmp.Diff(strings.Split(said[0], "\n"), strings.Split(said[i+1], "\n")); diff != "" {
					t.Fatalf("%s (-before +after):\n%s", flow, diff)
				}
			}
		})
	}
}

// TestFishLeavesWhatAParentActivated has no "deactivate".
func TestFishLeavesWhatAParentActivated(t *testing.T) {
	t.Parallel()
	leave := typed(t, "fish", filepath.Join(fake(t, codesOf(t, "fish", nil, nil)), "pyenvkit")+" deactivate")
	const root = "/srv/it's $(touch PWNED) * [x]"
	for path, want := range map[string]string{
		root + "/bin:/usr/bin:/bin":                       "/usr/bin:/bin",
		"/usr/bin:" + root + "/bin:/bin:" + root + "/bin": "/usr/bin:/bin",
		root + "/bin":                          "unset",
		root + "/bin2:/x" + root + "/bin:/bin": root + "/bin2:/x" + root + "/bin:/bin",
	} {
		env := clean(t, "VIRTUAL_ENV="+root, "VIRTUAL_ENV_PROMPT=p", "PATH="+path)
		script := leave + `say $status; set -q PATH; and say "$PATH"; or say unset
set -q VIRTUAL_ENV; or set -q VIRTUAL_ENV_PROMPT; or say none
` + leave + `say $status`
		sameRecords(t, []string{"0", want, "none", "0"}, runFish(t, env, script))
	}
}
