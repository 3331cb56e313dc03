// Package winproc is what the redirector and the launcher of Windows share: which
// base executable an environment has, how a process is put in the place of the
// running one (as platform.Exec does it too), and how a problem is told. It promises
// that arguments, standard handles, exit code and console events pass through
// unchanged, and that nothing depends on the length of a path.
//
// It imports syscall and unsafe alone, because every package more is part of every
// environment. What is no system call is pure, and tested on any system.
package winproc

// The exit codes of CPython's venvlauncher.c and, for the script, of its
// launcher2.c.
const (
	NoProcess = 101 // the base executable could not be started
	NoPython  = 103 // there is no base executable
	NoScript  = 105 // there is no side file
	NoConfig  = 106 // there is no pyvenv.cfg
	BadConfig = 107 // pyvenv.cfg or the side file does not say which Python
	Internal  = 109 // Windows does not say where the program lies
)

// A Problem is why there is nothing to run.
type Problem struct {
	// Code is the exit code.
	Code int
	// Text is one line that names file, value and way out.
	Text string
}

// Disk is what is asked of the file system. Paths are absolute and of any length.
type Disk interface {
	// Read returns a file's contents.
	Read(path string) (string, error)
	// Stat returns nil where there is a file, or an alias of a Store package,
	// which can be started but not opened.
	Stat(path string) error
	// Same reports whether two paths lead to one file or directory.
	Same(a, b string) bool
}

// Reason returns what the system says of an error, in parentheses, as one line
// without its full stop. "%1", which Windows leaves to the program to replace by
// the name of the file, is "it".
func Reason(err error) string {
	text := []byte(err.Error())
	for i, c := range text {
		switch {
		case c == '\r' || c == '\n':
			text[i] = ' '
		case c == '%' && i+1 < len(text) && text[i+1] == '1':
			text[i], text[i+1] = 'i', 't'
		}
	}
	for len(text) > 0 && (text[len(text)-1] == '.' || text[len(text)-1] == ' ') {
		text = text[:len(text)-1]
	}
	return "(" + string(text) + ")"
}

// again is the way out where an environment cannot be used.
func again(root string) string {
	return `make the environment again: pyenvkit create "` + root + `"`
}
