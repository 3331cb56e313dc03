package discover

import (
	"bytes"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/pyenvkit/pyenvkit/interp"
)

func TestHintOfProgram(t *testing.T) {
	for name, want := range map[string]hint{
		"python":          {},
		"python3":         {release: []int{3}},
		"python3.12":      {release: []int{3, 12}},
		"python3.6m":      {release: []int{3, 6}},
		"python3.13t":     {release: []int{3, 13}, freeThreaded: true},
		"python3.11d":     {release: []int{3, 11}, debug: true},
		"python3.11-dbg":  {release: []int{3, 11}, debug: true},
		"python3-intel64": {release: []int{3}},
		"python3.14td":    {release: []int{3, 14}, freeThreaded: true, debug: true},
		"python_d":        {debug: true},
		"python312":       {release: []int{3, 12}},
		"python3.14t_d":   {release: []int{3, 14}, freeThreaded: true, debug: true},
		"pypy3.10":        {implementation: "pypy", release: []int{3, 10}},
		"graalpy":         {implementation: "graalpy"},
	} {
		got, ok := hintOfProgram(name)
		if diff := cmp.Diff(want, got, cmp.AllowUnexported(hint{})); !ok || diff != "" {
			t.Errorf("%s: %t\n%s", name, ok, diff)
		}
	}
	for _, name := range []string{
		"python-config", "python3-config", "python3.12-config", "python3.12-gdb.py", "pythonw", "ipython3", "python3.12.1", "pypy3clean",
		"python-argcomplete-tcsh", "bpython", "python3.x", "Python", "python.exe", "pythonw", "",
	} {
		if _, ok := hintOfProgram(name); ok {
			t.Errorf("%q is taken for an interpreter", name)
		}
	}
}

func TestHintOfDirectory(t *testing.T) {
	for name, want := range map[string]hint{
		"3.12.1":          {implementation: "cpython", release: []int{3, 12, 1}, exact: true},
		"3.13.0t":         {implementation: "cpython", release: []int{3, 13, 0}, exact: true, freeThreaded: true},
		"3.12.1-debug":    {implementation: "cpython", release: []int{3, 12, 1}, exact: true, debug: true},
		"3.14-dev":        {implementation: "cpython", release: []int{3, 14}},
		"3.14.0rc2":       {implementation: "cpython", release: []int{3, 14}},
		"3.14.0b1t":       {implementation: "cpython", release: []int{3, 14}, freeThreaded: true},
		"pypy3.10-7.3.15": {implementation: "pypy", release: []int{3, 10}},
		"graalpy-24.1.0":  {implementation: "graalpy"},
		"miniconda3-24.1": {},
		"3.12":            {implementation: "cpython", release: []int{3, 12}},
		"work":            {},

		"cpython-3.12.3-linux-x86_64-gnu":              {implementation: "cpython", release: []int{3, 12, 3}, exact: true},
		"cpython-3.13.0+freethreaded-linux-x86_64-gnu": {implementation: "cpython", release: []int{3, 13, 0}, exact: true, freeThreaded: true},
		"cpython-3.12-linux-x86_64-gnu":                {implementation: "cpython", release: []int{3, 12}},
		"pypy-3.10.16-linux-x86_64-gnu":                {implementation: "pypy", release: []int{3, 10, 16}, exact: true},
		"graalpy-3.11.7-linux-x86_64-gnu":              {implementation: "graalpy", release: []int{3, 11, 7}, exact: true},
	} {
		if diff := cmp.Diff(want, hintOfDirectory(name), cmp.AllowUnexported(hint{})); diff != "" {
			t.Errorf("%s:\n%s", name, diff)
		}
	}
}

// The forms of the names, as regular expressions say them.
var (
	programForm   = regexp.MustCompile(`^(python|pypy|graalpy)(?:(\d+)(?:\.(\d+))?)?(m|t|d|td|dm)?(-dbg|-intel64|_d)?$`)
	directoryForm = regexp.MustCompile(`(?s)^(?:(cpython|pypy|graalpy)-?)?(\d+)\.(\d+)(?:\.(\d+))?((?:a|b|rc)\d+)?(t|-?debug|(?:\+[a-z]+)+)?(-.*)?$`)
)

