package plan

import (
	"fmt"
	"strconv"
	"strings"
	"unicode"

	"github.com/pyenvkit/pyenvkit/activate"
	"github.com/pyenvkit/pyenvkit/interp"
)

// config returns the contents of pyvenv.cfg: the keys of CPython's
// EnvBuilder.create_configuration in its order, home first, and python-version
// (PEP 838). No value ever breaks its line. An environment that may be moved has
// no command, which would name its place.
func config(r Request, f interp.Facts, l Layout) []byte {
	var b strings.Builder
	set := func(key, value string) { fmt.Fprintf(&b, "%s = %s\n", key, value) }
	set("home", directory(f.Executable, l.Separator))
	set("include-system-site-packages", strconv.FormatBool(r.SystemSitePackages))
	set("version", f.Version.Triple())
	set("python-version", f.Version.Short())
	if r.Prompt != nil {
		set("prompt", repr(prompt(r, l)))
	}
	set("executable", f.RealExecutable)
	if r.Relocatable {
		set("relocatable", "true") // what uv looks at when it writes scripts later
	} else {
		set("command", command(r, f, l))
	}
	return []byte(b.String())
}

// directory returns the directory of an absolute path.
func directory(p, separator string) string {
	dir := strings.TrimSuffix(p, separator+baseName(p, separator))
	if dir == "" || strings.HasSuffix(dir, ":") && separator == `\` {
		return dir + separator // C: alone is whatever directory is current there
	}
	return dir
}

// prompt returns the name to show, without parentheses.
func prompt(r Request, l Layout) string {
	switch {
	case r.Prompt == nil:
		return baseName(r.Root, l.Separator)
	case *r.Prompt == ".":
		return baseName(r.WorkDir, l.Separator)
	}
	return *r.Prompt
}

// command returns the command line that makes the same environment again, as
// one line quoted for a POSIX shell.
func command(r Request, f interp.Facts, l Layout) string {
	words := []string{"pyenvkit", "create", "--python", f.Executable}
	for _, flag := range []struct {
		name string
		on   bool
	}{
		{"--system-site-packages", r.SystemSitePackages},
		{"--copies", r.Copies},
		{"--symlinks", r.Symlinks},
		{"--redirector=cpython", r.BaseRedirector},
		{"--without-pip", r.NoPip},
		{"--without-scm-ignore-files", r.NoScmIgnore},
	} {
		if flag.on {
			words = append(words, flag.name)
		}
	}
	if r.Prompt != nil {
		words = append(words, "--prompt="+prompt(r, l)) // not ".": it means another directory elsewhere
	}
	if r.EntryPoints != "" {
		words = append(words, "--entry-points="+r.EntryPoints)
	}
	if strings.HasPrefix(r.Root, "-") {
		words = append(words, "--")
	}
	words = append(words, r.Root)
	for i, w := range words {
		words[i] = quote(w)
	}
	return strings.Join(words, " ")
}

// quote quotes a word for a POSIX shell without ever breaking the line: a word
// with control characters or line separators takes the form $'...' of
// POSIX.1-2024.
func quote(word string) string {
	if !strings.ContainsFunc(word, breaksLine) {
		if quoted, err := activate.QuoteSh(word); err == nil {
			return quoted
		}
	}
	var b strings.Builder
	b.WriteString("$'")
	for _, r := range word {
		switch {
		case r == '\'' || r == '\\':
			b.WriteRune('\\')
			b.WriteRune(r)
		case breaksLine(r):
			for _, c := range []byte(string(r)) {
				fmt.Fprintf(&b, `\%03o`, c)
			}
		default:
			b.WriteRune(r)
		}
	}
	b.WriteString("'")
	return b.String()
}

// breaksLine reports what ends a line for str.splitlines, and every other
// control character.
func breaksLine(r rune) bool { return unicode.IsControl(r) || r == '\u2028' || r == '\u2029' }

// repr returns s as Python's repr() writes it. CPython's venv stores the
// prompt in this form.
func repr(s string) string {
	quotes := '\''
	if strings.ContainsRune(s, '\'') && !strings.ContainsRune(s, '"') {
		quotes = '"'
	}
	var b strings.Builder
	b.WriteRune(quotes)
	for _, r := range s {
		switch {
		case r == quotes || r == '\\':
			b.WriteRune('\\')
			b.WriteRune(r)
		case r == '\n':
			b.WriteString(`\n`)
		case r == '\r':
			b.WriteString(`\r`)
		case r == '\t':
			b.WriteString(`\t`)
		case unicode.IsPrint(r):
			b.WriteRune(r)
		case r <= 0xff:
			fmt.Fprintf(&b, `\x%02x`, r)
		case r <= 0xffff:
			fmt.Fprintf(&b, `\u%04x`, r)
		default:
			fmt.Fprintf(&b, `\U%08x`, r)
		}
	}
	b.WriteRune(quotes)
	return b.String()
}
