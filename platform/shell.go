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
	"ksh", "ksh93", "mksh", "yash", "dash", "ash", "sh",
}

// Shell returns the name of the shell that the user works in: the nearest
// ancestor of this process that is one, else the one that the variable SHELL
// names. It is "" if neither tells.
func Shell(env func(string) string) string {
	for pid, depth := os.Getppid(), 0; pid > 1 && depth < 8; depth++ {
		name, parent, ok := process(pid)
		if !ok {
			break
		}
		if shell := shellName(name); shell != "" && shell != "sh" {
			return shell // sh runs scripts and makefiles; people use something else
		}
		pid = parent
	}
	return shellName(env("SHELL"))
}

// shellName returns the shell that a program of that name or path is, or "".
func shellName(program string) string {
	name := strings.TrimPrefix(strings.TrimSuffix(strings.ToLower(filepath.Base(program)), ".exe"), "-")
	if !slices.Contains(shells, name) {
		return ""
	}
	return name
}
