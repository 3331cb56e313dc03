//go:build !windows

package environment_test

import (
	"testing"

	"github.com/pyenvkit/pyenvkit/internal/lab"
)

// TestInWine runs the tests of this package by the paths of Windows.
func TestInWine(t *testing.T) {
	t.Parallel()
	lab.InWine(t)
}
