package platform

import (
	"slices"
	"testing"
)

func TestLookupVariable(t *testing.T) {
	environ := []string{"A=1", "B=", "A=2", "broken", "C=x=y"}
	for name, want := range map[string]struct {
		value string
		set   bool
	}{"A": {"1", true}, "B": {"", true}, "C": {"x=y", true}, "D": {}, "broken": {}} {
		if value, set := LookupVariable(environ, name); value != want.value || set != want.set {
			t.Errorf("LookupVariable(%s) = %q, %t, want %q, %t", name, value, set, want.value, want.set)
		}
	}
}

func TestWithVariable(t *testing.T) {
	environ := []string{"A=1", "broken", "B=2", "A=3"}
	for _, test := range []struct {
		name, value string
		set         bool
		want        []string
	}{
		{"A", "x", true, []string{"A=x", "broken", "B=2"}},
		{"A", "", true, []string{"A=", "broken", "B=2"}},
		{"A", "", false, []string{"broken", "B=2"}},
		{"C", "x=y", true, []string{"A=1", "broken", "B=2", "A=3", "C=x=y"}},
		{"C", "", false, environ},
	} {
		if got := WithVariable(environ, test.name, test.value, test.set); !slices.Equal(got, test.want) {
			t.Errorf("WithVariable(%s, %q, %t) = %q, want %q", test.name, test.value, test.set, got, test.want)
		}
	}
	if !slices.Equal(environ, []string{"A=1", "broken", "B=2", "A=3"}) {
		t.Errorf("the variables given are changed: %q", environ)
	}
}
