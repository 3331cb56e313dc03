package windows

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// newEnvironment makes one with a name that is easily taken apart, and returns the
// directory that it is the .venv of.
func newEnvironment(t *testing.T) (project, env string) {
	t.Helper()
	project = filepath.Join(t.TempDir(), "a&b ^ 'x (1)")
	env = filepath.Join(project, ".venv")
	must(t, t.TempDir(), "pyenvkit", "create", "-q", "--without-pip", "-p", newest(t), "--prompt", "my env", env)
	return project, env
}

// given is what a program has got, as reporter tells it.
type given struct {
	Argv                                       []string
	Prefix, Root, Prompt, Path, In, Set, Extra string
	Home                                       bool
}

const reporter = `import json, os, sys
e = os.environ
print(json.dumps(dict(Argv=sys.argv[1:], Prefix=sys.prefix, Root=e['VIRTUAL_ENV'], Prompt=e['VIRTUAL_ENV_PROMPT'], Home='PYTHONHOME' in e,
    Path=e['PATH'].split(';')[0], In=sys.stdin.read(), Set=e.get('SET', ''), Extra=e.get('EXTRA', ''))))
sys.exit(42)
`

// words are arguments that are easily taken apart.
var words = []string{
	"", "a b", `"`, `a"b c`, `back\`, `a b\`, `\\"`, "*.py", "%PATH%", "%", "100%", "!x!", "^", "a&b", "| more", "<in>out", "(x)", "-c", "--", "-e",
	"--help", "/?", "tab\there", "Ян 環境",
}

func TestRun(t *testing.T) {
	t.Parallel()
	project, env := newEnvironment(t)
	below := filepath.Join(project, "below")
	if err := os.Mkdir(below, 0o777); err != nil {
		t.Fatal(err)
	}
	script := filepath.Join(below, "report.PY")
	put(t, script, reporter)
	put(t, filepath.Join(below, "vars"), "SET=file\nEXTRA=\"a b\"\n")
	for name, args := range map[string][]string{
		"a script":        {"report.PY"},
		"its path":        {"--", script},
		"python":          {"python", script},
		"a module":        {"-m", "report"},
		"the environment": {"-e", env, "python.exe", script},
	} {
		t.Run(name, func(t *testing.T) {
			args = append(append([]string{"run", "--env-file", "vars"}, args...), words...)
			cmd := exec.CommandContext(t.Context(), "pyenvkit", args...)
			cmd.Env = append(os.Environ(), "SET=outside", `PYTHONHOME=C:\nowhere`)
			cmd.Stdin = strings.NewReader("input")
			r := finish(t, cmd, below)
			var got given
			if err := json.Unmarshal([]byte(r.stdout), &got); err != nil {
				t.Fatalf("%v\n%+v", err, r)
			}
			want := given{words, env, env, "my env", filepath.Join(env, "Scripts"), "input", "outside", "a b", false}
			if diff := cmp.Diff(want, got); diff != "" || r.code != 42 || r.stderr != "" {
				t.Errorf("%+v\n-want +got:\n%s", r, diff)
			}
		})
	}
}

// TestRunBatchFile has a batch file of the environment hand its arguments on.
func TestRunBatchFile(t *testing.T) {
	t.Parallel()
	project, env := newEnvironment(t)
	script := filepath.Join(project, "report.py")
	put(t, script, reporter)
	put(t, filepath.Join(env, "Scripts", "tool.bat"), "@python \"%~dp0..\\..\\report.py\" %*\r\n")
	r := run(t, project, nil, "pyenvkit", append([]string{"run", "tool"}, words...)...)
	var got given
	if err := json.Unmarshal([]byte(r.stdout), &got); err != nil {
		t.Fatalf("%v\n%+v", err, r)
	}
	if diff := cmp.Diff(words, got.Argv); diff != "" || got.Prefix != env || r.code != 42 {
		t.Errorf("%+v\n-want +got:\n%s", r, diff)
	}
	if r := run(t, project, nil, "pyenvkit", "run", "tool", "a\nb"); r.code != 126 || r.stdout != "" || !strings.HasPrefix(r.stderr, "error: ") {
		t.Errorf("a line break: %+v", r)
	}
}

// TestRunNothing has the exit codes of env(1).
func TestRunNothing(t *testing.T) {
	t.Parallel()
	project, env := newEnvironment(t)
	put(t, filepath.Join(env, "Scripts", "text.txt"), "text")
	put(t, filepath.Join(project, "here.exe"), "no program")
	for want, all := range map[int][][]string{
		127: {{"nothing-of-that-name"}, {"here"}, {`.\nothing`}, {"pip", "--version"}},
		126: {{"text.txt"}, {`.\here`}, {`.\.venv`}},
		125: {{}, {"--nonsense", "python"}, {"-e", "nowhere", "python"}},
	} {
		for _, args := range all {
			r := run(t, project, nil, "pyenvkit", append([]string{"run"}, args...)...)
			if r.code != want || r.stdout != "" || !strings.HasPrefix(r.stderr, "error: ") {
				t.Errorf("%q: %+v, want %d", args, r, want)
			}
		}
	}
}

// put writes a file.
func put(t *testing.T, path, content string) {
	t.Helper()
	if err := os.WriteFile(path, []byte(content), 0o777); err != nil {
		t.Fatal(err)
	}
}
