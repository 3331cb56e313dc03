package activate

import (
	"os"
	"path/filepath"
	"strconv"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// fake makes a program pyenvkit that prints the code of that name for each of
// its command lines, and returns the directory it is in.
func fake(t testing.TB, codes map[string]string) string {
	t.Helper()
	dir := realTemp(t)
	quoted, err := QuoteSh(dir)
	if err != nil {
		t.Fatal(err)
	}
	codes["pyenvkit"] = "#!/bin/sh\nexec /bin/cat " + quoted + "/\"$*\"\n"
	for name, code := range codes {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(code), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// codesOf returns the code of a shell for each of some environments, as what
// `pyenvkit activate 0` and so on print, and that of `pyenvkit deactivate`. Variables
// are those of a process.
func codesOf(t testing.TB, shell string, vs []Values, variables map[string]string) map[string]string {
	t.Helper()
	codes := map[string]string{}
	for i, v := range vs {
		code, err := Code(shell, v, lookupIn(variables))
		if err != nil {
			t.Fatalf("%s: %v", v.Root, err)
		}
		codes["activate "+strconv.Itoa(i)] = code
	}
	code, err := LeaveCode(shell, "bin", ":", lookupIn(variables))
	if err != nil {
		t.Fatal(err)
	}
	codes["deactivate"] = code
	return codes
}

func lookupIn(variables map[string]string) Lookup {
	return func(name string) (string, bool) {
		value, set := variables[name]
		return value, set
	}
}

// hostileValues are the values of an environment for each hostile name and
// prompt that the shell can activate.
func hostileValues(shell string) []Values {
	var all []Values
	add := func(root, prompt string) bool {
		v := values(root, prompt)
		_, err := Code(shell, v, lookupIn(nil))
		if err == nil {
			all = append(all, v)
		}
		return err == nil
	}
	for _, name := range hostile {
		// Each for itself, where not both can be.
		if !add("/srv/"+name, name) {
			add("/srv/"+name, "p")
			add("/srv/me", name)
		}
	}
	for _, prompt := range prompts {
		add("/srv/me", prompt)
	}
	return all
}

// typed returns what a user types to evaluate what pyenvkit prints.
func typed(t testing.TB, shell, command string) string {
	t.Helper()
	line, ok := Evaluation(shell, command)
	if !ok {
		t.Fatalf("no evaluation for %s", shell)
	}
	return line + "\n"
}

func sameRecords(t testing.TB, want []string, got result) {
	t.Helper()
	if diff := cmp.Diff(want, records(got.stdout)); diff != "" || got.stderr != "" || got.status != 0 {
		t.Errorf("status %d %s (-want +got):\n%s", got.status, got.stderr, diff)
	}
}
