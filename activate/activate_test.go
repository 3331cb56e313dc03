package activate

import (
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestNoValueEntersAScriptUnquoted reads the expressions in the scripts: each is
// the result of a quoting function, or the mark of a part.
func TestNoValueEntersAScriptUnquoted(t *testing.T) {
	t.Parallel()
	texts := map[string]string{
		"leave.sh": posixLeaveScript, "leave.fish": fishLeaveScript, "leave.xsh": xonshLeaveScript, "leave.ps1": powerShellLeaveScript,
		"eval.csh": cshEvalScript, "leave.csh": cshLeaveScript,
	}
	for _, d := range dialects {
		texts[d.name] = *d.text
	}
	quoted := regexp.MustCompile(`^\{\{(quote|delayed) (\.[A-Z][a-z]+|\([^()]+\))\}\}$`)
	mark := regexp.MustCompile(`(?m)^\{\{(file|eval|end)\}\}$`)
	found := 0
	for name, text := range texts {
		text = mark.ReplaceAllString(strings.ReplaceAll(text, "\r\n", "\n"), "")
		for _, expression := range regexp.MustCompile(`(?s)\{\{.*?\}\}`).FindAllString(text, -1) {
			found++
			if !quoted.MatchString(expression) || strings.HasPrefix(expression, "{{delayed") && !strings.HasSuffix(name, ".bat") {
				t.Errorf("%s: %s is not quoted", name, expression)
			}
		}
	}
	if found < 40 {
		t.Errorf("only %d expressions", found)
	}
}

// TestFillKeepsThePartsOfAUse has a part for each use, and parts out of place.
func TestFillKeepsThePartsOfAUse(t *testing.T) {
	t.Parallel()
	const text = "a\n{{file}}\nfile {{quote .Bin}}\n{{end}}\n{{eval}}\neval {{quote .Prompt}}\n{{end}}\nb\n"
	ends := map[bool]string{false: "\n", true: "\r\n"}
	for i := range 4 {
		crlf, checkout := i&1 != 0, ends[i&2 != 0]
		for u, want := range map[use]string{sourced: "a\nfile bin\nb\n", evaluated: "a\neval p\nb\n"} {
			want = strings.ReplaceAll(want, "\n", ends[crlf])
			source := strings.ReplaceAll(text, "\n", checkout)
			got, err := dialect{name: "x", text: &source, quote: QuoteSh, crlf: crlf}.fill(values("/env", "p"), u)
			if diff := cmp.Diff(want, string(got)); diff != "" || err != nil {
				t.Errorf("%s: %v (-want +got):\n%s", u, err, diff)
			}
		}
	}
	for _, wrong := range []string{"{{file}}\n", "{{end}}\n", "{{file}}\n{{eval}}\n{{end}}\n", "{{file}}\n{{file}}\n{{end}}\n", "{{file\n"} {
		if got, err := (dialect{name: "x", text: &wrong, quote: QuoteSh}).fill(values("/env", "p"), sourced); err == nil {
			t.Errorf("%q: %q", wrong, got)
		}
	}
}

// TestWrongExpressions are errors of the scripts, which no test of theirs could
// overlook.
func TestWrongExpressions(t *testing.T) {
	t.Parallel()
	for _, expression := range []string{"", ".Roof", "quote", "quote .Roof", "quota .Root", "quote (.Roof)"} {
		if value, err := dialects[0].value(expression, values("/env", "env")); err == nil {
			t.Errorf("{{%s}} is %q", expression, value)
		}
	}
}

// TestRenderSubstitutesOnce has values that look like places for values.
func TestRenderSubstitutesOnce(t *testing.T) {
	t.Parallel()
	v := values("/{{.Prompt}}/__VENV_PROMPT__", "{{.Root}}")
	done, omitted := Render(v, allNames())
	if len(omitted) > 0 || len(done) != len(dialects) {
		t.Fatalf("%d scripts, omitted %v", len(done), omitted)
	}
	for _, s := range done {
		for _, value := range []string{v.Root, v.Prompt} {
			constant := map[string]bool{"Activate.ps1": true, "deactivate.bat": true}[s.Name]
			located := value == v.Root && (s.Name == "activate.bat" || s.Name == "activate_this.py")
			if got := strings.Contains(string(s.Content), value); got == (constant || located) {
				t.Errorf("%s holds %s: %v", s.Name, value, got)
			}
		}
	}
}

func TestRenderEndsLinesAsTheShellWants(t *testing.T) {
	t.Parallel()
	done, _ := Render(values("/env", "p"), allNames())
	for _, s := range done {
		text := string(s.Content)
		crlf, lf := strings.Count(text, "\r\n"), strings.Count(text, "\n")
		want := 0
		if strings.HasSuffix(s.Name, ".bat") || strings.HasSuffix(s.Name, ".ps1") {
			want = lf
		}
		if crlf != want || lf == 0 {
			t.Errorf("%s: %d of %d lines end in CRLF, not %d", s.Name, crlf, lf, want)
		}
	}
}

// TestRenderIsASCIIWhereNothingElseIsAsked keeps PowerShell 5.1, which takes a
// script without a mark for the encoding as one in the code page of the system,
// from misreading: its script holds no values.
func TestRenderIsASCIIWhereNothingElseIsAsked(t *testing.T) {
	t.Parallel()
	done, _ := Render(values("/grüße", "名前"), []string{"Activate.ps1", "deactivate.bat", "activate_this.py", "activate.xsh"})
	for _, s := range done {
		if i := strings.IndexFunc(string(s.Content), func(r rune) bool { return r > '~' }); i >= 0 {
			t.Errorf("%s: not ASCII at %d", s.Name, i)
		}
	}
}

func TestRenderOmitsWhatCannotBeExpressed(t *testing.T) {
	t.Parallel()
	every := func() []string {
		var names []string
		for _, name := range allNames() {
			if name != "Activate.ps1" && name != "deactivate.bat" {
				names = append(names, name)
			}
		}
		return names
	}()
	tests := []struct {
		name         string
		root, prompt string
		want         []string
	}{
		{"nothing", "/env", "p", nil},
		{"separator in the path", "/a:b", "p", allNames()},
		{"null", "/env", "a\x00b", every},
		{"quote in the prompt", "/env", `"`, []string{"activate.bat"}},
		{"quote in the path", `/a"`, "p", nil},
		{"newline in the prompt", "/env", "a\nb", []string{"activate.bat"}},
		{"substitute character", "/env", "a\x1ab", []string{"activate.bat"}},
		{"variable in the path", "/a$HOME", "p", []string{"activate.xsh"}},
		{"quoted variable in the path", "/a${'HOME'}", "p", []string{"activate.xsh"}},
		{"non-ASCII variable in the path", "/a$é", "p", []string{"activate.xsh"}},
		{"digit variable in the path", "/a$1", "p", []string{"activate.xsh"}},
		{"no variable in the path", "/a$(b)$", "$HOME", nil},
		{"tilde after equals", "/a=~b", "=~", []string{"activate.xsh"}},
		{"not UTF-8", "/env", "a\xffb", []string{"activate.fish", "activate.csh", "activate.nu", "activate.xsh", "activate.bat", "activate_this.py"}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			done, omitted := Render(values(test.root, test.prompt), allNames())
			var got []string
			for _, o := range omitted {
				got = append(got, o.Name)
				if o.Reason == "" || strings.Contains(o.Reason, "template:") {
					t.Errorf("%s: reason %q", o.Name, o.Reason)
				}
			}
			if diff := cmp.Diff(test.want, got); diff != "" || len(done)+len(omitted) != len(dialects) {
				t.Errorf("%d done (-want +got):\n%s", len(done), diff)
			}
		})
	}
	if _, omitted := Render(values("/env", "p"), []string{"activate.rc"}); len(omitted) != 1 {
		t.Error("a name of no script is not omitted")
	}
}

// TestInexpressibleErrorNamesTheText is what a user reads.
func TestInexpressibleErrorNamesTheText(t *testing.T) {
	t.Parallel()
	_, omitted := Render(values("/env", "a\nb"), []string{"activate.bat"})
	want := []Omission{{"activate.bat", `batch cannot express the control character U+000A in "a\nb"`}}
	if diff := cmp.Diff(want, omitted); diff != "" {
		t.Error(diff)
	}
}

func BenchmarkRender(b *testing.B) {
	v, names := values("/srv/me/.venv", "me"), allNames()
	for b.Loop() {
		Render(v, names)
	}
}
