package interp

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// A Kind says what a [Request] goes by.
type Kind int

const (
	// ByVersion asks for a version, an implementation, or both.
	ByVersion Kind = iota
	// ByName asks for a program of that name: on PATH, or the directory of an
	// installed version of pyenv, uv, mise or asdf.
	ByName
	// ByPath asks for an executable, an environment or an installation prefix.
	ByPath
)

// A Request says which interpreter a user wants. [ParseRequest] makes one
// from text. The zero Request fits every final or unfinished release of the
// default build of CPython.
type Request struct {
	// Text is the request as it was written.
	Text string
	Kind Kind

	// Path is the path of a ByPath request, relative or absolute, perhaps with
	// a leading "~".
	Path string
	// Name is the name of a ByName request.
	Name string

	// Implementation is as in [Facts]; empty is "cpython", as a version alone
	// must not silently get something else (but see Any).
	Implementation string
	// Release holds up to three numbers that the version must begin with.
	Release []int
	// Level and Serial, with Level not empty, ask for that pre-release of Release.
	Level  string
	Serial int
	// Specifiers is a set that the version must be in; the zero value holds all.
	Specifiers Specifiers
	// FreeThreaded and Debug ask for such builds. Without them a request gets
	// the default build only (but see Any).
	FreeThreaded, Debug bool
	// Platform and Architecture are those of a name in uv's form, as in [Facts];
	// empty is any.
	Platform, Architecture string
	// Any takes any implementation and build that fits the rest. It is set
	// for constraints, such as requires-python, which nobody meant as a choice.
	Any bool
}

// A RequestError reports text that is no request for an interpreter.
type RequestError struct {
	Text   string
	Reason string
}

func (e *RequestError) Error() string {
	return fmt.Sprintf("%q asks for no Python: %s", e.Text, e.Reason)
}

// Hints says what can be asked for.
func (e *RequestError) Hints() []string {
	return []string{
		"a version (3, 3.12, 3.12.1, 3.13t), a range (\">=3.10,<3.13\", \"~=3.10\"), an implementation (pypy, pypy3.10, cpython3.12), " +
			"a name on PATH (python3.12-dbg), or a path to an executable, an environment or an installation",
	}
}

// ExitCode is that of a usage error.
func (e *RequestError) ExitCode() int { return 2 }

// implementations maps what may stand before a version to implementations.
// The short forms are the tags of wheels (PEP 425).
var implementations = []struct{ prefix, name string }{
	{"cpython", "cpython"},
	{"pypy", "pypy"},
	{"graalpy", "graalpy"},
	{"cp", "cpython"},
	{"pp", "pypy"},
	{"gp", "graalpy"},
}

// operators are what a set of version specifiers begins with (PEP 440).
const operators = "=!<>~"

