package platform

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/pyenvkit/pyenvkit/internal/lab"
)

func TestExecOfABatchFile(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "a b & (c) 100% %PATH%")
	batch := filepath.Join(dir, "tool.bat")
	write(t, batch, "@echo off\r\n:next\r\nset \"word=%~1\"\r\nif not defined word exit /b 42\r\n"+
		"setlocal enabledelayedexpansion\r\necho [!word!]\r\nendlocal\r\nshift\r\ngoto next\r\n")
	var words []string
	want := ""
	for _, word := range hostile {
		if word == "" || strings.ContainsAny(word, `"%`) || word[0] >= 0x80 {
			// A batch file can't tell the end from "", nor a quote in `set` from its
			// own, has another code page, and Wine expands %~1 once more.
			continue
		}
		words = append(words, word)
		if strings.HasSuffix(word, `\`) {
			word += `\` // for a program that gets it from the batch file
		}
		want += "[" + word + "]\r\n"
	}
	got := executed(t, batch, append([]string{"tool"}, words...)...)
	if got.out != want || got.code != 42 || got.errors != "" {
		t.Errorf("%+v\nwant %q", got, want)
	}
}

// TestExecThroughABatchFile has a batch file hand its arguments on to Python, which
// reads them as all programs of today's C runtime do.
func TestExecThroughABatchFile(t *testing.T) {
	const report = "import json, sys; json.dump(dict(Argv=sys.argv[1:]), sys.stdout); sys.exit(7)"
	batch := filepath.Join(t.TempDir(), "shim.cmd")
	write(t, batch, "@\""+lab.WindowsPythons(t)[0]+"\" -I -c \""+report+"\" %*\r\n")
	got := executed(t, batch, append([]string{"shim"}, hostile...)...)
	if diff := cmp.Diff(hostile, got.told(t).Argv); diff != "" || got.code != 7 {
		t.Errorf("%+v\n-want +got:\n%s", got, diff)
	}
}

func TestExecRefusesForABatchFile(t *testing.T) {
	batch := filepath.Join(t.TempDir(), "tool.BAT")
	write(t, batch, "@echo never\r\n")
	for _, word := range []string{"a\nb", "a\r", strings.Repeat("x", 8192)} {
		if got := executed(t, batch, "tool", word); got.code != 126 || got.out != "" {
			t.Errorf("%.10q: %+v", word, got)
		}
	}
}

func TestExecReturnsAnyCode(t *testing.T) {
	self := executablePath(t)
	for code, want := range map[string]uint32{"0": 0, "255": 255, "-1073741819": 0xC0000005, "256": 256} {
		if got := executed(t, self, self, code); uint32(got.code) != want {
			t.Errorf("%s: %+v", code, got)
		}
	}
}

func TestLookPath(t *testing.T) {
	dir := t.TempDir()
	for _, name := range []string{`one\tool.exe`, `two\tool.bat`, `two\tool.com`, `two\only.py`, `one\python3.12`, `one\python3.12.exe`, `here.exe`, `two\both.exe\x`, `three\both.cmd`} {
		write(t, filepath.Join(dir, name), "")
	}
	one, two, three := filepath.Join(dir, "one"), filepath.Join(dir, "two"), filepath.Join(dir, "three")
	for _, c := range []struct {
		name, path, extensions, want string
		code                         int
	}{
		{"tool", one + ";" + two, "", one + `\tool.EXE`, 0},
		{"tool", two + ";" + one, "", two + `\tool.COM`, 0},
		{"tool", two + ";" + one, ".PY;.bat;.com", two + `\tool.bat`, 0},
		{"tool", two, ".exe", "", 127},
		{"TOOL.bat", one + ";" + two, ".exe", two + `\TOOL.bat`, 0},
		{"tool", `"` + one + `"`, "", one + `\tool.EXE`, 0},
		{"tool", "one", "", one + `\tool.EXE`, 0},
		{"python3.12", one, "", one + `\python3.12.EXE`, 0},
		{"here", one + ";;", "", "", 127},
		{"here", ".", "", filepath.Join(dir, "here.EXE"), 0},
		{"only.py", two, ".PY", "", 126},
		{"only", two, ".PY", "", 127},
		{"both", two + ";" + three, "", three + `\both.CMD`, 0},
		{`one\tool`, "", "", one + `\tool.EXE`, 0},
		{`.\one/tool.exe`, "", "", one + `\tool.exe`, 0},
		{`two\only.py`, "", "", two + `\only.py`, 0},
		{one + `\missing`, one, "", "", 127},
		{"two", one, "", "", 127},
		{`.\two`, one, "", "", 126},
		{"", one, "", "", 127},
	} {
		got, err := LookPath(c.name, dir, []string{"Path=" + c.path, "PATHEXT=" + c.extensions})
		code := 0
		if problem := (*ProgramError)(nil); errors.As(err, &problem) {
			code = problem.ExitCode()
		}
		if got != c.want || code != c.code {
			t.Errorf("LookPath(%q) with PATH=%s and PATHEXT=%s: %q, %v; want %q, %d", c.name, c.path, c.extensions, got, err, c.want, c.code)
		}
	}
}

// write makes a file and the directories above it.
func write(t *testing.T, path, content string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o777); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(content), 0o777); err != nil {
		t.Fatal(err)
	}
}
