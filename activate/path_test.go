package activate

import (
	"path/filepath"
	"strings"
	"testing"

	"github.com/pyenvkit/pyenvkit/internal/lab"
)

// A pathChange is what a user does to PATH while an environment is active, which
// "deactivate" keeps.
type pathChange struct {
	name string
	do   map[string]string // the command, by the language
	want string            // BIN and REST stand for what activation put together
}

var pathChanges = []pathChange{
	{name: "nothing", do: map[string]string{"sh": ":", "fish": "true", "tcsh": ":", "xonsh": "pass"}, want: "REST"},
	{name: "in front", do: map[string]string{
		"sh": `PATH="/n e*w:$PATH"`, "fish": `set PATH "/n e*w" $PATH`, "tcsh": `setenv PATH "/n e*w:"$PATH:q`, "xonsh": `$PATH.insert(0, "/n e*w")`,
	}, want: "/n e*w:REST"},
	{name: "behind", do: map[string]string{
		"sh": `PATH="$PATH:/new"`, "fish": `set PATH $PATH /new`, "tcsh": `setenv PATH $PATH:q":/new"`, "xonsh": `$PATH.append("/new")`,
	}, want: "REST:/new"},
	{name: "once more", do: map[string]string{
		"sh": `PATH="/new:$PATH:$VIRTUAL_ENV/bin"`, "fish": `set PATH /new $PATH $VIRTUAL_ENV/bin`,
		"tcsh": `setenv PATH "/new:"$PATH:q":"$VIRTUAL_ENV:q"/bin"`, "xonsh": `$PATH = ["/new"] + list($PATH) + [$VIRTUAL_ENV + "/bin"]`,
	}, want: "/new:REST:BIN"},
	{name: "another", do: map[string]string{
		"sh": `PATH=/new`, "fish": `set PATH /new`, "tcsh": `setenv PATH /new`, "xonsh": `$PATH = ["/new"]`,
	}, want: "/new"},
	{name: "only", do: map[string]string{
		"sh": `PATH=$VIRTUAL_ENV/bin:$VIRTUAL_ENV/bin; PATH=${PATH%%:*}`, "fish": `set PATH $VIRTUAL_ENV/bin`,
		"tcsh": `setenv PATH $VIRTUAL_ENV:q/bin`, "xonsh": `$PATH = [$VIRTUAL_ENV + "/bin"]`,
	}, want: "unset"},
	{name: "none", do: map[string]string{
		"sh": `unset PATH`, "fish": `set -e PATH`, "tcsh": `unsetenv PATH`, "xonsh": `_ = ${...}.pop("PATH", None)`,
	}, want: "unset"},
}

// wanted returns what PATH is to be for an environment and what was on it.
func (c pathChange) wanted(v Values, rest string) string {
	if rest == "" {
		return strings.NewReplacer(":REST", "", "REST:", "", "REST", "unset", "BIN", v.Root+"/bin").Replace(c.want)
	}
	return strings.NewReplacer("REST", rest, "BIN", v.Root+"/bin").Replace(c.want)
}

// TestShellKeepsChangesOfPath has the script and the code.
func TestShellKeepsChangesOfPath(t *testing.T) {
	t.Parallel()
	const ask = `say "${PATH-unset}" "${VIRTUAL_ENV-unset}"` + "\n"
	root := filepath.Join(realTemp(t), "it's *[$(touch PWNED)]")
	v := environment(t, root, "p")
	code, err := Code("sh", v, lookupIn(nil))
	if err != nil {
		t.Fatal(err)
	}
	eachShell(t, func(t *testing.T, s posixShell) {
		if s.name == "yash-posix" {
			return // in this mode yash has no builtin [ without one on PATH
		}
		var script strings.Builder
		var want []string
		for _, how := range []string{". \"$1/bin/activate\"\n", "eval \"$2\"\n"} {
			for _, c := range pathChanges {
				change := how + c.do["sh"] + "\ndeactivate\n" + ask
				script.WriteString("unset VIRTUAL_ENV; PATH=/usr/bin:/bin\n" + change)
				want = append(want, c.wanted(v, "/usr/bin:/bin"), "unset")
				script.WriteString("unset PATH\n" + change)
				want = append(want, c.wanted(v, ""), "unset")
				// The environment that gave way has its place back.
				script.WriteString("VIRTUAL_ENV='/a b'; PATH='/a b/bin:/usr/bin'\n" + change)
				rest := "/a b/bin:/usr/bin"
				wanted := c.wanted(v, rest)
				if c.name == "only" {
					wanted = "/a b/bin"
				}
				want = append(want, wanted, "/a b")
			}
		}
		sameRecords(t, want, s.run(t, clean(t), "IFS=/:.ab; set -f\n"+script.String(), v.Root, code))
	})
}

