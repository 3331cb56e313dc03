package activate

import (
	"fmt"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestXonshEvaluatesHostileNames(t *testing.T) {
	t.Parallel()
	all := hostileValues("xonsh")
	dir := fake(t, codesOf(t, "xonsh", all, nil))
	script, want := "", []string{}
	for i, v := range all {
		script += typed(t, "xonsh", fmt.Sprintf("pyenvkit activate %d", i)) +
			`say(inherited("VIRTUAL_ENV"), inherited("VIRTUAL_ENV_PROMPT"), inherited("PATH"), prompt())` + "\n"
		want = append(want, v.Root, v.Prompt, v.Root+"/bin:"+dir+":"+usualPath, "("+v.Prompt+") x> ")
	}
	script += typed(t, "xonsh", "pyenvkit deactivate") +
		`say(inherited("VIRTUAL_ENV"), inherited("VIRTUAL_ENV_PROMPT"), inherited("PATH"), prompt())` + "\n"
	want = append(want, "unset", "unset", dir+":"+usualPath, "x> ")
	sameRecords(t, want, runXonsh(t, clean(t, "PATH="+dir+":"+usualPath), script))
}

func TestXonshEvaluatedDeactivateRestoresEverything(t *testing.T) {
	t.Parallel()
	two := []Values{values("/srv/one", "one"), values("/srv/two", `\two'`)}
	command := filepath.Join(fake(t, codesOf(t, "xonsh", two, nil)), "pyenvkit")
	one := typed(t, "xonsh", command+" activate 0")
	other := typed(t, "xonsh", command+" activate 1")
	leave := typed(t, "xonsh", command+" deactivate")
	flows := []string{
		one + "deactivate\n", one + leave, one + one + leave, one + other + leave, one + other + "deactivate\n",
		other + "deactivate nondestructive\n" + "deactivate\n",
	}
	for name, env := range map[string][]string{
		"usual":           nil,
		"home":            {"PYTHONHOME=/usr"},
		"prompt disabled": {"VIRTUAL_ENV_DISABLE_PROMPT=1"},
		"inherited":       {"VIRTUAL_ENV=/other", "PATH=/other/bin:/usr/bin", "VIRTUAL_ENV_PROMPT=o"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			script := "def state():\n    say(sorted(__xonsh__.env.detype().items()), sorted(aliases), prompt())\n$(true)\nstate()\n" // capturing adds a variable
			for _, flow := range flows {
				script += flow + "state()\n"
			}
			got := runXonsh(t, clean(t, env...), script)
			said := records(got.stdout)
			if len(said) != 3*(len(flows)+1) || got.stderr != "" {
				t.Fatalf("%d: %s%s", len(said), got.stdout, got.stderr)
			}
			for i, flow := range flows {
				if diff := cmp.Diff(said[:3], said[3*i+3:3*i+6]); diff != "" {
					t.Errorf("%s (-before +after):\n%s", flow, diff)
				}
			}
		})
	}
}

// TestXonshLeavesWhatAParentActivated has no "deactivate".
func TestXonshLeavesWhatAParentActivated(t *testing.T) {
	t.Parallel()
	leave := typed(t, "xonsh", filepath.Join(fake(t, codesOf(t, "xonsh", nil, nil)), "pyenvkit")+" deactivate")
	const root = "/srv/it's $(touch PWNED) * [x]"
	env := clean(t, "VIRTUAL_ENV="+root, "VIRTUAL_ENV_PROMPT=p", "PATH=/usr/bin:"+root+"/bin:/bin:"+root+"/bin")
	script := leave + `say(inherited("PATH"), inherited("VIRTUAL_ENV"), inherited("VIRTUAL_ENV_PROMPT"))` + "\n" + leave
	sameRecords(t, []string{"/usr/bin:/bin", "unset", "unset"}, runXonsh(t, env, script))
}
