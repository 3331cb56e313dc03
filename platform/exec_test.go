package platform

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// role is the variable that makes another program of this one: "exec" calls Exec with
// the path and the arguments that it is given, "tell" writes a told and ends with the
// exit code in its first argument, and "shell" says what shell is the user's and calls.
const role = "PYENVKIT_TEST_ROLE"

// A told is what a program has got.
type told struct {
	Argv []string
	Env  string // the variable TOLD
	In   string
}

func TestMain(m *testing.M) {
	switch os.Getenv(role) {
	case "exec":
		environ := WithVariable(os.Environ(), role, "tell", true)
		os.Exit(fail(Exec(os.Args[1], os.Args[2:], environ)))
	case "tell":
		in := make([]byte, 100)
		n, _ := os.Stdin.Read(in)
		_ = json.NewEncoder(os.Stdout).Encode(told{os.Args, os.Getenv("TOLD"), string(in[:n])})
		code, _ := strconv.Atoi(os.Args[1])
		os.Exit(code)
	case "shell":
		env := func(string) string { return "/bin/fish" }
		name, path, err := ShellProgram("", "/", os.Environ())
		fmt.Printf("user %s, calling %s, program %s at %s, %v\n", Shell(env), CallingShell(env), name, path, err)
		os.Exit(0)
	}
	os.Exit(m.Run())
}

// fail tells an error of Exec and returns the exit code for it.
func fail(err error) int {
	var problem *ProgramError
	if !errors.As(err, &problem) {
		fmt.Fprintf(os.Stderr, "no ProgramError: %v\n", err)
		return 1
	}
	fmt.Fprintln(os.Stderr, problem.Error(), problem.Hints())
	return problem.ExitCode()
}

// An outcome is what came of a program.
type outcome struct {
	code        int
	out, errors string
}

// told returns what the program has told.
func (o outcome) told(t *testing.T) (has told) {
	t.Helper()
	if err := json.Unmarshal([]byte(o.out), &has); err != nil {
		t.Fatalf("%v\n%+v", err, o)
	}
	return has
}

// executed has another process call Exec with a path and an argv.
func executed(t *testing.T, path string, argv ...string) outcome {
	t.Helper()
	return finish(t, exec.CommandContext(t.Context(), executablePath(t), append([]string{path}, argv...)...))
}

func finish(t *testing.T, cmd *exec.Cmd) outcome {
	t.Helper()
	cmd.Env = append(cmd.Environ(), role+"=exec", "TOLD=a=b ü%x%")
	cmd.Stdin = strings.NewReader("input")
	var out, messages strings.Builder
	cmd.Stdout, cmd.Stderr = &out, &messages
	err := cmd.Run()
	if failed := (*exec.ExitError)(nil); err != nil && !errors.As(err, &failed) {
		t.Fatal(err)
	}
	return outcome{cmd.ProcessState.ExitCode(), out.String(), messages.String()}
}

// executablePath returns the path of this program.
func executablePath(t *testing.T) string {
	t.Helper()
	path, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	return path
}

// hostile are arguments that are easily taken apart.
var hostile = []string{
	"", " ", "a b", `"`, `a"b c`, `back\`, `a b\`, `\\"`, `\"`, "*.go", "$HOME `id`", "%PATH%", "%", "100%", "a%%b", "!x!", "^", "a^b",
	"&", "a & calc", "|", "<in>out", "(", ")", "@x", ";", ",", "=", "'", "-c", "--help", "/?", "tab\there", "Ян 環境", "a=b", "~",
}

func TestExecHandsArgumentsOn(t *testing.T) {
	self := executablePath(t)
	want := told{append([]string{self, "42"}, hostile...), "a=b ü%x%", "input"}
	got := executed(t, self, want.Argv...)
	if diff := cmp.Diff(want, got.told(t)); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
	if got.code != 42 || got.errors != "" {
		t.Errorf("%+v", got)
	}
}

func TestExecWithoutAProgram(t *testing.T) {
	dir := t.TempDir()
	file := filepath.Join(dir, "file")
	if err := os.WriteFile(file, []byte("\x7fELF\x00\x00"), 0o777); err != nil {
		t.Fatal(err)
	}
	for path, want := range map[string]int{
		filepath.Join(dir, "missing"):          127,
		filepath.Join(dir, "missing", "below"): 127,
		filepath.Join(file, "below"):           127,
		dir:                                    126,
		file:                                   126,
	} {
		got := executed(t, path, "x")
		if got.code != want || got.out != "" || !strings.HasPrefix(got.errors, "cannot run "+path+": ") {
			t.Errorf("%s: %+v, want %d", path, got, want)
		}
	}
}

func TestQuoteForBatch(t *testing.T) {
	for word, want := range map[string]string{
		"": `""`, "a": "a", `C:\a.b-c_d\x`: `C:\a.b-c_d\x`, "a b": `"a b"`, `a\`: `"a\\"`, `a b\c`: `"a b\c"`, `"`: `""""`, `\"`: `"\\"""`,
		`a\\"b\`: `"a\\\\""b\\"`, "%": `"%%cd:~,%"`, "%PATH%": `"%%cd:~,%PATH%%cd:~,%"`, "&": `"&"`, "^": `"^"`, "!": `"!"`, "ü": `"ü"`, "=": `"="`,
	} {
		if got := quoteForBatch(word); got != want {
			t.Errorf("quoteForBatch(%q) = %s, want %s", word, got, want)
		}
	}
}

func TestBatchLine(t *testing.T) {
	got, err := batchLine(`C:\my env\x.bat`, []string{"x", "a", "b c"})
	if want := `cmd.exe /e:on /v:off /d /s /c ""C:\my env\x.bat" a "b c""`; got != want || err != nil {
		t.Errorf("%s, %v, want %s", got, err, want)
	}
	for _, argument := range []string{"a\nb", "a\r", "\x00", strings.Repeat("ü", 8192)} {
		if got, err := batchLine(`C:\x.bat`, []string{"x", argument}); err == nil {
			t.Errorf("%.20q is expressed: %.100s", argument, got)
		}
	}
}

// FuzzBatchLine has cmd see one word for each that is given: outside of quotes there
// is nothing but what means nothing.
func FuzzBatchLine(f *testing.F) {
	for _, word := range hostile {
		f.Add(word, "next")
	}
	f.Fuzz(func(t *testing.T, first, second string) {
		line, err := batchLine(`C:\x.bat`, []string{"x", first, second})
		if err != nil {
			t.Skip()
		}
		inner := strings.TrimSuffix(strings.TrimPrefix(line, `cmd.exe /e:on /v:off /d /s /c "`), `"`)
		quoted, blanks := false, 0
		for _, c := range strings.ReplaceAll(inner, `%%cd:~,%`, "%") {
			switch {
			case c == '"':
				quoted = !quoted
			case quoted:
			case c == ' ':
				blanks++
			case strings.ContainsRune("&|<>^()%!@,;=\t'", c) || c > 0x7e:
				t.Fatalf("%q is outside of quotes in %s", c, line)
			}
		}
		if quoted || blanks != 2 {
			t.Fatalf("%d blanks, open quotes: %t, in %s", blanks, quoted, line)
		}
	})
}
