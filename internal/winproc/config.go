package winproc

// value returns what a pyvenv.cfg says of a key, which is in lower case, as
// Python's getpath reads it (Modules/getpath.py): the text behind the first "=" of
// the first line whose key is this one in any case, without the white space around
// both. A byte order mark before the first line, which Python takes for a part of
// the key, is passed over.
func value(config, key string) (text string, found bool) {
	const mark = "\ufeff"
	if len(config) >= len(mark) && config[:len(mark)] == mark {
		config = config[len(mark):]
	}
	for config != "" {
		var line string
		line, config = cutLine(config)
		for i := range len(line) {
			if line[i] != '=' {
				continue
			}
			if equalFold(trim(line[:i]), key) {
				return trim(line[i+1:]), true
			}
			break
		}
	}
	return "", false
}

// cutLine returns the first line of a text and what follows it. A line ends at a
// newline, a carriage return or both: an empty line between them does no harm.
func cutLine(text string) (line, rest string) {
	for i := range len(text) {
		if text[i] == '\n' || text[i] == '\r' {
			return text[:i], text[i+1:]
		}
	}
	return text, ""
}

// trim takes away the ASCII characters at both ends that are white space to
// Python's str.strip.
func trim(text string) string {
	for text != "" && isSpace(text[0]) {
		text = text[1:]
	}
	for text != "" && isSpace(text[len(text)-1]) {
		text = text[:len(text)-1]
	}
	return text
}

func isSpace(c byte) bool { return c == ' ' || '\t' <= c && c <= '\r' || 0x1c <= c && c <= 0x1f }

// equalFold reports whether two texts are the same but for the case of ASCII
// letters.
func equalFold(a, b string) bool {
	if len(a) != len(b) {
		return false
	}
	for i := range len(a) {
		if lower(a[i]) != lower(b[i]) {
			return false
		}
	}
	return true
}

func lower(c byte) byte {
	if 'A' <= c && c <= 'Z' {
		return c + 'a' - 'A'
	}
	return c
}
