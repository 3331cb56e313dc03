package interp_test

import (
	"bufio"
	"fmt"
	"io"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	pep440 "github.com/aquasecurity/go-pep440-version"

	"github.com/pyenvkit/pyenvkit/internal/lab"
	"github.com/pyenvkit/pyenvkit/interp"
)

func parse(t testing.TB, text string) interp.Version {
	t.Helper()
	v, err := interp.ParseVersion(text)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

func TestSpecifiersContain(t *testing.T) {
	for set, versions := range map[string]struct{ in, out string }{
		"":                {"2.7.18 3.12.1 3.15.0a1", ""},
		">=3.10":          {"3.10.0 3.10.13 3.12.1 3.15.0a1 4.0.0", "3.9.18 3.10.0rc1 2.7.18"},
		">=3.10,<3.13":    {"3.10.0 3.12.9", "3.13.0 3.13.0a1 3.9.0"},
		"~=3.10":          {"3.10.0 3.12.1 3.99.0", "3.9.18 4.0.0"},
		"~=3.10.2":        {"3.10.2 3.10.13", "3.10.1 3.11.0"},
		"==3.12":          {"3.12.0", "3.12.1 3.12.0rc1"},
		"==3.12.*":        {"3.12.0 3.12.1 3.12.0rc1", "3.11.7 3.13.0 3.1.2"},
		"!=3.12.*":        {"3.11.7 3.13.0", "3.12.0 3.12.0b1"},
		"!=3.12.1":        {"3.12.0 3.12.2", "3.12.1"},
		"===3.12.1":       {"3.12.1", "3.12.0"},
		"===3.15.0RC1":    {"3.15.0rc1", "3.15.0"},
		"===3.12":         {"", "3.12.0 3.12.1"},
		">3.11":           {"3.11.7 3.12.0", "3.11.0 3.11.0rc1"},
		"<3.13":           {"3.12.9", "3.13.0rc1 3.13.0"},
		"<3.13rc2":        {"3.13.0rc1 3.13.0a1", "3.13.0rc2 3.13.0"},
		"<=3.12.1":        {"3.12.1 3.12.1rc1", "3.12.2"},
		"<3.12.0.post1":   {"3.12.0 3.11.9", "3.12.0rc1 3.12.1"},
		">=3.12.dev0":     {"3.12.0a1 3.12.0", "3.11.9"},
		">3.12.1+local":   {"", ""},
		"==3.12.1+local":  {"", "3.12.1"},
		"==0!3.12.1":      {"3.12.1", ""},
		"!=1!3.12.*":      {"3.12.1", ""},
		"<1!0":            {"3.12.1", ""},
		">=v3.12-alpha_1": {"3.12.0a1", "3.11.9"},
	} {
		specifiers, err := interp.ParseSpecifiers(set)
		if set == ">3.12.1+local" {
			if err == nil {
				t.Errorf("%q: a local version behind > is accepted", set)
			}
			continue
		}
		if err != nil {
			t.Errorf("%q: %v", set, err)
			continue
		}
		for text := range strings.FieldsSeq(versions.in) {
			if !specifiers.Contains(parse(t, text)) {
				t.Errorf("%s is not in %q", text, set)
			}
		}
		for text := range strings.FieldsSeq(versions.out) {
			if specifiers.Contains(parse(t, text)) {
				t.Errorf("%s is in %q", text, set)
			}
		}
	}
}

func TestMayMatchIsNeverWronglyFalse(t *testing.T) {
	var versions []interp.Version
	for minor := 8; minor < 14; minor++ {
		for micro := range 4 {
			for _, level := range []string{"alpha", "candidate", "final"} {
				v := interp.Version{Major: 3, Minor: minor, Micro: micro, Level: level}
				if level != "final" {
					v.Serial = 1
				}
				versions = append(versions, v)
			}
		}
	}
	for _, operator := range []string{"<", "<=", ">", ">=", "==", "!=", "~=", "==="} {
		for _, bound := range []string{"3.10", "3.10.2", "3.10.0.post1", "3.10rc1", "3.10.*", "3.10.2.*", "3.*", "3.10.dev1", "3.10.1.0", "1!3.10"} {
			request, err := interp.ParseRequest(operator + bound)
			if err != nil {
				continue
			}
			for _, v := range versions {
				if request.Reject(interp.Facts{Version: v, Implementation: "cpython"}) != "" {
					continue
				}
				if !request.MayMatch() || !request.MayMatch(v.Major) || !request.MayMatch(v.Major, v.Minor) || !request.MayMatch(v.Major, v.Minor, v.Micro) {
					t.Errorf("%s%s: holds %s, but MayMatch is false", operator, bound, v)
				}
			}
		}
	}
}

func TestMayMatchSparesProbes(t *testing.T) {
	for text, release := range map[string][]int{
		"3.12": {3, 11}, "3.12.1": {3, 12, 2}, "3": {2, 7}, ">=3.12": {3, 11}, "<3.12": {3, 12}, "~=3.10": {3, 9}, "~=3.10.2": {3, 11},
		"==3.12.*": {3, 13}, "!=3.12.*": {3, 12}, "==3.12": {3, 12, 1}, ">3.12": {2}, "===3.12.1": {3, 12, 2}, "===3.12": {3, 12},
	} {
		request, err := interp.ParseRequest(text)
		if err != nil {
			t.Fatal(err)
		}
		if request.MayMatch(release...) {
			t.Errorf("%s: MayMatch(%v) is true", text, release)
		}
	}
}

// Operators, and numbers that make all rules of PEP 440 meet.
var specifierSeeds = []string{
	">=3.10", "~=3.10", "~=3.10.2", "==3.12.*", "!=3.12.*", "==3.12", "!=3.12", "<3.13", "<=3.13", ">3.12", "===3.12.1", "<3.13rc1",
	">=3.12.dev1", "<3.12.post1", ">=1!3", "==3.12.1+a", "!=3.12+a.1", "~=3.12rc1", "==3.12.0.0.*", ">=v3.12", ">= 3.8 , <4", ">=3.12-1",
	"==3.12c1", "==3.12.preview2", ">3.12.r1", "<3.12.1.dev3", "~=3.12.post1", "==3.*", "!=3.0.*", ">=3.8,", ",", "~=3.12a1.dev1", "==3.12_a1",
}

var candidateVersions = []string{
	"2.7.18", "3.0.0", "3.8.1", "3.10.0", "3.10.2", "3.12.0a1", "3.12.0b2", "3.12.0rc1", "3.12.0", "3.12.1rc1", "3.12.1", "3.12.10", "3.13.0rc1", "3.13.0", "4.0.0",
}

// FuzzSpecifiersAgainstPackaging asks the packaging library inside a real pip.
func FuzzSpecifiersAgainstPackaging(f *testing.F) {
	ask := packaging(f)
	for _, seed := range specifierSeeds {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		for _, r := range text {
			if r < ' ' || r > '~' {
				t.Skip("Python knows more kinds of space and digit")
			}
		}
		want := ask(text)
		set, err := interp.ParseSpecifiers(text)
		if (err != nil) != (want == "invalid") {
			if longNumber(text) {
				t.Skip("a number that no computer counts to")
			}
			if emptyIdentity.MatchString(text) {
				t.Skip("it takes === without a version, which holds none")
			}
			t.Fatalf("%q: packaging says %q, we say %v", text, want, err)
		}
		if err != nil {
			return
		}
		var got strings.Builder
		for _, candidate := range candidateVersions {
			if set.Contains(parse(t, candidate)) {
				got.WriteByte('1')
			} else {
				got.WriteByte('0')
			}
		}
		if got.String() != want {
			for clause := range strings.SplitSeq(text, ",") {
				if clause = strings.TrimSpace(clause); strings.HasPrefix(clause, "~=") && !compatible.MatchString(clause) {
					t.Skip("not in normal form")
				}
			}
			t.Fatalf("%q in %v:\npackaging %s\nwe        %s", text, candidateVersions, want, got.String())
		}
	})
}

