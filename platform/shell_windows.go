package platform

import "golang.org/x/sys/windows"

// lastShell returns the path of the shell that every system has, or of the one that
// the user wants in its place.
func lastShell(environ []string) string {
	if path := Variable(environ, "COMSPEC"); path != "" {
		return path
	}
	system, err := windows.GetSystemDirectory()
	if err != nil {
		return ""
	}
	return system + `\cmd.exe`
}
