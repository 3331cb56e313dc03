package activate

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/pyenvkit/pyenvkit/internal/lab"
)

// runNu runs a script of nushell, in which $ROOT0, $ROOT1, ... are constants
// made of raw strings: a path to a module has to be known when it is parsed.
func runNu(t *testing.T, env []string, script string, roots ...string) result {
	t.Helper()
	var constants strings.Builder
	for i, root := range roots {
		fmt.Fprintf(&constants, "const ROOT%d = r###'%s/bin/activate.nu'###\n", i, root)
	}
	file := filepath.Join(t.TempDir(), "script.nu")
	const say = "def say [...values] { for v in $values { print --no-newline ($v | default unset) (char --integer 30) } }\n"
	if err := os.WriteFile(file, []byte(constants.String()+say+script), 0o644); err != nil {
		t.Fatal(err)
	}
	return run(t, env, "", lab.Program(t, "nu"), "--no-config-file", file)
}

func TestNuSeesHostileNames(t *testing.T) {
	t.Parallel()
	var script strings.Builder
	var roots, want []string
	script.WriteString("$env.PROMPT_COMMAND = {|| \"x> \" }\n")
	for i, v := range hostileEnvironments(t, "activate.nu") {
		roots = append(roots, v.Root)
		want = append(want, v.Root, v.Prompt, v.Root+"/bin", "4", "exported", v.Root, v.Prompt, "("+v.Prompt+") x> ")
		fmt.Fprintf(&script, "overlay use $ROOT%d\n", i)
		script.WriteString(`say $env.VIRTUAL_ENV $env.VIRTUAL_ENV_PROMPT ($env.PATH | first) ($env.PATH | length)
^sh -c 'printf "%s\036" exported "$VIRTUAL_ENV" "$VIRTUAL_ENV_PROMPT"'
say (do $env.PROMPT_COMMAND)
`)
	}
	script.WriteString("deactivate\nsay $env.VIRTUAL_ENV? $env.VIRTUAL_ENV_PROMPT? ($env.PATH | str join ':') (do $env.PROMPT_COMMAND)\n")
	want = append(want, "unset", "unset", "/usr/local/bin:/usr/bin:/bin", "x> ")
	got := runNu(t, clean(t), script.String(), roots...)
	if diff := cmp.Diff(want, records(got.stdout)); diff != "" || got.stderr != "" || got.status != 0 {
		t.Errorf("%d %s (-want +got):\n%s", got.status, got.stderr, diff)
	}
}

func TestNuDeactivateRestoresEverything(t *testing.T) {
	t.Parallel()
	dir := realTemp(t)
	one, two := environment(t, filepath.Join(dir, "one"), "one"), environment(t, filepath.Join(dir, "two"), `\two'`)
	const state = `
say ($env | reject --optional config ENV_CONVERSIONS PROMPT_COMMAND CMD_DURATION_MS LAST_EXIT_CODE FILE_PWD CURRENT_FILE | to nuon) (if PROMPT_COMMAND in $env { do $env.PROMPT_COMMAND } else { "none" })
^sh -c 'printf "%s\036" "${PYTHONHOME-unset}"'
`
	flows := []string{
		"overlay use $ROOT0\n^sh -c 'printf \"%s\\036\" \"${PYTHONHOME-}\"'\ndeactivate",
		"overlay use $ROOT0\noverlay use $ROOT0\nsay ($env.PATH | str join ':')\ndeactivate",
		"overlay use $ROOT0\noverlay use $ROOT1\nsay ($env.PATH | str join ':')\ndeactivate",
	}
	inside := []string{"", one.Root + "/bin:/usr/bin", two.Root + "/bin:/usr/bin"}
	tests := []struct {
		name, prepare string
		env           []string
	}{
		{"usual", `$env.PROMPT_COMMAND = {|| "x> " }`, nil},
		{"home", ``, []string{"PYTHONHOME=/x y"}},
		{"home empty", ``, []string{"PYTHONHOME="}},
		{"prompt is no closure", `$env.PROMPT_COMMAND = {|| "text" }`, nil},
		{"prompt disabled", ``, []string{"VIRTUAL_ENV_DISABLE_PROMPT=1"}},
		{"inherited", ``, []string{"VIRTUAL_ENV=" + one.Root, "PATH=" + one.Root + "/bin:/usr/bin"}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			script := test.prepare + state
			for _, flow := range flows {
				script += flow + state
			}
			got := runNu(t, clean(t, append([]string{"PATH=/usr/bin"}, test.env...)...), script, one.Root, two.Root)
			said := records(got.stdout)
			if got.stderr != "" || len(said) != 3+len(flows)*4 {
				t.Fatalf("%d: %s%s", len(said), got.stdout, got.stderr)
			}
			before := said[:3]
			for i, said := 0, said[3:]; i < len(flows); i, said = i+1, said[4:] {
				if diff := cmp.Diff(inside[i], said[0]); diff != "" {
					t.Errorf("%s inside (-want +got):\n%s", flows[i], diff)
				}
				if diff := cmp.Diff(before, said[1:4]); diff != "" {
					t.Errorf("%s (-before +after):\n%s", flows[i], diff)
				}
			}
		})
	}
}

func TestNuFollowsItsEnvironment(t *testing.T) {
	t.Parallel()
	dir := realTemp(t)
	old := environment(t, filepath.Join(dir, "old"), "p")
	place := filepath.Join(dir, `new place\ '"`)
	if err := os.Rename(old.Root, place); err != nil {
		t.Fatal(err)
	}
	got := runNu(t, clean(t), "overlay use $ROOT0\nsay $env.VIRTUAL_ENV ($env.PATH | first)\n", place)
	if diff := cmp.Diff([]string{place, place + "/bin"}, records(got.stdout)); diff != "" {
		t.Errorf("moved: %s%s", got.stderr, diff)
	}
	got = run(t, clean(t), "", lab.Program(t, "nu"), "--no-config-file", place+"/bin/activate.nu")
	if got.status == 0 || !strings.Contains(got.stderr, "overlay use") {
		t.Errorf("executed: %+v", got)
	}
	if err := os.Remove(filepath.Join(place, "pyvenv.cfg")); err != nil {
		t.Fatal(err)
	}
	got = runNu(t, clean(t), "overlay use $ROOT0\nsay $env.VIRTUAL_ENV\n", place)
	if got.status == 0 || got.stdout != "" || !strings.Contains(got.stderr, old.Root) {
		t.Errorf("no environment: %+v", got)
	}
}
