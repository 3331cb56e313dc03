package winproc

import (
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// A disk holds files by path, in any case.
type disk map[string]string

var errMissing = errors.New("not\r\nthere. ")

func (d disk) Read(path string) (string, error) {
	text, found := d[strings.ToLower(path)]
	switch {
	case !found:
		return "", errMissing
	case text == "locked":
		return "", errors.New("%1 is locked.")
	}
	return text, nil
}

func (d disk) Stat(path string) error {
	if _, found := d[strings.ToLower(path)]; !found {
		return errMissing
	}
	return nil
}

func (d disk) Same(a, b string) bool { return strings.EqualFold(a, b) }

func TestBase(t *testing.T) {
	const python, again = `c:\env\scripts\python.exe`, `make the environment again: pyenvkit create "c:\env"`
	for _, c := range []struct {
		name, config string
		home         string // what is in c:\home
		window       bool
		want         string
		problem      *Problem
	}{
		{name: "plain", config: `home = C:\home`, home: "python.exe", want: `C:\home\python.exe`},
		{name: "window", config: `home = ..\home`, home: "python.exe pythonw.exe", window: true, want: `c:\home\pythonw.exe`},
		{name: "no window form", config: `home = ..\home`, home: "python.exe", window: true, want: `c:\home\python.exe`},
		{
			name: "named", config: "home = ..\\home\nexecutable = C:\\x/python3.12.exe", home: "python.exe python3.12.exe",
			want: `c:\home\python3.12.exe`,
		},
		{
			name: "window of the named", config: "home = ..\\home\nexecutable = python3.12.exe", window: true,
			home: "python.exe pythonw.exe python3.12.exe pythonw3.12.exe", want: `c:\home\pythonw3.12.exe`,
		},
		{
			name: "window of any rather than console of the named", config: "home = ..\\home\nexecutable = python3.12.exe",
			window: true, home: "python.exe pythonw.exe python3.12.exe", want: `c:\home\pythonw.exe`,
		},
		{
			name: "renamed", config: "home = ..\\home\nexecutable = C:\\store\\python3.12.exe", home: "python.exe",
			want: `c:\home\python.exe`,
		},
		{
			name: "made by pythonw", config: "home = ..\\home\nexecutable = C:\\home\\PythonW.exe", home: "python.exe pythonw.exe",
			want: `c:\home\Python.exe`,
		},
		{
			name: "free-threaded", config: "home = ..\\home\nexecutable = python3.14t.exe", window: true,
			home: "pythonw.exe python3.14t.exe pythonw3.14t.exe", want: `c:\home\pythonw3.14t.exe`,
		},
		{
			name: "another make", config: "home = ..\\home\nexecutable = pypy3.10.exe", window: true,
			home: "pythonw.exe pypy3.10.exe pypy3.10w.exe", want: `c:\home\pypy3.10w.exe`,
		},
		{
			name: "made by another without a console", config: "home = ..\\home\nexecutable = pypy3w.exe",
			home: "python.exe pypy3.exe pypy3w.exe", want: `c:\home\pypy3.exe`,
		},
		{
			name: "from elsewhere", config: "home = ..\\home\nexecutable = /usr/bin/python3.12", home: "python.exe",
			want: `c:\home\python.exe`,
		},
		{
			name: "free-threaded gone", config: "home = ..\\home\nexecutable = python3.14t.exe", home: "python.exe",
			problem: &Problem{103, `no Python at c:\home\python3.14t.exe, the home in c:\env\pyvenv.cfg (not  there); ` +
				`install that Python again, or ` + again},
		},
		{
			name: "debug gone", config: "home = ..\\home\nexecutable = python_d.exe", home: "python.exe",
			problem: &Problem{103, `no Python at c:\home\python_d.exe, the home in c:\env\pyvenv.cfg (not  there); ` +
				`install that Python again, or ` + again},
		},
		{
			name: "itself", config: `home = Scripts`,
			problem: &Problem{103, `home = c:\env\Scripts in c:\env\pyvenv.cfg is the environment itself; ` +
				`put its base Python's directory there, or ` + again},
		},
		{name: "NUL", config: "home = a\x00", problem: &Problem{107, `a NUL byte in the home of c:\env\pyvenv.cfg; ` + again}},
		{name: "none", config: "hoem = a", problem: &Problem{107, `no line "home = DIRECTORY" in c:\env\pyvenv.cfg; ` + again}},
		{
			name: "locked", config: "locked",
			problem: &Problem{107, `cannot read c:\env\pyvenv.cfg (it is locked); allow it, or ` + again},
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			d := disk{`c:\env\pyvenv.cfg`: c.config, python: ""}
			for name := range strings.FieldsSeq(c.home) {
				d[`c:\home\`+name] = ""
			}
			e, problem := Find(d, python)
			got := ""
			if problem == nil {
				got, problem = e.Base(d, c.window)
			}
			if got != c.want {
				t.Errorf("base %q, want %q", got, c.want)
			}
			if diff := cmp.Diff(c.problem, problem); diff != "" {
				t.Errorf("problem (-want +got):\n%s", diff)
			}
		})
	}
}

func TestFindWithoutConfig(t *testing.T) {
	for executable, text := range map[string]string{
		`c:\env\scripts\python.exe`: `no pyvenv.cfg beside c:\env\scripts\python.exe or in the directory above (not  there); ` +
			`make the environment again: pyenvkit create "c:\env"`,
		`c:\python.exe`: `no pyvenv.cfg beside c:\python.exe or in the directory above (not  there); ` +
			`it belongs into the Scripts directory of an environment`,
	} {
		_, problem := Find(disk{}, executable)
		if diff := cmp.Diff(&Problem{106, text}, problem); diff != "" {
			t.Errorf("%s (-want +got):\n%s", executable, diff)
		}
	}
}

func TestRedirects(t *testing.T) {
	for _, c := range []struct {
		interpreter string
		libraries   bool
		want        bool
	}{
		{`C:\env\Scripts\python.exe`, false, true},
		{`C:\env\Scripts\PythonW3.14t.exe`, false, true},
		{`C:\env\Scripts\python.exe`, true, false},
		{`C:\env\Scripts\pypy3.exe`, false, false},
		{`C:\python\Scripts\py.exe`, false, false},
	} {
		if got := Redirects(c.interpreter, c.libraries); got != c.want {
			t.Errorf("Redirects(%s, %v) = %v", c.interpreter, c.libraries, got)
		}
	}
}
