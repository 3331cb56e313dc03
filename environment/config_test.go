package environment_test

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"github.com/pyenvkit/pyenvkit/environment"
	"github.com/pyenvkit/pyenvkit/internal/lab"
)

func TestGet(t *testing.T) {
	for text, want := range map[string]string{
		"home = /a\n":             "/a",
		"home=/a":                 "/a",
		"\ufeffhome = /a\r\n":     "/a",
		"x = y\rHOME\t=\t/a b \r": "/a b",
		"home = a = b\n":          "a = b",
		"home = /a\nhome = /b\n":  "/a", // getpath stops at the first
		"home\nhome = /a\n":       "/a",
		"home =\nhome = /a\n":     "",
		"# home = /a\n":           "",
		"home: /a\n":              "",
		"my home = /a\n":          "",
		"\x1chome\u00a0= /a\x1f":  "/a",
		"":                        "",
	} {
		if got := (environment.Config{Text: text}).Get("home"); got != want {
			t.Errorf("%q: home is %q, want %q", text, got, want)
		}
	}
}

func TestSystemSitePackages(t *testing.T) {
	for text, want := range map[string]bool{
		"include-system-site-packages = true\n":  true,
		"include-system-site-packages = True\n":  true,
		"Include-System-Site-Packages = false\n": false,
		"include-system-site-packages = 1\n":     false,
		"include-system-site-packages =\n":       false,
		"":                                       true,
		"include-system-site-packages = true\ninclude-system-site-packages = false\n": false, // site.py goes on to the last
	} {
		if got := (environment.Config{Text: text}).SystemSitePackages(); got != want {
			t.Errorf("%q: %t, want %t", text, got, want)
		}
	}
}

func TestVersion(t *testing.T) {
	type version struct {
		Release []int
		Version string
	}
	for text, want := range map[string]version{
		"version = 3.12.1":                                        {[]int{3, 12}, "3.12.1"},
		"version_info = 3.12.1.final.0":                           {[]int{3, 12}, "3.12.1"},
		"version_info = 3.15.0.candidate.2\nversion = 3.15.0":     {[]int{3, 15}, "3.15.0rc2"},
		"version_info = 3.15.0.alpha.1":                           {[]int{3, 15}, "3.15.0a1"},
		"version_info = 3.15.0rc1":                                {[]int{3, 15}, "3.15.0rc1"}, // uv
		"version_info = 3.12":                                     {[]int{3, 12}, "3.12"},      // uv, of a link that goes with upgrades
		"version_info = 3.15rc1":                                  {[]int{3, 15}, "3.15rc1"},
		"version = 3.13.2\npython-version = 3.13":                 {[]int{3, 13}, "3.13.2"},
		"version = 3.11.9\npython-version = 3.12":                 {[]int{3, 12}, "3.12"}, // PEP 838: the truth
		"python-version = new\nversion_info = x\nversion = 3.9.1": {[]int{3, 9}, "3.9.1"},
		"version = 3":                                             {},
		"version = 3.x":                                           {},
		"version = 3.-1":                                          {},
		"version = -3.1":                                          {},
		"version = 3.99999":                                       {},
		"version = three.4":                                       {},
		"":                                                        {},
	} {
		c := environment.Config{Text: text}
		if diff := cmp.Diff(want, version{c.Release(), c.Version()}); diff != "" {
			t.Errorf("%q: %s", text, diff)
		}
	}
}

func TestMaker(t *testing.T) {
	for text, want := range map[string]string{
		"home = /a\nvirtualenv = 21.15.7\ncommand = /a/python -m virtualenv x": "virtualenv 21.15.7",
		"home = /a\nuv = 0.13.8\nrelocatable = true":                           "uv 0.13.8",
		"home = /a\nversion = 3.12.1\ncommand = /a/python3 -m venv /x":         "venv ",
		"home = /a\ninclude-system-site-packages = false\nversion = 3.8.1":     "venv ",
		"home = /a\nversion = 3.12.1\ncommand = pyenvkit create /x":            "pyenvkit ",
		"home = /a\nversion = 3.12.1\nrelocatable = true":                      "pyenvkit ",
		"home = /a": " ",
		"home = /a\nversion = 3.12.1\ncommand = make it": " ",
		"": " ",
	} {
		name, version := (environment.Config{Text: text}).Maker()
		if got := name + " " + version; got != want {
			t.Errorf("%q: made by %q, want %q", text, got, want)
		}
	}
}

func TestRelocatable(t *testing.T) {
	for text, want := range map[string]bool{"relocatable = true": true, "relocatable = false": false, "": false} {
		if got := (environment.Config{Text: text}).Relocatable(); got != want {
			t.Errorf("%q: %t", text, got)
		}
	}
}

func TestFingerprintChangesWithTheText(t *testing.T) {
	seen := map[string]string{}
	for _, text := range []string{"", "home = /a", "home = /a\n", "home = /b\n", "home = /a\n\n"} {
		got := environment.Config{Text: text}.Fingerprint()
		if other, known := seen[got]; known || strings.Trim(got, "0123456789abcdef") != "" {
			t.Errorf("%q has the fingerprint %s, as %q has", text, got, other)
		}
		seen[got] = text
	}
	a, b := environment.Config{Path: "/a", Text: "x"}, environment.Config{Path: "/b", Text: "x"}
	if a.Fingerprint() != b.Fingerprint() {
		t.Error("the same text has two fingerprints")
	}
}

