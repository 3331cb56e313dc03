package cli

import (
	"errors"
	"os"
	"syscall"
)

// Exit statuses. They are part of the interface: the README documents them,
// and a test pins them.
const (
	exitDone   = 0   // everything that was asked for is done
	exitFailed = 1   // at least one thing asked for could not be done
	exitUsage  = 2   // the command line or a PYENVKIT_ variable is wrong
	exitSignal = 128 // and the number of the signal: 130 for Ctrl-C, 143 for SIGTERM

	// exitNoInterpreter says that no Python on this machine fits the request.
	// The errors of package discover carry it.
	exitNoInterpreter = 3
)

// An interruption is the cause of a context that a signal ended.
type interruption struct{ signal os.Signal }

func (e *interruption) Error() string { return "stopped by " + e.signal.String() }

// ExitCode is 128 and the number of the signal, as shells have it.
func (e *interruption) ExitCode() int {
	if s, ok := e.signal.(syscall.Signal); ok {
		return exitSignal + int(s)
	}
	return exitSignal
}

// A usageError reports a command line that makes no sense.
type usageError struct {
	message string
	hints   []string
	late    bool // found too late to be wrong usage to scripts that know venv
}

func (e *usageError) Error() string   { return e.message }
func (e *usageError) Hints() []string { return e.hints }

// ExitCode is that of wrong usage.
func (e *usageError) ExitCode() int {
	if e.late {
		return exitFailed
	}
	return exitUsage
}

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
