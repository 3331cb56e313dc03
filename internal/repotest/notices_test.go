package repotest

import (
	"flag"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

var update = flag.Bool("update", false, "write the licences of what the program is built with into NOTICES")

// noticesHead is the line of NOTICES from which on it is made by this test.
const noticesHead = "The texts of these licences, and of those of the libraries that the programs are built with\n"

// TestNoticesHasTheLicences compares NOTICES with the licences of all modules that a
// release links on any system, and of Go: nearly all ask for
// their text in binaries.
func TestNoticesHasTheLicences(t *testing.T) {
	path := filepath.Join(root(t), "NOTICES")
	content, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	before, has, found := strings.Cut(string(content), noticesHead)
	if !found {
		t.Fatalf("NOTICES has no line %q", noticesHead)
	}
	if want := licences(t); *update {
		if err := os.WriteFile(path, []byte(before+noticesHead+want), 0o644); err != nil {
			t.Fatal(err)
		}
	} else if diff := cmp.Diff(want, has); diff != "" {
		t.Errorf("go test ./internal/repotest -run Notices -update writes it anew:\n%s", diff)
	}
}

// licences returns each text once, below the names of those that have it.
func licences(t *testing.T) string {
	t.Helper()
	holders := map[string][]string{}
	for _, module := range linked(t) {
		name, dir, _ := strings.Cut(module, " ")
		files, err := filepath.Glob(filepath.Join(dir, "LICENSE*"))
		if err != nil || len(files) != 1 {
			t.Fatalf("%s has %d files with its licence (%v)", name, len(files), err)
		}
		text, err := os.ReadFile(files[0])
		if err != nil {
			t.Fatal(err)
		}
		plain := strings.TrimSpace(strings.ReplaceAll(string(text), "\r\n", "\n"))
		holders[plain] = append(holders[plain], name)
	}
	var sections []string
	for text, names := range holders {
		sections = append(sections, "\n"+strings.Repeat("=", 80)+"\n"+strings.Join(names, "\n")+"\n"+strings.Repeat("-", 80)+"\n"+text+"\n")
	}
	slices.SortFunc(sections, func(a, b string) int { return strings.Compare(a[82:], b[82:]) })
	return strings.Join(sections, "")
}

// linked returns what a release links, sorted: the names of modules and their
// directories.
func linked(t *testing.T) []string {
	t.Helper()
	var all []string
	for _, goos := range append([]string{"freebsd"}, systems...) {
		cmd := exec.CommandContext(t.Context(), "go", "list", "-deps", "-f", "{{with .Module}}{{if not .Main}}{{.Path}} {{.Dir}}{{end}}{{end}}",
			"./cmd/pyenvkit", "./launcher", "./redirector")
		cmd.Dir = root(t)
		cmd.Env = append(os.Environ(), "GOOS="+goos, "CGO_ENABLED=0")
		cmd.Stderr = os.Stderr
		out, err := cmd.Output()
		if err != nil {
			t.Fatalf("go list for %s: %v", goos, err)
		}
		all = append(all, strings.Split(strings.TrimSpace(string(out)), "\n")...)
	}
	// Go has the same one as its repositories apart, and not every GOROOT has it.
	for _, module := range all {
		if dir, ok := strings.CutPrefix(module, "golang.org/x/sys "); ok {
			all = append(all, "Go "+dir)
		}
	}
	slices.Sort(all)
	return slices.Compact(all)
}
