package platform

import "strconv"

// ConsoleEncode returns a text as cmd reads it from a program in `for /f`: in the code
// page of the console. The error, a [*CodePageError], is that this has not all of its
// characters. Elsewhere than on Windows, and without a console, it is the text itself.
func ConsoleEncode(text string) (string, error) {
	encoded, page, ok := consoleEncode(text)
	if !ok {
		return "", &CodePageError{page}
	}
	return encoded, nil
}

// A CodePageError reports a text with characters that the console's code page lacks.
type CodePageError struct{ CodePage uint32 }

func (e *CodePageError) Error() string {
	return "code page " + strconv.FormatUint(uint64(e.CodePage), 10) + " of the console has not all characters of the environment's name"
}

// Hints says the way out.
func (e *CodePageError) Hints() []string {
	return []string{"`chcp 65001` chooses the one that has all", "or work in a shell of the environment: pyenvkit shell"}
}
