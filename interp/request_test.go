package interp_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/pyenvkit/pyenvkit/interp"
)

func TestParseRequest(t *testing.T) {
	type R = interp.Request
	for text, want := range map[string]R{
		"3":           {Release: []int{3}},
		"3.12":        {Release: []int{3, 12}},
		" 3.12\t":     {Text: "3.12", Release: []int{3, 12}},
		"3.12.1":      {Release: []int{3, 12, 1}},
		"312":         {Release: []int{3, 12}},
		"39":          {Release: []int{3, 9}},
		"3.15rc1":     {Release: []int{3, 15}, Level: "candidate", Serial: 1},
		"3.15.0a2":    {Release: []int{3, 15, 0}, Level: "alpha", Serial: 2},
		"3.13t":       {Release: []int{3, 13}, FreeThreaded: true},
		"3.13.1td":    {Release: []int{3, 13, 1}, FreeThreaded: true, Debug: true},
		"3.13d":       {Release: []int{3, 13}, Debug: true},
		"3.13+debug":  {Release: []int{3, 13}, Debug: true},
		"3.14+gil":    {Release: []int{3, 14}},
		"3.14rc1t":    {Release: []int{3, 14}, Level: "candidate", Serial: 1, FreeThreaded: true},
		"cpython":     {Implementation: "cpython"},
		"cpython3.12": {Implementation: "cpython", Release: []int{3, 12}},
		"CPython@3.9": {Implementation: "cpython", Release: []int{3, 9}},
		"pypy":        {Implementation: "pypy"},
		"pypy3.10":    {Implementation: "pypy", Release: []int{3, 10}},
		"pypy-3.10":   {Implementation: "pypy", Release: []int{3, 10}},
		"graalpy3":    {Implementation: "graalpy", Release: []int{3}},
		"cp313t":      {Implementation: "cpython", Release: []int{3, 13}, FreeThreaded: true},
		"pp310":       {Implementation: "pypy", Release: []int{3, 10}},

		"cpython3.13+freethreaded+debug": {Implementation: "cpython", Release: []int{3, 13}, FreeThreaded: true, Debug: true},

		"python":         {Kind: interp.ByName, Name: "python"},
		"Python3":        {Kind: interp.ByName, Name: "Python3", Release: []int{3}},
		"python3.12":     {Kind: interp.ByName, Name: "python3.12", Release: []int{3, 12}},
		"python3.13t":    {Kind: interp.ByName, Name: "python3.13t", Release: []int{3, 13}, FreeThreaded: true},
		"python3.12-dbg": {Kind: interp.ByName, Name: "python3.12-dbg"},
		"python@3.12":    {Release: []int{3, 12}},
		"cp":             {Kind: interp.ByName, Name: "cp"},
		"mypy":           {Kind: interp.ByName, Name: "mypy"},
		"pypy3.10-7.3.1": {Kind: interp.ByName, Name: "pypy3.10-7.3.1"},
		"python.exe":     {Kind: interp.ByName, Name: "python.exe"},
		"пайтон":         {Kind: interp.ByName, Name: "пайтон"},

		".venv":        {Kind: interp.ByPath, Path: ".venv"},
		"..":           {Kind: interp.ByPath, Path: ".."},
		"bin/python":   {Kind: interp.ByPath, Path: "bin/python"},
		"/opt/3.12 ":   {Text: "/opt/3.12", Kind: interp.ByPath, Path: "/opt/3.12 "},
		"~/py/bin":     {Kind: interp.ByPath, Path: "~/py/bin"},
		`C:\Python312`: {Kind: interp.ByPath, Path: `C:\Python312`},
		"/\xff/python": {Kind: interp.ByPath, Path: "/\xff/python"},
	} {
		if want.Text == "" {
			want.Text = text
		}
		got, err := interp.ParseRequest(text)
		if diff := cmp.Diff(want, got, cmpopts.IgnoreFields(R{}, "Specifiers")); err != nil || diff != "" {
			t.Errorf("ParseRequest(%q): %v %s", text, err, diff)
		}
		if s := got.Specifiers.String(); s != "" {
			t.Errorf("ParseRequest(%q) has the specifiers %s", text, s)
		}
	}
}

