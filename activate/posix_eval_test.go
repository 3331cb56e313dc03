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

const usualPath = "/usr/local/bin:/usr/bin:/bin"

func TestShellEvaluatesHostileNames(t *testing.T) {
	t.Parallel()
	all := hostileValues("sh")
	dir := fake(t, codesOf(t, "sh", all, nil))
	script, want := "PS1='x1$ '\n", []string{}
	for i, v := range all {
		script += typed(t, "sh", fmt.Sprintf("pyenvkit activate %d", i)) + `
say "$VIRTUAL_ENV" "$VIRTUAL_ENV_PROMPT" "$PATH"
sh -c 'printf "%s\036" exported "$VIRTUAL_ENV" "$VIRTUAL_ENV_PROMPT"'
`
		want = append(want, v.Root, v.Prompt, v.Root+"/bin:"+dir+":"+usualPath, "exported", v.Root, v.Prompt)
	}
	script += typed(t, "sh", "pyenvkit deactivate") + `say "$PATH" "${VIRTUAL_ENV-unset}" "$PS1"`
	want = append(want, dir+":"+usualPath, "unset", "x1$ ")
	file := filepath.Join(realTemp(t), "script")
	if err := os.WriteFile(file, []byte(say+script), 0o644); err != nil {
		t.Fatal(err)
	}
	eachShell(t, func(t *testing.T, s posixShell) {
		env := clean(t, "PATH="+dir+":"+usualPath)
		sameRecords(t, want, s.run(t, env, script))
		// Some shells hold the file of a script open, as they do with one that is sourced.
		sameRecords(t, want, run(t, env, "", append(s.argv, file)...))
	})
}

// TestEvaluatedDeactivateRestoresEverything has the setups of the activator.
func TestEvaluatedDeactivateRestoresEverything(t *testing.T) {
	t.Parallel()
	two := []Values{values("/srv/one", "one"), values("/srv/two", "$two`%!\\")}
	command := filepath.Join(fake(t, codesOf(t, "sh", two, nil)), "pyenvkit")
	one := typed(t, "sh", command+" activate 0")
	other := typed(t, "sh", command+" activate 1")
	leave := typed(t, "sh", command+" deactivate")
	flows := []struct{ name, do string }{
		{"once", one + "deactivate"},
		{"left", one + leave},
		{"again", one + one + leave},
		{"switch", one + other + leave},
		{"switch and deactivate", one + other + "deactivate"},
		{"nondestructive", other + "deactivate nondestructive; deactivate nondestructive; deactivate"},
		{"in a function", "f"},
	}
	eachShell(t, func(t *testing.T, s posixShell) {
		for setup, prepare := range posixSetups {
			if s.name == "yash-posix" && strings.HasPrefix(setup, "path ") {
				continue // in this mode yash has no builtin [ without one on PATH
			}
			script := "f () {\n" + one + other + leave + "}\n" + state + prepare + "\nx=\nstate; say ''\n"
			for _, flow := range flows {
				script += flow.do + "\n: x\nstate; say ''\n" // with $_ on one line
			}
			got := s.run(t, clean(t), script)
			said := records(got.stdout)
			if len(said) != len(flows)+1 || got.stderr != "" || got.status != 0 {
				t.Errorf("%s: status %d after %d flows: %s", setup, got.status, len(said)-1, got.stderr)
				continue
			}
			for i, flow := range flows {
				if diff := cmp.Diff(stable(said[0]), stable(said[i+1])); diff != "" {
					t.Errorf("%s, %s (-before +after):\n%s", setup, flow.name, diff)
					break
				}
			}
		}
	})
}

// TestShellLeavesWhatAParentActivated has no "deactivate".
func TestShellLeavesWhatAParentActivated(t *testing.T) {
	t.Parallel()
	command := filepath.Join(fake(t, codesOf(t, "sh", nil, nil)), "pyenvkit")
	leave := typed(t, "sh", command+" deactivate")
	const root = "/srv/it's $(touch PWNED) * [x]"
	tests := []struct{ path, want string }{
		{root + "/bin:/usr/bin:/bin", "/usr/bin:/bin"},
		{"/usr/bin:" + root + "/bin:/bin:" + root + "/bin", "/usr/bin:/bin"},
		{"/usr/bin::" + root + "/bin:", "/usr/bin::"},
		{":" + root + "/bin", "unset"},
		{root + "/bin:" + root + "/bin:/bin", "/bin"},
		{root + "/bin", "unset"},
		{root + "/bin2:/x" + root + "/bin:/bin", root + "/bin2:/x" + root + "/bin:/bin"},
	}
	eachShell(t, func(t *testing.T, s posixShell) {
		if s.name == "yash-posix" {
			return // in this mode yash has no builtin [ without one on PATH
		}
		for _, test := range tests {
			env := clean(t, "VIRTUAL_ENV="+root, "VIRTUAL_ENV_PROMPT=p", "PATH="+test.path)
			script := leave + `say "$?" "${PATH-unset}" "${VIRTUAL_ENV-unset}" "${VIRTUAL_ENV_PROMPT-unset}"` + "\n" + leave + `say "$?"`
			sameRecords(t, []string{"0", test.want, "unset", "unset", "0"}, s.run(t, env, script))
		}
	})
}

