package cli

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/pyenvkit/pyenvkit"
)

func TestSize(t *testing.T) {
	for bytes, want := range map[int64]string{
		0: "0 B", 1: "1 B", 999: "999 B", 1000: "1.0 kB", 12345: "12.3 kB", 999_949: "999.9 kB", 999_950: "1.0 MB",
		7_041_737: "7.0 MB", 5_000_000_000: "5.0 GB", 1 << 62: "4611686.0 TB",
	} {
		if got := size(bytes); got != want {
			t.Errorf("size(%d) = %s, want %s", bytes, got, want)
		}
	}
}

func TestAge(t *testing.T) {
	const day = 24 * time.Hour
	for d, want := range map[time.Duration]string{
		-time.Hour: "new", 0: "new", 59 * time.Second: "new", time.Minute: "1 minute", 59 * time.Minute: "59 minutes",
		90 * time.Minute: "1 hour", 47 * time.Hour: "1 day", 400 * day: "400 days",
	} {
		if got := age(d); got != want {
			t.Errorf("age(%v) = %s, want %s", d, got, want)
		}
	}
}

func TestTable(t *testing.T) {
	now := time.Date(2026, 11, 21, 12, 0, 0, 0, time.UTC)
	got := table(pyenvkit.CacheReport{
		Dir: "/c", Bytes: 7_000_010,
		Entries: []pyenvkit.CacheEntry{
			{Kind: "wheel", Name: "pip 26.3", Files: 500, Bytes: 7_000_000, Made: now.Add(-50 * time.Hour)},
			{Kind: "bytecode", Name: "pip\x1b[2J", Files: 1, Bytes: 10, Made: now, Problem: "/c/x is gone"},
			{Kind: "locks", Name: "locks of environments"},
		},
	}, now)
	want := "" +
		"wheel     pip 26.3               500 files  7.0 MB  2 days\n" +
		"bytecode  pip\uFFFD[2J                1 files    10 B    new, damaged: /c/x is gone\n" +
		"locks     locks of environments  0 files    0 B     -\n" +
		"7.0 MB in /c\n"
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("table (-want +got):\n%s", diff)
	}
}
