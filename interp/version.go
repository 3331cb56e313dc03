package interp

import (
	"cmp"
	"fmt"
	"strconv"
	"strings"
)

// A Version is a version of Python the language, as sys.version_info has it.
type Version struct {
	Major int `json:"major"`
	Minor int `json:"minor"`
	Micro int `json:"micro"`
	// Level is the release level: "alpha", "beta", "candidate" or "final".
	Level string `json:"level"`
	// Serial counts the releases of a level; 0 for a final one.
	Serial int `json:"serial"`
}

// levels maps the release levels to the letters of PEP 440, in order.
var levels = []struct{ name, letter string }{
	{"alpha", "a"}, {"beta", "b"}, {"candidate", "rc"}, {"final", ""},
}

// String returns the version in the form of PEP 440: "3.12.1", "3.15.0rc1".
func (v Version) String() string {
	s := v.Triple()
	for _, l := range levels {
		if l.name == v.Level && l.letter != "" {
			s += l.letter + strconv.Itoa(v.Serial)
		}
	}
	return s
}

// Short returns major and minor: "3.12".
func (v Version) Short() string { return fmt.Sprintf("%d.%d", v.Major, v.Minor) }

// Triple returns the three numbers: "3.12.1".
func (v Version) Triple() string { return fmt.Sprintf("%d.%d.%d", v.Major, v.Minor, v.Micro) }

// AtLeast reports whether v is of that minor version or a later one,
// pre-releases of it included.
func (v Version) AtLeast(major, minor int) bool {
	return v.Major > major || v.Major == major && v.Minor >= minor
}

// Compare returns -1, 0 or 1 as v is older than, equal to or newer than w.
// Pre-releases come before the final release (PEP 440).
func (v Version) Compare(w Version) int {
	return cmp.Or(
		cmp.Compare(v.Major, w.Major), cmp.Compare(v.Minor, w.Minor), cmp.Compare(v.Micro, w.Micro),
		cmp.Compare(v.rank(), w.rank()), cmp.Compare(v.Serial, w.Serial),
	)
}

func (v Version) rank() int {
	for i, l := range levels {
		if l.name == v.Level {
			return i
		}
	}
	return len(levels)
}

// ParseVersion reads "3.12.1" or "3.15.0rc1". Missing numbers are zero; what
// is no version is an error that names it.
func ParseVersion(s string) (Version, error) {
	numbers, level, serial, ok := splitVersion(s)
	if !ok {
		return Version{}, fmt.Errorf("%q is not a Python version", s)
	}
	v := Version{Level: "final"}
	if level != "" {
		v.Level, v.Serial = level, serial
	}
	for i, target := range []*int{&v.Major, &v.Minor, &v.Micro}[:len(numbers)] {
		*target = numbers[i]
	}
	return v, nil
}

// splitVersion takes a version apart into one to three numbers and the
// pre-release, whose level is empty if there is none.
func splitVersion(s string) (numbers []int, level string, serial int, ok bool) {
	for _, l := range levels[:len(levels)-1] {
		before, after, found := strings.Cut(s, l.letter)
		if !found {
			continue
		}
		if serial, ok = number(after); !ok {
			return nil, "", 0, false
		}
		s, level = before, l.name
		break
	}
	for part := range strings.SplitSeq(s, ".") {
		n, ok := number(part)
		if !ok || len(numbers) == 3 {
			return nil, "", 0, false
		}
		numbers = append(numbers, n)
	}
	return numbers, level, serial, true
}

// number reads digits and nothing else: strconv alone would take signs.
func number(s string) (int, bool) {
	if strings.Trim(s, "0123456789") != "" {
		return 0, false
	}
	n, err := strconv.Atoi(s)
	return n, err == nil
}
