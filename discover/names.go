package discover

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"github.com/pyenvkit/pyenvkit/interp"
)

// A hint is what the name of a file or directory says of an interpreter. It
// spares probes, and is never trusted for more: what is taken was probed.
type hint struct {
	implementation string // "" if unknown
	release        []int  // the first numbers of the version, as far as known
	exact          bool   // release is all of a final version
	freeThreaded   bool
	debug          bool
}

// hintOfProgram reads the name of an executable, without the extension that it
// has on Windows; ok is false for one that no interpreter has. They are called
// python, pypy or graalpy, then perhaps major and minor version (312 is 3.12,
// for pyenv-win), then perhaps ABI flags (m, t, d, td, dm), then perhaps "-dbg",
// which is Debian's, "-intel64", of python.org on macOS, or "_d", a debug build on
// Windows.
//
// It is called with every name on PATH.
func hintOfProgram(name string) (h hint, ok bool) {
	implementation, rest := cutImplementation(name, "python", "pypy", "graalpy")
	if implementation == "" {
		return hint{}, false
	}
	if implementation != "python" {
		h.implementation = implementation
	}
	isDebug := false
	for _, ending := range []string{"-dbg", "_d", "-intel64"} {
		if before, ok := strings.CutSuffix(rest, ending); ok {
			rest, isDebug = before, ending != "-intel64"
			break
		}
	}
	version, flags := cutNumbers(rest, 2)
	if len(version) == 1 && len(version[0]) > 1 {
		version = []string{version[0][:1], version[0][1:]}
	}
	switch flags {
	case "", "m", "t", "d", "td", "dm":
	default:
		return hint{}, false
	}
	h.release = numbers(version)
	h.freeThreaded = strings.Contains(flags, "t")
	h.debug = strings.Contains(flags, "d") || isDebug
	return h, true
}

// hintOfDirectory reads the name that pyenv, uv, mise or asdf gives the directory
// of a version: 3.12.1, 3.13.0t, 3.14-dev, pypy3.10-7.3.15,
// cpython-3.13.0+freethreaded-linux-x86_64-gnu. Names of other forms, such as
// miniconda3-24.1, say nothing.
func hintOfDirectory(name string) hint {
	var h hint
	implementation, rest := cutImplementation(name, "cpython", "pypy", "graalpy")
	if implementation != "" {
		h.implementation, rest = implementation, strings.TrimPrefix(rest, "-")
	}
	version, rest := cutNumbers(rest, 3)
	rest, isPre := cutPreRelease(rest)
	variant, tail, ok := cutBuild(rest)
	if len(version) < 2 || !ok {
		return hint{}
	}
	h.release = numbers(version)
	if h.implementation == "" {
		h.implementation = "cpython"
	}
	if h.implementation == "graalpy" && (len(h.release) == 0 || h.release[0] != 3) {
		return hint{implementation: "graalpy"} // pyenv's are those of GraalPy itself
	}
	h.freeThreaded = variant == "t" || strings.Contains(variant, "+freethreaded")
	h.debug = strings.Contains(variant, "debug") || tail == "-debug"
	if isPre || tail == "-dev" {
		h.release = h.release[:min(len(h.release), 2)]
	}
	h.exact = len(h.release) == 3
	return h
}

// cutImplementation takes the one of some words off the front that is there; ""
// is none.
func cutImplementation(s string, words ...string) (word, rest string) {
	for _, word := range words {
		if rest, ok := strings.CutPrefix(s, word); ok {
			return word, rest
		}
	}
	return "", s
}

// cutNumbers takes up to limit numbers, separated by dots, off the front.
func cutNumbers(s string, limit int) (numbers []string, rest string) {
	for rest = s; len(numbers) < limit; {
		digits := rest
		if len(numbers) > 0 {
			after, ok := strings.CutPrefix(rest, ".")
			if !ok {
				break
			}
			digits = after
		}
		after := strings.TrimLeft(digits, "0123456789")
		if after == digits {
			break
		}
		numbers, rest = append(numbers, digits[:len(digits)-len(after)]), after
	}
	return numbers, rest
}

