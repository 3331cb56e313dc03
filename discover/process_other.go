//go:build !unix && !windows

package discover

import "os/exec"

// A family is the command alone where a system has no families.
type family struct{}

func newFamily(*exec.Cmd) *family { return &family{} }

func (*family) adopt() {}

func (*family) kill() {}

func (*family) release() {}
