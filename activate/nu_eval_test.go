package activate

import (
	"fmt"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// nuState prints what a program started by nushell finds in its environment.
const nuState = `^sh -c 'printf "%s\036" "$PATH" "${VIRTUAL_ENV-unset}" "${VIRTUAL_ENV_PROMPT-unset}" "${PYTHONHOME-unset}"'` + "\n"

func TestNuEvaluatesHostileNames(t *testing.T) {
	t.Parallel()
	all := hostileValues("nu")
	path := "/opt/bin:" + usualPath
	dir := fake(t, codesOf(t, "nu", all, map[string]string{"PATH": path, "PYTHONHOME": "/x"}))
	script, want := "", []string{}
	for i, v := range all {
		script += typed(t, "nu", fmt.Sprintf("^%s/pyenvkit activate %d", dir, i)) + "say ($env.PATH | length)\n" + nuState
		want = append(want, "5", v.Root+"/bin:"+path, v.Root, v.Prompt, "unset")
	}
	sameRecords(t, want, runNu(t, clean(t, "PATH="+path, "PYTHONHOME=/x"), script))
}

// TestNuLeaves has the program see what nushell gave to it.
func TestNuLeaves(t *testing.T) {
	t.Parallel()
	const root = "/srv/it's $(touch PWNED)"
	for name, test := range map[string]struct {
		before map[string]string
		want   []string
	}{
		"ours": {
			map[string]string{"PATH": root + "/bin:/usr/bin:/bin", "VIRTUAL_ENV": root, "VIRTUAL_ENV_PROMPT": "p", "_OLD_VIRTUAL_PYTHONHOME": "/x y"},
			[]string{"/usr/bin:/bin", "unset", "unset", "/x y"},
		},
		"a parent's": {
			map[string]string{"PATH": "/usr/bin:" + root + "/bin:/bin", "VIRTUAL_ENV": root},
			[]string{"/usr/bin:/bin", "unset", "unset", "unset"},
		},
		"none": {
			map[string]string{"PATH": "/usr/bin:/bin", "_OLD_VIRTUAL_PYTHONHOME": "/x"},
			[]string{"/usr/bin:/bin", "unset", "unset", "unset"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			command := filepath.Join(fake(t, codesOf(t, "nu", nil, test.before)), "pyenvkit")
			var env []string
			for name, value := range test.before {
				env = append(env, name+"="+value)
			}
			sameRecords(t, test.want, runNu(t, clean(t, env...), typed(t, "nu", "^"+command+" deactivate")+nuState))
		})
	}
}

// TestNuActivatesAfterwards has the activator find variables that are null.
func TestNuActivatesAfterwards(t *testing.T) {
	t.Parallel()
	v := environment(t, filepath.Join(realTemp(t), "one"), "one")
	before := map[string]string{"PATH": "/other/bin:/usr/bin:/bin", "VIRTUAL_ENV": "/other", "VIRTUAL_ENV_PROMPT": "o"}
	command := filepath.Join(fake(t, codesOf(t, "nu", nil, before)), "pyenvkit")
	script := typed(t, "nu", "^"+command+" deactivate") + "overlay use $ROOT0\n" + nuState
	got := runNu(t, clean(t, "PATH="+before["PATH"], "VIRTUAL_ENV=/other", "VIRTUAL_ENV_PROMPT=o"), script, v.Root)
	sameRecords(t, []string{v.Root + "/bin:/usr/bin:/bin", v.Root, "one", "unset"}, got)
}

func TestNuRecord(t *testing.T) {
	t.Parallel()
	got, err := nuRecord([]Variable{{Name: "PATH", Value: `C:\a;C:\b`}, {Name: "X", Value: "a\"\\\n\x7f名🐍"}, {Name: "Y", Unset: true}}, ";")
	const want = `{"Path": ["C:\\a", "C:\\b"], "X": "a\"\\\u000a\u007f\u540d\ud83d\udc0d", "Y": null}` + "\n"
	if diff := cmp.Diff(want, got); diff != "" || err != nil {
		t.Errorf("%v (-want +got):\n%s", err, diff)
	}
	if got, err := nuRecord(nil, ":"); got != "{}\n" || err != nil {
		t.Errorf("%q, %v", got, err)
	}
	if got, err := Assign("nu", []Variable{{Name: "PATH", Value: "/a:/b"}}); !strings.Contains(got, `"/a:/b"`) || err != nil {
		t.Errorf("%q, %v", got, err)
	}
}
