//go:build !windows

package release

import (
	"testing"

	"github.com/pyenvkit/pyenvkit/internal/lab"
)

func TestInWine(t *testing.T) {
	t.Parallel()
	lab.InWine(t, "-run", "^TestStartUpScript$")
}
