package discover

import (
	"encoding/binary"
	"slices"
	"strings"
	"testing"
	"unicode/utf16"

	"github.com/google/go-cmp/cmp"
)

func TestSplitList(t *testing.T) {
	for _, c := range []struct {
		system *System
		list   string
		want   []string
	}{
		{&Posix, `/a:/b c:"/d":/e;f::`, []string{"/a", "/b c", `"/d"`, "/e;f"}},
		{&Windows, `C:\a;"C:\b c";C:\d"x;y"\e;;D:`, []string{`C:\a`, `C:\b c`, `C:\dx;y\e`, `D:`}},
		{&Windows, `"C:\never closed;C:\b`, []string{`C:\never closed;C:\b`}},
		{&Windows, `""`, nil},
		{&Posix, "", nil},
	} {
		if diff := cmp.Diff(c.want, c.system.splitList(c.list)); diff != "" {
			t.Errorf("%s:\n%s", c.list, diff)
		}
	}
}

func TestProgram(t *testing.T) {
	for _, c := range []struct {
		system     *System
		name, want string
		ok         bool
	}{
		{&Posix, "python3.12", "python3.12", true},
		{&Posix, "Python.exe", "Python.exe", true},
		{&Windows, "Python3.12.EXE", "python3.12", true},
		{&Windows, "python.bat", "python", true},
		{&Windows, "python3.12", "python3.12", false},
		{&Windows, "python.exe.config", "python.exe.config", false},
	} {
		if got, ok := c.system.program(c.name); got != c.want || ok != c.ok {
			t.Errorf("%s: %s, %t", c.name, got, ok)
		}
	}
}

func TestFilesOf(t *testing.T) {
	for _, c := range []struct {
		system        *System
		name, pathExt string
		want          []string
	}{
		{&Posix, "tool", ".EXE", []string{"tool"}},
		{&Windows, "tool", "", []string{"tool.com", "tool.exe", "tool.bat", "tool.cmd"}},
		{&Windows, "tool", ".COM;.EXE;.PY", []string{"tool.com", "tool.exe", "tool.py"}},
		{&Windows, "tool", ".BAT", []string{"tool.bat", "tool.exe"}},
		{&Windows, "Tool.Exe", ".COM;.EXE", []string{"Tool.Exe"}},
		{&Windows, "tool.bat", ".EXE", []string{"tool.bat"}},
		{&Windows, "python3.12", ".EXE", []string{"python3.12.exe"}},
	} {
		if diff := cmp.Diff(c.want, c.system.filesOf(c.name, c.pathExt)); diff != "" {
			t.Errorf("%s with %s:\n%s", c.name, c.pathExt, diff)
		}
	}
}