// cutPreRelease takes a1, b1 or rc1 off the front.
func cutPreRelease(s string) (rest string, found bool) {
	for _, letter := range []string{"a", "b", "rc"} {
		if after, ok := strings.CutPrefix(s, letter); ok {
			rest = strings.TrimLeft(after, "0123456789")
			if rest != after {
				return rest, true
			}
		}
	}
	return s, false
}

// cutBuild takes what follows a version apart: the build, which is "t", "debug",
// "-debug" or words that each begin with "+", and what follows a dash. ok is
// false where there is anything else.
func cutBuild(s string) (build, tail string, ok bool) {
	words := len(s) - len(strings.TrimLeft(s, "+abcdefghijklmnopqrstuvwxyz"))
	if strings.HasPrefix(s, "+") && !strings.Contains(s[:words]+"+", "++") {
		return s[:words], s[words:], s[words:] == "" || s[words] == '-'
	}
	for _, build := range []string{"t", "debug", "-debug", ""} {
		if tail, ok := strings.CutPrefix(s, build); ok && (tail == "" || tail[0] == '-') {
			return build, tail, true
		}
	}
	return "", "", false
}

func numbers(parts []string) []int {
	var numbers []int
	for _, part := range parts {
		n, err := strconv.Atoi(part)
		if err != nil {
			break
		}
		numbers = append(numbers, n)
	}
	return numbers
}

// merge adds what another name says: the directory is more exact than the file.
func (h hint) merge(other hint) hint {
	if len(other.release) > len(h.release) {
		h.release, h.exact = other.release, other.exact
	}
	if h.implementation == "" {
		h.implementation = other.implementation
	}
	h.freeThreaded = h.freeThreaded || other.freeThreaded
	h.debug = h.debug || other.debug
	return h
}

// mayFit reports whether an interpreter of which the hint is all that is known
// may fit a request.
func (h hint) mayFit(request interp.Request) bool {
	if !request.MayMatch(h.release...) {
		return false
	}
	if request.Any {
		return true
	}
	wanted := request.Implementation
	if wanted == "" {
		wanted = "cpython"
	}
	return (h.implementation == "" || h.implementation == wanted) &&
		(!h.freeThreaded || request.FreeThreaded) && (!h.debug || request.Debug)
}

// bound is the best rank that an interpreter may turn out to have.
func (h hint) bound(request interp.Request) rank {
	const endless = 1 << 30
	r := rank{implementation: implementationRank("cpython"), build: buildRank(h.freeThreaded, h.debug), final: 1}
	if h.implementation != "" {
		r.implementation = implementationRank(h.implementation)
	}
	release := h.release
	if len(request.Release) > len(release) {
		release = request.Release
	}
	r.version = interp.Version{Major: endless, Minor: endless, Micro: endless, Level: "final"}
	for i, n := range release[:min(len(release), 3)] {
		*[]*int{&r.version.Major, &r.version.Minor, &r.version.Micro}[i] = n
	}
	return r
}

// String is the version that the hint tells, for a list of what there is.
func (h hint) String() string {
	var parts []string
	for _, n := range h.release {
		parts = append(parts, strconv.Itoa(n))
	}
	return describe(h.implementation, strings.Join(parts, "."), h.freeThreaded, h.debug)
}

// describe names an interpreter in the form in which it can be asked for.
func describe(implementation, version string, freeThreaded, debug bool) string {
	if implementation != "cpython" {
		version = implementation + version
	}
	if freeThreaded {
		version += "t"
	}
	if debug {
		version += "d"
	}
	return version
}

// comparePrograms orders the names of interpreters, the ones to prefer first:
// that which everybody has, then the other plain one, then newer versions.
func (s *System) comparePrograms(a, b string) int {
	first, _ := s.program(a)
	second, _ := s.program(b)
	x, _ := hintOfProgram(first)
	y, _ := hintOfProgram(second)
	return cmp.Or(
		s.nameRank(first)-s.nameRank(second),
		slices.Compare(y.release, x.release),
		len(a)-len(b),
		strings.Compare(a, b),
	)
}

func (s *System) nameRank(name string) int {
	switch name {
	case s.Usual:
		return 0
	case "python3", "python":
		return 1
	case "pypy3", "graalpy":
		return 3
	}
	if strings.HasPrefix(name, "python") {
		return 2
	}
	return 4
}
