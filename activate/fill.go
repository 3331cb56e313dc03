package activate

import (
	"fmt"
	"strings"
)

// A use is what the text of a script is filled for. It is the mark of those parts
// that are for this use alone.
type use string

const (
	sourced   use = "file" // a file that the shell reads
	evaluated use = "eval" // code that the shell evaluates
)

// fill returns the script with the values put in, with the line ends that the
// language wants, whatever the checkout did to the file.
//
// Values stand in a script in the form of text/template, of which this is the
// part that the scripts need. That package would parse all of them at every
// start, which took a tenth of the time in which an environment is made.
//
// A part for one use alone stands between the lines {{file}} or {{eval}}, and
// {{end}}.
func (d dialect) fill(v Values, u use) ([]byte, error) {
	source := *d.text
	out := make([]byte, 0, len(source)+1024)
	var part use // "" is for every use
	for {
		before, rest, found := strings.Cut(source, "{{")
		if part == "" || part == u {
			out = d.appendText(out, before)
		}
		if !found && part != "" {
			return nil, fmt.Errorf("%s: {{%s}} has no {{end}}", d.name, part)
		}
		if !found {
			return out, nil
		}
		expression, after, closed := strings.Cut(rest, "}}")
		if !closed {
			return nil, fmt.Errorf("%s: {{%.20s is not closed", d.name, rest)
		}
		if mark := use(expression); mark == sourced || mark == evaluated || mark == "end" {
			if (mark == "end") == (part == "") {
				return nil, fmt.Errorf("%s: {{%s}} is out of place", d.name, mark)
			}
			part = mark
			if mark == "end" {
				part = ""
			}
			source = strings.TrimPrefix(strings.TrimPrefix(after, "\r"), "\n")
			continue
		}
		source = after
		if part != "" && part != u {
			continue
		}
		value, err := d.value(expression, v)
		if err != nil {
			return nil, err
		}
		out = append(out, value...)
	}
}

// appendText appends a part of the script's file to what is filled.
func (d dialect) appendText(out []byte, text string) []byte {
	if !d.crlf && !strings.Contains(text, "\r") {
		return append(out, text...)
	}
	for line := range strings.Lines(text) {
		content, ends := strings.CutSuffix(line, "\n")
		out = append(out, strings.TrimSuffix(content, "\r")...)
		if ends && d.crlf {
			out = append(out, '\r')
		}
		if ends {
			out = append(out, '\n')
		}
	}
	return out
}

// value returns that of an expression: a field of v (".Root"), or the name of a
// function with what it is applied to, which may be an expression in
// parentheses. "double" takes a character in quotes before that.
func (d dialect) value(expression string, v Values) (string, error) {
	name, argument, _ := strings.Cut(expression, " ")
	if name == "" {
		return "", fmt.Errorf("%s has an expression without a value", d.name)
	}
	char := ""
	if name == "double" {
		var quoted string
		quoted, argument, _ = strings.Cut(argument, " ")
		char = quoted[len(quoted)-2 : len(quoted)-1] // "!" or "\\"
	}
	if inner, ok := strings.CutPrefix(argument, "("); ok {
		argument = strings.TrimSuffix(inner, ")")
	}
	switch name {
	case ".Root":
		return v.Root, nil
	case ".Bin":
		return v.Bin, nil
	case ".Prompt":
		return v.Prompt, nil
	case ".Purelib":
		return v.Purelib, nil
	case ".Platlib":
		return v.Platlib, nil
	case ".Tail":
		return v.tail(), nil
	case ".Separator":
		return v.PathSeparator, nil
	}
	s, err := d.value(argument, v)
	if err != nil {
		return "", err
	}
	switch name {
	case "quote":
		return d.quote(s)
	case "delayed":
		return quoteBatchDelayed(s)
	case "double":
		return strings.ReplaceAll(s, char, char+char), nil
	case "cmdprompt":
		return strings.ReplaceAll(s, "$", "$$"), nil
	case "cshprompt":
		// Of the prompt of csh, only the number of the command is a mark.
		return strings.ReplaceAll(s, "!", `\!`), nil
	case "tcshprompt":
		return tcshPrompt(s), nil
	}
	return "", fmt.Errorf("%s: {{%s}} is no expression", d.name, expression)
}
