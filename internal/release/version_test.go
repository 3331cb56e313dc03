package release

import (
	"errors"
	"testing"
)

// TestVersionsAreOrdered has those of section 11 of Semantic Versioning, the lowest
// first.
func TestVersionsAreOrdered(t *testing.T) {
	ordered := []string{
		"0.0.1", "0.9.10", "v1.0.0-0", "1.0.0-9", "1.0.0-10", "1.0.0-99999999999999999999", "1.0.0-alpha", "1.0.0-alpha.1", "1.0.0-alpha.beta",
		"1.0.0-beta", "1.0.0-beta.2", "1.0.0-beta.11", "1.0.0-rc.1", "v1.0.0", "1.0.1", "1.1.0", "1.10.0", "2.0.0",
	}
	for i, a := range ordered {
		for j, b := range ordered {
			v, err := ParseVersion(a)
			w, otherErr := ParseVersion(b)
			if err := errors.Join(err, otherErr); err != nil {
				t.Fatal(err)
			}
			want := 0
			if i < j {
				want = -1
			} else if i > j {
				want = 1
			}
			if got := v.Compare(w); got != want {
				t.Errorf("%s compared with %s is %d, want %d", a, b, got, want)
			}
		}
	}
}

func TestParseVersionRefuses(t *testing.T) {
	for _, text := range []string{
		"", "1", "1.2", "1.2.3.4", "01.2.3", "1.2.03", "1.2.x", "-1.2.3", "1.2.3-", "1.2.3-a..b", "1.2.3-01", "1.2.3-ä", "1.2.3+build",
		"vv1.2.3", "1.2.3 ", "1.2.99999999999999999999", "latest", "1.2.3-rc_1", "../1.2.3",
	} {
		if v, err := ParseVersion(text); err == nil {
			t.Errorf("ParseVersion(%q) = %v", text, v)
		}
	}
	if v, err := ParseVersion("v1.2.3-rc.1"); err != nil || v.String() != "1.2.3-rc.1" || !v.Early() {
		t.Errorf("%v, %v", v, err)
	}
}

// TestIsRelease tells releases from what Go calls a commit that has no tag.
func TestIsRelease(t *testing.T) {
	for version, want := range map[string]bool{
		"v1.2.3": true, "v1.2.3-rc.1": true, "v1.2.3-beta": true, "v2.0.0-20": true,
		"v0.0.0-20261121204512-0123456789ab": false, "v1.2.4-0.20261121204512-0123456789ab": false, "v1.2.4-rc.1.0.20261121204512-0123456789ab": false,
		"v1.2.3+dirty": false, "(devel)": false, "": false,
	} {
		if got := (Installation{Version: version}).isRelease(); got != want {
			t.Errorf("isRelease of %q is %t", version, got)
		}
	}
}
