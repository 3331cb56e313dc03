//go:build !windows

package release

import (
	"testing"

	"github.com/pyenvkit/pyenvkit/internal/lab"
)

// TestInWine has a program of Windows replace and remove itself while it runs.
func TestInWine(t *testing.T) {
	t.Parallel()
	lab.InWine(t)
}
