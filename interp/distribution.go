package interp

import (
	"cmp"
	"strings"
)

// CompareVersions orders the versions of a distribution as PEP 440 does: -1, 0
// or 1 as a is older than, equal to or newer than b. What is no version comes
// before all that is one.
func CompareVersions(a, b string) int {
	va, isA := parsePEP440(a)
	vb, isB := parsePEP440(b)
	switch {
	case isA && isB:
		return va.compare(vb)
	case !isA && !isB:
		return strings.Compare(a, b)
	}
	return cmp.Compare(rankOf(isA), rankOf(isB))
}

func rankOf(isVersion bool) int {
	if isVersion {
		return 1
	}
	return 0
}
