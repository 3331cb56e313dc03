package session

import (
	"errors"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/pyenvkit/pyenvkit/activate"
	"github.com/pyenvkit/pyenvkit/internal/lab"
)

// of is a [activate.Lookup] in a map.
func of(variables map[string]string) activate.Lookup {
	return func(name string) (string, bool) {
		value, set := variables[name]
		return value, set
	}
}

// unix are the values of an environment whose name is in no start-up file.
var unix = activate.Values{Root: "/envs/$(secret)", Bin: "bin", Prompt: "`secret`", PathSeparator: ":"}

func TestNewKnowsTheShellsThatThereIsCodeFor(t *testing.T) {
	t.Parallel()
	for _, shell := range activate.Shells() {
		if _, err := New(shell, unix, "/cache", of(nil)); err != nil {
			t.Errorf("%s: %v", shell, err)
		}
	}
	var unknown *activate.UnknownShellError
	if _, err := New("rc", unix, "/cache", of(nil)); !errors.As(err, &unknown) {
		t.Errorf("rc: %v", err)
	}
}

func TestNewRefusesWhatPathCannotHold(t *testing.T) {
	t.Parallel()
	colon := unix
	colon.Root = "/a:b"
	for _, shell := range activate.Shells() {
		var problem *activate.PathError
		if _, err := New(shell, colon, "/cache", of(nil)); !errors.As(err, &problem) {
			t.Errorf("%s: %v", shell, err)
		}
	}
}

func TestFilesAreOurs(t *testing.T) {
	t.Parallel()
	for _, shell := range activate.Shells() {
		s, err := New(shell, unix, "/cache", of(nil))
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range s.Files {
			if !IsOurs(f.Name, f.Content) || IsOurs(f.Name, "alias ll='ls -l'\n") || IsOurs("notes/"+f.Name, f.Content) {
				t.Errorf("%s: %s is taken for another's, or another for it", shell, f.Name)
			}
		}
	}
}

// TestNothingOfTheEnvironmentIsInFilesOrArguments is what makes it safe to keep
// the files, and keeps names out of what shells read as code.
func TestNothingOfTheEnvironmentIsInFilesOrArguments(t *testing.T) {
	t.Parallel()
	for _, shell := range activate.Shells() {
		s, err := New(shell, unix, "/cache", of(map[string]string{"HOME": "/secret", "ENV": "/secret", "PATH": "/secret"}))
		if err != nil {
			t.Fatal(err)
		}
		texts := s.Args
		for _, file := range s.Files {
			texts = append(texts, file.Name, file.Content)
		}
		for _, text := range texts {
			if strings.Contains(text, "secret") {
				t.Errorf("%s: %q", shell, text)
			}
		}
	}
}

// shape is a session without the code and the texts of scripts.
func shape(s Session) Session {
	for i, arg := range s.Args {
		if strings.Contains(arg, "\n") {
			s.Args[i] = "SCRIPT"
		}
	}
	s.Files = slices.Clone(s.Files)
	for i := range s.Files {
		s.Files[i].Content = ""
	}
	for i, variable := range s.Variables {
		if variable.Name == "_PYENVKIT_CODE" || variable.Name == "_PYENVKIT_LEAVE" {
			s.Variables[i].Value = "CODE"
		}
	}
	return s
}

