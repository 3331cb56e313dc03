package discover

import (
	"regexp"
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

// programName are the names that interpreters have in a bin directory. The
// letters are ABI flags, "-dbg" is Debian's, "-intel64" python.org's on macOS.
var programName = regexp.MustCompile(`^(python|pypy|graalpy)(?:(\d+)(?:\.(\d+))?)?(m|t|d|td|dm)?(-dbg|-intel64)?(\.exe)?$`)

// hintOfProgram reads the name of an executable; ok is false for one that no
// interpreter has.
func hintOfProgram(name string) (h hint, ok bool) {
	m := programName.FindStringSubmatch(name)
	if m == nil {
		return hint{}, false
	}
	h.release = numbers(m[2:4])
	h.freeThreaded = strings.Contains(m[4], "t")
	h.debug = strings.Contains(m[4], "d") || m[5] == "-dbg"
	if m[1] != "python" {
		h.implementation = m[1]
	}
	return h, true
}

// versionDirectory is the form of the names that pyenv, uv, mise and asdf give
// the directories of versions: 3.12.1, 3.13.0t, 3.14-dev, pypy3.10-7.3.15,
// cpython-3.13.0+freethreaded-linux-x86_64-gnu.
var versionDirectory = regexp.MustCompile(`^(?:(cpython|pypy|graalpy)-?)?(\d+)\.(\d+)(?:\.(\d+))?((?:a|b|rc)\d+)?(t|-?debug|(?:\+[a-z]+)+)?(-.*)?$`)

// hintOfDirectory reads the name of a version's directory. Names of other
// forms, such as miniconda3-24.1, say nothing.
func hintOfDirectory(name string) hint {
	m := versionDirectory.FindStringSubmatch(name)
	if m == nil {
		return hint{}
	}
	h := hint{implementation: m[1], release: numbers(m[2:5])}
	if h.implementation == "" {
		h.implementation = "cpython"
	}
	if h.implementation == "graalpy" && h.release[0] != 3 {
		return hint{implementation: "graalpy"} // pyenv's are those of GraalPy itself
	}
	h.freeThreaded = m[6] == "t" || strings.Contains(m[6], "+freethreaded")
	h.debug = strings.Contains(m[6], "debug") || m[7] == "-debug"
	if m[5] != "" || m[7] == "-dev" {
		h.release = h.release[:2]
	}
	h.exact = len(h.release) == 3
	return h
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

// programs returns the names of interpreters among others, the ones to prefer
// first: python3, which everybody has, then python, then newer versions.
func programs(names []string) []string {
	kept := slices.DeleteFunc(slices.Clone(names), func(name string) bool {
		_, ok := hintOfProgram(name)
		return !ok
	})
	slices.SortFunc(kept, func(a, b string) int {
		if difference := nameRank(a) - nameRank(b); difference != 0 {
			return difference
		}
		x, _ := hintOfProgram(a)
		y, _ := hintOfProgram(b)
		if order := slices.Compare(y.release, x.release); order != 0 {
			return order
		}
		if len(a) != len(b) {
			return len(a) - len(b)
		}
		return strings.Compare(a, b)
	})
	return kept
}

func nameRank(name string) int {
	switch strings.TrimSuffix(name, ".exe") {
	case "python3":
		return 0
	case "python":
		return 1
	case "pypy3", "graalpy":
		return 3
	}
	if strings.HasPrefix(name, "python") {
		return 2
	}
	return 4
}
