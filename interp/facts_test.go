package interp

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestParseFacts(t *testing.T) {
	want := Facts{
		Schema: FactsSchema, Executable: `C:\py\python.exe`, Implementation: "cpython", OS: "nt", Platform: "win32",
		Version: Version{Major: 3, Minor: 14, Level: "final"},
		Paths:   Paths{Scripts: "Scripts", Include: "Include", Purelib: "Lib/site-packages", Platlib: "Lib/site-packages"},
	}
	bare, err := json.Marshal(want)
	if err != nil {
		t.Fatal(err)
	}
	for name, document := range map[string]string{
		"facts": string(bare),
		"found": `{"schema": 1, "path": "x", "facts": ` + string(bare) + `, "source": "y"}`,
	} {
		got, err := ParseFacts([]byte(document))
		if diff := cmp.Diff(want, got); err != nil || diff != "" {
			t.Errorf("%s: %v\n%s", name, err, diff)
		}
	}
	for _, c := range []struct{ document, problem string }{
		{"", "not the facts"},
		{"[]", "not the facts"},
		{"{}", "schema is 0"},
		{strings.Replace(string(bare), `"nt"`, `""`, 1), `lack "os"`},
		{strings.Replace(string(bare), `"Scripts"`, `""`, 1), `lack "paths.scripts"`},
		{strings.Replace(string(bare), `"Include"`, `"/x"`, 1), `have "/x"`},
		{strings.Replace(string(bare), `"major":3`, `"major":2`, 1), "before 3"},
	} {
		if _, err := ParseFacts([]byte(c.document)); err == nil || !strings.Contains(err.Error(), c.problem) {
			t.Errorf("%s: error %v, want one with %s", c.document, err, c.problem)
		}
	}
}
