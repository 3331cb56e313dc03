package main

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// A parsed is what parseShebang returns.
type parsed struct{ Interpreter, Arguments, Problem string }

func TestParseShebang(t *testing.T) {
	const (
		posix   = "/srv/my env/bin"
		windows = `C:\Users\Ян\my env\Scripts`
	)
	none := parsed{Problem: "has no shebang (#!) that names the interpreter"}
	for _, c := range []struct {
		name, head, dir string
		separator       byte
		want            parsed
	}{
		{"ours", "#!<launcher_dir>/python3.12\nimport sys\n", posix, '/', parsed{Interpreter: posix + "/python3.12"}},
		{"ours on Windows", "#!<launcher_dir>\\python.exe\r\nimport sys\r\n", windows, '\\', parsed{Interpreter: windows + `\python.exe`}},
		{"either separator", "#!<launcher_dir>/python.exe\n", windows, '\\', parsed{Interpreter: windows + `\python.exe`}},
		{"any case", "#!<Launcher_DIR>\\python.exe\n", windows, '\\', parsed{Interpreter: windows + `\python.exe`}},
		{"quoted", "#!\"<launcher_dir>\\my python.exe\" -I\n", windows, '\\', parsed{windows + `\my python.exe`, "-I", ""}},
		{"with arguments", "#!<launcher_dir>/python3 -I  -X utf8 \t\n", posix, '/', parsed{posix + "/python3", "-I  -X utf8", ""}},
		{"below the directory", "#!<launcher_dir>/../libexec/python\n", posix, '/', parsed{Interpreter: posix + "/../libexec/python"}},
		{"the root", "#!<launcher_dir>/python3\n", "/", '/', parsed{Interpreter: "/python3"}},
		{"the root of a drive", "#!<launcher_dir>\\python.exe\n", `C:\`, '\\', parsed{Interpreter: `C:\python.exe`}},
		{"hostile directory", "#!<launcher_dir>/python3\n", "/a\n\"b\" \xff'", '/', parsed{Interpreter: "/a\n\"b\" \xff'/python3"}},
		{"absolute", "#!/usr/bin/python3\n", posix, '/', parsed{Interpreter: "/usr/bin/python3"}},
		{"absolute with a blank behind #!", "#! /usr/bin/env python3\n", posix, '/', parsed{"/usr/bin/env", "python3", ""}},
		{"absolute on Windows", "#!C:\\Python\\python.exe\n", windows, '\\', parsed{Interpreter: `C:\Python\python.exe`}},
		{"of a share", "#!\\\\host\\share\\python.exe\n", windows, '\\', parsed{Interpreter: `\\host\share\python.exe`}},
		{"quoted with blanks", "#!\"C:\\Program Files\\python.exe\" -E\r\n", windows, '\\', parsed{`C:\Program Files\python.exe`, "-E", ""}},
		{"quote in a quoted path", "#!\"/a \"b\"c/python\" -E\n", posix, '/', parsed{`/a "b"c/python`, "-E", ""}},
		{"quoted arguments", "#!\"/a/python\" -c \"x y\"\n", posix, '/', parsed{"/a/python", `-c "x y"`, ""}},
		{"no UTF-8", "#!/\xff\xfe/python\n", posix, '/', parsed{Interpreter: "/\xff\xfe/python"}},
		{"byte order mark", "\ufeff#!/usr/bin/python3\r\n", posix, '/', parsed{Interpreter: "/usr/bin/python3"}},
		{"no newline", "#!/usr/bin/python3", posix, '/', parsed{Interpreter: "/usr/bin/python3"}},
		{"no newline, but a return", "#!/usr/bin/python3\r", posix, '/', parsed{Interpreter: "/usr/bin/python3"}},
		{"empty file", "", posix, '/', none},
		{"mark alone", "\ufeff", posix, '/', none},
		{"no shebang", "import sys\n", posix, '/', none},
		{"shebang in the second line", "\n#!/usr/bin/python3\n", posix, '/', none},
		{"empty", "#!\n", posix, '/', parsed{Problem: "names no interpreter in its first line"}},
		{"blanks", "#! \t \r\n", posix, '/', parsed{Problem: "names no interpreter in its first line"}},
		{"empty quotes", "#!\"\"\n", posix, '/', parsed{Problem: "names no interpreter in its first line"}},
		{"open quote", "#!\"/usr/bin/python3\n", posix, '/', parsed{Problem: "has no closing quote in its first line"}},
		{"NUL", "#!/usr/bin\x00/python3\n", posix, '/', parsed{Problem: "has a NUL byte in its first line"}},
		{"relative", "#!python3\n", posix, '/', parsed{
			Problem: "names an interpreter without its directory in the first line: python3",
		}},
		{"the directory alone", "#!<launcher_dir>/\n", posix, '/', parsed{
			Problem: "names an interpreter without its directory in the first line: <launcher_dir>/",
		}},
		{"backslash on POSIX", "#!<launcher_dir>\\python.exe\n", posix, '/', parsed{
			Problem: `names an interpreter without its directory in the first line: <launcher_dir>\python.exe`,
		}},
		{"of this drive", "#!\\python.exe\n", windows, '\\', parsed{
			Problem: `names an interpreter without its directory in the first line: \python.exe`,
		}},
		{"relative to a drive", "#!C:python.exe\n", windows, '\\', parsed{
			Problem: "names an interpreter without its directory in the first line: C:python.exe",
		}},
		{"too long", "#!/" + strings.Repeat("x", headSize), posix, '/', parsed{Problem: "has a first line that is too long"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			var got parsed
			got.Interpreter, got.Arguments, got.Problem = parseShebang(c.head, c.dir, c.separator)
			if diff := cmp.Diff(c.want, got); diff != "" {
				t.Errorf("parseShebang (-want +got):\n%s", diff)
			}
		})
	}
}

// What pyenvkit writes means the launcher's directory, whatever that is called; and
// whatever a file holds, the answer is an absolute path or a problem.
func FuzzParseShebang(f *testing.F) {
	f.Add("#!<launcher_dir>/python3.12\nimport sys\n", "/env/bin")
	f.Add("\ufeff#!\"<launcher_dir>\\python.exe\" -I\r\n", `C:\env\Scripts`)
	f.Add("#! /usr/bin/env python\n", "/")
	f.Fuzz(func(t *testing.T, head, dir string) {
		for _, separator := range []byte{'/', '\\'} {
			dir := "/" + dir
			if separator == '\\' {
				dir = `C:\` + dir
			}
			interpreter, arguments, problem := parseShebang(head, dir, separator)
			if (problem == "") == (interpreter == "") {
				t.Errorf("interpreter %q, problem %q", interpreter, problem)
			}
			if problem == "" && (!isAbsolute(interpreter, separator) || arguments != trimBlanks(arguments)) {
				t.Errorf("interpreter %q, arguments %q", interpreter, arguments)
			}
			ours := "#!<launcher_dir>" + string([]byte{separator}) + "python3.12\n" + head
			want := strings.TrimSuffix(dir, "/") + "/python3.12"
			if separator == '\\' {
				want = dir + `\python3.12`
				if isSeparator(dir[len(dir)-1], separator) {
					want = dir + "python3.12"
				}
			}
			if got, rest, problem := parseShebang(ours, dir, separator); got != want || rest != "" || problem != "" {
				t.Errorf("in %q: %q, %q, %q", dir, got, rest, problem)
			}
		}
	})
}
