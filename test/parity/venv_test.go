package parity

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/pyenvkit/pyenvkit/internal/lab"
	"github.com/pyenvkit/pyenvkit/internal/survey"
)

// A difference is one that we want between an environment of ours and that of
// the base's own venv module. Its name is that of its entry in
// docs/reference/differences.md, where the reason stands.
type difference struct {
	name string
	// entry matches "missing PATH", "extra PATH", or "PATH: ours / theirs".
	entry *regexp.Regexp
	// variant restricts it to variants whose name it matches.
	variant *regexp.Regexp
}

var always = regexp.MustCompile(``)

// wanted lists every difference that may show.
var wanted = []difference{
	{"more-activators", regexp.MustCompile(`^extra bin/(activate\.nu|activate\.xsh|activate_this\.py)$`), always},
	{"more-activators", regexp.MustCompile(`^extra bin/Activate\.ps1$`), regexp.MustCompile(`^python3\.[67] `)},
	{"python-version", regexp.MustCompile(`^extra pyvenv\.cfg python-version$`), always},
	{"command", regexp.MustCompile(`^pyvenv\.cfg command: `), always},
	{"newer-keys", regexp.MustCompile(`^extra pyvenv\.cfg (executable|command)$`), regexp.MustCompile(`^(python3\.([6-9]|10)|pypy3|python3\.9) `)},
	{"newer-keys", regexp.MustCompile(`^extra pyvenv\.cfg prompt$`), regexp.MustCompile(`^python3\.[67] `)},
	{"executable", regexp.MustCompile(`^pyvenv\.cfg executable: `), regexp.MustCompile(` from-copies$`)},
	{"bytecode", regexp.MustCompile(`/__pycache__/[^/]*\.pyc: -r--r--r-- / -rw-r--r--$`), always},
	{"gitignore", regexp.MustCompile(`^\.gitignore: `), always},
	{"resolved-link", regexp.MustCompile(`^(missing bin/mypython|bin/(python|pypy)[\d.]*: |extra bin/(python|pypy)|pyvenv\.cfg home: )`), regexp.MustCompile(` outside-link$`)},
	{"nested-base", regexp.MustCompile(`^(bin/(python|pypy)[\d.]*: |pyvenv\.cfg home: |missing bin/|extra bin/(python|pypy))`), regexp.MustCompile(`^(python3\.([6-9]|10)|pypy3|python3-dbg) (nested|from-copies)$`)},
	{"debian-wheels", regexp.MustCompile(`^missing share(/python-wheels(/.*\.whl)?)?$`), regexp.MustCompile(`^pypy3 default$`)},
}

// TestComparisonTable makes environments with pyenvkit and with the venv
// module of every Python here, in every variant, and compares them entry by
// entry: kinds, modes, link targets, and the contents of all that is not an
// activation script. What differs must be listed in docs/reference/differences.md.
func TestComparisonTable(t *testing.T) {
	docs, err := os.ReadFile("../../docs/reference/differences.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, d := range wanted {
		if !strings.Contains(string(docs), "`"+d.name+"`") {
			t.Errorf("docs/reference/differences.md has no entry `%s`", d.name)
		}
	}
	for _, python := range lab.Pythons(t) {
		for _, v := range variants {
			if filepath.Base(python) == "pypy3" && strings.Contains(v.name, "copies") {
				continue // `pypy-copies` in docs/reference/differences.md: its venv fails, TestEveryPythonWorks shows that ours does not
			}
			t.Run(filepath.Base(python)+" "+v.name, func(t *testing.T) {
				t.Parallel()
				compare(t, python, v)
			})
		}
	}
}

// A variant is a way to make an environment. base makes the interpreter to
// make it from, in a directory of its own.
type variant struct {
	name string
	args []string
	ours []string // further ones for pyenvkit
	base func(t *testing.T, python, dir string) string
}

var variants = []variant{
	{name: "default", ours: []string{"--bytecode", "always"}},
	{name: "bare", args: []string{"--without-pip"}},
	{name: "copies", args: []string{"--without-pip", "--copies"}},
	{name: "system", args: []string{"--without-pip", "--system-site-packages"}},
	{name: "prompt", args: []string{"--without-pip", "--prompt", `it's "ours"`}},
	{name: "nested", args: []string{"--without-pip"}, base: func(t *testing.T, python, dir string) string {
		return inside(t, python, dir)
	}},
	{name: "from-copies", args: []string{"--without-pip"}, base: func(t *testing.T, python, dir string) string {
		return inside(t, python, dir, "--copies")
	}},
	{name: "linked-prefix", args: []string{"--without-pip"}, base: func(t *testing.T, python, dir string) string {
		link := filepath.Join(dir, "prefix")
		if err := os.Symlink(filepath.Dir(filepath.Dir(python)), link); err != nil {
			t.Fatal(err)
		}
		return filepath.Join(link, "bin", filepath.Base(python))
	}},
	{name: "outside-link", args: []string{"--without-pip"}, base: func(t *testing.T, python, dir string) string {
		link := filepath.Join(dir, "mypython")
		if err := os.Symlink(python, link); err != nil {
			t.Fatal(err)
		}
		return link
	}},
}

// inside makes an environment with the base's own venv and returns its python.
func inside(t *testing.T, python, dir string, args ...string) string {
	t.Helper()
	stdlib(t, python, append(args, "--without-pip", filepath.Join(dir, "outer"))...)
	return filepath.Join(dir, "outer", "bin", "python")
}

// stdlib runs the venv module of a Python.
func stdlib(t *testing.T, python string, args ...string) {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), python, append([]string{"-I", "-m", "venv"}, args...)...)
	if out, err := cmd.CombinedOutput(); err != nil {
		lab.Missing(t, fmt.Sprintf("a working venv module of %s: %v\n%s", python, err, out))
	}
}

func compare(t *testing.T, python string, v variant) {
	dir := t.TempDir()
	if v.base != nil {
		python = v.base(t, python, dir)
	}
	ours, theirs := filepath.Join(dir, "ours", "env"), filepath.Join(dir, "theirs", "env")
	args := v.args
	if v.name == "default" && !hasEnsurepip(t, python) {
		args = []string{"--without-pip"} // Debian's own: TestDebianWithoutVenv shows that it gets pip
	}
	stdlib(t, python, append(slices.Clone(args), theirs)...)
	create := exec.CommandContext(t.Context(), "pyenvkit", slices.Concat([]string{"create", "-p", python}, args, v.ours, []string{ours})...)
	create.Dir = dir
	if words, err := create.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, words)
	}
	for _, d := range survey.Differences(survey.Of(t, ours), survey.Of(t, theirs)) {
		if !slices.ContainsFunc(wanted, func(w difference) bool {
			return w.entry.MatchString(d) && w.variant.MatchString(strings.TrimPrefix(strings.ReplaceAll(t.Name(), "_", " "), "TestComparisonTable/"))
		}) {
			t.Error(d)
		}
	}
}

func hasEnsurepip(t *testing.T, python string) bool {
	t.Helper()
	return exec.CommandContext(t.Context(), python, "-I", "-c", "import ensurepip; ensurepip.version()").Run() == nil
}
