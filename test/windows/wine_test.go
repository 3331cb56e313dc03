//go:build !windows

package windows

import (
	"testing"

	"github.com/pyenvkit/pyenvkit/internal/lab"
)

func TestInWine(t *testing.T) { lab.InWine(t) }