func TestParseRequestWithSpecifiers(t *testing.T) {
	for text, want := range map[string]struct{ implementation, specifiers string }{
		">=3.10":               {"", ">=3.10"},
		">= 3.10 , < 3.13,":    {"", ">=3.10,<3.13"},
		"~=3.10":               {"", "~=3.10"},
		"==3.12.*":             {"", "==3.12.*"},
		"===3.12.1":            {"", "===3.12.1"},
		"!=3.12.0":             {"", "!=3.12.0"},
		"python>=3.10":         {"", ">=3.10"},
		"pypy>=3.9":            {"pypy", ">=3.9"},
		"cpython@>=3.9,!=3.10": {"cpython", ">=3.9,!=3.10"},
	} {
		got, err := interp.ParseRequest(text)
		if err != nil || got.Kind != interp.ByVersion || got.Implementation != want.implementation || got.Specifiers.String() != want.specifiers {
			t.Errorf("ParseRequest(%q) = %+v, %v", text, got, err)
		}
	}
}

func TestParseRequestSaysWhatIsPossible(t *testing.T) {
	for _, text := range []string{
		"", "  ", "3.x", "3.12.*", "3.12.1.2", "=3.12", ">=abc", ">=3.11,garbage", "~=3", "~3.10", "^3.10", "-3", "3.12 3.13",
		"python>=x", "3.12+nogil", "3tt", "a\nb", "/a\x00b", "*", "3.13t+debug", "99999999999999999999", "python@",
	} {
		got, err := interp.ParseRequest(text)
		problem := new(interp.RequestError)
		if !errors.As(err, &problem) {
			t.Errorf("ParseRequest(%q) = %+v, %v; want a RequestError", text, got, err)
			continue
		}
		if len(problem.Hints()) == 0 || problem.ExitCode() != 2 || !strings.Contains(problem.Error(), "asks for no Python: ") {
			t.Errorf("ParseRequest(%q): %v", text, err)
		}
	}
}

