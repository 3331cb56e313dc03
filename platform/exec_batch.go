package platform

import (
	"errors"
	"fmt"
	"strings"
	"unicode/utf16"
)

// errBatchLength says that cmd would cut a command line.
var errBatchLength = errors.New("cmd takes no command line of more than 8191 characters")

// batchLine returns the command line for the cmd of Windows that runs a batch file
// with the arguments argv[1:], each of which it gets as one, whatever it contains:
// %~1 in it is the argument, with a quote doubled.
//
// Windows itself makes no more of a batch file than `cmd /c` and the arguments as they
// are, in which cmd then finds operators and variables (CVE-2024-24576, "BatBadBut").
// Here all of an argument is between quotes, in which & | < > ^ ( ) mean nothing. A
// quote in it is doubled, so that it ends nothing. A percent sign would begin a
// variable also between quotes, and nothing escapes it on a command line: but of %%x:~,%
// where x is a variable of cmd's own, the second one up to the last one is replaced by
// no character, and the first one stays. The exclamation mark means nothing (/v:off),
// the commands that a user has set up for each cmd are left out (/d), and /s makes sure
// of which quotes are taken off. A line break or a NUL can't be said.
func batchLine(path string, argv []string) (string, error) {
	var line strings.Builder
	line.WriteString(`cmd.exe /e:on /v:off /d /s /c "`)
	words := append([]string{path}, argv[min(1, len(argv)):]...)
	for i, word := range words {
		if strings.ContainsAny(word, "\r\n\x00") {
			return "", fmt.Errorf("a batch file can't be given a line break: %q", word)
		}
		if i > 0 {
			line.WriteByte(' ')
		}
		line.WriteString(quoteForBatch(word))
	}
	line.WriteByte('"')
	if len(utf16.Encode([]rune(line.String()))) > 8191 {
		return "", errBatchLength
	}
	return line.String(), nil
}

// quoteForBatch returns a word between quotes, unless it consists of what nobody
// takes for anything else: a batch file may compare %1 with a word. Backslashes before
// a quote are doubled, for a program that gets the word from the batch file.
func quoteForBatch(word string) string {
	const plain = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-./:\\"
	if word != "" && strings.Trim(word, plain) == "" && !strings.HasSuffix(word, `\`) {
		return word
	}
	var quoted strings.Builder
	quoted.WriteByte('"')
	backslashes := 0
	for i := range len(word) {
		switch c := word[i]; c {
		case '\\':
			backslashes++
		case '"':
			quoted.WriteString(strings.Repeat(`\`, backslashes) + `"`)
		case '%':
			quoted.WriteString(`%%cd:~,`)
		}
		if word[i] != '\\' {
			backslashes = 0
		}
		quoted.WriteByte(word[i])
	}
	return quoted.String() + strings.Repeat(`\`, backslashes) + `"`
}
