package activate

import (
	"fmt"
	"strings"
)

// fill returns the script with the values put in. Line ends are set before
// that, whatever the checkout did to the file.
//
// Values stand in a script in the form of text/template, of which this is the
// part that the scripts need. That package would parse all of them at every
// start, which took a tenth of the time in which an environment is made.
func (d dialect) fill(v Values) ([]byte, error) {
	source := strings.ReplaceAll(*d.text, "\r\n", "\n")
	if d.crlf {
		source = strings.ReplaceAll(source, "\n", "\r\n")
	}
	out := make([]byte, 0, len(source)+1024)
	for {
		before, rest, found := strings.Cut(source, "{{")
		out = append(out, before...)
		if !found {
			return out, nil
		}
		expression, after, closed := strings.Cut(rest, "}}")
		if !closed {
			return nil, fmt.Errorf("%s: {{%.20s is not closed", d.name, rest)
		}
		value, err := d.value(expression, v)
		if err != nil {
			return nil, err
		}
		out = append(out, value...)
		source = after
	}
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
	case "tcshprompt":
		return tcshPrompt(s), nil
	}
	return "", fmt.Errorf("%s: {{%s}} is no expression", d.name, expression)
}
