package cli

import (
	"bytes"
	"errors"
	"fmt"
	"strings"
	"syscall"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/spf13/cobra"

	"github.com/pyenvkit/pyenvkit/discover"
)

// TestExitStatuses pins the numbers that scripts rely on.
func TestExitStatuses(t *testing.T) {
	for _, test := range []struct {
		err  error
		want int
	}{
		{nil, 0},
		{errors.New("any"), 1},
		{&usageError{message: "x"}, 2},
		{fmt.Errorf("context: %w", &usageError{message: "x"}), 2},
		{&discover.NotFoundError{}, exitNoInterpreter},
		{&discover.NotFoundError{}, 3},
		{&interruption{syscall.SIGINT}, 130},
		{&interruption{syscall.SIGTERM}, 143},
		{&interruption{syscall.SIGHUP}, 129},
	} {
		if got := exitCode(test.err); got != test.want {
			t.Errorf("exitCode(%v) = %d, want %d", test.err, got, test.want)
		}
	}
}

// run runs the program with variables and arguments.
func run(environ []string, args ...string) (stdout, stderr string, status int) {
	var out, words bytes.Buffer
	status = Run(append([]string{"pyenvkit"}, args...), environ, strings.NewReader(""), &out, &words)
	return out.String(), words.String(), status
}

func TestWrongUsage(t *testing.T) {
	for _, test := range []struct {
		args    string
		environ []string
		want    []string
	}{
		{"create --bogus", nil, []string{"error: unknown flag: --bogus", "hint: see `pyenvkit create --help`"}},
		{"lst", nil, []string{"error: unknown command lst", "hint: did you mean `pyenvkit python list`?", "pyenvkit create lst"}},
		{"creat", nil, []string{"did you mean `pyenvkit create`?"}},
		{"zzz", nil, []string{"error: unknown command zzz\nhint: to make an environment"}},
		{"create --symlinks --copies x", nil, []string{"--symlinks and --copies exclude each other"}},
		{"create -q -v x", nil, []string{"--quiet and --verbose exclude each other"}},
		{"create x", []string{"PYENVKIT_CLEAR=maybe"}, []string{`error: PYENVKIT_CLEAR="maybe"`, "--clear on the command line"}},
		{"create x", []string{"PYENVKIT_COLOR=loud"}, []string{`PYENVKIT_COLOR="loud"`}},
		{"venv", nil, []string{"ENV_DIR"}},
		{"completion elvish", nil, []string{`error: unknown command "completion elvish"`, "hint: see `pyenvkit completion --help`"}},
		{"completion fish extra", nil, []string{"error: "}},
		{"completion nushell extra", nil, []string{"error: "}},
		{"python list extra", nil, []string{"error: "}},
	} {
		stdout, stderr, status := run(test.environ, strings.Fields(test.args)...)
		if status != exitUsage || stdout != "" {
			t.Errorf("%s: status %d, stdout %q", test.args, status, stdout)
		}
		for _, want := range test.want {
			if !strings.Contains(stderr, want) {
				t.Errorf("%s: stderr lacks %q:\n%s", test.args, want, stderr)
			}
		}
	}
}

