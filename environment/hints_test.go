package environment_test

import (
	"strings"
	"testing"

	"github.com/pyenvkit/pyenvkit/environment"
)

// TestHintsCanBeTyped has the path of an environment in a command, as a shell takes
// it for one word.
func TestHintsCanBeTyped(t *testing.T) {
	for root, want := range map[string]string{
		"/plain":        " /plain`",
		"/a b":          " '/a b'`",
		"/a b$c":        " '/a b$c'`",
		"/it's":         ` '/it'\''s'` + "`",
		`C:\a b`:        ` "C:\a b"` + "`",
		"/`touch x`":    " '/`touch x`'`",
		"/name\nhint: ": ` "/name\nhint: "` + "`", // readable is all that it can be
	} {
		e := &environment.BrokenError{Environment: environment.Environment{Root: root}}
		if hint := e.Hints()[0]; !strings.Contains(hint, want) {
			t.Errorf("%q: %s, want %s", root, hint, want)
		}
	}
}
