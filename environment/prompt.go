package environment

import (
	"strconv"
	"strings"
	"unicode/utf8"
)

// Prompt returns the name that the environment is to have in a prompt, without
// parentheses; "" where the user has given none. virtualenv writes it between
// double quotes and uv without, both as it is; venv and pyenvkit write it as
// Python's repr() does.
func (c Config) Prompt() string {
	text := c.Get("prompt")
	maker, _ := c.Maker()
	switch {
	case maker == "uv":
		return text
	case len(text) < 2 || text[0] != text[len(text)-1] || text[0] != '"' && text[0] != '\'':
		return text
	case maker == "virtualenv":
		return text[1 : len(text)-1]
	}
	if decoded, ok := unquote(text); ok {
		return decoded
	}
	return text[1 : len(text)-1] // as Activate.ps1 has it
}

// unquote undoes what Python's repr() does to a str, given with the quotes that
// repr chose. A surrogate, which no text in UTF-8 can hold, becomes U+FFFD; ok is
// false where a backslash means nothing to repr.
func unquote(literal string) (text string, ok bool) {
	body := literal[1 : len(literal)-1]
	var b strings.Builder
	for i := 0; i < len(body); i++ {
		if body[i] != '\\' {
			b.WriteByte(body[i])
			continue
		}
		i++
		if i == len(body) {
			return "", false
		}
		digits := 0
		switch c := body[i]; c {
		case '\\', '\'', '"':
			b.WriteByte(c)
		case 'n':
			b.WriteByte('\n')
		case 'r':
			b.WriteByte('\r')
		case 't':
			b.WriteByte('\t')
		case 'x':
			digits = 2
		case 'u':
			digits = 4
		case 'U':
			digits = 8
		default:
			return "", false
		}
		if digits == 0 {
			continue
		}
		if i+digits >= len(body) {
			return "", false
		}
		code, err := strconv.ParseUint(body[i+1:i+1+digits], 16, 32)
		if err != nil || code > utf8.MaxRune {
			return "", false
		}
		b.WriteRune(rune(code))
		i += digits
	}
	return b.String(), true
}
