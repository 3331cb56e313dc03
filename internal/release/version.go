package release

import (
	"cmp"
	"strconv"
	"strings"
)

// A Version is one of a release, by Semantic Versioning 2.0.0.
type Version struct {
	text  string // without the v
	core  [3]uint64
	early []string // the identifiers of a pre-release
}

// ParseVersion reads "1.2.3", "1.2.3-rc.1", or either with a v before it. A release
// has no build metadata ("+..."): two of them would be equal and still differ. The
// error is a [*VersionError].
func ParseVersion(text string) (Version, error) {
	v := Version{text: strings.TrimPrefix(text, "v")}
	core, early, isEarly := strings.Cut(v.text, "-")
	numbers := strings.Split(core, ".")
	if len(numbers) != len(v.core) {
		return Version{}, &VersionError{text}
	}
	for i, number := range numbers {
		if !isNumber(number) {
			return Version{}, &VersionError{text}
		}
		var err error
		if v.core[i], err = strconv.ParseUint(number, 10, 64); err != nil {
			return Version{}, &VersionError{text}
		}
	}
	if !isEarly {
		return v, nil
	}
	v.early = strings.Split(early, ".")
	for _, identifier := range v.early {
		const letters = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz-"
		isNumeric := strings.Trim(identifier, "0123456789") == ""
		if identifier == "" || strings.Trim(identifier, letters) != "" || isNumeric && !isNumber(identifier) {
			return Version{}, &VersionError{text}
		}
	}
	return v, nil
}

// isNumber reports whether a text is a number as Semantic Versioning has them, without
// zeros before it.
func isNumber(s string) bool {
	return s == "0" || s != "" && s[0] != '0' && strings.Trim(s, "0123456789") == ""
}

// String returns it without a v: "1.2.3".
func (v Version) String() string { return v.text }

// Early reports whether it is a pre-release, which is never the latest.
func (v Version) Early() bool { return v.early != nil }

// Compare returns -1, 0 or 1 by the precedence of v and w: section 11 of Semantic
// Versioning.
func (v Version) Compare(w Version) int {
	for i, number := range v.core {
		if c := cmp.Compare(number, w.core[i]); c != 0 {
			return c
		}
	}
	switch {
	case !v.Early() && !w.Early():
		return 0
	case !v.Early():
		return 1
	case !w.Early():
		return -1
	}
	for i := range min(len(v.early), len(w.early)) {
		if c := compareIdentifiers(v.early[i], w.early[i]); c != 0 {
			return c
		}
	}
	return cmp.Compare(len(v.early), len(w.early))
}

// compareIdentifiers has numbers before words, and the longer of two numbers is the
// larger one, however long.
func compareIdentifiers(a, b string) int {
	numeric, otherNumeric := isNumber(a), isNumber(b)
	switch {
	case numeric && otherNumeric:
		return cmp.Or(cmp.Compare(len(a), len(b)), cmp.Compare(a, b))
	case numeric:
		return -1
	case otherNumeric:
		return 1
	}
	return cmp.Compare(a, b)
}

// A VersionError reports a text that is no version of a release.
type VersionError struct{ Text string }

func (e *VersionError) Error() string { return strconv.Quote(e.Text) + " is no version of a release" }

// Hints says what one is.
func (*VersionError) Hints() []string { return []string{"one is 1.2.3, or 1.2.3-rc.1"} }

// ExitCode is 2, that of wrong usage.
func (*VersionError) ExitCode() int { return 2 }
