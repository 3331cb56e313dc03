package activate

import (
	"encoding/json"
	"fmt"
	"os/exec"
	"strconv"
	"strings"
	"testing"
	"unicode/utf16"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"github.com/pyenvkit/pyenvkit/internal/lab"
)

// fuzzQuote gives each text to a shell in quotes, and fails if that prints
// another one. ask makes a program of a quoted text that prints it.
func fuzzQuote(f *testing.F, quote func(string) (string, error), ask func(quoted string) string, shells ...[]string) {
	f.Helper()
	// All in one, because each costs the start of a shell.
	f.Add(strings.Join(append(prompts, hostile...), "\n"))
	f.Add("")
	f.Add(`trailing\`)
	f.Add("trailing\n")
	f.Add("a\xffb")
	for i, argv := range shells {
		shells[i] = append([]string{lab.Program(f, argv[0])}, argv[1:]...)
	}
	env := clean(f)
	f.Fuzz(func(t *testing.T, s string) {
		quoted, err := quote(s)
		if err != nil {
			if !strings.ContainsRune(s, 0) && utf8.ValidString(s) {
				t.Errorf("%q: %v", s, err)
			}
			return
		}
		for _, argv := range shells {
			if strings.HasSuffix(argv[0], "yash") && !utf8.ValidString(s) {
				continue // it knows characters only
			}
			cmd := exec.Command(argv[0], append(argv[1:], ask(quoted))...)
			cmd.Env = env
			got, err := cmd.Output()
			if err != nil || string(got) != s {
				t.Errorf("%s: %s is %q, not %q (%v)", argv[0], quoted, got, s, err)
			}
		}
	})
}

func FuzzQuoteSh(f *testing.F) {
	fuzzQuote(f, QuoteSh, func(quoted string) string { return "printf %s " + quoted },
		[]string{"dash", "-c"}, []string{"bash", "-c"}, []string{"zsh", "-fc"}, []string{"mksh", "-c"}, []string{"busybox", "ash", "-c"},
		[]string{"ksh93", "-c"}, []string{"yash", "-c"})
}

func FuzzQuoteFish(f *testing.F) {
	fuzzQuote(f, QuoteFish, func(quoted string) string { return "printf %s " + quoted }, []string{"fish", "--no-config", "-c"})
}

func FuzzQuoteCsh(f *testing.F) {
	fuzzQuote(f, QuoteCsh, func(quoted string) string { return "/usr/bin/printf %s " + quoted }, []string{"tcsh", "-f", "-c"})
}

// FuzzQuoteCshLine has tcsh evaluate what a program prints.
func FuzzQuoteCshLine(f *testing.F) {
	for _, s := range append(prompts, hostile...) {
		f.Add(s)
	}
	tcsh := lab.Program(f, "tcsh")
	env := clean(f)
	f.Fuzz(func(t *testing.T, s string) {
		quoted, err := quoteCshLine(s)
		if err != nil {
			if !strings.ContainsAny(s, "\x00\n") && utf8.ValidString(s) {
				t.Errorf("%q: %v", s, err)
			}
			return
		}
		cmd := exec.Command(tcsh, "-f", "-c", "eval \"`/bin/cat`\"")
		cmd.Env, cmd.Stdin = env, strings.NewReader("/usr/bin/printf %s "+quoted+";\n")
		got, err := cmd.Output()
		if err != nil || string(got) != s {
			t.Errorf("%s is %q, not %q (%v)", quoted, got, s, err)
		}
	})
}

func FuzzQuoteNu(f *testing.F) {
	fuzzQuote(f, QuoteNu, func(quoted string) string { return "print --no-newline " + quoted }, []string{"nu", "--no-config-file", "-c"})
}

func FuzzQuotePython(f *testing.F) {
	fuzzQuote(f, QuotePython, func(quoted string) string {
		return "import sys; sys.stdout.buffer.write(" + quoted + ".encode('utf-8'))"
	}, []string{lab.Python(f), "-S", "-c"})
}

// FuzzPromptOfBash activates environments of generated names and compares what
// bash would show with what was meant.
func FuzzPromptOfBash(f *testing.F) {
	f.Add(strings.Join(hostile[:len(hostile)-4], " "))
	f.Add("-")
	bash := lab.Program(f, "bash")
	root := realTemp(f)
	environment(f, root, "p")
	env := clean(f)
	f.Fuzz(func(t *testing.T, prompt string) {
		if strings.ContainsFunc(prompt, func(r rune) bool { return r < ' ' || r == 0x7f }) {
			t.Skip("a control character: readline has its own for what has no width")
		}
		done, _ := Render(values(root, prompt), []string{"activate"})
		cmd := exec.Command(bash, "--norc", "-c", `PS1='> '; eval "$1"; printf '%s\036' "$VIRTUAL_ENV_PROMPT" "${PS1@P}"`, "bash", string(done[0].Content))
		cmd.Env = env
		got, err := cmd.Output()
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff([]string{prompt, "(" + prompt + ") > "}, records(string(got))); diff != "" {
			t.Error(diff)
		}
	})
}

// powerShellValue reads a single-quoted string of PowerShell by the published
// rules: any two of the five quotation marks in a row are the first of them.
func powerShellValue(quoted string) (string, error) {
	runes := []rune(quoted)
	isQuote := func(r rune) bool { return r == '\'' || r >= 0x2018 && r <= 0x201b }
	if len(runes) < 2 || !isQuote(runes[0]) {
		return "", fmt.Errorf("%s is no string", quoted)
	}
	var out strings.Builder
	for i := 1; i < len(runes); i++ {
		switch {
		case !isQuote(runes[i]):
			out.WriteRune(runes[i])
		case i+1 < len(runes) && isQuote(runes[i+1]):
			out.WriteRune(runes[i])
			i++
		case i+1 == len(runes):
			return out.String(), nil
		default:
			return "", fmt.Errorf("%s ends at %d", quoted, i)
		}
	}
	return "", fmt.Errorf("%s does not end", quoted)
}

func FuzzQuotePowerShell(f *testing.F) {
	for _, s := range hostile {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		quoted, err := QuotePowerShell(s)
		if err != nil {
			return
		}
		if got, err := powerShellValue(quoted); got != s || err != nil {
			t.Errorf("%s is %q, not %q (%v)", quoted, got, s, err)
		}
	})
}

// FuzzQuotePowerShellASCII reads the parts of the sum, which are strings and code
// units of UTF-16.
func FuzzQuotePowerShellASCII(f *testing.F) {
	for _, s := range append(prompts, hostile...) {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		quoted, err := QuotePowerShellASCII(s)
		if err != nil {
			return
		}
		inner, ok := strings.CutPrefix(strings.TrimSuffix(quoted, ")"), "(")
		if i := strings.IndexFunc(quoted, func(r rune) bool { return r < ' ' || r > '~' }); i >= 0 || !ok {
			t.Fatalf("%q: character %d", quoted, i)
		}
		var units []uint16
		for inner != "" {
			if code, found := strings.CutPrefix(inner, "[Char]0x"); found {
				unit, err := strconv.ParseUint(code[:4], 16, 16)
				if err != nil {
					t.Fatal(err)
				}
				units, inner = append(units, uint16(unit)), strings.TrimPrefix(code[4:], " + ")
				continue
			}
			// A string ends at a quote that is not doubled.
			end := 1
			for inner[end] != '\'' || strings.HasPrefix(inner[end+1:], "'") {
				if inner[end] == '\'' {
					end++
				}
				end++
			}
			value, err := powerShellValue(inner[:end+1])
			if err != nil {
				t.Fatal(err)
			}
			units, inner = append(units, utf16.Encode([]rune(value))...), strings.TrimPrefix(inner[end+1:], " + ")
		}
		if got := string(utf16.Decode(units)); got != s {
			t.Errorf("%s is %q, not %q", quoted, got, s)
		}
	})
}

func FuzzQuoteJSON(f *testing.F) {
	for _, s := range append(prompts, hostile...) {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		quoted, err := quoteJSON(s)
		if err != nil {
			return
		}
		var got string
		if err := json.Unmarshal([]byte(quoted), &got); err != nil || got != s || strings.ContainsFunc(quoted, isNotASCII) {
			t.Errorf("%s is %q, not %q (%v)", quoted, got, s, err)
		}
	})
}

// batchValue reads a line set "X=..." of a batch file as cmd does, in its
// phases: percent signs, then quotes, then, where that is on, delayed
// expansion. No variable is set.
func batchValue(line string, delayed bool) (string, error) {
	var phase1 strings.Builder
	for i := 0; i < len(line); i++ {
		if line[i] != '%' {
			phase1.WriteByte(line[i])
			continue
		}
		if i+1 == len(line) || line[i+1] != '%' {
			return "", fmt.Errorf("%s: an expansion at %d", line, i)
		}
		phase1.WriteByte('%')
		i++
	}
	text := phase1.String()
	if strings.ContainsAny(text, "\"\r\n\x1a\x00") {
		return "", fmt.Errorf("%q leaves the quotes", text)
	}
	if !delayed || !strings.Contains(text, "!") {
		return text, nil
	}
	var phase5 strings.Builder
	for i := 0; i < len(text); i++ {
		switch text[i] {
		case '^':
			if i++; i < len(text) {
				phase5.WriteByte(text[i])
			}
		case '!':
			return "", fmt.Errorf("%s: a delayed expansion at %d", text, i)
		default:
			phase5.WriteByte(text[i])
		}
	}
	return phase5.String(), nil
}

func FuzzQuoteBatch(f *testing.F) {
	for _, s := range append(prompts, hostile...) {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		for delayed, quote := range map[bool]func(string) (string, error){false: QuoteBatch, true: quoteBatchDelayed} {
			quoted, err := quote(s)
			if err != nil {
				continue
			}
			if got, err := batchValue(quoted, delayed); got != s || err != nil {
				t.Errorf("delayed expansion %v: %s is %q, not %q (%v)", delayed, quoted, got, s, err)
			}
		}
	})
}

func TestTcshPrompt(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		"plain":    "plain",
		"50%!":     `50\045\041`,
		`a\^b`:     `a\134\136b`,
		"a\nb\x7f": `a\012b\177`,
		"ü$`":      "ü$`",
	} {
		if got := tcshPrompt(in); got != want {
			t.Errorf("%q: got %q, want %q", in, got, want)
		}
	}
}
