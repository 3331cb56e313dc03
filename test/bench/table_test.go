package main

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// took returns a contender that was run and took so many milliseconds, one
// processor and 1 MB for each.
func took(group, name string, times ...int) *contender {
	c := &contender{key: key{group, name}}
	for _, n := range times {
		d := time.Duration(n) * time.Millisecond
		c.results = append(c.results, result{wall: d, cpu: d, peak: int64(n) * 1e6})
	}
	return c
}

func TestTimeTable(t *testing.T) {
	idle := &contender{key: key{warmBare, "idle"}, results: []result{{wall: time.Second, cpu: 250 * time.Millisecond}}}
	got := timeTable([]*contender{
		took(warmBare, "base", 10),
		took(warmPip, "base", 50, 1, 900),
		took(warmPip, "slow", 1500),
		took(warmPip, "not run"),
		took(warmPip, "fast", 1, 2),
		took(coldPip, "not run"),
		idle,
	})
	want := `| environment | made by | median | ratio | processors | memory | runs |
| --- | --- | ---: | ---: | ---: | ---: | ---: |
| with pip | slow | 1500.0 ms | 30 | 1.00 | 1500 MB | 1 |
| with pip | base | 50.00 ms | 1 | 1.00 | 50 MB | 3 |
| with pip | fast | 2.00 ms | 1/25 | 1.00 | 2 MB | 2 |
| without pip | idle | 1000.0 ms | 100 | 0.25 |  | 1 |
| without pip | base | 10.00 ms | 1 | 1.00 | 10 MB | 1 |
`
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("timeTable (-want +got):\n%s", diff)
	}
}

func TestTargetTable(t *testing.T) {
	ours, theirs, started := key{warmPip, "ours"}, key{warmBare, "theirs"}, key{probing, "start"}
	all := []*contender{
		took(ours.group, ours.name, 30), took(theirs.group, theirs.name, 20), took(started.group, started.name, 10),
		took(warmPip, "not run"),
	}
	got := targetTable([]target{
		{job: "slower", of: ours, against: theirs, limit: 1.4},
		{job: "as slow", of: ours, against: theirs, limit: 1.5},
		{job: "faster", of: started, against: ours, limit: 0.4},
		{job: "difference", of: ours, less: theirs, against: started, limit: 1},
		{job: "too busy", quantity: busy, of: ours, given: 2, limit: 0.8, least: true},
		{job: "busy", quantity: busy, of: ours, given: 1, limit: 0.8, least: true},
		{job: "small", quantity: memory, of: ours, given: 100e6, limit: 1},
		{job: "large", quantity: memory, of: ours, given: 25e6, limit: 1},
		{job: "nothing to measure", of: key{warmPip, "not run"}, against: ours, limit: 1},
		{job: "nothing to take off", of: ours, less: key{warmPip, "not run"}, against: ours, limit: 1},
		{job: "nothing to hold against", of: ours, against: key{coldPip, "not there"}, limit: 1},
	}, all)
	want := `| job | measured | held against | which is | ratio | target | met |
| --- | ---: | --- | ---: | ---: | ---: | --- |
| slower | 30.00 ms | without pip: theirs | 20.00 ms | 1.5 | at most 1.4 | **no** |
| as slow | 30.00 ms | without pip: theirs | 20.00 ms | 1.5 | at most 1.5 | yes |
| faster | 10.00 ms | with pip: ours | 30.00 ms | 1/3 | at most 1/2.5 | yes |
| difference | 10.00 ms | with pip, interpreter not in the cache: start | 10.00 ms | 1 | at most 1 | yes |
| too busy | 1.00 | the limit | 2.00 | 1/2 | at least 0.8 | **no** |
| busy | 1.00 | the limit | 1.00 | 1 | at least 0.8 | yes |
| small | 30 MB | the limit | 100 MB | 1/3.33 | at most 1 | yes |
| large | 30 MB | the limit | 25 MB | 1.2 | at most 1 | **no** |
| nothing to measure | | with pip: ours | | | at most 1 | not measured |
| nothing to take off | | with pip: ours | | | at most 1 | not measured |
| nothing to hold against | | with pip, empty cache: not there | | | at most 1 | not measured |
`
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("targetTable (-want +got):\n%s", diff)
	}
}

// A target that speaks of no contender would never be seen to be missed.
func TestTargetsSpeakOfContenders(t *testing.T) {
	b := &bench{scratch: t.TempDir(), other: t.TempDir(), virtualenv: "virtualenv", uv: "uv"}
	known := map[key]bool{{}: true}
	for _, c := range b.contenders() {
		if known[c.key] {
			t.Errorf("%v is there twice", c.key)
		}
		known[c.key] = true
	}
	for _, target := range targets(2) {
		for _, k := range []key{target.of, target.less, target.against} {
			if !known[k] {
				t.Errorf("%s: there is no contender %v", target.job, k)
			}
		}
	}
}

func TestRatio(t *testing.T) {
	for value, want := range map[float64]string{
		0: "0", 0.004: "1/250", 0.05: "1/20", 1. / 3: "1/3", 0.69: "1/1.45", 0.8: "0.8", 0.9366: "0.937",
		1: "1", 1.5: "1.5", 12.34: "12.3", 99.97: "100", 123.4: "123", 4321: "4321", -0.25: "-0.25",
	} {
		if got := ratio(value); got != want {
			t.Errorf("ratio(%v) = %q, want %q", value, got, want)
		}
	}
}

func TestVersion(t *testing.T) {
	for said, want := range map[string]string{
		"Python 3.12.1":                        "3.12.1",
		"virtualenv 21.0.0 from a/b":           "21.0.0",
		"uv 0.13.8 (x86_64-unknown-linux-gnu)": "0.13.8",
		"pyenvkit (devel)":                     "(devel)",
		"pyenvkit (devel) (go1.26.8, x/y)":     "(devel)",
	} {
		if got := version(said); got != want {
			t.Errorf("version(%q) = %q, want %q", said, got, want)
		}
	}
}
