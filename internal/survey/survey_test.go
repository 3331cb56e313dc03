package survey

import (
	"slices"
	"testing"
)

// TestDifferencesShow proves that a comparison can fail.
func TestDifferencesShow(t *testing.T) {
	got := Differences(
		map[string]string{"a": "-> x", "b": "same", "c": "1"},
		map[string]string{"a": "-> y", "b": "same", "d": "2"},
	)
	want := []string{"a: -> x / -> y", "missing d", "extra c"}
	if !slices.Equal(got, want) {
		t.Errorf("Differences = %q, want %q", got, want)
	}
}
