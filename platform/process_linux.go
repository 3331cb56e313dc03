package platform

import (
	"bytes"
	"os"
	"strconv"
	"strings"
)

// processOf asks proc(5).
func processOf(pid int) (process, bool) {
	var buffer [1024]byte // more than a line of it has
	f, err := open("/proc/" + strconv.Itoa(pid) + "/stat")
	if err != nil {
		return process{}, false
	}
	defer f.Close()
	n, err := f.ReadAt(buffer[:], 0)
	if err != nil {
		return process{}, false
	}
	return parseStat(string(buffer[:n]))
}

// parseStat reads "PID (NAME) STATE PPID ...", where NAME may hold anything.
func parseStat(stat string) (p process, ok bool) {
	const parent, started = 1, 19 // behind the name
	begin, end := strings.IndexByte(stat, '('), strings.LastIndexByte(stat, ')')
	if begin < 0 || end < begin {
		return p, false
	}
	fields := strings.Fields(stat[end+1:])
	if len(fields) <= started {
		return p, false
	}
	p.name = stat[begin+1 : end]
	var err, problem error
	p.parent, err = strconv.Atoi(fields[parent])
	p.started, problem = strconv.ParseUint(fields[started], 10, 64)
	return p, err == nil && problem == nil
}

// argumentsOf returns the arguments of a process, its name first; nil if the system
// does not tell.
func argumentsOf(pid int) []string {
	line, err := os.ReadFile("/proc/" + strconv.Itoa(pid) + "/cmdline")
	if err != nil {
		return nil
	}
	return strings.Split(string(bytes.TrimSuffix(line, []byte{0})), "\x00")
}

// executableOf returns the path of the executable of a process, "" if the system
// does not tell. Of one that was deleted, it is no path.
func executableOf(pid int) string {
	path, err := os.Readlink("/proc/" + strconv.Itoa(pid) + "/exe")
	if err != nil {
		return ""
	}
	return path
}
