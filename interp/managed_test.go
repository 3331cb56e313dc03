package interp_test

import (
	"testing"

	"github.com/pyenvkit/pyenvkit/interp"
)

// TestRequestInTheFormOfUV is what `uv python pin` writes into .python-version.
func TestRequestInTheFormOfUV(t *testing.T) {
	facts := interp.Facts{
		Implementation: "cpython", Version: interp.Version{Major: 3, Minor: 12, Micro: 1, Level: "final"},
		Platform: "linux", Architecture: "x86_64",
	}
	for text, fits := range map[string]bool{
		"cpython-3.12.1-linux-x86_64-gnu":              true,
		"cpython-3.12-linux-x86_64-musl":               true,
		"cpython-3.12.1+freethreaded-linux-x86_64-gnu": false,
		"cpython-3.12.2-linux-x86_64-gnu":              false,
		"cpython-3.12.1-linux-aarch64-gnu":             false,
		"cpython-3.12.1-macos-x86_64-none":             false,
		"pypy-3.12.1-linux-x86_64-gnu":                 false,
	} {
		request, err := interp.ParseRequest(text)
		if err != nil {
			t.Errorf("%s: %v", text, err)
			continue
		}
		if reason := request.Reject(facts); (reason == "") != fits || request.Kind != interp.ByVersion {
			t.Errorf("%s: kind %v, rejected because %q; want it to fit: %v", text, request.Kind, reason, fits)
		}
	}
}
