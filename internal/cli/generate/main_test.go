package main

import (
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/pyenvkit/pyenvkit/internal/cli"
	"github.com/pyenvkit/pyenvkit/internal/lab"
)

// TestCurrent compares the files that are committed with what the commands say.
func TestCurrent(t *testing.T) {
	want, err := all()
	if err != nil {
		t.Fatal(err)
	}
	const root = "../../.."
	for name, content := range want {
		got, err := os.ReadFile(filepath.Join(root, filepath.FromSlash(name)))
		if err != nil {
			t.Error(err)
			continue
		}
		if diff := cmp.Diff(lines(got), lines(content)); diff != "" {
			t.Errorf("%s is not what its command says; run: go run ./internal/cli/generate .\n%s", name, diff)
		}
	}
	for _, directory := range []string{"man", "completions", "docs/reference/commands"} {
		err := filepath.WalkDir(filepath.Join(root, directory), func(path string, e fs.DirEntry, err error) error {
			if err != nil || e.IsDir() {
				return err
			}
			name, err := filepath.Rel(root, path)
			if _, known := want[filepath.ToSlash(name)]; !known {
				t.Errorf("%s belongs to no command", name)
			}
			return err
		})
		if err != nil {
			t.Error(err)
		}
	}
}

// lines are those of a text, whatever ends them.
func lines(text []byte) []string {
	return strings.Split(strings.ReplaceAll(string(text), "\r\n", "\n"), "\n")
}

// TestCompletionsParse has each shell read its completions.
func TestCompletionsParse(t *testing.T) {
	files, err := all()
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	for file, argv := range map[string][]string{
		"completions/pyenvkit.bash": {"bash", "-n"},
		"completions/_pyenvkit":     {"zsh", "-n"},
		"completions/pyenvkit.fish": {"fish", "-n"},
		"completions/pyenvkit.nu":   {"nu", "--no-config-file"},
	} {
		t.Run(argv[0], func(t *testing.T) {
			path := filepath.Join(dir, filepath.Base(file))
			if err := os.WriteFile(path, files[file], 0o644); err != nil {
				t.Fatal(err)
			}
			argv = append([]string{lab.Program(t, argv[0])}, append(argv[1:], path)...)
			cmd := exec.CommandContext(t.Context(), argv[0], argv[1:]...)
			cmd.Env = append(os.Environ(), "HOME="+dir)
			if out, err := cmd.CombinedOutput(); err != nil || len(out) > 0 {
				t.Errorf("%v\n%s", err, out)
			}
		})
	}
}

// TestNushellCompletes has nushell ask the program what could follow.
func TestNushellCompletes(t *testing.T) {
	nu := lab.Program(t, "nu")
	dir := t.TempDir()
	build := exec.CommandContext(t.Context(), "go", "build", "-o", dir, "../../../cmd/pyenvkit")
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	script := filepath.Join(dir, "pyenvkit.nu")
	if err := os.WriteFile(script, []byte(cli.NushellCompletion), 0o644); err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(t.Context(), nu, "--no-config-file", "--commands",
		"source "+script+`; nu-complete pyenvkit "pyenvkit de" | get value | str join " "`)
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), "HOME="+dir, "PATH="+dir+string(filepath.ListSeparator)+os.Getenv("PATH"))
	out, err := cmd.CombinedOutput()
	words := strings.Fields(string(out))
	if err != nil || !slices.Contains(words, "deactivate") || !slices.Contains(words, "deny") || slices.Contains(words, "create") {
		t.Errorf("%v: %q", err, out)
	}
}