func FuzzNamesAreReadByTheirForms(f *testing.F) {
	for _, seed := range []string{
		"python3.12td-dbg", "pypy3.10dm", "graalpy3-intel64", "python3.", "python.exe", "python99999999999999999999", "python312t_d", "python312.5", "python3_d-dbg",
		"cpython-3.12.1rc1+freethreaded+debug-x", "3.12.1-debugger", "3.12.1debug-debug", "3.12t-debug", "3.12-dev", "3.1a", "3.1++a", "3.1+a+", "pypy3.10-7.3", "graalpy-3.1.2",
		"3.12.1.4", "3.12rct", "cpython3.12.99999999999999999999", "graalpy99999999999999999999.1",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, name string) {
		var want hint
		m := programForm.FindStringSubmatch(name)
		if m != nil {
			if len(m[2]) > 1 && m[3] == "" {
				m[2], m[3] = m[2][:1], m[2][1:]
			}
			want = hint{release: numbers(m[2:4]), freeThreaded: strings.Contains(m[4], "t"), debug: strings.Contains(m[4], "d") || m[5] == "-dbg" || m[5] == "_d"}
			if m[1] != "python" {
				want.implementation = m[1]
			}
		}
		got, ok := hintOfProgram(name)
		if diff := cmp.Diff(want, got, cmp.AllowUnexported(hint{})); ok != (m != nil) || diff != "" {
			t.Fatalf("program %q: %t\n%s", name, ok, diff)
		}
		want = hint{}
		if m := directoryForm.FindStringSubmatch(name); m != nil {
			want = hint{implementation: m[1], release: numbers(m[2:5])}
			if m[1] == "" {
				want.implementation = "cpython"
			}
			want.freeThreaded, want.debug = m[6] == "t" || strings.Contains(m[6], "+freethreaded"), strings.Contains(m[6], "debug") || m[7] == "-debug"
			if m[5] != "" || m[7] == "-dev" {
				want.release = want.release[:min(len(want.release), 2)]
			}
			want.exact = len(want.release) == 3
			if m[1] == "graalpy" && (len(want.release) == 0 || want.release[0] != 3) {
				want = hint{implementation: "graalpy"}
			}
		}
		if diff := cmp.Diff(want, hintOfDirectory(name), cmp.AllowUnexported(hint{})); diff != "" {
			t.Fatalf("directory %q:\n%s", name, diff)
		}
	})
}

func TestProgramsAreInOrderOfPreference(t *testing.T) {
	for _, c := range []struct {
		system *System
		want   []string
	}{
		{&Posix, []string{"python3", "python", "python3.13", "python3.13t", "python3.9", "python2.7", "pypy3", "pypy3.10"}},
		{&Windows, []string{"python.exe", "python3.exe", "Python3.13.EXE", "python3.13t.exe", "python3.9.bat", "pypy3.exe"}},
	} {
		dir := t.TempDir()
		for _, name := range append([]string{"pip", "pip.exe", "python3-config", "python3-config.exe"}, c.want...) {
			if err := os.WriteFile(filepath.Join(dir, name), nil, 0o600); err != nil {
				t.Fatal(err)
			}
		}
		f := Finder{System: c.system}
		if diff := cmp.Diff(c.want, f.survey(&listings{}).programs(dir, fileID{})); diff != "" {
			t.Error(diff)
		}
	}
}

func TestRanksPutWhatIsBetterFirst(t *testing.T) {
	facts := func(implementation, version string, freeThreaded, debug bool) interp.Facts {
		v, err := interp.ParseVersion(version)
		if err != nil {
			t.Fatal(err)
		}
		return interp.Facts{Implementation: implementation, Version: v, FreeThreaded: freeThreaded, Debug: debug}
	}
	ordered := []interp.Facts{
		facts("cpython", "3.13.1", false, false),
		facts("cpython", "3.13.0", false, false),
		facts("cpython", "3.9.0", false, false),
		facts("cpython", "3.15.0rc1", false, false),
		facts("cpython", "3.15.0b4", false, false),
		facts("cpython", "3.14.0", true, false),
		facts("cpython", "3.14.0", false, true),
		facts("cpython", "3.14.0", true, true),
		facts("pypy", "3.20.0", false, false),
		facts("graalpy", "3.20.0", false, false),
		facts("rustpython", "3.20.0", false, false),
	}
	for i := range ordered[1:] {
		if compareRanks(rankOf(ordered[i]), rankOf(ordered[i+1])) <= 0 {
			t.Errorf("%+v is not before %+v", ordered[i], ordered[i+1])
		}
	}
}

func TestArchitecture(t *testing.T) {
	for platform, want := range map[string]string{
		"linux-x86_64": "x86_64", "macosx-14.0-arm64": "arm64", "win-amd64": "amd64", "win32": "x86", "linux-armv7l": "armv7l", "": "",
	} {
		if got := architecture(platform); got != want {
			t.Errorf("%s: %s, want %s", platform, got, want)
		}
	}
}

func FuzzParseAnswer(f *testing.F) {
	f.Add([]byte("noise\x00pyenvkit-begin\x00version\x003 12 1 final 0\x00executable\x00/usr/bin/python3\x00pyenvkit-end\x00noise"))
	f.Add([]byte("\x00pyenvkit-begin\x00\x00pyenvkit-end\x00"))
	f.Add([]byte("\x00pyenvkit-begin\x00version\x003 12 1 final 0\x00x"))
	f.Fuzz(func(t *testing.T, output []byte) {
		a, ok := parseAnswer(output)
		if !ok {
			return
		}
		// What the cache keeps is the same answer.
		again, ok := parseAnswer(a.raw)
		if !ok || !cmp.Equal(a.values, again.values) || a.version != again.version || !bytes.Equal(a.raw, again.raw) {
			t.Fatalf("%q: %+v, from the cache %+v", output, a, again)
		}
		for name, value := range a.values {
			if strings.Contains(name+value, "\x00") {
				t.Fatalf("%q: %q is %q", output, name, value)
			}
		}
	})
}

func FuzzFirstVersion(f *testing.F) {
	for _, seed := range []string{"3.12\n", "# x\n3.12:3.11", ">=3.10, <3.13", "system", "./a:b", ":", ": :\n", "\ufeff3.9 # old", "a b:c"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, content string) {
		word := firstVersion(content)
		if word != strings.TrimSpace(word) || strings.ContainsAny(word, "\n#") {
			t.Fatalf("%q: %q", content, word)
		}
	})
}
