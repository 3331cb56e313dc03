package winproc

// Tail returns what follows the name of the program in a command line, unparsed:
// the white space behind it and all arguments, in UTF-16 as they are. The name ends
// where the C runtime ends argv[0] (parse_cmdline of the UCRT): at the first
// space or tab outside of quotes, with no meaning of backslashes.
func Tail(line []uint16) []uint16 {
	quoted := false
	for i, c := range line {
		switch c {
		case '"':
			quoted = !quoted
		case ' ', '\t':
			if !quoted {
				return line[i:]
			}
		}
	}
	return nil
}

// Quote returns a path as one argument. No path of Windows has a quote in it, and
// none that is quoted here ends in a backslash, which would escape the quote.
func Quote(path string) string { return `"` + path + `"` }
