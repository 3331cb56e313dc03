package platform

import "testing"

func TestInCodePage(t *testing.T) {
	for _, c := range []struct {
		text string
		page uint32
		want string
		ok   bool
	}{
		{"plain", 437, "plain", true},
		{"", 437, "", true},
		{"é%~", 437, "\x82%~", true},
		{"é", 1252, "\xe9", true},
		{"Ян", 866, "\x9f\xad", true},
		{"Ян", 437, "", false},
		{"日本", 932, "\x93\xfa\x96\x7b", true},
		{"日本", 1252, "", false},
		{"\u2260", 850, "", false}, // it has "=" for that
		{"日本 é \U0001F40D", 65001, "日本 é \U0001F40D", true},
		{"\U0001F40D", 437, "", false},
		{"a\x00b", 437, "", false},
		{"x", 4711, "", false},
	} {
		if got, ok := inCodePage(c.text, c.page); got != c.want || ok != c.ok {
			t.Errorf("%q in %d is %q, %t, want %q, %t", c.text, c.page, got, ok, c.want, c.ok)
		}
	}
}
