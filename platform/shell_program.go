package platform

import "path/filepath"

// ShellProgram returns the name and the path of a shell to be started for a user in
// dir, with the variables environ. Shell is its name or its path, or "" for the one
// that the user works in, as [Shell] has it, else sh or, on Windows, the COMSPEC. The
// path is that of the very executable which runs if its name is the shell's (it may be
// a Python that is xonsh, or of a file that is gone), else the SHELL or what PATH has;
// "" if there is none at all. An executable of many names, such as busybox, is told by
// its argv[0] that it is to be the shell. The name of one that is no shell we know is
// that of its file. The error, a [*ProgramError], is that there is no program of the
// name given.
func ShellProgram(shell, dir string, environ []string) (name, path string, err error) {
	if shell != "" {
		path, err = LookPath(shell, dir, environ)
		if name = shellName(shell); name == "" {
			name = filepath.Base(shell)
		}
		return name, path, err
	}
	own := Variable(environ, "SHELL")
	for a := range ancestors {
		name = a.shell()
		if name == "" || name == "sh" {
			continue
		}
		for _, path := range []string{executableOf(a.pid), own} {
			if isShell(path, name) {
				return name, path, nil
			}
		}
		if path, err = LookPath(name, dir, environ); err == nil {
			return name, path, nil
		}
	}
	for _, path := range []string{own, lastShell(environ)} {
		if name = shellName(path); isShell(path, name) {
			return name, path, nil
		}
	}
	return "", "", nil
}

// isShell reports whether a path is absolute, and that of a program which runs as the
// shell name.
func isShell(path, name string) bool {
	if name == "" || shellName(path) != name && !hasManyNames(path) || !filepath.IsAbs(path) {
		return false
	}
	_, err := LookPath(path, "", nil)
	return err == nil
}
