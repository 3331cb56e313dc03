package platform

import (
	"os"
	"strings"
)

// unescape undoes how the kernel writes the characters of a path that would
// break a line or a field (seq_path in fs/proc_namespace.c).
var unescape = strings.NewReplacer(`\040`, " ", `\011`, "\t", `\012`, "\n", `\134`, `\`)

// mounts reads the fifth field of each line, as proc(5) describes them.
func mounts() ([]string, error) {
	content, err := os.ReadFile("/proc/self/mountinfo")
	if err != nil {
		return nil, err
	}
	var all []string
	for line := range strings.Lines(string(content)) {
		if fields := strings.Split(line, " "); len(fields) > 4 {
			all = append(all, unescape.Replace(fields[4]))
		}
	}
	return all, nil
}
