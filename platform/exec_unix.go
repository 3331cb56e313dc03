//go:build unix

package platform

import (
	"bytes"
	"errors"
	"io/fs"
	"strings"
	"syscall"

	"golang.org/x/sys/unix"
)

// SearchPath is the PATH of a process without one: that of confstr(3) in glibc.
const SearchPath = "/bin:/usr/bin"

// errNoProgram says that a file which the system refuses is no script either.
var errNoProgram = errors.New("it is no program for this machine")

func execute(path string, argv, environ []string) error {
	restoreSignals()
	err := again(func() error { return syscall.Exec(path, argv, environ) })
	if !errors.Is(err, unix.ENOEXEC) {
		return err
	}
	if !looksLikeText(path) {
		return errNoProgram
	}
	if strings.HasPrefix(path, "-") {
		path = "./" + path // no option
	}
	script := append([]string{"/bin/sh", path}, argv[min(1, len(argv)):]...)
	return again(func() error { return syscall.Exec(script[0], script, environ) })
}

// looksLikeText reports whether the first line of a file is text. One that can't be
// read is: the shell says why it can't.
func looksLikeText(path string) bool {
	f, err := open(path)
	if err != nil {
		return true
	}
	defer f.Close()
	var head [256]byte
	n, _ := f.ReadAt(head[:], 0)
	line, _, _ := bytes.Cut(head[:n], []byte("\n"))
	return bytes.IndexByte(line, 0) < 0
}

func lookPath(name, dir string, environ []string) (string, error) {
	if strings.Contains(name, "/") {
		if err := executable(Abs(dir, name)); err != nil {
			return "", &ProgramError{name, err}
		}
		return name, nil
	}
	if name == "" {
		return "", &ProgramError{name, errNotOnPath}
	}
	list, set := LookupVariable(environ, "PATH")
	if !set {
		list = SearchPath
	}
	var denied *ProgramError
	for entry := range strings.SplitSeq(list, ":") {
		if entry == "" {
			entry = "."
		}
		path := strings.TrimSuffix(entry, "/") + "/" + name
		err := executable(Abs(dir, path))
		if err == nil {
			return path, nil
		}
		if denied == nil && errors.Is(err, fs.ErrPermission) {
			denied = &ProgramError{path, err}
		}
	}
	if denied != nil {
		return "", denied
	}
	return "", &ProgramError{name, errNotOnPath}
}

// executable returns why a file can't be executed by this process, or nil.
func executable(path string) error {
	var st unix.Stat_t
	if err := again(func() error { return unix.Stat(path, &st) }); err != nil {
		return err
	}
	switch st.Mode & unix.S_IFMT {
	case unix.S_IFREG:
	case unix.S_IFDIR:
		return unix.EISDIR
	default:
		return unix.EACCES
	}
	return again(func() error { return unix.Faccessat(unix.AT_FDCWD, path, unix.X_OK, unix.AT_EACCESS) })
}

func reason(err error) string { return err.Error() }

func execHints(e *ProgramError) []string {
	switch {
	case errors.Is(e.Err, unix.E2BIG):
		return []string{"use fewer arguments, or smaller environment variables"}
	case errors.Is(e.Err, unix.ETXTBSY):
		return []string{"another process has it open for writing; wait for its end"}
	case errors.Is(e.Err, fs.ErrPermission):
		return []string{"its mode has to allow it (`chmod +x`), and its file system (no noexec)"}
	case errors.Is(e.Err, fs.ErrNotExist) && unix.Access(e.Program, unix.F_OK) == nil:
		// execve(2) says so of a missing dynamic loader, too.
		return []string{"the file is there; the loader, or the program in its first line, that runs it is not"}
	}
	return nil
}
