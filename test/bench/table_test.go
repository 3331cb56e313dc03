package main

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func TestTable(t *testing.T) {
	ms := func(times ...int) []time.Duration {
		var durations []time.Duration
		for _, n := range times {
			durations = append(durations, time.Duration(n)*time.Millisecond)
		}
		return durations
	}
	got := table([]contender{
		{group: withoutPip, name: "fast", version: "1", times: ms(10)},
		{group: withPip, name: "middling", version: "2", times: ms(900, 1, 250)},
		{group: withPip, name: "slow", version: "3", times: ms(1500)},
		{group: withPip, name: baseline, version: "4", times: ms(1000, 900, 2000)},
		{group: withoutPip, name: baseline, version: "4", times: ms(35, 45)},
	})
	want := `| environment | made by | version | median | ratio |
| --- | --- | --- | ---: | ---: |
| with pip | slow | 3 | 1500.0 ms | 1.50 |
| with pip | python -m venv | 4 | 1000.0 ms | 1.00 |
| with pip | middling | 2 | 250.0 ms | 1/4.0 |
| without pip | python -m venv | 4 | 45.0 ms | 1.00 |
| without pip | fast | 1 | 10.0 ms | 1/4.5 |
`
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("table (-want +got):\n%s", diff)
	}
}

func TestVersion(t *testing.T) {
	for said, want := range map[string]string{
		"3.12.1":                               "3.12.1",
		"virtualenv 21.0.0 from a/b":           "21.0.0",
		"uv 0.13.8 (x86_64-unknown-linux-gnu)": "0.13.8",
		"pyenvkit (devel)":                     "(devel)",
	} {
		if got := version(said); got != want {
			t.Errorf("version(%q) = %q, want %q", said, got, want)
		}
	}
}