func TestNew(t *testing.T) {
	t.Parallel()
	type variable = activate.Variable
	code, kept := variable{Name: "_PYENVKIT_CODE", Value: "CODE"}, variable{Name: "_PYENVKIT_TEMPORARY", Unset: true}
	user := map[string]string{"HOME": "/home", "ENV": "$HOME/rc", "ZDOTDIR": "", "XONSHRC_DIR": "/a:/b", "PATH": "/bin"}
	const dir = "/cache/shell"
	tests := []struct {
		shell, dir string
		env        map[string]string
		want       Session
	}{
		{"bash", dir, user, Session{
			[]string{"--rcfile", dir + "/bashrc"}, []variable{kept, code}, []File{{"bashrc", ""}}, true,
		}},
		{"bash", dir, map[string]string{"POSIXLY_CORRECT": ""}, Session{
			nil, []variable{kept, {Name: "ENV", Value: dir + "/shrc"}, {Name: "_PYENVKIT_ENV", Unset: true}, code}, []File{{"shrc", ""}}, true,
		}},
		{"bash", dir, map[string]string{"SHELLOPTS": "emacs:posix", "ENV": ""}, Session{
			nil, []variable{kept, {Name: "ENV", Value: dir + "/shrc"}, {Name: "_PYENVKIT_ENV"}, code}, []File{{"shrc", ""}}, true,
		}},
		{"zsh", dir, user, Session{
			nil, []variable{kept, {Name: "ZDOTDIR", Value: dir + "/zsh"}, {Name: "_PYENVKIT_ZDOTDIR"}, code}, []File{{"zsh/.zshenv", ""}}, false,
		}},
		{"dash", dir, user, Session{
			nil, []variable{kept, {Name: "ENV", Value: dir + "/shrc"}, {Name: "_PYENVKIT_ENV", Value: "$HOME/rc"}, code}, []File{{"shrc", ""}}, true,
		}},
		{"sh", "/it's $(a)", nil, Session{
			nil, []variable{
				kept, {Name: "_PYENVKIT_DIR", Value: "/it's $(a)"}, {Name: "ENV", Value: "${_PYENVKIT_DIR}/shrc"}, {Name: "_PYENVKIT_ENV", Unset: true}, code,
			}, []File{{"shrc", ""}}, true,
		}},
		{"bash", "/tmp/pyenvkit-shell-1", user, Session{
			[]string{"--rcfile", "/tmp/pyenvkit-shell-1/bashrc"},
			[]variable{{Name: "_PYENVKIT_TEMPORARY", Value: "/tmp/pyenvkit-shell-1"}, code},
			[]File{{"bashrc", ""}},
			true,
		}},
		{"yash", dir, user, Session{
			[]string{"--rcfile=" + dir + "/yashrc"}, []variable{kept, code}, []File{{"yashrc", ""}}, true,
		}},
		{"yash", dir, map[string]string{"POSIXLY_CORRECT": "1"}, Session{
			nil, []variable{kept, {Name: "ENV", Value: dir + "/shrc"}, {Name: "_PYENVKIT_ENV", Unset: true}, code}, []File{{"shrc", ""}}, true,
		}},
		{"fish", dir, user, Session{[]string{"--init-command", "SCRIPT"}, []variable{code}, nil, false}},
		{"tcsh", dir, user, Session{
			nil, []variable{
				{Name: "_PYENVKIT_LEAVE", Value: "CODE"}, kept, {Name: "HOME", Value: dir + "/csh"}, {Name: "_PYENVKIT_HOME", Value: "/home"}, code,
			}, []File{{"csh/.cshrc", ""}}, false,
		}},
		{"nu", dir, user, Session{[]string{"--execute", "SCRIPT"}, []variable{code}, nil, true}},
		{"xonsh", dir, user, Session{
			nil,
			[]variable{kept, {Name: "XONSHRC_DIR", Value: dir + "/xonsh"}, {Name: "_PYENVKIT_XONSHRC_DIR", Value: "/a:/b"}, code},
			[]File{{"xonsh/session.xsh", ""}},
			true,
		}},
		{"pwsh", dir, user, Session{
			[]string{"-NoExit", "-Command", "SCRIPT"}, []variable{{Name: "_PYENVKIT_BIN", Value: unix.Root + "/bin"}, code}, nil, true,
		}},
	}
	for _, test := range tests {
		got, err := New(test.shell, unix, test.dir, of(test.env))
		if diff := cmp.Diff(test.want, shape(got)); diff != "" || err != nil {
			t.Errorf("%s %v: %v (-want +got):\n%s", test.shell, test.env, err, diff)
		}
	}
}

