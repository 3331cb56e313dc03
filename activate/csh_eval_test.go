package activate

import (
	"fmt"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/pyenvkit/pyenvkit/internal/lab"
)

func TestCshEvaluatesHostileNames(t *testing.T) {
	t.Parallel()
	all := hostileValues("tcsh")
	dir := fake(t, codesOf(t, "tcsh", all, nil))
	script, want := cshSay+"set prompt = 'x> '\n", []string{}
	for i, v := range all {
		script += typed(t, "tcsh", fmt.Sprintf("pyenvkit activate %d", i)) + `
/usr/bin/env sh -c 'printf "%s\036" "$VIRTUAL_ENV" "$VIRTUAL_ENV_PROMPT"'
say $path[1]:q $PATH:q $status
`
		want = append(want, v.Root, v.Prompt, v.Root+"/bin", v.Root+"/bin:"+dir+":"+usualPath, "0")
	}
	script += typed(t, "tcsh", "pyenvkit deactivate") + "say $PATH:q $?VIRTUAL_ENV $?VIRTUAL_ENV_PROMPT $prompt:q\n"
	want = append(want, dir+":"+usualPath, "0", "0", "x> ")
	sameRecords(t, want, runCsh(t, clean(t, "PATH="+dir+":"+usualPath), script))
}

func TestCshEvaluatesPrompts(t *testing.T) {
	t.Parallel()
	shell := lab.Program(t, "tcsh")
	all := hostileValues("tcsh")
	dir := fake(t, codesOf(t, "tcsh", all, nil))
	for i, v := range all {
		if plain(v.Prompt) {
			continue
		}
		// Only the last prompt is shown where the input is no terminal.
		stdin := "set prompt = 'x> '\n" + typed(t, "tcsh", fmt.Sprintf("pyenvkit activate %d", i))
		got := run(t, clean(t, "PATH="+dir+":"+usualPath), stdin, shell, "-f", "-i")
		if label := "(" + v.Prompt + ") x> "; !strings.Contains(got.stdout, label) {
			t.Errorf("no %q in %q %q", label, got.stdout, got.stderr)
		}
	}
}

func TestCshEvaluatedDeactivateRestoresEverything(t *testing.T) {
	t.Parallel()
	two := []Values{values("/srv/one", "one"), values("/srv/two", `\two'!%`)}
	command := filepath.Join(fake(t, codesOf(t, "tcsh", two, nil)), "pyenvkit")
	one := typed(t, "tcsh", command+" activate 0")
	other := typed(t, "tcsh", command+" activate 1")
	leave := typed(t, "tcsh", command+" deactivate")
	flows := []string{
		one + "deactivate\n", one + leave, one + one + leave, one + other + leave, one + other + "deactivate\n",
		other + "deactivate nondestructive\ndeactivate nondestructive\ndeactivate\n",
		other + "deactivate nondestructive\n" + one + leave,
	}
	for setup, prepare := range cshSetups {
		t.Run(setup, func(t *testing.T) {
			t.Parallel()
			const state = "set\nsetenv\nalias\necho -n '\036'\n"
			script := "set echo_style = bsd\nset _ = x\n" + prepare + "\n" + state
			for _, flow := range flows {
				script += flow + state
			}
			got := runCsh(t, clean(t), script)
			said := records(got.stdout)
			if len(said) != len(flows)+1 || got.stderr != "" || got.status != 0 {
				t.Fatalf("status %d after %d flows: %s", got.status, len(said)-1, got.stderr)
			}
			for i, flow := range flows {
				if diff := cmp.Diff(cshStable(said[0]), cshStable(said[i+1])); diff != "" {
					t.Errorf("%s (-before +after):\n%s", flow, diff)
				}
			}
		})
	}
}

// TestCshLeavesWhatAParentActivated has no "deactivate".
func TestCshLeavesWhatAParentActivated(t *testing.T) {
	t.Parallel()
	leave := typed(t, "tcsh", filepath.Join(fake(t, codesOf(t, "tcsh", nil, nil)), "pyenvkit")+" deactivate")
	const root = "/srv/it's $(touch PWNED) * [x]!"
	for path, want := range map[string]string{
		root + "/bin:/usr/bin:/bin":                       "/usr/bin:/bin",
		"/usr/bin:" + root + "/bin:/bin:" + root + "/bin": "/usr/bin:/bin",
		root + "/bin":                                        "unset",
		root + "/bin2:/x" + root + "/bin:/bin":               root + "/bin2:/x" + root + "/bin:/bin",
		strings.Repeat("/usr/x y/bin:", 300) + root + "/bin": strings.TrimSuffix(strings.Repeat("/usr/x y/bin:", 300), ":"),
	} {
		env := clean(t, "VIRTUAL_ENV="+root, "VIRTUAL_ENV_PROMPT=p", "PATH="+path)
		script := cshSay + leave + "set s = $status\n" +
			"set p = unset\nif ($?PATH) eval 'set p = $PATH:q'\nsay $s $p:q $?VIRTUAL_ENV $?VIRTUAL_ENV_PROMPT\n" +
			leave + "say $status\n"
		sameRecords(t, []string{"0", want, "0", "0", "0"}, runCsh(t, env, script))
	}
}

func TestCshRefusesLineEnds(t *testing.T) {
	t.Parallel()
	for _, v := range []Values{values("/a\nb", "p"), values("/a", "p\n")} {
		if code, err := Code("csh", v, lookupIn(nil)); err == nil || !strings.Contains(err.Error(), "a line end") {
			t.Errorf("%q, %v", code, err)
		}
	}
}
