package wheel_test

import (
	"os"
	"os/exec"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"github.com/pyenvkit/pyenvkit/internal/lab"
	"github.com/pyenvkit/pyenvkit/seed/wheel"
)

// TestFormatRecordIsPythonsCSV has Python's own csv module write the rows.
func TestFormatRecordIsPythonsCSV(t *testing.T) {
	paths := []string{
		"a", `quo"te`, "com,ma", " leading space", "trailing ", "\ttab", "semi;colon", "new\nline", "return\rhere",
		`\.`, "#", "\u00e9", "\U0001f600", "'single'", `"`, `""`, "../../../bin/pip",
	}
	var rows []wheel.Row
	for _, p := range paths {
		rows = append(rows, wheel.NewRow(p, []byte(p)), wheel.Row{Path: p + "c"})
	}
	cmd := exec.Command(lab.Python(t), append([]string{"-I", "-X", "utf8", "-c", `
import base64, csv, hashlib, sys
rows = []
for path in sys.argv[1:]:
    data = path.encode()
    digest = base64.urlsafe_b64encode(hashlib.sha256(data).digest()).decode().rstrip('=')
    rows += [(path, 'sha256=' + digest, str(len(data))), (path + 'c', '', '')]
csv.writer(open(1, 'w', newline='', encoding='utf-8')).writerows(sorted(rows))
`}, paths...)...)
	cmd.Stderr = os.Stderr
	want, err := cmd.Output()
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), string(wheel.FormatRecord(rows))); diff != "" {
		t.Errorf("-Python +ours:\n%s", diff)
	}
}

func FuzzParseRecord(f *testing.F) {
	f.Add("a.py,sha256=abc,12\r\nRECORD,,\r\n")
	f.Add("\"a,\"\"b\"\"\",,\n\n\nx\n")
	f.Add("a,b,c,d\n")
	f.Fuzz(func(t *testing.T, text string) {
		rows, err := wheel.ParseRecord([]byte(text))
		if err != nil || !utf8.ValidString(text) || strings.Contains(text, "\r") {
			return // package csv makes one newline of CR LF, also in quotes
		}
		again, err := wheel.ParseRecord(wheel.FormatRecord(rows))
		if err != nil {
			t.Fatalf("%q: %v", rows, err)
		}
		if diff := cmp.Diff(wheel.FormatRecord(rows), wheel.FormatRecord(again)); diff != "" {
			t.Errorf("%q\n%s", text, diff)
		}
	})
}
