//go:build !windows

package apply

import (
	"testing"

	"github.com/pyenvkit/pyenvkit/internal/lab"
)

// TestInWine runs the tests that are about Windows, and some for which it is
// another system: all of them take minutes there.
func TestInWine(t *testing.T) {
	lab.InWine(t, "-short", "-run", "InUse|SweptAway|TestKilled/^renew_without_exchange$")
}
