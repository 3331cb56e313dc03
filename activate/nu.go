package activate

import (
	"fmt"
	"strings"
	"unicode/utf16"
)

// nuCode returns what Variables says. What it takes away can be put back, because
// of that nothing but the environment knows.
func nuCode(v Values, env Lookup) (string, error) {
	changes, err := Variables(v, env)
	if err != nil {
		return "", err
	}
	if home, set := env("PYTHONHOME"); set {
		changes = append(changes, Variable{Name: "_OLD_VIRTUAL_PYTHONHOME", Value: home})
	}
	return nuRecord(changes, v.PathSeparator)
}

func nuLeaveCode(bin, separator string, env Lookup) (string, error) {
	changes := Leaving(bin, separator, env)
	if home, set := env("_OLD_VIRTUAL_PYTHONHOME"); set && changes != nil {
		changes = append(changes, Variable{Name: "PYTHONHOME", Value: home}, Variable{Name: "_OLD_VIRTUAL_PYTHONHOME", Unset: true})
	}
	return nuRecord(changes, separator)
}

func nuAssign(vars []Variable) (string, error) { return nuRecord(vars, "") }

// nuRecord returns a record for load-env, in JSON. PATH is a list where its
// separator is known, as nushell has it, and is spelled Path on Windows. A
// variable that is null is not there for other programs.
func nuRecord(vars []Variable, separator string) (string, error) {
	var out strings.Builder
	out.WriteByte('{')
	for i, variable := range vars {
		if err := variable.refuse(); err != nil {
			return "", err
		}
		if i > 0 {
			out.WriteString(", ")
		}
		name := variable.Name
		if name == "PATH" && separator == ";" {
			name = "Path"
		}
		value, err := nuValue(variable, separator)
		if err != nil {
			return "", err
		}
		out.WriteString(`"` + name + `": ` + value)
	}
	out.WriteString("}\n")
	return out.String(), nil
}

func nuValue(variable Variable, separator string) (string, error) {
	if variable.Unset {
		return "null", nil
	}
	if variable.Name != "PATH" || separator == "" {
		return quoteJSON(variable.Value)
	}
	var entries []string
	for entry := range strings.SplitSeq(variable.Value, separator) {
		quoted, err := quoteJSON(entry)
		if err != nil {
			return "", err
		}
		entries = append(entries, quoted)
	}
	return "[" + strings.Join(entries, ", ") + "]", nil
}

// quoteJSON returns s as a string of JSON (RFC 8259, 7), in ASCII.
func quoteJSON(s string) (string, error) {
	if err := refuse("nushell", s); err != nil {
		return "", err
	}
	var out strings.Builder
	out.WriteByte('"')
	for _, r := range s {
		switch {
		case r == '"' || r == '\\':
			out.WriteByte('\\')
			out.WriteRune(r)
		case r >= ' ' && r < 0x7f:
			out.WriteRune(r)
		default:
			for _, unit := range utf16.Encode([]rune{r}) {
				fmt.Fprintf(&out, `\u%04x`, unit)
			}
		}
	}
	out.WriteByte('"')
	return out.String(), nil
}
