package main

import (
	"testing"

	"github.com/pyenvkit/pyenvkit/internal/lab"
)

func TestPeakIsInBytes(t *testing.T) {
	const used = 200 << 20
	cmd := command(t.Context(), lab.Python(t), "-c", "len(b'x' * (200 << 20))")
	if err := cmd.Run(); err != nil {
		t.Fatal(err)
	}
	if got := peak(cmd.ProcessState); got < used || got > 2*used {
		t.Errorf("peak = %d, want a little more than %d", got, used)
	}
}
