package discover

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestParseScript(t *testing.T) {
	const block = "# /// script\n# requires-python = \">=3.11\"\n# dependencies = [\n#   \"requests<3\",\n#\n#   \"rich\",\n# ]\n# ///\n"
	type want struct {
		Set          string
		Dependencies []string
		OK           bool
		Problem      string // the beginning
	}
	both := want{Set: ">=3.11", Dependencies: []string{"requests<3", "rich"}, OK: true}
	for name, test := range map[string]struct {
		source string
		want   want
	}{
		"block":             {"#!/usr/bin/env python3\n" + block + "import sys\n", both},
		"not at the top":    {"import sys\n\n" + block, both},
		"Windows line ends": {strings.ReplaceAll(block, "\n", "\r\n"), both},
		"no last line end":  {strings.TrimSuffix(block, "\n"), both},
		"goes on":           {block + "# and so on\n", both},
		"empty values":      {"# /// script\n# dependencies = []\n# ///\n", want{Dependencies: []string{}, OK: true}},
		"none":              {"print()\n", want{}},
		"another type":      {strings.Replace(block, "script", "pyproject", 1), want{}},
		"not closed":        {strings.TrimSuffix(block, "# ///\n") + "import sys\n# ///\n", want{}},
		"no comment inside": {"# /// script\nx = 1\n# ///\n", want{}},
		"without blank":     {"# /// script\n#x = 1\n# ///\n", want{}},
		"nothing inside":    {"# /// script\n# ///\n", want{}},
		"indented":          {"  # /// script\n  # x = 1\n  # ///\n", want{}},
		"last end counts":   {"# /// script\n# requires-python = \"\"\"\n# ///\n# \"\"\"\n# ///\n", want{Problem: "its requires-python: "}},
		"twice":             {block + "\n" + block, want{Problem: "it has more than one block"}},
		"no TOML":           {"# /// script\n# requires-python = >=3\n# ///\n", want{Problem: "its block `# /// script` is no TOML: "}},
		"no specifier":      {"# /// script\n# requires-python = \"three\"\n# ///\n", want{Problem: "its requires-python: "}},
	} {
		t.Run(name, func(t *testing.T) {
			script, ok, err := ParseScript(test.source)
			got := want{Set: script.RequiresPython.String(), Dependencies: script.Dependencies, OK: ok}
			if err != nil && test.want.Problem != "" && strings.HasPrefix(err.Error(), test.want.Problem) {
				got.Problem = test.want.Problem
			} else if err != nil {
				got.Problem = err.Error()
			}
			if diff := cmp.Diff(test.want, got); diff != "" {
				t.Errorf("(-want +got)\n%s", diff)
			}
		})
	}
}
