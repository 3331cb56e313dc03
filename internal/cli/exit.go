package cli

import (
	"errors"
	"os"
	"syscall"
)

// Exit statuses. They are part of the interface: the README documents them,
// and a test pins them.
const (
	exitDone          = 0   // everything that was asked for is done
	exitFailed        = 1   // at least one thing asked for could not be done
	exitUsage         = 2   // the command line or a PYENVKIT_ variable is wrong
	exitNoInterpreter = 3   // no Python on this machine fits the request
	exitInterrupted   = 130 // SIGINT (Ctrl-C): 128 + 2
	exitTerminated    = 143 // SIGTERM: 128 + 15
)

// An interruption is the cause of a context that a signal ended.
type interruption struct{ signal os.Signal }

func (e *interruption) Error() string { return "stopped by " + e.signal.String() }

// ExitCode is 128 and the number of the signal, as shells have it.
func (e *interruption) ExitCode() int {
	if s, ok := e.signal.(syscall.Signal); ok {
		return 128 + int(s)
	}
	return exitInterrupted
}

// A usageError reports a command line that makes no sense.
type usageError struct {
	message string
	hints   []string
}

func (e *usageError) Error() string   { return e.message }
func (e *usageError) Hints() []string { return e.hints }
func (e *usageError) ExitCode() int   { return exitUsage }

// exitCode returns the status that an error stands for.
func exitCode(err error) int {
	var coded interface{ ExitCode() int }
	switch {
	case err == nil:
		return exitDone
	case errors.As(err, &coded):
		return coded.ExitCode()
	}
	return exitFailed
}

// hints returns what an error says of the way out.
func hints(err error) []string {
	var hinting interface{ Hints() []string }
	if errors.As(err, &hinting) {
		return hinting.Hints()
	}
	return nil
}
