package main

import "testing"

func TestPublic(t *testing.T) {
	for version, want := range map[string]string{
		"1.2.3":          "1.2.3",
		"0.10.0":         "0.10.0",
		"1.2.3-rc.1":     "1.2.3rc1",
		"1.2.3-beta.10":  "1.2.3b10",
		"1.2.3-alpha.0":  "1.2.3a0",
		"1.2.4-snapshot": "1.2.4.dev0+snapshot",
	} {
		if got, err := public(version); got != want || err != nil {
			t.Errorf("%s: %q (%v), want %q", version, got, err, want)
		}
	}
	for _, version := range []string{
		"", "1.2", "1.2.3.4", "v1.2.3", "01.2.3", "1.2.3-", "1.2.3-rc", "1.2.3-rc1", "1.2.3-rc.01", "1.2.3-pre.1", "1.2.3+build", "1.2.3\n",
	} {
		if got, err := public(version); err == nil {
			t.Errorf("%q becomes %q", version, got)
		}
	}
}
