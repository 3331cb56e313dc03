package windows

import "testing"

func TestUnusable(t *testing.T) {
	for path, want := range map[string]string{
		`C:\a&b !%^()'x`:           "",
		`C:\Привет мир`:            "",
		`\\server\share\env`:       "",
		`\\?\C:\env`:               "",
		`\\?\UNC\server\share\env`: "",
		`C:\a\b:c`:                 "no name on Windows holds ':'",
		`C:\a*b`:                   "no name on Windows holds '*'",
		`C:\q?\env`:                "no name on Windows holds '?'",
		`\\?\C:\q?`:                "no name on Windows holds '?'",
		`C:\a"b`:                   `no name on Windows holds '"'`,
		"C:\\a\tb":                 "no name on Windows holds '\\t'",
		`C:\x\aux.txt`:             "it is the name of a device",
		`C:\con\env`:               "it is the name of a device",
		`C:\lpt1 .x\env`:           "it is the name of a device",
		`C:\console\nul1`:          "",
		`\\.\con`:                  "it is the name of a device",
	} {
		if got := Unusable(path); got != want {
			t.Errorf("Unusable(%q) = %q, want %q", path, got, want)
		}
	}
}
