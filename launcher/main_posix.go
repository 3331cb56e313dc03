//go:build linux || darwin || freebsd

package main

import "syscall"

// The exit codes are those of a shell for a command that it can't run.
const (
	exitNotRunnable = 126
	exitNotFound    = 127
)

func main() {
	argv := arguments()
	if len(argv) == 0 {
		argv = []string{"launcher"} // execve(2) of Linux before 5.18 asks for no argv[0]
	}
	p := start(argv)
	p.explain(argv[0])
	syscall.Exit(p.code)
}

// start becomes the interpreter that the side file of this launcher names. It
// returns only if it can't.
func start(argv []string) *problem {
	side, head, p := findSideFile(ownPaths())
	if p != nil {
		return p
	}
	interpreter, arguments, fault := parseShebang(head, directory(side)+"/", '/')
	if fault != "" {
		return &problem{exitNotRunnable, side + " " + fault, "install the package of this script again"}
	}
	if resolve(interpreter)+suffix == side {
		return &problem{exitNotRunnable, side + " names its own launcher as the interpreter", "install the package of this script again"}
	}
	command := append([]string{interpreter}, fields(arguments)...)
	command = append(append(command, side), argv[1:]...)
	restoreSignals()
	return notRun(interpreter, side, syscall.Exec(interpreter, command, environment()))
}

// notRun explains why an interpreter was not run.
func notRun(interpreter, side string, err error) *problem {
	p := &problem{
		exitNotRunnable,
		"cannot run " + interpreter + ", named in the first line of " + side + ": " + err.Error(),
		"make the environment " + directory(directory(side)) + " again (pyenvkit create)",
	}
	if failed(err, syscall.E2BIG) {
		p.hint = "use fewer arguments, or smaller environment variables"
	}
	if failed(err, syscall.ENOENT) || failed(err, syscall.ENOTDIR) {
		p.code = exitNotFound
	}
	if failed(err, syscall.ENOENT) && syscall.Stat(interpreter, new(syscall.Stat_t)) == nil {
		// execve(2) says so of a missing dynamic loader, too.
		p.what += " (the file is there; the loader or program that runs it is not)"
	}
	return p
}

// fields splits a line at its blanks. Linux hands over all that follows the
// interpreter of a shebang as one argument; macOS and distlib's launchers split it.
func fields(line string) []string {
	var found []string
	for line = trimBlanks(line); line != ""; line = trimBlanks(line) {
		end := 0
		for end < len(line) && !isBlank(line[end]) {
			end++
		}
		found = append(found, line[:end])
		line = line[end:]
	}
	return found
}
