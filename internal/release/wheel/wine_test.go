//go:build !windows

package main

import (
	"testing"

	"github.com/pyenvkit/pyenvkit/internal/lab"
)

// TestInWine runs the test that is for Windows.
func TestInWine(t *testing.T) {
	t.Parallel()
	lab.InWine(t, "-run", "OnWindows")
}
