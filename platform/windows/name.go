package windows

import (
	"fmt"
	"slices"
	"strings"
)

// devices are names that no file can have, with whatever ending.
var devices = strings.Fields("CON PRN AUX NUL COM1 COM2 COM3 COM4 COM5 COM6 COM7 COM8 COM9 LPT1 LPT2 LPT3 LPT4 LPT5 LPT6 LPT7 LPT8 LPT9")

// Unusable says why there can be no directory at an absolute path of Windows, as
// the system has made it absolute: a character that names can't hold, or a device
// (CON, NUL). It is "" where nothing speaks against it ("Naming Files, Paths, and
// Namespaces" of the Win32 API).
func Unusable(path string) string {
	const device = "it is the name of a device"
	if strings.HasPrefix(path, `\\.\`) {
		return device
	}
	names := strings.TrimPrefix(path, `\\?\`)
	if len(names) >= 2 && names[1] == ':' {
		names = names[2:]
	}
	for _, r := range names {
		if r < ' ' || strings.ContainsRune(`<>:"|?*`, r) {
			return fmt.Sprintf("no name on Windows holds %q", r)
		}
	}
	for name := range strings.FieldsFuncSeq(names, func(r rune) bool { return r == '\\' || r == '/' }) {
		// Windows 11 takes some of these for files, but few other programs do.
		stem, _, _ := strings.Cut(name, ".")
		if slices.Contains(devices, strings.ToUpper(strings.TrimRight(stem, " "))) {
			return device
		}
	}
	return ""
}
