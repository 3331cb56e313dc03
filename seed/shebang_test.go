package seed

import (
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/pyenvkit/pyenvkit/internal/lab"
)

// hostile are names of directories that a script may lie in.
var hostile = []string{
	"plain", "a space", "tab\there", `double"quote`, "single'quote", "'''", `"""`, `''"''`, "dollar$HOME", "$(touch evil)",
	"`touch evil`", `back\slash`, `\\`, `\N{x}\x\u`, `quote\'both`, "bang!", "percent%s", "semi;colon", "a&b|c", "{brace}",
	"*", "~", "#", "new\nline", "return\rhere", "coding=rot13", "coding: latin-1", "\u00e9\u0301 \U0001f40d", "-dash", "'",
	`a space and "quotes" and $HOME and 'more'`, strings.Repeat("long", 40), strings.Repeat(`l"o'n$g\`, 16),
}

// TestScriptsRunFromHostileDirectories runs the real pip. Since that is slow, the
// names say several things at once (FuzzWord has each of them alone), and the
// environments share one site-packages.
func TestScriptsRunFromHostileDirectories(t *testing.T) {
	base := lab.Python(t)
	shared := filepath.Join(t.TempDir(), "env")
	python, f := bare(t, base, shared)
	s := install(t, f, python, shared)
	run(t, nil, python, "-m", "pip", "--version") // leaves the bytecode that the others take
	for _, name := range []string{
		"$(touch evil)`touch evil`", `a space and "quotes" and $HOME and 'more'`, `quotes '"'''""" '`, `back\slash \N{x}\x\`,
		"tab\tnew\nline\rreturn", "coding=rot13", "\u00e9\u0301 \U0001f40d;&|*#!%s", strings.Repeat(`l"o'n$g\`, 16),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			root := filepath.Join(t.TempDir(), name, "env")
			python, f := bare(t, base, root)
			purelib := filepath.Join(root, f.Paths.Purelib)
			if err := errors.Join(os.Remove(purelib), os.Symlink(filepath.Join(shared, f.Paths.Purelib), purelib)); err != nil {
				t.Fatal(err)
			}
			ops, err := s.Ops(f, Site{Root: root, Interpreter: python}, nil)
			if err != nil {
				t.Fatal(err)
			}
			for _, op := range ops {
				if strings.HasPrefix(op.At(), "bin/") {
					if err := perform(s, op, root); err != nil {
						t.Fatal(err)
					}
				}
			}
			script := filepath.Join(root, "bin", "pip")
			if out := run(t, nil, script, "--version"); !strings.Contains(out, filepath.Join(root, f.Paths.Purelib)) {
				t.Errorf("pip is another one: %q", out)
			}
			// It is Python, and such as nobody is warned of.
			run(t, nil, python, "-W", "error", "-c", "compile(open(__import__('sys').argv[1], 'rb').read(), 'pip', 'exec')", script)
		})
	}
}

func TestShebang(t *testing.T) {
	path := func(n int) string { return "/" + strings.Repeat("x", n-1) }
	tests := []struct {
		exe   string
		limit int
		want  string
	}{
		{"/env/bin/python", 0, "#!/env/bin/python\n"},
		{"/$HOME/\"'`\\\u00e9", 0, "#!/$HOME/\"'`\\\u00e9\n"}, // the kernel knows no quotes
		{path(124), 0, "#!" + path(124) + "\n"},
		{path(125), 0, "#!/bin/sh\n'''exec' " + path(125) + " \"$0\" \"$@\"\n' '''\n"},
		{path(509), 511, "#!" + path(509) + "\n"},
		{path(510), 511, "#!/bin/sh\n'''exec' " + path(510) + " \"$0\" \"$@\"\n' '''\n"},
		{"/a b/python", 0, "#!/bin/sh\n'''exec' \"/a b/python\" \"$0\" \"$@\"\n' '''\n"},
		{"/a $b/python", 0, "#!/bin/sh\n'''exec' '/a $b/python' \"$0\" \"$@\"\n' '''\n"},
		{`/a '\/python`, 0, "#!/bin/sh\n'''exec' '/a '\"'\"''\"\\\\\"'/python' \"$0\" \"$@\"\n' '''\n"},
		{"/coding=x/python", 0, "#!/bin/sh\n'''exec' /coding=x/python \"$0\" \"$@\"\n' '''\n"},
	}
	for _, tt := range tests {
		got, err := Site{Interpreter: tt.exe, ShebangLimit: tt.limit}.shebang()
		if err != nil || got != tt.want {
			t.Errorf("%q with %d:\n got %q, %v\nwant %q", tt.exe, tt.limit, got, err, tt.want)
		}
	}
	for _, exe := range []string{"/\xff/python", "/a\x00b"} {
		if got, err := (Site{Interpreter: exe}).shebang(); err == nil {
			t.Errorf("%q: got %q, want an error", exe, got)
		}
	}
}

// FuzzWord has a real shell say what the word is to it.
func FuzzWord(f *testing.F) {
	for _, name := range hostile {
		f.Add("/" + name + "/python")
	}
	sh := lab.Program(f, "sh")
	f.Fuzz(func(t *testing.T, path string) {
		if _, err := (Site{Interpreter: path}).shebang(); err != nil || path == "" || !strings.HasPrefix(path, "/") {
			return
		}
		quoted := word(path)
		if strings.Contains(" "+quoted+" ", "'''") || strings.Count(quoted, `\`)%2 != 0 {
			t.Errorf("%q ends Python's string: %s", path, quoted)
		}
		out, err := exec.Command(sh, "-c", "printf %sx "+quoted).Output()
		if err != nil || string(out) != path+"x" {
			t.Errorf("%q is %q to the shell, %v", path, out, err)
		}
	})
}
