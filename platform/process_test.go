package platform

import (
	"os"
	"slices"
	"testing"
)

// TestProcessOf is for all systems that tell.
func TestProcessOf(t *testing.T) {
	own, ok := processOf(os.Getpid())
	if !ok {
		t.Skip("missing: a system that tells of processes")
	}
	if got, want := programName(own.name), programName(executablePath(t)); len(got) < 10 || want[:10] != got[:10] {
		t.Errorf("the name is %q, want %q", got, want)
	}
	if own.parent != os.Getppid() {
		t.Errorf("the parent is %d, want %d", own.parent, os.Getppid())
	}
	parent, ok := processOf(own.parent)
	// What is started from outside of Wine has no parent there.
	if own.parent != 0 && (!ok || parent.started > own.started || own.started == 0) {
		t.Errorf("%+v is the parent of %+v (%t)", parent, own, ok)
	}
	if p, ok := processOf(1 << 22); ok {
		t.Errorf("no process is %+v", p)
	}
	if got := argumentsOf(os.Getpid()); got != nil && !slices.Equal(got, os.Args) {
		t.Errorf("the arguments are %q, want %q", got, os.Args)
	}
	if got := executableOf(os.Getpid()); got != executablePath(t) {
		t.Errorf("the executable is %s", got)
	}
}
