package interp

import (
	"cmp"
	"regexp"
	"strconv"
	"strings"
	"sync"
)

// A pep440 is a version with all that PEP 440 allows in a specifier, in
// normal form.
type pep440 struct {
	epoch   int64
	release []int64
	pre     string // "a", "b", "rc", or "" for none
	preNum  int64
	post    int64 // -1 for none
	dev     int64 // -1 for none
	local   string
}

// versionForm is the syntax of PEP 440, appendix B, on lower-case text. Most runs
// meet plain releases alone and need not wait for its compilation.
var versionForm = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`^v?(?:(\d+)!)?(\d+(?:\.\d+)*)` +
		`(?:[-_.]?(alpha|a|beta|b|preview|pre|c|rc)[-_.]?(\d*))?` +
		`(?:-(\d+)|[-_.]?(post|rev|r)[-_.]?(\d*))?` +
		`(?:[-_.]?(dev)[-_.]?(\d*))?` +
		`(?:\+([a-z0-9]+(?:[-_.][a-z0-9]+)*))?$`)
})

// preLetter returns the normal form of PEP 440, "Pre-release spelling".
func preLetter(spelling string) string {
	switch spelling {
	case "alpha":
		return "a"
	case "beta":
		return "b"
	case "c", "pre", "preview":
		return "rc"
	}
	return spelling
}

// parsePEP440 reads a version; ok is false for what is none, and for numbers
// that no computer counts to.
func parsePEP440(s string) (v pep440, ok bool) {
	if release, ok := plainRelease(s); ok {
		return pep440{release: release, post: -1, dev: -1}, true
	}
	m := versionForm().FindStringSubmatch(strings.ToLower(s))
	if m == nil {
		return pep440{}, false
	}
	ok = true
	// A number may be left out where a word stands for it: 1.0a is 1.0a0.
	read := func(digits string) int64 {
		if digits == "" {
			return 0
		}
		n, err := strconv.ParseInt(digits, 10, 64)
		ok = ok && err == nil
		return n
	}
	v = pep440{epoch: read(m[1]), pre: preLetter(m[3]), preNum: read(m[4]), post: -1, dev: -1, local: m[10]}
	for part := range strings.SplitSeq(m[2], ".") {
		v.release = append(v.release, read(part))
	}
	if m[5] != "" || m[6] != "" {
		v.post = read(m[5] + m[7])
	}
	if m[8] != "" {
		v.dev = read(m[9])
	}
	return v, ok
}

// plainRelease reads numbers separated by dots; ok is false for all else.
func plainRelease(s string) (release []int64, ok bool) {
	for part := range strings.SplitSeq(s, ".") {
		n, err := strconv.ParseInt(part, 10, 64)
		if err != nil || strings.Trim(part, "0123456789") != "" {
			return nil, false
		}
		release = append(release, n)
	}
	return release, true
}

// pep440 returns the version for a comparison.
func (v Version) pep440() pep440 {
	p := pep440{release: []int64{int64(v.Major), int64(v.Minor), int64(v.Micro)}, post: -1, dev: -1}
	for _, l := range levels {
		if l.name == v.Level {
			p.pre, p.preNum = l.letter, int64(v.Serial)
		}
	}
	return p
}

// plain reports whether the version is numbers alone.
func (v pep440) plain() bool { return v.pre == "" && v.post < 0 && v.dev < 0 && v.local == "" }

// isPre reports a pre-release, which those for developers are as well.
func (v pep440) isPre() bool { return v.pre != "" || v.dev >= 0 }

// sameRelease compares epoch and numbers alone.
func (v pep440) sameRelease(w pep440) bool {
	return v.epoch == w.epoch && compareReleases(v.release, w.release) == 0
}

// compare orders versions (PEP 440, "Summary of permitted suffixes and
// relative ordering"). A local version is newer than the one without; two
// local versions are told apart, not ordered, as no Python has one.
func (v pep440) compare(w pep440) int {
	return cmp.Or(
		cmp.Compare(v.epoch, w.epoch),
		compareReleases(v.release, w.release),
		cmp.Compare(v.phase(), w.phase()),
		cmp.Compare(v.preNum, w.preNum),
		cmp.Compare(v.post, w.post),
		compareDev(v.dev, w.dev),
		strings.Compare(v.local, w.local),
	)
}

// phase orders what follows the numbers: development releases, then
// pre-releases, then the rest.
func (v pep440) phase() int {
	switch {
	case v.pre != "":
		return map[string]int{"a": 1, "b": 2, "rc": 3}[v.pre]
	case v.dev >= 0 && v.post < 0:
		return 0
	}
	return 4
}

// compareDev puts a release without a development number last.
func compareDev(a, b int64) int {
	if (a < 0) != (b < 0) {
		return cmp.Compare(b, a)
	}
	return cmp.Compare(a, b)
}

func compareReleases(a, b []int64) int {
	for i := range max(len(a), len(b)) {
		var x, y int64
		if i < len(a) {
			x = a[i]
		}
		if i < len(b) {
			y = b[i]
		}
		if x != y {
			return cmp.Compare(x, y)
		}
	}
	return 0
}
