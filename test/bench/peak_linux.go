package main

import (
	"os"
	"syscall"
)

// peak returns the most memory that an ended process had at a time, in bytes. A
// process begins as a copy of the one that starts it, so it is never less than
// this program's own (getrusage(2)).
func peak(p *os.ProcessState) int64 {
	usage, ok := p.SysUsage().(*syscall.Rusage)
	if !ok {
		return 0
	}
	return int64(usage.Maxrss) << 10 //nolint:unconvert // it is an int32 on some
}
