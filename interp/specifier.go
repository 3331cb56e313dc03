package interp

import (
	"fmt"
	"slices"
	"strings"
)

// Specifiers are a set of versions as PEP 440 writes it: ">=3.10,<3.13". The
// zero value holds every version.
type Specifiers struct{ clauses []clause }

// A clause is one specifier of a set: an operator and what stands behind it.
type clause struct {
	operator string
	text     string  // what stands behind the operator
	version  pep440  // zero where the text behind === is no version
	prefix   []int64 // with ".*": the numbers before it
}

// clauseOperators are in an order in which none hides another.
var clauseOperators = []string{"===", "~=", "==", "!=", "<=", ">=", "<", ">"}

// ParseSpecifiers reads specifiers separated by commas (PEP 440, "Version
// specifiers"); empty ones are passed over, as package packaging does. An
// error names the specifier that is wrong.
func ParseSpecifiers(s string) (Specifiers, error) {
	var set Specifiers
	for part := range strings.SplitSeq(s, ",") {
		if part = strings.TrimSpace(part); part == "" {
			continue
		}
		c, err := parseClause(part)
		if err != nil {
			return Specifiers{}, err
		}
		set.clauses = append(set.clauses, c)
	}
	return set, nil
}

func parseClause(s string) (clause, error) {
	i := slices.IndexFunc(clauseOperators, func(op string) bool { return strings.HasPrefix(s, op) })
	if i < 0 {
		return clause{}, fmt.Errorf("%q does not begin with one of %s", s, strings.Join(clauseOperators, " "))
	}
	c := clause{operator: clauseOperators[i]}
	c.text = strings.TrimSpace(s[len(c.operator):])
	if c.operator == "===" {
		if c.text == "" || strings.ContainsAny(c.text, " \t;)") {
			return clause{}, fmt.Errorf("%q has no version", s)
		}
		// The text counts, but what is no version equals none.
		c.version, _ = parsePEP440(c.text)
		return c, nil
	}
	number, wild := strings.CutSuffix(c.text, ".*")
	v, ok := parsePEP440(number)
	if !ok {
		return clause{}, fmt.Errorf("%q has no version that PEP 440 knows", s)
	}
	c.version = v
	exact := c.operator == "==" || c.operator == "!="
	switch {
	case wild && (!exact || !v.plain()):
		return clause{}, fmt.Errorf("%q: .* stands behind == and != and plain numbers only", s)
	case v.local != "" && !exact:
		return clause{}, fmt.Errorf("%q: a local version stands behind == and != only", s)
	case c.operator == "~=" && len(v.release) < 2:
		return clause{}, fmt.Errorf("%q: ~= needs two numbers or more", s)
	}
	if wild {
		c.prefix = v.release
	}
	return c, nil
}

// String returns the set in the form it is written in, without spaces.
func (s Specifiers) String() string {
	parts := make([]string, len(s.clauses))
	for i, c := range s.clauses {
		parts[i] = c.operator + c.text
	}
	return strings.Join(parts, ",")
}

// Contains reports whether a version is in the set. Pre-releases are, where
// their order says so; who prefers final releases does that afterwards.
func (s Specifiers) Contains(v Version) bool {
	return !slices.ContainsFunc(s.clauses, func(c clause) bool { return !c.contains(v) })
}

func (c clause) contains(v Version) bool {
	if c.operator == "===" {
		return strings.EqualFold(v.String(), c.text)
	}
	candidate := v.pep440()
	order := candidate.compare(c.version)
	// "Exclusive ordered comparison": a bound does not speak of its own
	// pre-releases, unless it is one.
	ownPre := candidate.isPre() && !c.version.isPre() && candidate.sameRelease(c.version)
	switch c.operator {
	case "==", "!=":
		equal := order == 0
		if c.prefix != nil {
			equal = c.version.epoch == 0 && hasPrefix(candidate.release, c.prefix)
		}
		return equal == (c.operator == "==")
	case "<=":
		return order <= 0
	case ">=":
		return order >= 0
	case "<":
		return order < 0 && !ownPre
	case ">":
		return order > 0
	}
	// ~=: at least that version, and the same but for the last number.
	return order >= 0 && c.version.epoch == 0 && hasPrefix(candidate.release, c.version.release[:len(c.version.release)-1])
}

// mayContain reports whether the set may hold a version that begins with the
// numbers. It looks at both ends of that range, so it is never wrongly false.
func (s Specifiers) mayContain(release []int) bool {
	const endless = 1 << 30
	low, final := Version{Level: "alpha"}, Version{Level: "final"}
	high := Version{Major: endless, Minor: endless, Micro: endless, Level: "final"}
	for i, n := range release[:min(len(release), 3)] {
		*[]*int{&low.Major, &low.Minor, &low.Micro}[i] = n
		*[]*int{&final.Major, &final.Minor, &final.Micro}[i] = n
		*[]*int{&high.Major, &high.Minor, &high.Micro}[i] = n
	}
	for _, c := range s.clauses {
		possible := true
		switch c.operator {
		case "<", "<=":
			// "<3.12.0.post1" holds 3.12.0 and none of its pre-releases.
			possible = c.contains(low) || c.contains(final)
		case ">", ">=":
			possible = c.contains(high)
		case "===":
			possible = len(c.version.release) == 3 && c.touches(c.version.release, false, release)
		case "==":
			possible = c.touches(c.version.release, c.prefix != nil, release)
		case "~=":
			possible = high.pep440().compare(c.version) >= 0 &&
				c.touches(c.version.release[:len(c.version.release)-1], true, release)
		case "!=":
			// Only a prefix can exclude the whole range.
			possible = c.prefix == nil || len(c.prefix) > len(release) || c.contains(low)
		}
		if !possible {
			return false
		}
	}
	return true
}

// touches reports whether a version that begins with the numbers of release
// can begin with those of want, which go on with zeros unless open.
func (clause) touches(want []int64, open bool, release []int) bool {
	for i, n := range release {
		switch {
		case i < len(want):
			if int64(n) != want[i] {
				return false
			}
		case !open && n != 0:
			return false
		}
	}
	return true
}

// hasPrefix compares numbers; a release goes on with zeros without end.
func hasPrefix(release, prefix []int64) bool {
	for i, n := range prefix {
		switch {
		case i < len(release):
			if release[i] != n {
				return false
			}
		case n != 0:
			return false
		}
	}
	return true
}