// compatible is ~= with a version in normal form. Package packaging does not
// bring others into that form first: "~=v2.0" and "~=2.0c1" hold nothing.
var compatible = regexp.MustCompile(`^~=\s*(?:0|[1-9]\d*)(?:\.(?:0|[1-9]\d*))+(?:(?:a|b|rc)(?:0|[1-9]\d*))?(?:\.post(?:0|[1-9]\d*))?(?:\.dev(?:0|[1-9]\d*))?$`)

var emptyIdentity = regexp.MustCompile(`===\s*(?:,|$)`)

// normalSet is a set in normal form; go-pep440-version errs on some others.
var normalSet = regexp.MustCompile(`^(?:(?:[<>=!]=|[<>])(?:0|[1-9]\d{0,5})(?:\.(?:0|[1-9]\d{0,5}))*(?:(?:a|b|rc)[1-9]\d{0,5})?(?:\.\*)?,?|~=\d{1,4}(?:\.\d{1,4})+,?)+$`)

var exclusive = regexp.MustCompile(`[<>](?:[^=]|$)`)

func longNumber(text string) bool {
	run := 0
	for _, r := range text {
		if run++; r < '0' || r > '9' {
			run = 0
		}
		if run > 18 {
			return true
		}
	}
	return false
}

// packaging starts a Python with the packaging library of the pip that is part
// of this program and returns a function that asks it which of
// candidateVersions a set holds.
func packaging(t testing.TB) func(string) string {
	t.Helper()
	const program = `
import sys
sys.path.insert(0, sys.argv[1])
from pip._vendor.packaging.specifiers import SpecifierSet, InvalidSpecifier
versions = sys.argv[2:]
for line in sys.stdin:
    try:
        s = SpecifierSet(line[:-1])
        print("".join("01"[s.contains(v, prereleases=True)] for v in versions), flush=True)
    except InvalidSpecifier:
        print("invalid", flush=True)
`
	wheel, err := filepath.Glob("../seed/wheels/pip-25*.whl")
	if err != nil || len(wheel) != 1 {
		t.Fatalf("pip's wheel is not where it was: %q, %v", wheel, err)
	}
	for _, python := range lab.Pythons(t) {
		if exec.Command(python, "-I", "-c", "import sys; sys.exit(sys.version_info < (3, 8))").Run() != nil {
			continue // which that pip does not run on
		}
		cmd := exec.Command(python, append([]string{"-I", "-c", program, wheel[0]}, candidateVersions...)...)
		in, err := cmd.StdinPipe()
		if err != nil {
			t.Fatal(err)
		}
		out, err := cmd.StdoutPipe()
		if err != nil {
			t.Fatal(err)
		}
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() {
			_ = in.Close()
			_ = cmd.Wait()
		})
		answers := bufio.NewReader(out)
		return func(set string) string {
			if _, err := io.WriteString(in, set+"\n"); err != nil {
				t.Fatal(err)
			}
			answer, err := answers.ReadString('\n')
			if err != nil {
				t.Fatal(err)
			}
			return strings.TrimSpace(answer)
		}
	}
	lab.Missing(t, "Python 3.8 or later")
	return nil
}

