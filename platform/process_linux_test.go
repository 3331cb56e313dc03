package platform

import "testing"

func TestParseStat(t *testing.T) {
	const rest = " S 12 1 1 0 -1 4194560 1 2 3 4 5 6 7 8 20 0 1 0 4711 100 200\n"
	for stat, want := range map[string]process{
		"1 (init)" + rest:            {"init", 12, 4711},
		"1 (a b)" + rest:             {"a b", 12, 4711},
		"1 (a) S 99 (b)" + rest:      {"a) S 99 (b", 12, 4711},
		"1 (a\n)\n)" + rest:          {"a\n)\n", 12, 4711},
		"1 ()" + rest:                {"", 12, 4711},
		"":                           {},
		"1 (init":                    {},
		"1 init)":                    {},
		")(":                         {},
		"1 (init) S 12 1 1":          {},
		"1 (init) S x 1 1 0 -1 0 0 ": {},
	} {
		if got, ok := parseStat(stat); got != want || ok != (want != process{}) {
			t.Errorf("parseStat(%q) = %+v, %t, want %+v", stat, got, ok, want)
		}
	}
}