func TestRequestReject(t *testing.T) {
	facts := func(version, implementation string, change ...func(*interp.Facts)) interp.Facts {
		v, err := interp.ParseVersion(version)
		if err != nil {
			t.Fatal(err)
		}
		f := interp.Facts{Version: v, Implementation: implementation}
		for _, c := range change {
			c(&f)
		}
		return f
	}
	free := func(f *interp.Facts) { f.FreeThreaded = true }
	debug := func(f *interp.Facts) { f.Debug = true }
	for _, test := range []struct {
		request string
		facts   interp.Facts
		want    string
	}{
		{"3", facts("3.12.1", "cpython"), ""},
		{"3.12", facts("3.12.1", "cpython"), ""},
		{"3.12.1", facts("3.12.1", "cpython"), ""},
		{"3.1", facts("3.12.1", "cpython"), "it is version 3.12.1"},
		{"3.12.0", facts("3.12.1", "cpython"), "it is version 3.12.1"},
		{"3.15", facts("3.15.0rc1", "cpython"), ""},
		{"3.15.0", facts("3.15.0rc1", "cpython"), "it is version 3.15.0rc1"},
		{"3.15rc1", facts("3.15.0rc1", "cpython"), ""},
		{"3.15rc1", facts("3.15.1rc1", "cpython"), "it is version 3.15.1rc1"},
		{"3.15rc2", facts("3.15.0rc1", "cpython"), "it is version 3.15.0rc1"},
		{">=3.10,<3.12", facts("3.12.1", "cpython"), "version 3.12.1 is not in >=3.10,<3.12"},
		{"3.9", facts("3.9.16", "pypy"), "it is pypy, not cpython"},
		{">=3.9", facts("3.9.16", "pypy"), "it is pypy, not cpython"},
		{"pypy", facts("3.9.16", "pypy"), ""},
		{"pypy3.10", facts("3.9.16", "pypy"), "it is version 3.9.16"},
		{"pypy", facts("3.9.16", "cpython"), "it is cpython, not pypy"},
		{"3.13", facts("3.13.1", "cpython", free), "it is a free-threaded build, and those have to be asked for"},
		{"3.13t", facts("3.13.1", "cpython", free), ""},
		{"3.13t", facts("3.13.1", "cpython"), "it is not a free-threaded build"},
		{"3.13", facts("3.13.1", "cpython", debug), "it is a debug build, and those have to be asked for"},
		{"3.13d", facts("3.13.1", "cpython"), "it is not a debug build"},
		{"3.13td", facts("3.13.1", "cpython", free, debug), ""},
		{"python3.13", facts("3.13.1", "cpython", debug), ""},
		{"python3", facts("3.9.16", "pypy"), ""},
		{"python3.13", facts("3.12.1", "cpython"), "it is version 3.12.1"},
		{"python3.13t", facts("3.13.1", "cpython"), "it is not the build that its name says"},
		{"python3.12-dbg", facts("3.12.1", "cpython", debug), ""},
		{"./python", facts("2.7.18", "jython"), ""},
	} {
		request, err := interp.ParseRequest(test.request)
		if err != nil {
			t.Fatal(err)
		}
		if got := request.Reject(test.facts); got != test.want {
			t.Errorf("%s: Reject(%s %s) = %q, want %q", test.request, test.facts.Implementation, test.facts.Version, got, test.want)
		}
	}
	constraint := interp.Request{Any: true, Release: []int{3}}
	if reason := constraint.Reject(facts("3.9.16", "pypy", free, debug)); reason != "" {
		t.Errorf("a constraint rejects PyPy: %s", reason)
	}
}

func TestAlternativeOfAName(t *testing.T) {
	for text, want := range map[string]bool{
		"python": true, "python3": true, "python3.13t": true, "python3.12-dbg": false, "mypy": false, "3.12": false, "./python": false,
	} {
		request, err := interp.ParseRequest(text)
		if err != nil {
			t.Fatal(err)
		}
		alternative, ok := request.Alternative()
		if ok != want {
			t.Errorf("%s has an alternative: %t", text, ok)
		}
		if ok && (alternative.Kind != interp.ByVersion || !cmp.Equal(alternative.Release, request.Release) || alternative.FreeThreaded != request.FreeThreaded) {
			t.Errorf("%s: %+v", text, alternative)
		}
	}
}

func FuzzParseRequest(f *testing.F) {
	for _, seed := range []string{"3.12", ">=3.10,<3", "pypy@3.9", "python3.12-dbg", "./x", "3.13+freethreaded", "312", "~=3.1", "\xff"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		request, err := interp.ParseRequest(text)
		if err != nil {
			if problem := new(interp.RequestError); !errors.As(err, &problem) {
				t.Fatalf("%q: %T", text, err)
			}
			return
		}
		again, err := interp.ParseRequest(request.Text)
		if err != nil {
			t.Fatalf("%q: its own text is refused: %v", text, err)
		}
		if request.Kind != interp.ByPath && !cmp.Equal(request, again, cmp.AllowUnexported(interp.Specifiers{}), cmpopts.IgnoreFields(interp.Request{}, "Specifiers")) {
			t.Fatalf("%q: %+v, then %+v", text, request, again)
		}
		switch request.Kind {
		case interp.ByName:
			if request.Name == "" || strings.ContainsAny(request.Name, "/\\\n") {
				t.Fatalf("%q: the name %q", text, request.Name)
			}
		case interp.ByPath:
			if request.Path == "" {
				t.Fatalf("%q: an empty path", text)
			}
		case interp.ByVersion:
		}
	})
}
