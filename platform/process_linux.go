package platform

import (
	"fmt"
	"os"
	"strings"
)

// process returns the name and the parent of a process, from proc(5).
func process(pid int) (name string, parent int, ok bool) {
	stat, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	if err != nil {
		return "", 0, false
	}
	// "PID (NAME) STATE PPID ...", where NAME may hold anything.
	before, after, found := cutLast(string(stat), ")")
	_, name, named := strings.Cut(before, "(")
	var state string
	_, err = fmt.Sscan(after, &state, &parent)
	return name, parent, found && named && err == nil
}

func cutLast(s, separator string) (before, after string, found bool) {
	i := strings.LastIndex(s, separator)
	if i < 0 {
		return s, "", false
	}
	return s[:i], s[i+len(separator):], true
}