// TestCmdIsGivenWhatItsActivatorSets includes what the activator's
// deactivate.bat needs.
func TestCmdIsGivenWhatItsActivatorSets(t *testing.T) {
	t.Parallel()
	v := activate.Values{Root: `C:\a & b`, Bin: "Scripts", Prompt: "100% $", PathSeparator: ";"}
	got, err := New("cmd", v, `C:\cache`, of(map[string]string{"PATH": `C:\Windows`, "PYTHONHOME": `C:\p="q"`}))
	if err != nil {
		t.Fatal(err)
	}
	values := map[string]string{}
	for _, variable := range got.Variables {
		values[variable.Name] = variable.Value
		if variable.Unset {
			values[variable.Name] = "unset"
		}
	}
	want := map[string]string{
		"PATH": `C:\a & b\Scripts;C:\Windows`, "PROMPT": "(100% $$) $P$G", "VIRTUAL_ENV": `C:\a & b`, "VIRTUAL_ENV_PROMPT": "100% $",
		"PYTHONHOME": "unset", "_OLD_VIRTUAL_PATH": `C:\Windows`, "_OLD_VIRTUAL_PYTHONHOME": `C:\p="q"`, "_OLD_VIRTUAL_NO_PROMPT": "1",
	}
	if diff := cmp.Diff(want, values); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if len(got.Args)+len(got.Files) > 0 {
		t.Errorf("%+v", got)
	}
}

// TestScriptsPassTheirCheckers has each shell, and shellcheck, look at the
// scripts without running them.
func TestScriptsPassTheirCheckers(t *testing.T) {
	t.Parallel()
	tests := []struct {
		script string
		argv   []string
	}{
		{"bashrc", []string{"shellcheck"}},
		{"shrc", []string{"shellcheck"}},
		{"yashrc", []string{"shellcheck"}},
		{"bashrc", []string{"bash", "-n"}},
		{"shrc", []string{"dash", "-n"}},
		{"shrc", []string{"busybox", "ash", "-n"}},
		{"shrc", []string{"mksh", "-n"}},
		{"shrc", []string{"ksh93", "-n"}},
		{"shrc", []string{"bash", "--posix", "-n"}},
		{"yashrc", []string{"yash", "-n"}},
		{"zshenv", []string{"zsh", "-fn"}},
		{"cshrc", []string{"tcsh", "-fn"}},
		{"session.fish", []string{"fish", "--no-config", "-n"}},
	}
	for _, test := range tests {
		t.Run(test.script+" "+test.argv[0], func(t *testing.T) {
			t.Parallel()
			argv := slices.Concat(test.argv[1:], []string{filepath.Join("scripts", test.script)})
			if out, err := exec.CommandContext(t.Context(), lab.Program(t, test.argv[0]), argv...).CombinedOutput(); err != nil || len(out) > 0 {
				t.Errorf("%v\n%s", err, out)
			}
		})
	}
}

// TestPowerShellScriptParses stands in for a PowerShell.
func TestPowerShellScriptParses(t *testing.T) {
	t.Parallel()
	s, err := New("pwsh", unix, "/cache", of(nil))
	if err != nil {
		t.Fatal(err)
	}
	argument := s.Args[len(s.Args)-1]
	if faults := lab.PowerShellFaults(t, argument); faults != "" {
		t.Error(faults)
	}
	if lab.PowerShellFaults(t, argument+"if (") == "" {
		t.Error("the checker finds nothing in a broken script")
	}
	// On Windows a command line is split at quotes, and the file may be read as
	// something else than UTF-8.
	if i := strings.IndexFunc(argument, func(r rune) bool { return r > '~' || r == '"' }); i >= 0 {
		t.Errorf("%q", argument[i:])
	}
	// The language that has no methods.
	_, constrained, found := strings.Cut(argument, "return\n")
	if !found || strings.Contains(constrained, "::") || strings.Contains(constrained, "].") {
		t.Error("a method of .NET is called")
	}
}
