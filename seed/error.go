package seed

import (
	"fmt"

	"github.com/pyenvkit/pyenvkit/interp"
)

// A NoWheelError reports that there is no pip for a base interpreter.
type NoWheelError struct {
	Executable string
	Version    interp.Version
}

func (e *NoWheelError) Error() string {
	return fmt.Sprintf("no pip for %s: no wheels of ensurepip lie with it, and Python %s is too old for the pip that pyenvkit brings",
		e.Executable, e.Version)
}

// Hints says how to go on.
func (e *NoWheelError) Hints() []string {
	return []string{
		fmt.Sprintf("install its ensurepip (Debian and Ubuntu: the package python%s-venv)", e.Version.Short()),
		"make the environment without pip: --without-pip",
		"take a Python of 3.8 or later: --python '>=3.8'",
	}
}
