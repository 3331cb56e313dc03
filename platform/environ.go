package platform

import "strings"

// LookupVariable returns the value of an environment variable among environ, and
// whether it is set, by the rules of [Variable].
func LookupVariable(environ []string, name string) (value string, set bool) {
	for _, v := range environ {
		if n, value, ok := strings.Cut(v, "="); ok && sameVariable(n, name) {
			return value, true
		}
	}
	return "", false
}

// WithVariable returns environ with one variable changed: set to a value, or, if
// set is false, taken away. A name that is spelled in another way stays so. The
// slice given is left as it is.
func WithVariable(environ []string, name, value string, set bool) []string {
	changed := make([]string, 0, len(environ)+1)
	for _, v := range environ {
		n, _, ok := strings.Cut(v, "=")
		switch {
		case !ok || !sameVariable(n, name):
			changed = append(changed, v)
		case set:
			changed = append(changed, n+"="+value)
			set = false
		}
	}
	if set {
		changed = append(changed, name+"="+value)
	}
	return changed
}
