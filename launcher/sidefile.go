package main

// headSize is how many bytes a first line may have. A path of Linux has at most 4096
// bytes, one of Windows 32767 characters.
const headSize = 128 << 10

// here stands for the directory that the launcher lies in: distlib's word for it,
// in any case.
const here = "<launcher_dir>"

// mark is a byte order mark, which editors of Windows put before a text.
const mark = "\ufeff"

// parseShebang reads the first line of a side file. head is how the file begins:
// the first line or more, or headSize bytes. dir is the launcher's directory,
// absolute, and separator that of its system: '/', or '\\' for Windows, where either
// will do.
//
// The line is one that distlib writes or understands: "#!", an absolute path or
// <launcher_dir>, a separator and a path; in double quotes if there are blanks in
// it; then arguments. A byte order mark before and a carriage return behind it are
// no part of it. Blanks are spaces and tabs.
//
// interpreter is an absolute path; arguments is the rest of the line without the
// blanks around it. problem is empty, or says of the file what is wrong with it:
// "has no shebang ...".
func parseShebang(head, dir string, separator byte) (interpreter, arguments, problem string) {
	full := len(head) >= headSize
	if len(head) >= len(mark) && head[:len(mark)] == mark {
		head = head[len(mark):]
	}
	if len(head) < 2 || head[:2] != "#!" {
		return "", "", "has no shebang (#!) that names the interpreter"
	}
	line, ended := firstLine(head[2:])
	if !ended && full {
		return "", "", "has a first line that is too long"
	}
	name, rest, closed := firstWord(trimBlanks(line))
	switch {
	case !closed:
		return "", "", "has no closing quote in its first line"
	case name == "":
		return "", "", "names no interpreter in its first line"
	case indexByte(name, 0) >= 0:
		return "", "", "has a NUL byte in its first line"
	}
	if tail, ok := cutHere(name, separator); ok && tail != "" {
		if !isSeparator(dir[len(dir)-1], separator) {
			dir += string([]byte{separator})
		}
		name = dir + tail
	}
	if !isAbsolute(name, separator) {
		return "", "", "names an interpreter without its directory in the first line: " + name
	}
	return name, trimBlanks(rest), ""
}

// firstLine returns the text before the first newline, or all if there is none.
func firstLine(text string) (line string, ended bool) {
	line = text
	if end := indexByte(text, '\n'); end >= 0 {
		line, ended = text[:end], true
	}
	if line != "" && line[len(line)-1] == '\r' {
		line = line[:len(line)-1]
	}
	return line, ended
}

// firstWord splits a line, which begins with no blank, behind its first word. A
// quoted word ends at a quote with a blank or nothing behind it, so that a quote
// within a path is no end.
func firstWord(line string) (word, rest string, closed bool) {
	if line == "" || line[0] != '"' {
		for i := range len(line) {
			if isBlank(line[i]) {
				return line[:i], line[i:], true
			}
		}
		return line, "", true
	}
	for i := 1; i < len(line); i++ {
		if line[i] == '"' && (i+1 == len(line) || isBlank(line[i+1])) {
			return line[1:i], line[i+1:], true
		}
	}
	return "", "", false
}

// cutHere returns what follows <launcher_dir> and separators.
func cutHere(name string, separator byte) (tail string, ok bool) {
	if len(name) <= len(here) || !isSeparator(name[len(here)], separator) {
		return "", false
	}
	for i := range len(here) {
		c := name[i]
		if 'A' <= c && c <= 'Z' {
			c += 'a' - 'A'
		}
		if c != here[i] {
			return "", false
		}
	}
	tail = name[len(here):]
	for tail != "" && isSeparator(tail[0], separator) {
		tail = tail[1:]
	}
	return tail, true
}

// isAbsolute reports whether a path means the same file whatever the current
// directory and, on Windows, the current drive are.
func isAbsolute(path string, separator byte) bool {
	if separator == '/' {
		return path[0] == '/'
	}
	if len(path) < 3 {
		return false
	}
	letter := path[0] | 0x20
	drive := 'a' <= letter && letter <= 'z' && path[1] == ':' && isSeparator(path[2], separator)
	return drive || isSeparator(path[0], separator) && isSeparator(path[1], separator)
}

func isSeparator(c, separator byte) bool { return c == separator || c == '/' }

func isBlank(c byte) bool { return c == ' ' || c == '\t' }

func trimBlanks(text string) string {
	for text != "" && isBlank(text[0]) {
		text = text[1:]
	}
	for text != "" && isBlank(text[len(text)-1]) {
		text = text[:len(text)-1]
	}
	return text
}

func indexByte(text string, c byte) int {
	for i := range len(text) {
		if text[i] == c {
			return i
		}
	}
	return -1
}
