package activate

import "strings"

// Join returns one piece of code that does what several do, in their order, which
// are of functions of this package for the named shell. For nushell and cmd, which
// are told values rather than what to do, no two of them may be about the same
// variable.
func Join(shell string, pieces ...string) (string, error) {
	s, err := shellNamed(shell)
	if err != nil {
		return "", err
	}
	if !s.record {
		return strings.Join(pieces, ""), nil
	}
	var fields []string
	for _, piece := range pieces {
		piece = strings.TrimSuffix(strings.TrimPrefix(strings.TrimSpace(piece), "{"), "}")
		if piece != "" {
			fields = append(fields, piece)
		}
	}
	if fields == nil {
		return "", nil
	}
	return "{" + strings.Join(fields, ", ") + "}\n", nil
}

// Told reports whether the named shell is told the values of variables, made from
// the environment of the process that tells, rather than what to do.
func Told(shell string) bool {
	s, err := shellNamed(shell)
	return err == nil && s.told
}

// Failure returns code that does nothing but fail, for a shell that would else take
// a command without output for a success; "" for the other shells.
func Failure(shell string) string {
	s, err := shellNamed(shell)
	if err != nil {
		return ""
	}
	return s.failure
}