func TestCanStartIn(t *testing.T) {
	long := `C:\` + strings.Repeat("ж", 255)
	if !Windows.canStartIn(long) || Windows.canStartIn(long+"x") || Windows.canStartIn(`C:\`+strings.Repeat("😀", 128)) || !Posix.canStartIn(long+long) {
		t.Error("the limit is another")
	}
}

// aliasData is the data of an app execution alias.
func aliasData(parts ...string) []byte {
	data := []byte{3, 0, 0, 0}
	for _, unit := range utf16.Encode([]rune(strings.Join(parts, "\x00") + "\x00")) {
		data = binary.LittleEndian.AppendUint16(data, unit)
	}
	return data
}

func TestParseAlias(t *testing.T) {
	const family, file = "PythonSoftwareFoundation.Python.3.12_qbz5n2kfra8p0", `C:\Program Files\WindowsApps\ж\python3.12.exe`
	whole := aliasData(family, family+"!Python", file, "0")
	if got, ok := parseAlias(whole); !ok || got != (alias{family, file}) {
		t.Errorf("%+v, %t", got, ok)
	}
	for name, data := range map[string][]byte{
		"nothing": nil, "too short": whole[:3], "no strings": whole[:4], "one string": aliasData(family), "two strings": aliasData(family, "x"),
		"no family": aliasData("", "x", file, "0"), "no file": aliasData(family, "x", "", "0"), "cut off": whole[:60],
	} {
		if got, ok := parseAlias(data); ok {
			t.Errorf("%s: %+v", name, got)
		}
	}
}

func FuzzParseAlias(f *testing.F) {
	f.Add(aliasData("a", "b", "c", "0"))
	f.Add([]byte{3, 0, 0, 0, 0xd8, 0xd8, 0})
	f.Fuzz(func(t *testing.T, data []byte) {
		got, ok := parseAlias(data)
		if ok != (got != alias{}) || ok && (got.family == "" || got.executable == "") || strings.Contains(got.family+got.executable, "\x00") {
			t.Errorf("%+v, %t", got, ok)
		}
		if again, ok := parseAlias(aliasData(got.family, "x", got.executable, "0")); ok && again != got {
			t.Errorf("%+v is read as %+v", got, again)
		}
	})
}

func TestIniDefault(t *testing.T) {
	for content, want := range map[string]string{
		"[defaults]\npython=3.12\n":                                "3.12",
		"\ufeff[Defaults]\r\n  Python = 3.12-32 \r\n":              "3.12-32",
		"[commands]\npython=no\n[defaults]\npython=3.9":            "3.9",
		"[defaults]\npython=3.9\npython=3.8":                       "3.9",
		"[defaults]\n;python=3.9\npython3=3.8":                     "",
		"[defaults]\n[other]\npython=3.8":                          "",
		"python=3.8":                                               "",
		"[defaults]\npython=\"3.9\"":                               "3.9",
		"[defaults] ; ours\npython='3.9'":                          "3.9",
		"[defaults\npython=3.9":                                    "3.9",
		"[defaults]\npython":                                       "",
		"[defaults]\npython=\"":                                    `"`,
		"[a]\npython=1\n[defaults]\npython=3.1\n[a]\npython=\"1\"": "3.1",
	} {
		if got := iniDefault(content, "python"); got != want {
			t.Errorf("%q: %q, want %q", content, got, want)
		}
	}
}

func FuzzIniDefault(f *testing.F) {
	f.Add("[defaults]\npython=3.12\n")
	f.Add("[defaults\n=\"\n")
	f.Fuzz(func(t *testing.T, content string) {
		value := iniDefault(content, "python")
		if !strings.Contains(content, value) || strings.ContainsAny(value, "\n") {
			t.Errorf("%q", value)
		}
		if value != "" && iniDefault("[defaults]\npython=1\n"+content, "python") != "1" {
			t.Errorf("the first does not count before %q", content)
		}
	})
}

func TestTagsAreInOrder(t *testing.T) {
	tags := []string{"3.9", "3.12-32", "foo", "3.13t", "3.12", "3.13-arm64"}
	for range tags {
		tags = append(tags[1:], tags[0])
		sorted := slices.Clone(tags)
		slices.SortFunc(sorted, compareTags)
		if diff := cmp.Diff([]string{"3.13-arm64", "3.13t", "3.12", "3.12-32", "3.9", "foo"}, sorted); diff != "" {
			t.Fatal(diff)
		}
	}
}

func TestHintOfRegistration(t *testing.T) {
	for _, c := range []struct {
		company, tag string
		want         hint
	}{
		{"PythonCore", "3.12", hint{implementation: "cpython", release: []int{3, 12}}},
		{"pythoncore", "3.12-32", hint{implementation: "cpython", release: []int{3, 12}}},
		{"PythonCore", "3.14t-arm64", hint{implementation: "cpython", release: []int{3, 14}, freeThreaded: true}},
		{"Astral", "CPython3.12.1", hint{implementation: "cpython", release: []int{3, 12}}},
		{"Astral", "PyPy3.10.16", hint{implementation: "pypy", release: []int{3, 10}}},
		{"ContinuumAnalytics", "Anaconda3-64", hint{}},
		{"Somebody", "3.12", hint{release: []int{3, 12}}},
	} {
		if diff := cmp.Diff(c.want, registration{company: c.company, tag: c.tag}.hint(), cmp.AllowUnexported(hint{})); diff != "" {
			t.Errorf("%s %s:\n%s", c.company, c.tag, diff)
		}
	}
}

func TestVersionIn(t *testing.T) {
	for name, want := range map[string]string{
		"pythoncore-3.14-64": "3.14-64",
		"PythonSoftwareFoundation.Python.3.12_qbz5n2kfra8p0": "3.12",
		"3.12.1-win32": "3.12.1-win32",
	} {
		if got := versionIn(name); got != want {
			t.Errorf("%s: %s", name, got)
		}
	}
}