func TestRead(t *testing.T) {
	tree := newTree(t)
	long := strings.Repeat("#", 32<<10)
	tree.grow("env/pyvenv.cfg: home = /a\n", "folder/pyvenv.cfg/", "long/pyvenv.cfg: "+long, "longer/pyvenv.cfg: #"+long)
	got, err := environment.Read(tree.at("env"))
	want := environment.Config{Path: tree.at("env/pyvenv.cfg"), Text: "home = /a\n"}
	if diff := cmp.Diff(want, got); diff != "" || err != nil {
		t.Errorf("%v %s", err, diff)
	}
	if got, err := environment.Read(tree.at("long")); err != nil || got.Text != long {
		t.Errorf("of a long one %d characters are read: %v", len(got.Text), err)
	}
	for dir, want := range map[string]string{
		"folder": "read T/folder/pyvenv.cfg: it is no regular file",
		"longer": "read T/longer/pyvenv.cfg: it is longer than 32 KiB",
	} {
		got, err := environment.Read(tree.at(dir))
		if err == nil || tree.told(err.Error()) != want || got != (environment.Config{}) {
			t.Errorf("%s: %v, %v; want %s", dir, got, err, want)
		}
	}
	if _, err := environment.Read(tree.at("nowhere")); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("where there is none: %v", err)
	}
}

func TestContaining(t *testing.T) {
	tree := newTree(t)
	tree.grow("env/pyvenv.cfg: x", "env/bin/", "beside/sub/pyvenv.cfg: y", "both/pyvenv.cfg: z", "both/bin/pyvenv.cfg: w")
	for path, want := range map[string]environment.Environment{
		"env/bin/python":    {Root: "env", Bin: "bin", Config: environment.Config{Path: "env/pyvenv.cfg", Text: "x"}},
		"beside/sub/python": {Root: "beside/sub", Config: environment.Config{Path: "beside/sub/pyvenv.cfg", Text: "y"}},
		"both/bin/python":   {Root: "both", Bin: "bin", Config: environment.Config{Path: "both/pyvenv.cfg", Text: "z"}},
	} {
		want.Root, want.Config.Path = tree.at(want.Root), tree.at(want.Config.Path)
		want.Interpreter, want.Source = tree.at(path), tree.at(path)
		got, ok := environment.Containing(tree.at(path))
		if diff := cmp.Diff(want, got); !ok || diff != "" {
			t.Errorf("%s: %t %s", path, ok, diff)
		}
	}
	if got, ok := environment.Containing(tree.at("env/bin/deep/python")); ok {
		t.Errorf("too deep for Python: %+v", got)
	}
}

// reader answers, for each text that it is sent, what Lib/site.py and
// Modules/getpath.py of CPython make of it, in their own words.
const reader = `
import io, json, sys
for line in sys.stdin:
    text = io.TextIOWrapper(io.BytesIO(json.loads(line).encode("utf-8")), encoding="utf-8")
    first, last = {}, {}
    for line in text:
        if "=" in line:
            key, _, value = line.partition("=")
            key, value = key.strip().lower(), value.strip()
            first.setdefault(key, value)
            last[key] = value
    system = last.get("include-system-site-packages", "true").lower() == "true"
    print(json.dumps([first.get("home", ""), first.get("uv", ""), system]), flush=True)
`

// FuzzConfig compares with a Python that reads the same text.
func FuzzConfig(f *testing.F) {
	for _, seed := range []string{
		"home = /a\n", "HOME=b\r\nhome = c", "home\u2003=\u00a0d\u0085", "uv = 1 = 2\rhome =", "\x1chome\x1d=\x1e1\x1f", "home = a\x0bb\n", "=", "==\n=\n",
		"include-system-site-packages = TRUE\n", "include-system-site-packages = x\ninclude-system-site-packages=true", "hom\u212a = x", "\u200bhome = 1\n",
		" \t home = 1\x0chome = 2",
	} {
		f.Add(seed)
	}
	ask := ask(f, reader)
	f.Fuzz(func(t *testing.T, text string) {
		if !utf8.ValidString(text) || strings.HasPrefix(text, "\ufeff") {
			t.Skip("Python refuses the one, and takes the other for a part of the key")
		}
		var want, got [3]any
		if err := json.Unmarshal(ask(text), &want); err != nil {
			t.Fatal(err)
		}
		c := environment.Config{Text: text}
		got = [3]any{c.Home(), c.Get("uv"), c.SystemSitePackages()}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%q (-Python +we): %s", text, diff)
		}
	})
}

func python(t testing.TB) string {
	t.Helper()
	if filepath.Separator != '/' {
		return lab.WindowsPythons(t)[0]
	}
	return lab.Python(t)
}

// ask starts a Python that answers each line of JSON with another.
func ask(f *testing.F, program string) func(text string) []byte {
	f.Helper()
	script := filepath.Join(f.TempDir(), "answer.py")
	if err := os.WriteFile(script, []byte(program), 0o644); err != nil {
		f.Fatal(err)
	}
	cmd := exec.Command(python(f), "-I", "-B", "-X", "utf8", script)
	cmd.Stderr = os.Stderr
	in, err := cmd.StdinPipe()
	if err != nil {
		f.Fatal(err)
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		f.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		f.Fatal(err)
	}
	f.Cleanup(func() {
		_ = in.Close()
		_, _ = io.Copy(io.Discard, out)
		if err := cmd.Wait(); err != nil {
			f.Errorf("Python: %v", err)
		}
	})
	answers := bufio.NewReader(out)
	return func(text string) []byte {
		question, err := json.Marshal(text)
		if err != nil {
			panic(err) // a string always has a form in JSON
		}
		if _, err := fmt.Fprintf(in, "%s\n", question); err != nil {
			panic(err)
		}
		answer, err := answers.ReadBytes('\n')
		if err != nil {
			panic(err)
		}
		return answer
	}
}
