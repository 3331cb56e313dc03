package wheel

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// maxName is the longest name of a file in bytes that common systems allow.
const maxName = 255

// checkName says why a name in an archive may not be unpacked, or "". What
// passes names a file below any directory on every platform, and the same one
// on each: Windows drops dots and spaces at the end of a name, takes some
// names for devices, and a colon for a drive or a stream.
func checkName(name string) string {
	switch {
	case name == "":
		return "has no name"
	case !utf8.ValidString(name):
		return "has a name that is not UTF-8"
	case strings.HasPrefix(name, "/"):
		return "has an absolute name"
	case strings.ContainsAny(name, `\:<>"|?*`):
		return "has a character in its name that Windows cannot have there"
	case strings.ContainsFunc(name, unicode.IsControl):
		return "has a control character in its name"
	}
	for part := range strings.SplitSeq(name, "/") {
		switch {
		case part == "" || part == "." || part == "..":
			return "has a name that is not a plain path"
		case len(part) > maxName:
			return "has a name that is too long"
		case strings.HasSuffix(part, ".") || strings.HasSuffix(part, " "):
			return "has a name that Windows would shorten"
		case isDevice(part):
			return "has the name of a Windows device"
		}
	}
	return ""
}

// isDevice reports whether Windows takes a file name for a device, which it
// does whatever the extension ("Naming Files, Paths, and Namespaces").
func isDevice(name string) bool {
	stem, _, _ := strings.Cut(strings.ToUpper(name), ".")
	stem = strings.TrimRight(stem, " ")
	switch stem {
	case "CON", "PRN", "AUX", "NUL", "CONIN$", "CONOUT$":
		return true
	}
	for _, port := range []string{"COM", "LPT"} {
		if number, found := strings.CutPrefix(stem, port); found && utf8.RuneCountInString(number) == 1 {
			return strings.Trim(number, "0123456789¹²³") == ""
		}
	}
	return false
}

// Normalize returns the name of a project in the form in which two names of
// the same project are equal (PEP 503).
func Normalize(project string) string {
	parts := strings.FieldsFunc(strings.ToLower(project), func(r rune) bool {
		return r == '-' || r == '_' || r == '.'
	})
	return strings.Join(parts, "-")
}

// Field returns the first value of a field in the header of a METADATA or
// WHEEL file (the format of RFC 822), without the lines that continue it.
func Field(text []byte, name string) string {
	for line := range strings.Lines(string(text)) {
		line = strings.TrimRight(line, "\r\n")
		if line == "" {
			return "" // the description follows
		}
		if key, value, found := strings.Cut(line, ":"); found && strings.EqualFold(key, name) {
			return strings.TrimSpace(value)
		}
	}
	return ""
}
