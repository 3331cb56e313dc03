package platform

import (
	"errors"
	"io/fs"
)

// Exec puts the program at path in the place of this process. It has argv, whose
// first element is its name, and the variables environ ("NAME=value"), and nothing
// else of it differs from that of a program started by whoever has started this one.
// Exec returns only if that fails; the error is a [*ProgramError].
//
// On POSIX this is execve(2). A file that the system takes for no program is run by
// /bin/sh if it looks like text, as execvp(3) and the shells do it. Files that were
// inherited are handed on, and so is the limit of open files, which Go raises.
// What is changed: a standard stream that was closed is /dev/null (checkfds of Go's
// runtime). Signals other than SIGHUP and SIGINT that were ignored are handled as by
// default, unless this program was built with the tag linkname, which lets it ask
// Go's runtime what it found, and the -checklinkname=0 of the linker.
//
// On Windows the program is a child that has the console, the standard handles and
// all that can be inherited, decides alone on Ctrl-C, and ends with this process,
// which ends with its exit code: what the redirector of an environment does. A
// batch file is run by cmd of the system, with its arguments quoted so that they
// remain data; what can't be said to it is refused.
func Exec(path string, argv, environ []string) error {
	return &ProgramError{Program: path, Err: execute(path, argv, environ)}
}

// LookPath returns the path of the program name for a process in dir, an absolute
// path, with the variables environ. The directories are those of PATH in environ,
// not of the PATH of this process. A name with a separator is no matter of PATH. A
// relative path is relative to dir. The error is a [*ProgramError].
//
// On POSIX an empty entry of PATH is the current directory, and where there is no
// PATH it is /bin:/usr/bin (execvp of glibc). A file that may not be executed is
// passed over, and is the error where there is no other one. Directories are no files.
//
// On Windows the name may lack an extension that is both in PATHEXT and one of
// .com, .exe, .bat and .cmd: other files are no programs. The path returned is
// absolute. The current directory is not looked into, unlike cmd does it, and as
// PowerShell has it: there is no telling who has put a program there.
func LookPath(name, dir string, environ []string) (string, error) {
	return lookPath(name, dir, environ)
}

// errNotOnPath says that no directory of PATH has the program.
var errNotOnPath = errors.New("there is no such program on PATH")

// A ProgramError reports a program that can't be run.
type ProgramError struct {
	// Program is its path, or the name that has none.
	Program string
	Err     error
}

func (e *ProgramError) Error() string { return "cannot run " + e.Program + ": " + reason(e.Err) }

func (e *ProgramError) Unwrap() error { return e.Err }

// Hints says the way out, where there is one.
func (e *ProgramError) Hints() []string { return execHints(e) }

// ExitCode is 127 for a program that is not there, and 126 for one that can't be
// run, as of a shell.
func (e *ProgramError) ExitCode() int {
	const notRunnable, notFound = 126, 127
	if errors.Is(e.Err, errNotOnPath) || errors.Is(e.Err, fs.ErrNotExist) || NotDirectory(e.Err) {
		return notFound
	}
	return notRunnable
}
