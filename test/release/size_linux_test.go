package release

import (
	"runtime"
	"testing"

	"github.com/pyenvkit/pyenvkit/internal/lab"
)

// mostBytes is what the program for linux/amd64 may take. What it is made of is in
// docs/explanation/performance.md.
const mostBytes = 12_000_000

// TestSize fails where the program has grown past what it may take. One import that
// has the linker keep every method of every type (text/template does) is 1.3 MB.
func TestSize(t *testing.T) {
	t.Parallel()
	if runtime.GOARCH != "amd64" {
		lab.Missing(t, "a processor of amd64")
	}
	if size := len(build(t)); size > mostBytes {
		t.Errorf("the program has %d bytes, and may have %d", size, mostBytes)
	}
}
