package activate

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf16"
	"unicode/utf8"
)

// An InexpressibleError reports a text that a language has no way to write.
type InexpressibleError struct {
	Language string // "csh"
	Text     string
	What     string // what stands in the way: "a null character"
}

func (e *InexpressibleError) Error() string {
	return fmt.Sprintf("%s cannot express %s in %q", e.Language, e.What, e.Text)
}

// Hints says what the user can do about it.
func (e *InexpressibleError) Hints() []string {
	return []string{"choose another directory or --prompt to have an activator for " + e.Language}
}

// QuoteSh returns s as one word of a POSIX shell (POSIX.1-2024, Shell Command
// Language 2.2.2), bare where nothing in it could be taken for anything else.
// Bytes that are no UTF-8 are kept.
func QuoteSh(s string) (string, error) {
	if strings.ContainsRune(s, 0) {
		return "", &InexpressibleError{Language: "sh", Text: s, What: "a null character"}
	}
	if plain(s) {
		return s, nil
	}
	return "'" + strings.ReplaceAll(s, "'", `'\''`) + "'", nil
}

// QuoteFish returns s as one word of fish, inside whose single quotes a
// backslash escapes itself and the quote (fish-doc "Quotes").
func QuoteFish(s string) (string, error) {
	if err := refuse("fish", s); err != nil {
		return "", err
	}
	if plain(s) {
		return s, nil
	}
	return "'" + strings.NewReplacer(`\`, `\\`, `'`, `\'`).Replace(s) + "'", nil
}

// QuoteCsh returns s as one word of csh, where a history substitution and the
// end of a line reach into single quotes and are held off by a backslash
// (csh(1), "Lexical structure"; gh-152686).
func QuoteCsh(s string) (string, error) {
	if err := refuse("csh", s); err != nil {
		return "", err
	}
	if plain(s) {
		return s, nil
	}
	return "'" + strings.NewReplacer(`'`, `'\''`, "!", `\!`, "\n", "\\\n").Replace(s) + "'", nil
}

// QuoteNu returns s as a double-quoted string of nushell, which knows the
// escapes of JSON and \u{...} (nushell book, "Working with strings").
func QuoteNu(s string) (string, error) {
	if err := refuse("nushell", s); err != nil {
		return "", err
	}
	var out strings.Builder
	out.WriteByte('"')
	for _, r := range s {
		switch {
		case r == '"' || r == '\\':
			out.WriteRune('\\')
			out.WriteRune(r)
		case r < ' ' || r == 0x7f:
			fmt.Fprintf(&out, `\u{%x}`, r)
		default:
			out.WriteRune(r)
		}
	}
	out.WriteByte('"')
	return out.String(), nil
}

// QuotePython returns s as a string literal of Python 3 and of xonsh, in ASCII.
func QuotePython(s string) (string, error) {
	if err := refuse("Python", s); err != nil {
		return "", err
	}
	var out strings.Builder
	out.WriteByte('"')
	for _, r := range s {
		switch {
		case r == '"' || r == '\\':
			out.WriteRune('\\')
			out.WriteRune(r)
		case r > 0xffff:
			fmt.Fprintf(&out, `\U%08x`, r)
		case r < ' ' || r >= 0x7f:
			fmt.Fprintf(&out, `\u%04x`, r)
		default:
			out.WriteRune(r)
		}
	}
	out.WriteByte('"')
	return out.String(), nil
}

// QuotePowerShell returns s as a single-quoted string of PowerShell, for which
// U+2018 to U+201B are single quotes too (about_Quoting_Rules, and the
// tokenizer's IsSingleQuote).
func QuotePowerShell(s string) (string, error) {
	if err := refuse("PowerShell", s); err != nil {
		return "", err
	}
	return "'" + strings.NewReplacer("'", "''", "‘", "‘‘", "’", "’’", "‚", "‚‚", "‛", "‛‛").Replace(s) + "'", nil
}

// QuotePowerShellASCII returns s as an expression of PowerShell in ASCII and on one
// line. What a program prints reaches PowerShell in the code page of the console.
func QuotePowerShellASCII(s string) (string, error) {
	if err := refuse("PowerShell", s); err != nil {
		return "", err
	}
	var out strings.Builder
	out.WriteString("('")
	for _, r := range s {
		switch {
		case r == '\'':
			out.WriteString("''")
		case r >= ' ' && r < 0x7f:
			out.WriteRune(r)
		default:
			for _, unit := range utf16.Encode([]rune{r}) {
				fmt.Fprintf(&out, "' + [Char]0x%04x + '", unit)
			}
		}
	}
	out.WriteString("')")
	return out.String(), nil
}

// quoteCshLine is QuoteCsh for where no line can end.
func quoteCshLine(s string) (string, error) {
	if strings.Contains(s, "\n") {
		return "", &InexpressibleError{Language: "csh", Text: s, What: "a line end"}
	}
	return QuoteCsh(s)
}

// QuoteBatch returns s for the right side of set "NAME=..." in a batch file,
// without delayed expansion: there a percent sign is doubled, and a quote or a
// control character has no safe way to be written.
func QuoteBatch(s string) (string, error) {
	if err := refuse("batch", s); err != nil {
		return "", err
	}
	for _, r := range s {
		if r == '"' {
			return "", &InexpressibleError{Language: "batch", Text: s, What: "a double quote"}
		}
		if unicode.IsControl(r) {
			return "", &InexpressibleError{Language: "batch", Text: s, What: fmt.Sprintf("the control character %U", r)}
		}
	}
	return strings.ReplaceAll(s, "%", "%%"), nil
}

// quoteBatchDelayed is QuoteBatch for where delayed expansion is on: in a word
// with an exclamation mark, the caret escapes that and itself.
func quoteBatchDelayed(s string) (string, error) {
	if strings.Contains(s, "!") {
		s = strings.NewReplacer("^", "^^", "!", "^!").Replace(s)
	}
	return QuoteBatch(s)
}

// tcshPrompt returns s in the language of tcsh's variable prompt, where %, !, ^
// and the backslash are marks and \nnn is a character by its octal number
// (tcsh(1), "prompt").
func tcshPrompt(s string) string {
	var out strings.Builder
	for _, r := range s {
		if strings.ContainsRune(`%!^\`, r) || r < ' ' || r == 0x7f {
			fmt.Fprintf(&out, `\%03o`, r)
			continue
		}
		out.WriteRune(r)
	}
	return out.String()
}

// refuse returns an error for what a script in UTF-8 cannot hold.
func refuse(language, s string) error {
	if strings.ContainsRune(s, 0) {
		return &InexpressibleError{Language: language, Text: s, What: "a null character"}
	}
	if !utf8.ValidString(s) {
		return &InexpressibleError{Language: language, Text: s, What: "bytes that are not UTF-8"}
	}
	return nil
}

// plain reports whether s is one word with no meaning but itself in sh, csh and
// fish.
func plain(s string) bool {
	for _, r := range s {
		switch {
		case r >= 'a' && r <= 'z', r >= 'A' && r <= 'Z', r >= '0' && r <= '9', strings.ContainsRune("/._-+,@:", r):
		default:
			return false
		}
	}
	return s != ""
}