// ParseRequest reads a request. In this order, without regard to case:
//
//   - a path: has a slash or backslash, or begins with ".", "~/" or a drive;
//   - a version: up to three numbers, or "312" for 3.12, perhaps a
//     pre-release (3.15.0rc1), perhaps followed by "t" (free-threaded), "d"
//     (debug), "td", or uv's "+freethreaded", "+debug", "+gil";
//   - a set of version specifiers (PEP 440): ">=3.10,<3.13", "~=3.10";
//   - either of them behind the name of an implementation, joined directly or
//     by "@" or "-": "pypy3.10", "cpython@3.12", "pypy>=3.9", or that name alone;
//   - the name of a managed installation in uv's form,
//     "cpython-3.12.1-linux-x86_64-gnu", whatever manages it;
//   - a set of specifiers behind "python": "python>=3.10";
//   - a name: "python", "python3.12-dbg". One that says a version
//     ("python3.12") asks for that version where there is no such program.
//
// It does not look at the machine. All errors are a [*RequestError].
func ParseRequest(text string) (Request, error) {
	trimmed := strings.TrimSpace(text)
	request := Request{Text: trimmed}
	switch {
	case trimmed == "":
		return Request{}, &RequestError{text, "it is empty"}
	case strings.ContainsAny(trimmed, "\x00\n\r"):
		return Request{}, &RequestError{text, "it holds a line end or a NUL"}
	case isPath(trimmed):
		// A name may end in a space.
		request.Kind, request.Path = ByPath, strings.TrimLeft(text, " \t")
		return request, nil
	}
	lower := strings.ToLower(trimmed)
	if strings.ContainsRune(operators, rune(lower[0])) || isDigit(lower[0]) {
		if err := request.parseVersion(lower); err != nil {
			return Request{}, &RequestError{text, err.Error()}
		}
		return request, nil
	}
	if rest, ok := strings.CutPrefix(lower, "python"); ok {
		return parsePythonName(request, trimmed, rest)
	}
	for _, implementation := range implementations {
		rest, ok := strings.CutPrefix(lower, implementation.prefix)
		if !ok {
			continue
		}
		rest = strings.TrimLeft(rest, "@-")
		request.Implementation = implementation.name
		if rest == "" && len(implementation.prefix) > len("cp") {
			return request, nil
		}
		if version := request.cutPlatform(rest); version != "" && request.parseVersion(version) == nil {
			return request, nil
		}
		request = Request{Text: trimmed}
	}
	return parseName(request, trimmed)
}

// cutPlatform takes the system, the architecture and the C library off the name
// of an installation in uv's form, notes the former two and returns the rest.
func (r *Request) cutPlatform(rest string) string {
	parts := strings.Split(rest, "-")
	platform := map[string]string{"linux": "linux", "macos": "darwin", "windows": "win32"}
	if len(parts) != 4 || platform[parts[1]] == "" {
		return rest
	}
	r.Platform, r.Architecture = platform[parts[1]], architecture(parts[2])
	return parts[0]
}

// architecture returns one name for each machine that has several.
func architecture(name string) string {
	switch name {
	case "amd64":
		return "x86_64"
	case "arm64":
		return "aarch64"
	}
	return name
}

// parsePythonName reads what begins with "python".
func parsePythonName(request Request, name, rest string) (Request, error) {
	if rest = strings.TrimSpace(rest); rest != "" && strings.ContainsRune(operators+"@", rune(rest[0])) {
		if err := request.parseVersion(strings.TrimPrefix(rest, "@")); err != nil {
			return Request{}, &RequestError{request.Text, err.Error()}
		}
		return request, nil
	}
	versioned := request
	if rest == "" || versioned.parseVersion(rest) == nil {
		versioned.Kind, versioned.Name = ByName, name
		return versioned, nil
	}
	return parseName(request, name)
}

func parseName(request Request, name string) (Request, error) {
	for i, r := range name {
		if r < ' ' || r == 0x7f || i == 0 && r < 0x80 && !isLetter(byte(r)) {
			return Request{}, &RequestError{request.Text, "it is neither a version, a range, a name nor a path"}
		}
	}
	request.Kind, request.Name = ByName, name
	return request, nil
}