// TestVariables sets options by variables; the command line outranks them,
// also where its option excludes the one of the variable.
func TestVariables(t *testing.T) {
	for _, test := range []struct {
		environ, args []string
		want          string // options that are on
	}{
		{[]string{"PYENVKIT_COPIES=1"}, nil, "copies"},
		{[]string{"PYENVKIT_COPIES=on"}, []string{"--symlinks"}, "symlinks"},
		{[]string{"PYENVKIT_COPIES=1"}, []string{"--copies=false"}, ""},
		{[]string{"PYENVKIT_CLEAR=yes"}, []string{"--upgrade"}, "upgrade"},
		{[]string{"PYENVKIT_WITHOUT_SCM_IGNORE_FILES=TRUE"}, nil, "without-scm-ignore-files"},
		{[]string{"PYENVKIT_WITHOUT_PIP="}, nil, ""},
		{[]string{"PYENVKIT_SYM=1", "PYENVKIT_=1", "PYENVKIT", "PYENVKIT_HELP=1", "XPYENVKIT_CLEAR=1"}, nil, ""},
	} {
		p := &program{environ: test.environ, color: choice{"auto", []string{"auto"}}}
		cmd := p.create()
		var on []string
		cmd.RunE = func(cmd *cobra.Command, _ []string) error {
			if err := settle(cmd, test.environ); err != nil {
				return err
			}
			for _, name := range []string{"symlinks", "copies", "clear", "upgrade", "without-pip", "without-scm-ignore-files"} {
				if cmd.Flags().Lookup(name).Value.String() == "true" {
					on = append(on, name)
				}
			}
			return nil
		}
		cmd.SetArgs(test.args)
		if err := cmd.Execute(); err != nil {
			t.Errorf("%q %q: %v", test.environ, test.args, err)
		}
		if got := strings.Join(on, " "); got != test.want {
			t.Errorf("%q %q sets %q, want %q", test.environ, test.args, got, test.want)
		}
	}
}

func TestExpand(t *testing.T) {
	for args, want := range map[string]string{
		"./env":                 "create ./env",
		".venv":                 "create .venv",
		"a/b --clear":           "create a/b --clear",
		"--clear .venv":         "create --clear .venv",
		"-p 3.12 .venv":         "create -p 3.12 .venv",
		"--without-pip -q x/y":  "create --without-pip -q x/y",
		"create env":            "create env",
		"env":                   "env",
		"--help":                "--help",
		"--version":             "--version",
		"-q python list":        "-q python list",
		"--json python find ./": "--json python find ./",
		"":                      "",
	} {
		p := &program{}
		if got := strings.Join(p.expand(strings.Fields(args)), " "); got != want {
			t.Errorf("expand(%s) = %s, want %s", args, got, want)
		}
	}
}

// TestRootBuildsWhatIsAskedFor compares what a command says of itself alone with
// what it says among all.
func TestRootBuildsWhatIsAskedFor(t *testing.T) {
	help := func(only bool, args ...string) string {
		p := &program{color: choice{"auto", []string{"auto"}}}
		root := p.root(nil)
		if only {
			if root = p.root(args); len(root.Commands()) != 1 {
				t.Errorf("%q: %d commands are built", args, len(root.Commands()))
			}
		}
		var out bytes.Buffer
		root.SetOut(&out)
		root.SetArgs(append(args, "--help"))
		if err := root.Execute(); err != nil {
			t.Errorf("%q: %v", args, err)
		}
		return out.String()
	}
	for _, args := range [][]string{
		{"create"}, {"venv"}, {"python"}, {"python", "find"}, {"cache"}, {"cache", "verify"}, {"run"}, {"activate"}, {"hook"}, {"remove"},
	} {
		if diff := cmp.Diff(help(false, args...), help(true, args...)); diff != "" {
			t.Errorf("%q (-among all +alone):\n%s", args, diff)
		}
	}
}

// TestNothingFromOutsideMovesTheCursor shows hostile names as they are told.
func TestNothingFromOutsideMovesTheCursor(t *testing.T) {
	_, stderr, status := run(nil, "create", "-p", "/no\x1b[2J\x07such", "x")
	if status != exitNoInterpreter && status != exitUsage || strings.ContainsAny(stderr, "\x1b\x07") {
		t.Errorf("status %d, stderr %q", status, stderr)
	}
}

func TestColored(t *testing.T) {
	env := func(string) string { return "" }
	for when, want := range map[string]bool{"always": true, "never": false, "auto": false} {
		if got := colored(when, &bytes.Buffer{}, env); got != want {
			t.Errorf("colored(%s) = %v", when, got)
		}
	}
}
