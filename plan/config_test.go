package plan

import (
	"os/exec"
	"strings"
	"testing"

	"github.com/pyenvkit/pyenvkit/internal/lab"
)

// hostile are texts that have broken configuration files before.
var hostile = []string{
	"plain", "", "it's", `say "hi"`, `both ' and "`, `back\slash\`, "new\nline", "home = /evil\nx", "tab\there", "bell\a",
	"nbsp\u00a0", "soft\u00adhyphen", "zero\u200bwidth", "line\u2028sep", "nel\u0085", "emoji 🐍", "combining e\u0301",
	"private \ue000", "unassigned \U000e0fff", "$(touch x)", "`id`", "-dash", "%s !", "\x7f",
}

// TestReprIsPythons compares repr with the real one.
func TestReprIsPythons(t *testing.T) {
	python := lab.Python(t)
	for _, s := range hostile {
		out, err := exec.CommandContext(t.Context(), python, "-X", "utf8", "-c", "import sys; print(ascii(sys.argv[1]), repr(sys.argv[1]), sep='\\0')", s).Output()
		if err != nil {
			t.Fatal(err)
		}
		_, want, _ := strings.Cut(strings.TrimSuffix(string(out), "\n"), "\x00")
		if got := repr(s); got != want {
			t.Errorf("repr(%q) = %s, Python says %s", s, got, want)
		}
	}
}

// TestQuoteIsOneWordOnOneLine asks a real shell that knows $'...'.
func TestQuoteIsOneWordOnOneLine(t *testing.T) {
	bash := lab.Program(t, "bash")
	for _, s := range hostile {
		quoted := quote(s)
		if strings.ContainsFunc(quoted, breaksLine) {
			t.Errorf("quote(%q) = %q breaks its line", s, quoted)
		}
		out, err := exec.CommandContext(t.Context(), bash, "-c", "printf %s "+quoted).Output()
		if err != nil || string(out) != s {
			t.Errorf("the shell reads %s as %q (%v), not as %q", quoted, out, err, s)
		}
	}
}

func FuzzQuote(f *testing.F) {
	for _, s := range hostile {
		f.Add(s)
	}
	bash, err := exec.LookPath("bash")
	if err != nil {
		f.Skip("missing: bash")
	}
	f.Fuzz(func(t *testing.T, s string) {
		if strings.ContainsRune(s, 0) || strings.ToValidUTF8(s, "") != s {
			t.Skip() // no argument of a process, or refused as a path
		}
		quoted := quote(s)
		if strings.ContainsFunc(quoted, breaksLine) {
			t.Fatalf("quote(%q) = %q breaks its line", s, quoted)
		}
		out, err := exec.CommandContext(t.Context(), bash, "-c", "printf %s "+quoted).Output()
		if err != nil || string(out) != s {
			t.Fatalf("the shell reads %s as %q (%v), not as %q", quoted, out, err, s)
		}
	})
}
