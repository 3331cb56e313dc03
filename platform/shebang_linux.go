package platform

import (
	"strconv"
	"strings"

	"golang.org/x/sys/unix"
)

// ShebangLimit returns how long the first line of a script may be for the kernel
// to run its interpreter, in bytes with "#!" and without the newline. Linux reads
// 256 bytes since 5.1 and 128 before (BINPRM_BUF_SIZE).
func ShebangLimit() int {
	var name unix.Utsname
	if unix.Uname(&name) != nil {
		return minShebang
	}
	return shebangLimit(unix.ByteSliceToString(name.Release[:]))
}

// shebangLimit is the limit of a release of Linux: "5.10.0-8-amd64".
func shebangLimit(release string) int {
	first, rest, _ := strings.Cut(release, ".")
	second := strings.FieldsFunc(rest+".0", func(r rune) bool { return r < '0' || r > '9' })
	major, err := strconv.Atoi(first)
	minor, problem := strconv.Atoi(second[0])
	if err != nil || problem != nil || major < 5 || major == 5 && minor < 1 {
		return minShebang
	}
	return 255
}
