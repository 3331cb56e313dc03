package winproc

import (
	"strings"
	"testing"
)

func TestValue(t *testing.T) {
	const none = "\x00"
	for _, c := range []struct{ config, want string }{
		{"", none},
		{"home", none},
		{"home = C:\\Python\r\nversion = 3.14.6\r\n", `C:\Python`},
		{"home=C:\\a = b", `C:\a = b`},
		{"\t HoMe\x0b=\x0c C:\\a b \x1f\n", `C:\a b`},
		{"\ufeffhome = C:\\a", `C:\a`},
		{"version = 3\rhome = C:\\a\rx", `C:\a`},
		{"# home = a\nnohome = b\nhome x = c\nhome = d\nhome = e", "d"},
		{"home =\nhome = b", ""},
		{"=home\nhome: x\n = home", none},
		{"home = C:\\Ünïcødé Привет", `C:\Ünïcødé Привет`},
		{"home = \\\\server\\share\\", `\\server\share\`},
		{strings.Repeat("x = y\n", 100000) + "home = far", "far"},
		{"h\x00ome = a", none},
	} {
		got, found := value(c.config, "home")
		if !found {
			got = none
		}
		if got != c.want {
			t.Errorf("home of %.60q is %q, want %q", c.config, got, c.want)
		}
	}
}

// What Python's own reader says, in the words of Modules/getpath.py.
func FuzzValue(f *testing.F) {
	for _, config := range []string{
		"home = C:\\Python\r\n", "\ufeffHOME=a\rhome=b", "executable = x\nhome\t=\x1c y = z\x1d", "home", "=", "\n\r\n", "ho\x00me = \x00",
	} {
		f.Add(config)
	}
	const blank = " \t\n\v\f\r\x1c\x1d\x1e\x1f"
	f.Fuzz(func(t *testing.T, config string) {
		want, wanted := "", false
		for line := range strings.FieldsFuncSeq(strings.TrimPrefix(config, "\ufeff"), func(r rune) bool { return r == '\n' || r == '\r' }) {
			key, text, split := strings.Cut(line, "=")
			if key = strings.Trim(key, blank); split && isASCII(key) && strings.EqualFold(key, "home") {
				want, wanted = strings.Trim(text, blank), true
				break
			}
		}
		if got, found := value(config, "home"); got != want || found != wanted {
			t.Errorf("home of %q is %q, %v, want %q, %v", config, got, found, want, wanted)
		}
	})
}

func isASCII(text string) bool {
	return !strings.ContainsFunc(text, func(r rune) bool { return r > 0x7f })
}
