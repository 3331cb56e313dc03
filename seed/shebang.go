package seed

import (
	"fmt"
	"strings"
	"unicode/utf8"
)

// maxShebang is the length of the first line of a script, as a Site has it,
// that distlib takes for safe (distlib/scripts.py, _build_shebang): Linux before
// 5.1 reads no more.
const maxShebang = 126

// plain reports whether a first line of "#!" and the interpreter's path does. It
// doesn't where the kernel reads less, or splits it, and where Python takes it
// for a declaration of the encoding.
func plain(interpreter string, limit int) bool {
	return len(interpreter)+len("#!") <= max(limit, maxShebang) && !strings.ContainsFunc(interpreter, splits) && !isCookie(interpreter)
}

// shebang returns the first lines of a script that the site's interpreter is to
// run. Where distlib's own lines work they are these.
//
// The long form is a shell script whose one command is a string to Python. The
// path stands in it such that a POSIX shell takes it literally, and that Python
// finds neither the end of the string nor an escape sequence that it doesn't
// know. A path that is not UTF-8 is an error, since the file would be no Python.
func (s Site) shebang() (string, error) {
	exe := s.Interpreter
	if !utf8.ValidString(exe) || strings.Contains(exe, "\x00") {
		return "", fmt.Errorf("the path %q cannot be written into a Python script: it is not UTF-8", exe)
	}
	if plain(exe, s.ShebangLimit) {
		return "#!" + exe + "\n", nil
	}
	return "#!/bin/sh\n'''exec' " + word(exe) + ` "$0" "$@"` + "\n' '''\n", nil
}

// splits reports whether the kernel ends the interpreter's path at r, or
// Python the comment that the first line is to it.
func splits(r rune) bool { return r <= ' ' || r == 0x7f }

// isCookie reports whether Python takes a comment on the first line of a file
// for a declaration of the encoding (PEP 263).
func isCookie(comment string) bool {
	return strings.Contains(comment, "coding:") || strings.Contains(comment, "coding=")
}

// needsQuotes reports whether a shell does not take r literally.
func needsQuotes(r rune) bool {
	return (r < 'a' || r > 'z') && (r < 'A' || r > 'Z') && (r < '0' || r > '9') && !strings.ContainsRune("_@%+=:,./-", r)
}

// word returns path as one word of a POSIX shell that is harmless within a
// Python string between three single quotes: there are never three of them in
// a row, nor one at its end, and backslashes come in pairs.
func word(path string) string {
	switch {
	case !strings.ContainsFunc(path, needsQuotes):
		return path
	case !strings.ContainsFunc(path, func(r rune) bool { return r != ' ' && needsQuotes(r) }): // what distlib quotes
		return `"` + path + `"`
	}
	return "'" + strings.NewReplacer(`'`, `'"'"'`, `\`, `'"\\"'`).Replace(path) + "'"
}
