package activate

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/pyenvkit/pyenvkit/internal/lab"
)

// fishSay prints its arguments as records.
const fishSay = `
function say; for x in $argv; builtin printf '%s\036' $x; end; end
`

func runFish(t *testing.T, env []string, script string, args ...string) result {
	t.Helper()
	return run(t, env, "", append([]string{lab.Program(t, "fish"), "--no-config", "-c", fishSay + script}, args...)...)
}

func TestFishSeesHostileNames(t *testing.T) {
	t.Parallel()
	var args, want []string
	for _, v := range hostileEnvironments(t, "activate.fish") {
		args = append(args, v.Root)
		want = append(want, v.Root, v.Prompt, v.Root+"/bin", "exported", v.Root, v.Prompt, "("+v.Prompt+") x3> ")
	}
	want = append(want, "/usr/local/bin", "/usr/bin", "/bin", "", "x0> ")
	got := runFish(t, clean(t), `
function fish_prompt; echo -n x$status'> '; end
function three; return 3; end
for d in $argv
	source $d/bin/activate.fish; or exit 9
	say "$VIRTUAL_ENV" "$VIRTUAL_ENV_PROMPT" "$PATH[1]"
	sh -c 'printf "%s\036" exported "$VIRTUAL_ENV" "$VIRTUAL_ENV_PROMPT"'
	three; say "$(fish_prompt)"
end
deactivate
say $PATH "$VIRTUAL_ENV$VIRTUAL_ENV_PROMPT"
true; say (fish_prompt)
`, args...)
	if diff := cmp.Diff(want, records(got.stdout)); diff != "" || got.stderr != "" || got.status != 0 {
		t.Errorf("%d %s (-want +got):\n%s", got.status, got.stderr, diff)
	}
}

// fishState defines a function that prints all that fish knows of, apart from what
// changes by itself.
const fishState = "function state; set -S | string match -v -r '^\\$(status|pipestatus|argv|version|history|CMD_DURATION)'; " +
	"functions -n; functions -q fish_prompt; and fish_prompt; end\n"

// fishSetups are states of a shell that leaving an environment has to bring back.
var fishSetups = map[string]string{
	"usual":             ``,
	"path empty":        `set -gx PATH`,
	"path unset":        `set -e PATH`,
	"path not exported": `set -gu PATH $PATH`,
	"home exported":     `set -gx PYTHONHOME /x`,
	"home not exported": `set -g PYTHONHOME '/x y'`,
	"home empty":        `set -gx PYTHONHOME ''`,
	"no prompt":         `functions -e fish_prompt`,
	"prompt disabled":   `set -g VIRTUAL_ENV_DISABLE_PROMPT 1`,
	"inherited":         `set -gx VIRTUAL_ENV /other; set -gx VIRTUAL_ENV_PROMPT o; set -gx PATH /other/bin $PATH`,
}

func TestFishDeactivateRestoresEverything(t *testing.T) {
	t.Parallel()
	dir := realTemp(t)
	one, two := environment(t, filepath.Join(dir, "one"), "one"), environment(t, filepath.Join(dir, "two"), `\two'`)
	flows := []string{
		`source $argv[1]/bin/activate.fish; deactivate`,
		`source $argv[1]/bin/activate.fish; source $argv[1]/bin/activate.fish; deactivate`,
		`source $argv[1]/bin/activate.fish; source $argv[2]/bin/activate.fish; deactivate`,
		`source $argv[2]/bin/activate.fish; deactivate nondestructive; deactivate nondestructive; deactivate`,
	}
	for setup, prepare := range fishSetups {
		t.Run(setup, func(t *testing.T) {
			t.Parallel()
			script := "function fish_prompt; echo -n 'x> '; end\n" +
				fishState +
				prepare + "\ntrue; state; say ''\n"
			for _, flow := range flows {
				script += flow + "\ntrue; state; say ''\n"
			}
			got := runFish(t, clean(t), script, one.Root, two.Root)
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

func TestFishFollowsItsEnvironment(t *testing.T) {
	t.Parallel()
	dir := realTemp(t)
	old := environment(t, filepath.Join(dir, "old"), "p")
	place := filepath.Join(dir, `new place\ '`)
	if err := os.CopyFS(place, os.DirFS(old.Root)); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(old.Root, filepath.Join(dir, "link")); err != nil {
		t.Fatal(err)
	}
	const script = `source $argv[1]; and say "$VIRTUAL_ENV" $PATH`
	for file, want := range map[string]string{
		filepath.Join(dir, "link", "bin", "activate.fish"): old.Root,
		filepath.Join(place, "bin", "activate.fish"):       place,
	} {
		got := runFish(t, clean(t), script, file)
		if diff := cmp.Diff([]string{want, want + "/bin", "/usr/local/bin", "/usr/bin", "/bin"}, records(got.stdout)); diff != "" {
			t.Errorf("%s: %s%s", file, got.stderr, diff)
		}
	}
	got := runFish(t, clean(t), `cd $argv[1]; source activate.fish; and say "$VIRTUAL_ENV"; deactivate; cat activate.fish | source; say "$VIRTUAL_ENV"`, place+"/bin")
	if diff := cmp.Diff([]string{place, old.Root}, records(got.stdout)); diff != "" {
		t.Errorf("%s%s", got.stderr, diff)
	}
	if err := os.RemoveAll(old.Root); err != nil {
		t.Fatal(err)
	}
	got = runFish(t, clean(t), `cat $argv[1]/activate.fish | source; say $status "$VIRTUAL_ENV"`, place+"/bin")
	if diff := cmp.Diff([]string{"1", ""}, records(got.stdout)); diff != "" || !strings.Contains(got.stderr, old.Root+" is not an environment") {
		t.Errorf("%s%s", got.stderr, diff)
	}
}

func TestFishDoesNotPileUp(t *testing.T) {
	t.Parallel()
	dir := realTemp(t)
	one, two := environment(t, filepath.Join(dir, "one"), "one"), environment(t, filepath.Join(dir, "two"), "two")
	got := runFish(t, clean(t, "VIRTUAL_ENV="+one.Root, "PATH="+one.Root+"/bin:/usr/bin"), `
source $argv[1]/bin/activate.fish; say "$PATH"
source $argv[1]/bin/activate.fish; say "$PATH"
source $argv[2]/bin/activate.fish; say "$PATH"
deactivate; say "$PATH" "$VIRTUAL_ENV"
set -g VIRTUAL_ENV_DISABLE_PROMPT 1; source $argv[2]/bin/activate.fish; fish_prompt | string match -q '*(two)*'; and say prompt
fish --no-config $argv[1]/bin/activate.fish; say $status
`, one.Root, two.Root)
	want := []string{one.Root + "/bin:/usr/bin", one.Root + "/bin:/usr/bin", two.Root + "/bin:/usr/bin", one.Root + "/bin:/usr/bin", one.Root, "1"}
	if diff := cmp.Diff(want, records(got.stdout)); diff != "" || !strings.Contains(got.stderr, "has to be sourced, not executed") {
		t.Errorf("%s (-want +got):\n%s", got.stderr, diff)
	}
}
