package interp

import (
	"testing"

	oracle "github.com/aquasecurity/go-pep440-version"
)

func TestCompareVersions(t *testing.T) {
	ordered := []string{"", "no version", "1.dev0", "1a1", "1.0", "1.0.post1", "9.0.3", "20.2", "23.0.1", "23.0.1+dfsg", "24.1b1", "24.1", "26.0", "1!0.1"}
	for i, a := range ordered {
		for j, b := range ordered {
			want := 0
			if i < j {
				want = -1
			} else if i > j {
				want = 1
			}
			if got := CompareVersions(a, b); got != want {
				t.Errorf("CompareVersions(%q, %q) = %d, want %d", a, b, got, want)
			}
		}
	}
}

// FuzzCompareVersions compares with another implementation of PEP 440.
func FuzzCompareVersions(f *testing.F) {
	f.Add("1.0", "1.0.0")
	f.Add("2.0rc1", "2.0.dev3")
	f.Add("1.post2", "1-2")
	f.Fuzz(func(t *testing.T, a, b string) {
		va, okA := parsePEP440(a)
		vb, okB := parsePEP440(b)
		if !okA || !okB || va.local != "" || vb.local != "" {
			return // of local versions ours tells apart, and does not order
		}
		x, errA := oracle.Parse(a)
		y, errB := oracle.Parse(b)
		if errA != nil || errB != nil {
			return // it knows fewer spellings
		}
		if got, want := CompareVersions(a, b), x.Compare(y); got != want {
			t.Errorf("CompareVersions(%q, %q) = %d, want %d", a, b, got, want)
		}
	})
}
