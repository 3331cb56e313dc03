package hook

import (
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/pyenvkit/pyenvkit/activate"
	"github.com/pyenvkit/pyenvkit/internal/lab"
)

// A desk is a user with a home, a program "pyenvkit" that does nothing but log
// how it is called, and a shell.
type desk struct {
	t       *testing.T
	dir     string // has the files of the program, its log, and the user's home
	program string
	environ []string
	shell   interactive
	pty     *lab.Pty
	told    int
}

// program is what stands in for pyenvkit. It logs its arguments and its
// directory, as records of fields. As the hook is to be, it prints code for the
// shell: that of the file .code in its directory for --auto, and else that of a
// file named like its command.
const program = `#!/bin/sh
dir=DIR
case $1 in hook) exec cat "$dir/$*" ;; esac
{ printf '%s\037' "$@" "in $PWD"; printf '\036'; } >>"$dir/log"
case "$1 $*" in
*' --auto'*) [ ! -f .code ] || cat .code; exit "$(cat "$dir/status")" ;;
'activate '* | 'deactivate '*) cat "$dir/$1" ; exit "$(cat "$dir/status")" ;;
'fail '*) echo output; exit 3 ;;
'cat '*) cat ;;
'say '*) echo said ;;
'terminal '*) [ ! -t 0 ] || [ ! -t 1 ] || [ ! -t 2 ] || printf 'a terminal\036' >>"$dir/log" ;;
esac
`

// tell is a program that keeps its arguments and its environment in a file named
// like the first of them.
const tell = `#!/bin/sh
{ printf '%s\0' "$@"; printf '\0'; env -0; } >"DIR/tell.$1.new" && mv "DIR/tell.$1.new" "DIR/tell.$1"
`

// hostileDir is the name of the program's directory.
const hostileDir = `it's "a" $(touch PWNED)!x \ {} * {{shell}} ‘’`

// newDesk makes one whose program is in a directory of a hostile name.
func newDesk(t *testing.T, shell string) *desk {
	t.Helper()
	dir, err := filepath.EvalSymlinks(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	d := &desk{t: t, dir: dir, program: filepath.Join(dir, hostileDir, "pyenvkit")}
	d.write(hostileDir+"/pyenvkit", strings.ReplaceAll(program, "DIR", dir), 0o755)
	d.write("tools/tell", strings.ReplaceAll(tell, "DIR", dir), 0o755)
	d.write("tools/pyenvkit", strings.ReplaceAll(program, "DIR", dir), 0o755)
	d.write("home/.empty", "", 0o644)
	d.write("log", "", 0o644)
	d.write("status", "0", 0o644)
	for _, auto := range []bool{false, true} {
		code, err := Code(shell, d.program, auto)
		if err != nil {
			t.Fatal(err)
		}
		name := "hook " + shell
		if auto {
			name += " --auto"
		}
		d.write(name, code, 0o644)
	}
	d.environ = []string{
		"PATH=" + filepath.Join(dir, "tools") + ":/usr/local/bin:/usr/bin:/bin",
		"HOME=" + filepath.Join(dir, "home"), "TERM=xterm", "LANG=C.UTF-8", "USER=me",
	}
	return d
}

// write writes a file below the desk's directory.
func (d *desk) write(name, content string, mode os.FileMode) {
	d.t.Helper()
	path := filepath.Join(d.dir, name)
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		d.t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(content), mode); err != nil {
		d.t.Fatal(err)
	}
}

func (d *desk) read(name string) string {
	d.t.Helper()
	content, err := os.ReadFile(filepath.Join(d.dir, name))
	if err != nil {
		d.t.Fatal(err)
	}
	return string(content)
}

// seen returns the code by which a shell exports the variable SEEN.
func (d *desk) seen(shell, value string) string {
	d.t.Helper()
	code, err := activate.Assign(shell, []activate.Variable{{Name: "SEEN", Value: value}})
	if err != nil {
		d.t.Fatal(err)
	}
	return code
}

// calls returns how the program was called since it was asked last: its arguments
// and "in" its directory, relative to that of the desk.
func (d *desk) calls() [][]string {
	d.t.Helper()
	content := d.read("log")
	d.write("log", "", 0o644)
	var calls [][]string
	for record := range strings.SplitSeq(content, "\x1e") {
		if record == "" {
			continue
		}
		var call []string
		for field := range strings.SplitSeq(strings.TrimSuffix(record, "\x1f"), "\x1f") {
			if rest, found := strings.CutPrefix(field, "in "+d.dir); found {
				field = "in " + strings.TrimPrefix(rest, "/")
			}
			call = append(call, field)
		}
		calls = append(calls, call)
	}
	return calls
}

// run has a shell run a script, which is given to it as a file, and returns what
// it writes and its exit status.
func (d *desk) run(argv []string, script string) (output string, status int) {
	d.t.Helper()
	d.write("script", script, 0o644)
	argv = append([]string{lab.Program(d.t, argv[0])}, append(argv[1:], filepath.Join(d.dir, "script"))...)
	cmd := exec.CommandContext(d.t.Context(), argv[0], argv[1:]...)
	cmd.Env, cmd.Dir = d.environ, filepath.Join(d.dir, "home")
	out, err := cmd.CombinedOutput()
	if err != nil && cmd.ProcessState == nil {
		d.t.Fatal(err)
	}
	return string(out), cmd.ProcessState.ExitCode()
}

