//go:build !windows

package discover_test

import (
	"testing"

	"github.com/pyenvkit/pyenvkit/internal/lab"
)

// TestInWine runs the tests of this package that are for Windows.
func TestInWine(t *testing.T) {
	t.Parallel()
	lab.InWine(t)
}
