package platform

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// shells are the names under which shells run.
var shells = []string{
	"bash", "zsh", "fish", "nu", "xonsh", "tcsh", "csh", "pwsh", "powershell", "cmd",
	"ksh", "ksh93", "mksh", "lksh", "yash", "dash", "ash", "sh",
}

// otherShells are further ones, by the shell that they understand.
var otherShells = map[string]string{
	"hush": "sh", "loksh": "ksh", "oksh": "ksh", "pdksh": "ksh", "rbash": "bash", "rksh": "ksh", "rzsh": "zsh", "pwsh-preview": "pwsh",
}

// Shell returns the name of the shell that the user works in: the nearest
// ancestor of this process that is one, else the one that the variable SHELL
// names. It is "" if neither tells.
func Shell(env func(string) string) string {
	for a := range ancestors {
		if shell := a.shell(); shell != "" && shell != "sh" {
			return shell // sh runs scripts and makefiles; people use something else
		}
	}
	return shellName(env("SHELL"))
}

// CallingShell returns the name of the shell that has called this process, itself
// or through programs such as sudo, make or strace: the nearest ancestor that is a
// shell, sh too, because code is for the one that evaluates it. Where there is none,
// or where that can't be told, it is the one that the variable SHELL names, and ""
// if that doesn't tell either: code for the wrong shell would do anything.
func CallingShell(env func(string) string) string {
	for a := range ancestors {
		if shell := a.shell(); shell != "" {
			return shell
		}
	}
	return shellName(env("SHELL"))
}

// An ancestor is a process that this one comes from.
type ancestor struct {
	pid int
	process
}

// A process is what the system says of one.
type process struct {
	// name is that of its executable, or of the script that it was started as.
	name   string
	parent int
	// started is when, in a unit of the system's.
	started uint64
}

// ancestors yields the processes that this one comes from, the nearest first. It
// ends where the system does not tell, and at a process that is younger than what
// it should be the parent of: it has the number of one that has ended.
func ancestors(yield func(ancestor) bool) {
	const deepest = 32
	child, ok := processOf(os.Getpid())
	for range deepest {
		if !ok || child.parent < 1 { // 1 is the shell, in many a container
			return
		}
		var parent process
		parent, ok = processOf(child.parent)
		if !ok || parent.started > child.started || !yield(ancestor{child.parent, parent}) {
			return
		}
		child = parent
	}
}

// shell returns the name of the shell that a process is, or "".
func (a ancestor) shell() string {
	name := programName(a.name)
	if shellName(name) == "" {
		// A script that was executed has its own name, and the shell's image.
		if image := programName(executableOf(a.pid)); image != "." {
			name = image
		}
	}
	switch {
	case hasManyNames(name):
		for _, argument := range argumentsOf(a.pid)[:min(2, len(argumentsOf(a.pid)))] {
			if shell := shellName(argument); shell != "" {
				return shell
			}
		}
		return ""
	case strings.HasPrefix(name, "python"), strings.HasPrefix(name, "pypy"):
		if runsXonsh(argumentsOf(a.pid)) {
			return "xonsh"
		}
		return ""
	}
	return shellName(name)
}

// hasManyNames reports whether a program is one executable that is many, told by its
// name or its first argument which one to be.
func hasManyNames(program string) bool {
	name := programName(program)
	return name == "busybox" || name == "toybox"
}

// runsXonsh reports whether the arguments of a Python, its own name first, are to
// run xonsh: as a module, as a script, or as one beside a launcher.
func runsXonsh(arguments []string) bool {
	for i := 1; i < len(arguments); i++ {
		argument := arguments[i]
		switch {
		case argument == "-X" || argument == "-W":
			i++ // the value
		case len(argument) > 1 && argument[0] == '-' && argument[1] != '-':
			if strings.HasSuffix(argument, "m") && i+1 < len(arguments) {
				return arguments[i+1] == "xonsh" || strings.HasPrefix(arguments[i+1], "xonsh.")
			}
		case !strings.HasPrefix(argument, "--"):
			name := strings.TrimSuffix(programName(argument), ".py")
			return strings.TrimSuffix(name, "-script") == "xonsh"
		}
	}
	return false
}

// programName returns the name of a program, given that or its path, in small
// letters without what login shells have before and Windows has behind.
func programName(program string) string {
	return strings.TrimPrefix(strings.TrimSuffix(strings.ToLower(filepath.Base(program)), ".exe"), "-")
}

// shellName returns the shell that a program of that name or path is, or "". The
// name may end with a version (bash-5.2, zsh5) or with -static.
func shellName(program string) string {
	name := programName(program)
	if slices.Contains(shells, name) {
		return name
	}
	if other := otherShells[name]; other != "" {
		return other
	}
	name = strings.TrimSuffix(name, "-static")
	name = strings.TrimRight(name, "0123456789.")
	name = strings.TrimSuffix(name, "-")
	if !slices.Contains(shells, name) {
		return ""
	}
	return name
}