// open starts the desk's shell on a terminal.
func (d *desk) open(s interactive) {
	d.t.Helper()
	d.shell = s
	for name, content := range s.files {
		d.write(filepath.Join("home", name), strings.ReplaceAll(content, "DIR", d.dir), 0o644)
	}
	cmd := exec.CommandContext(d.t.Context(), lab.Program(d.t, s.argv[0]), s.argv[1:]...)
	cmd.Dir = filepath.Join(d.dir, "home")
	cmd.Env = d.environ
	for _, variable := range s.environ {
		cmd.Env = append(cmd.Env, strings.ReplaceAll(variable, "DIR", d.dir))
	}
	d.pty = lab.StartPty(d.t, cmd)
	d.pty.Await(prompt)
}

// enter types a line, and what asks for the environment of a program after it.
func (d *desk) enter(line string) (environ map[string]string) {
	d.t.Helper()
	d.told++
	number := strconv.Itoa(d.told)
	if line != "" {
		line += d.shell.separator()
	}
	d.pty.Type(line + "tell " + number + "\r")
	path := filepath.Join(d.dir, "tell."+number)
	lab.Eventually(d.t, func() bool {
		_, err := os.Stat(path)
		return err == nil
	}, func() string { return strconv.Quote(line) + " comes to no end: " + strconv.Quote(d.pty.Text()) })
	d.pty.Await(prompt)
	return d.tells(d.told)
}

// tells returns the environment that `tell NUMBER` was run with.
func (d *desk) tells(number int) map[string]string {
	d.t.Helper()
	_, variables, _ := strings.Cut(d.read("tell."+strconv.Itoa(number)), "\x00\x00")
	environ := map[string]string{}
	for variable := range strings.SplitSeq(variables, "\x00") {
		name, value, _ := strings.Cut(variable, "=")
		environ[name] = value
	}
	return environ
}

// prompt is what ends the prompts of the shells.
const prompt = "ready> "

// An interactive is a shell as a user works in it, with the hook set up.
type interactive struct {
	name  string // of the test
	shell string // to Code
	argv  []string
	// files are those that it reads at its start, in the user's home.
	files   map[string]string
	environ []string
}

func (s interactive) separator() string { return "; " }

// interactives are all of them. The line of the hook is as a user writes it.
func interactives() []interactive {
	const ps1 = "PS1='" + prompt + "'\n"
	line := func(shell string) string {
		line, _ := Line(shell, true)
		return line + "\n"
	}
	sh := func(name, shell, rc, before string, argv ...string) interactive {
		return interactive{
			name: name, shell: shell, argv: argv,
			files: map[string]string{rc: before + ps1 + line(shell)},
		}
	}
	withEnv := func(s interactive) interactive {
		s.environ = []string{"ENV=DIR/home/.shrc"}
		return s
	}
	return []interactive{
		sh("bash", "bash", ".bashrc", "", "bash"),
		sh("bash-strict", "bash", ".bashrc", "set -u; set -f; IFS=/ae; shopt -s nullglob\nPROMPT_COMMAND=(:)\n", "bash"),
		sh("zsh", "zsh", ".zshrc", "", "zsh"),
		sh("zsh-options", "zsh", ".zshrc", "setopt nounset shwordsplit noglob extendedglob ksharrays warncreateglobal noclobber\n", "zsh"),
		withEnv(sh("dash", "dash", ".shrc", "", "dash")),
		withEnv(sh("dash-strict", "sh", ".shrc", "set -uf; IFS=/ae\n", "dash")),
		withEnv(sh("busybox", "ash", ".shrc", "", "busybox", "ash")),
		sh("mksh", "mksh", ".mkshrc", ". /etc/skel/.mkshrc\n", "mksh"),
		withEnv(sh("ksh93", "ksh93", ".shrc", "", "ksh93")),
		sh("yash", "yash", ".yashrc", "YASH_PS1='"+prompt+"'\n", "yash"),
		{
			name: "fish", shell: "fish", argv: []string{"fish"},
			files: map[string]string{".config/fish/config.fish": "function fish_prompt\n echo -n '" + prompt + "'\nend\n" + line("fish")},
		},
		{
			name: "tcsh", shell: "tcsh", argv: []string{"tcsh"},
			files: map[string]string{".tcshrc": "set prompt = '" + prompt + "'\n" + line("tcsh")},
		},
		{
			name: "nu", shell: "nu", argv: []string{"nu"},
			files: map[string]string{
				".config/nushell/config.nu":            "$env.config.show_banner = false\n$env.PROMPT_COMMAND = {|| '" + prompt + "' }\n$env.PROMPT_INDICATOR = ''\n$env.PROMPT_COMMAND_RIGHT = ''\n",
				".config/nushell/env.nu":               "",
				".config/nushell/autoload/pyenvkit.nu": "source 'DIR/hook nu --auto'\n",
			},
		},
		{
			name: "xonsh", shell: "xonsh", argv: []string{"xonsh"},
			files: map[string]string{".xonshrc": "$PROMPT = '{env_name}" + prompt + "'\n$SHELL_TYPE = 'readline'\n" + line("xonsh")},
		},
	}
}

// eachInteractive runs a test with each of them.
func eachInteractive(t *testing.T, test func(t *testing.T, s interactive, d *desk)) {
	t.Helper()
	for _, s := range interactives() {
		t.Run(s.name, func(t *testing.T) {
			t.Parallel()
			lab.Program(t, s.argv[0])
			test(t, s, newDesk(t, s.shell))
		})
	}
}