// FuzzSpecifiersAgainstGo compares with an independent implementation in Go.
// It is more generous in what it accepts, so only what both accept counts.
func FuzzSpecifiersAgainstGo(f *testing.F) {
	for _, seed := range specifierSeeds {
		f.Add(seed, 3, 12, 1, 0)
	}
	f.Add("<3.12", 3, 12, 0, 2)
	f.Fuzz(func(t *testing.T, text string, major, minor, micro, level int) {
		for _, n := range []int{major, minor, micro, level} {
			if n < 0 || n > 1000 {
				t.Skip()
			}
		}
		version := fmt.Sprintf("%d.%d.%d%s", major, minor, micro, []string{"", "a1", "b1", "rc1"}[level%4])
		set, err := interp.ParseSpecifiers(text)
		if err != nil || !normalSet.MatchString(set.String()) {
			t.Skip()
		}
		other, err := pep440.NewSpecifiers(set.String(), pep440.WithPreRelease(true))
		if err != nil {
			t.Skip()
		}
		if exclusive.MatchString(set.String()) && level%4 != 0 {
			t.Skip("it lets < hold the pre-releases of its own bound")
		}
		v, err := pep440.Parse(version)
		if err != nil {
			t.Fatal(err)
		}
		if got, want := set.Contains(parse(t, version)), other.Check(v); got != want {
			t.Fatalf("%s in %q: %t, go-pep440-version says %t", version, text, got, want)
		}
	})
}
