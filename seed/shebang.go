package seed

import (
	"fmt"
	"strings"
	"unicode/utf8"
)

// shebang returns the first lines of a script that the interpreter exe, an
// absolute path, is to run on a platform (sys.platform). Where distlib's own
// lines work they are these (distlib/scripts.py, _build_shebang).
//
// The long form is a shell script whose one command is a string to Python. The
// path stands in it such that a POSIX shell takes it literally, and that Python
// finds neither the end of the string nor an escape sequence that it doesn't
// know. A path that is not UTF-8 is an error, since the file would be no Python.
func shebang(exe, platform string) (string, error) {
	if !utf8.ValidString(exe) || strings.Contains(exe, "\x00") {
		return "", fmt.Errorf("the path %q cannot be written into a Python script: it is not UTF-8", exe)
	}
	limit := 127 // of Linux before 5.1, and of others; with #! and newline
	if platform == "darwin" {
		limit = 512
	}
	if len(exe)+len("#!\n") <= limit && !strings.ContainsFunc(exe, splits) && !isCookie(exe) {
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