// TestShellLeavesOneAfterAnother activates over what a parent process has
// activated: the first "deactivate" leads back to that.
func TestShellLeavesOneAfterAnother(t *testing.T) {
	t.Parallel()
	one := values("/srv/it's", "one")
	dir := fake(t, codesOf(t, "sh", []Values{one}, nil))
	const ask = `say "$PATH" "${VIRTUAL_ENV-unset}" "${VIRTUAL_ENV_PROMPT-unset}"` + "\n"
	leave := typed(t, "sh", "pyenvkit deactivate") + ask
	script := typed(t, "sh", "pyenvkit activate 0") + ask + leave + leave + leave
	rest := dir + ":" + usualPath
	want := []string{
		one.Root + "/bin:" + rest, one.Root, "one", "/other/bin:" + rest, "/other", "o",
		rest, "unset", "unset", rest, "unset", "unset",
	}
	eachShell(t, func(t *testing.T, s posixShell) {
		env := clean(t, "PATH=/other/bin:"+rest, "VIRTUAL_ENV=/other", "VIRTUAL_ENV_PROMPT=o")
		sameRecords(t, want, s.run(t, env, script))
	})
}

// TestShellLeavesOthers has an environment of CPython's venv, whose own deactivate
// has to be called.
func TestShellLeavesOthers(t *testing.T) {
	t.Parallel()
	other := filepath.Join(realTemp(t), "other")
	if got := run(t, clean(t), "", lab.Python(t), "-m", "venv", "--without-pip", other); got.status != 0 {
		t.Fatal(got.stderr)
	}
	one := values("/srv/one", "one")
	dir := fake(t, codesOf(t, "sh", []Values{one}, nil))
	leave := typed(t, "sh", "pyenvkit deactivate")
	const ask = `say "$PATH" "$PS1" "${VIRTUAL_ENV-unset}"` + "\n"
	script := "PS1='$ '\n. \"$1/bin/activate\"\n" + leave + ask +
		". \"$1/bin/activate\"\n" + typed(t, "sh", "pyenvkit activate 0") + ask + leave + ask
	rest := dir + ":" + usualPath
	want := []string{rest, "$ ", "unset", one.Root + "/bin:" + rest, "(one) $ ", one.Root, rest, "$ ", "unset"}
	eachShell(t, func(t *testing.T, s posixShell) {
		if strings.HasSuffix(s.name, "-strict") || s.name == "zsh-options" || s.name == "bash-posix" {
			return // the script of the standard library is not right here
		}
		sameRecords(t, want, s.run(t, clean(t, "PATH="+rest), script, other))
	})
}

// TestShellEvaluatesAnywhere has states of a shell that no code should mind.
func TestShellEvaluatesAnywhere(t *testing.T) {
	t.Parallel()
	one := values("/srv/a *[b]$(touch PWNED)", "it's")
	dir := fake(t, codesOf(t, "sh", []Values{one}, nil))
	want := []string{one.Root, one.Root + "/bin:" + dir + ":" + usualPath, "it's", "0", dir + ":" + usualPath, "unset"}
	activated := typed(t, "sh", "pyenvkit activate 0") + `say "$VIRTUAL_ENV" "$PATH" "$VIRTUAL_ENV_PROMPT"` + "\n"
	left := typed(t, "sh", "pyenvkit deactivate") + `say "$?" "$PATH" "${VIRTUAL_ENV-unset}"` + "\n"
	for name, script := range map[string]string{
		"in functions":  "a () {\n" + activated + "}\nb () {\n" + left + "}\na\nb\n",
		"IFS":           "IFS=/:.abeinrtuv_\n" + activated + left,
		"IFS empty":     "IFS=\n" + activated + left,
		"no globbing":   "set -f\n" + activated + left,
		"a condition":   "if :; then\n" + activated + "fi\nfor x in 1; do\n" + left + "done\n",
		"other options": "set -aC\n" + activated + left,
		"in a subshell": "(\n" + activated + left + ")\n",
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			eachShell(t, func(t *testing.T, s posixShell) {
				sameRecords(t, want, s.run(t, clean(t, "PATH="+dir+":"+usualPath), script))
			})
		})
	}
}

// TestInteractiveShellEvaluates types at a prompt, where zsh knows no comments.
func TestInteractiveShellEvaluates(t *testing.T) {
	t.Parallel()
	one := values("/srv/one", `$(touch PWNED)!`)
	dir := fake(t, codesOf(t, "sh", []Values{one}, nil))
	for _, argv := range [][]string{
		{"bash", "--norc", "--noediting", "-i"},
		{"zsh", "-f", "-i"},
		{"dash", "-i"},
		{"busybox", "ash", "-i"},
		{"mksh", "-i"},
		{"yash", "-i"},
		{"ksh93", "-i"},
	} {
		t.Run(argv[0], func(t *testing.T) {
			t.Parallel()
			stdin := say + typed(t, "sh", "pyenvkit activate 0") + `say "$VIRTUAL_ENV"` + "\n" +
				typed(t, "sh", "pyenvkit deactivate") + `say "${VIRTUAL_ENV-unset}"` + "\n"
			got := run(t, clean(t, "PATH="+dir+":"+usualPath), stdin, append([]string{lab.Program(t, argv[0])}, argv[1:]...)...)
			for _, want := range []string{one.Root + "\x1e", "unset\x1e"} {
				if !strings.Contains(got.stdout, want) {
					t.Errorf("no %q in %q %q", want, got.stdout, got.stderr)
				}
			}
		})
	}
}
