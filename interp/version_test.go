package interp_test

import (
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/pyenvkit/pyenvkit/interp"
)

func TestParseVersion(t *testing.T) {
	for text, want := range map[string]interp.Version{
		"3":          {Major: 3, Level: "final"},
		"3.12":       {Major: 3, Minor: 12, Level: "final"},
		"3.12.1":     {Major: 3, Minor: 12, Micro: 1, Level: "final"},
		"3.15.0a7":   {Major: 3, Minor: 15, Level: "alpha", Serial: 7},
		"3.15.0b1":   {Major: 3, Minor: 15, Level: "beta", Serial: 1},
		"3.15.0rc12": {Major: 3, Minor: 15, Level: "candidate", Serial: 12},
	} {
		got, err := interp.ParseVersion(text)
		if diff := cmp.Diff(want, got); err != nil || diff != "" {
			t.Errorf("ParseVersion(%q): %v %s", text, err, diff)
		}
	}
}

func TestParseVersionRefusesWhatIsNone(t *testing.T) {
	for _, text := range []string{
		"", ".", "3.", ".3", "3..1", "3.12.1.0", "+3", "-3", "3.-0.1", "3.+1", "3.12rc", "3.12rc+1", "3.12rc-0",
		"3.12b1a2", "3.12.1 ", "3.x", "99999999999999999999", "rc1", "³.12",
	} {
		if got, err := interp.ParseVersion(text); err == nil {
			t.Errorf("ParseVersion(%q) = %v, want an error", text, got)
		}
	}
}

func TestVersionOrder(t *testing.T) {
	ordered := []string{
		"2.7.18", "3.6.15", "3.9.18", "3.10.13", "3.14.0a1", "3.14.0a2", "3.14.0b1", "3.14.0rc1", "3.14.0rc2", "3.14.0", "3.14.1rc1", "3.14.1",
	}
	var versions []interp.Version
	for _, text := range ordered {
		v, err := interp.ParseVersion(text)
		if err != nil {
			t.Fatal(err)
		}
		if v.String() != text {
			t.Errorf("String() = %s, want %s", v, text)
		}
		versions = append(versions, v)
	}
	shuffled := slices.Clone(versions)
	rand.Shuffle(len(shuffled), func(i, j int) { shuffled[i], shuffled[j] = shuffled[j], shuffled[i] })
	slices.SortFunc(shuffled, interp.Version.Compare)
	if diff := cmp.Diff(versions, shuffled); diff != "" {
		t.Error(diff)
	}
}

func TestVersionAtLeast(t *testing.T) {
	v := interp.Version{Major: 3, Minor: 11, Level: "alpha"}
	for want, minor := range map[bool][]int{true: {0, 6, 11}, false: {12, 100}} {
		for _, m := range minor {
			if got := v.AtLeast(3, m); got != want {
				t.Errorf("%s.AtLeast(3, %d) = %t", v, m, got)
			}
		}
	}
	if !v.AtLeast(2, 99) || v.AtLeast(4, 0) {
		t.Error("the major number comes first")
	}
}