// TestShellActivatesOverAnAlias has one called like the function.
func TestShellActivatesOverAnAlias(t *testing.T) {
	t.Parallel()
	v := environment(t, filepath.Join(realTemp(t), "env"), "p")
	dir := fake(t, codesOf(t, "sh", []Values{v}, nil))
	const ask = `say "${VIRTUAL_ENV-unset}" "$PATH"` + "\n"
	rest := dir + ":" + usualPath
	active := []string{v.Root, v.Root + "/bin:" + rest}
	left := []string{"unset", rest}
	for name, activate := range map[string]string{"file": ". \"$1/bin/activate\"\n", "code": typed(t, "sh", "pyenvkit activate 0")} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			const alias = "alias deactivate='echo aliased'\n"
			script := alias + activate + ask + "\\deactivate\n" + ask +
				activate + alias + activate + ask + "\\deactivate\n" + ask +
				activate + alias + typed(t, "sh", "pyenvkit deactivate") + ask
			var want []string
			for _, records := range [][]string{active, left, active, left, left} {
				want = append(want, records...)
			}
			eachShell(t, func(t *testing.T, s posixShell) {
				if strings.HasPrefix(s.name, "bash") {
					s.before += "\nshopt -s expand_aliases"
				}
				sameRecords(t, want, s.run(t, clean(t, "PATH="+rest), script, v.Root))
			})
		})
	}
}

// Each of the other languages.
func TestOthersKeepChangesOfPath(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		language string
		argv     []string
		activate string // the script of ROOT
		set      string // PATH and VIRTUAL_ENV to what is in the variables P and E, if that is not empty
		ask      string
	}{
		{
			"fish",
			[]string{"fish", "--no-config", "-c"},
			"source ROOT/bin/activate.fish", "",
			`set -q PATH; and printf '%s\036' (string join : -- $PATH); or printf 'unset\036'; set -q VIRTUAL_ENV; and printf '%s\036' $VIRTUAL_ENV; or printf 'unset\036'`,
		},
		{
			"tcsh",
			[]string{"tcsh", "-f", "-c"},
			"source ROOT/bin/activate.csh", "",
			"set p = unset; if ($?PATH) eval 'set p = $PATH:q'; set e = unset; if ($?VIRTUAL_ENV) eval 'set e = $VIRTUAL_ENV:q'; /usr/bin/printf '%s\\036' $p:q $e:q",
		},
		{
			"xonsh",
			[]string{"xonsh", "--no-rc", "-c"},
			"source ROOT/bin/activate.xsh", "",
			`print(":".join($PATH) if ${...}.is_manually_set("PATH") else "unset", ${...}.get("VIRTUAL_ENV", "unset"), sep="\x1e", end="\x1e")`,
		},
	} {
		t.Run(test.language, func(t *testing.T) {
			t.Parallel()
			v := environment(t, filepath.Join(realTemp(t), "env"), "p")
			argv := append([]string{lab.Program(t, test.argv[0])}, test.argv[1:]...)
			code, err := Code(test.language, v, lookupIn(nil))
			if err != nil {
				t.Fatal(err)
			}
			for _, how := range []string{strings.ReplaceAll(test.activate, "ROOT", v.Root), code} {
				for _, c := range pathChanges {
					leave := "deactivate"
					script := strings.Join([]string{how, c.do[test.language], leave, test.ask, ""}, "\n")
					sameRecords(t, []string{c.wanted(v, usualPath), "unset"}, run(t, clean(t), "", append(argv, script)...))
					want := c.wanted(v, "/other/bin:"+usualPath)
					if c.name == "only" {
						want = "/other/bin"
					}
					env := clean(t, "VIRTUAL_ENV=/other", "PATH=/other/bin:"+usualPath)
					sameRecords(t, []string{want, "/other"}, run(t, env, "", append(argv, script)...))
				}
			}
		})
	}
}
