package activate

import (
	"bytes"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// allNames are the names of all scripts.
func allNames() []string {
	var names []string
	for _, d := range dialects {
		names = append(names, d.name)
	}
	return names
}

// hostile are names that one shell or another takes for something else.
var hostile = []string{
	"plain", "with space", " both ends ", "it's", `say "so"`, `'"'"'`,
	"$(touch PWNED)", "`touch PWNED`", "$HOME", "${HOME}", "$$", "$", "a$b$$c",
	"hi!", "!!", "a!b!c", `\!`, "100%", "%n%m", "%%", "%PATH%", "%1v", `back\slash`, `two\\`, `trailing\`, `\$(touch PWNED)`,
	`\\$(touch PWNED)`, `\u\h\w`, `\033[31m`, "a&b", "a;b", "a|b", "a<b>c", "a^b", "^c", "(paren)", "[x]*?", "{a,b}", "{BOLD_RED}", "{",
	"-n", "--", "~", "~root", "#x", "a #x", "=~", "a=b", "*", "@x", ",",
	"{{.Root}}", "{{", "__VENV_DIR__", "__VENV_PROMPT__",
	"grüße", "emoji 🐍", "e\u0301 combining", "‘smart’ ‚quotes‛", "𝜋thon", "名前", "tab\there", "a\x1bb", "\u00a0", "\u2028",
}

// prompts are hostile names that no directory may have.
var prompts = []string{"new\nline", "trailing\n", "a/b", "carriage\rreturn", "", "a:b", "$(echo\nx)"}

func values(root, prompt string) Values {
	const packages = "lib/python3.12/site-packages"
	return Values{Root: root, Bin: "bin", Prompt: prompt, PathSeparator: ":", Purelib: packages, Platlib: packages}
}

// environment makes what the scripts need of an environment, and those scripts
// that can be written for it.
func environment(t testing.TB, root, prompt string) Values {
	t.Helper()
	v := values(root, prompt)
	if err := os.MkdirAll(filepath.Join(root, v.Bin), 0o755); err != nil {
		t.Fatal(err)
	}
	done, _ := Render(v, allNames())
	for _, s := range done {
		if err := os.WriteFile(filepath.Join(root, v.Bin, s.Name), s.Content, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.WriteFile(filepath.Join(root, "pyvenv.cfg"), []byte("home = /usr/bin\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	return v
}

// realTemp is a temporary directory whose name holds no link.
func realTemp(t testing.TB) string {
	t.Helper()
	dir, err := filepath.EvalSymlinks(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	return dir
}

// hostileEnvironments makes an environment for each hostile name, in a
// directory of that name, and for each hostile prompt.
func hostileEnvironments(t testing.TB, script string) []Values {
	t.Helper()
	dir := realTemp(t)
	var made []Values
	for _, name := range hostile {
		v := values(filepath.Join(dir, name), name)
		if _, omitted := Render(v, []string{script}); len(omitted) == 0 {
			made = append(made, environment(t, v.Root, v.Prompt))
		}
	}
	for i, prompt := range prompts {
		v := values(filepath.Join(dir, "prompt", strings.Repeat("x", i+1)), prompt)
		if _, omitted := Render(v, []string{script}); len(omitted) == 0 {
			made = append(made, environment(t, v.Root, v.Prompt))
		}
	}
	return made
}

// clean is a small environment (in the sense of the operating system) for a
// child process.
func clean(t testing.TB, extra ...string) []string {
	t.Helper()
	return append([]string{
		"PATH=/usr/local/bin:/usr/bin:/bin", "HOME=" + realTemp(t), "TERM=dumb", "LANG=C.UTF-8",
	}, extra...)
}

// A result is what a process said.
type result struct {
	stdout, stderr string
	status         int
}

// run runs a command with a given environment in an empty directory, and fails
// the test if anything in that directory was made.
func run(t testing.TB, env []string, stdin string, argv ...string) result {
	t.Helper()
	dir := t.TempDir()
	cmd := exec.Command(argv[0], argv[1:]...)
	var stdout, stderr bytes.Buffer
	cmd.Dir, cmd.Env, cmd.Stdin, cmd.Stdout, cmd.Stderr = dir, env, strings.NewReader(stdin), &stdout, &stderr
	err := cmd.Run()
	if _, isExit := errors.AsType[*exec.ExitError](err); err != nil && !isExit {
		t.Fatal(err)
	}
	if entries, _ := os.ReadDir(dir); len(entries) > 0 {
		t.Errorf("%s was made: something was executed that was a name", entries[0].Name())
	}
	return result{stdout.String(), stderr.String(), cmd.ProcessState.ExitCode()}
}

// records splits what a script wrote with a record separator after each value.
func records(s string) []string {
	parts := strings.Split(s, "\x1e")
	return parts[:len(parts)-1]
}