func isPath(s string) bool {
	return strings.ContainsAny(s, `/\`) || s[0] == '.' || s == "~" ||
		len(s) >= 2 && s[1] == ':' && isLetter(s[0])
}

// parseVersion reads a version with its variant, or a set of specifiers.
func (r *Request) parseVersion(s string) error {
	if s == "" {
		return errors.New("no version stands behind the name")
	}
	if strings.ContainsRune(operators, rune(s[0])) {
		set, err := ParseSpecifiers(s)
		r.Specifiers = set
		return err
	}
	version, free, debug := cutVariant(s)
	invalid := fmt.Errorf("%q is not a Python version", s)
	numbers, level, serial, ok := splitVersion(version)
	if !ok {
		return invalid
	}
	if len(numbers) == 1 && numbers[0] > 9 {
		// 312 is 3.12, as in "python312" and the tags of wheels.
		digits := strconv.Itoa(numbers[0])
		minor, err := strconv.Atoi(digits[1:])
		if err != nil {
			return invalid
		}
		numbers = []int{int(digits[0] - '0'), minor}
	}
	r.Release, r.Level, r.Serial, r.FreeThreaded, r.Debug = numbers, level, serial, free, debug
	return nil
}

// cutVariant takes the variant off the end of a version.
func cutVariant(s string) (version string, free, debug bool) {
	if version, variant, found := strings.Cut(s, "+"); found {
		for part := range strings.SplitSeq(variant, "+") {
			switch part {
			case "freethreaded":
				free = true
			case "debug":
				debug = true
			case "gil":
			default:
				return s, false, false
			}
		}
		return version, free, debug
	}
	version, debug = strings.CutSuffix(s, "d")
	version, free = strings.CutSuffix(version, "t")
	return version, free, debug
}

// Reject returns why an interpreter does not fit the request, or "" if it
// fits. A request by path fits whatever is there; one by name, any build of
// the version that the name says.
func (r Request) Reject(f Facts) string {
	if r.Kind == ByPath {
		return ""
	}
	if reason := r.rejectVersion(f.Version); reason != "" {
		return reason
	}
	if r.Any {
		return ""
	}
	if r.Kind == ByName {
		if r.FreeThreaded && !f.FreeThreaded || r.Debug && !f.Debug {
			return "it is not the build that its name says"
		}
		return ""
	}
	wanted := r.Implementation
	if wanted == "" {
		wanted = "cpython"
	}
	switch {
	case f.Implementation != wanted:
		return fmt.Sprintf("it is %s, not %s", f.Implementation, wanted)
	case r.Platform != "" && (f.Platform != r.Platform || architecture(f.Architecture) != r.Architecture):
		return fmt.Sprintf("it is for %s on %s", f.Platform, f.Architecture)
	case f.FreeThreaded && !r.FreeThreaded:
		return "it is a free-threaded build, and those have to be asked for"
	case !f.FreeThreaded && r.FreeThreaded:
		return "it is not a free-threaded build"
	case f.Debug && !r.Debug:
		return "it is a debug build, and those have to be asked for"
	case !f.Debug && r.Debug:
		return "it is not a debug build"
	}
	return ""
}

// Alternative returns the request by version that stands for one by name, such
// as "python3.12", where there is no program of that name. Names that say
// nothing about Python have none.
func (r Request) Alternative() (alternative Request, ok bool) {
	if r.Kind != ByName || r.Release == nil && !strings.EqualFold(r.Name, "python") {
		return Request{}, false
	}
	r.Kind, r.Name = ByVersion, ""
	return r, true
}

// MatchesVersion reports whether a version fits, whatever the build is.
func (r Request) MatchesVersion(v Version) bool { return r.rejectVersion(v) == "" }

func (r Request) rejectVersion(v Version) string {
	numbers := []int{v.Major, v.Minor, v.Micro}
	fits := slices.Equal(numbers[:len(r.Release)], r.Release)
	switch {
	case r.Level != "":
		// 3.15rc1 is 3.15.0rc1.
		full := append(slices.Clone(r.Release), 0, 0, 0)[:3]
		fits = slices.Equal(numbers, full) && v.Level == r.Level && v.Serial == r.Serial
	case len(r.Release) == 3:
		fits = fits && v.Level == "final"
	}
	if !fits {
		return fmt.Sprintf("it is version %s", v)
	}
	if !r.Specifiers.Contains(v) {
		return fmt.Sprintf("version %s is not in %s", v, r.Specifiers)
	}
	return ""
}

// MayMatch reports whether some version that begins with the numbers could
// fit. It is for those who know a version in part, from the name of a file,
// and is never wrongly false.
func (r Request) MayMatch(release ...int) bool {
	n := min(len(release), len(r.Release))
	if !slices.Equal(release[:n], r.Release[:n]) {
		return false
	}
	return r.Specifiers.mayContain(release)
}

func isDigit(c byte) bool  { return '0' <= c && c <= '9' }
func isLetter(c byte) bool { return 'a' <= c|0x20 && c|0x20 <= 'z' || c == '_' }
