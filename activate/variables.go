package activate

import "strings"

// A Variable is a change to one variable of a process's environment.
type Variable struct {
	Name, Value string
	Unset       bool // the variable is taken away; Value is empty
}

// A Lookup returns a variable of a process's environment, and whether it is set.
type Lookup func(name string) (value string, set bool)

// Variables returns what activation changes in the environment of a process, for
// a program that is started without a shell: PATH, VIRTUAL_ENV,
// VIRTUAL_ENV_PROMPT and, if it is set, PYTHONHOME. An environment that env says
// is active gives way to this one. The error is a [*PathError].
func Variables(v Values, env Lookup) ([]Variable, error) {
	if err := v.refuse(); err != nil {
		return nil, err
	}
	path, _ := env("PATH")
	if left, changed := withoutActive(path, v.Bin, v.PathSeparator, env); changed {
		path = left
	}
	if path != "" {
		path = v.PathSeparator + path
	}
	changes := []Variable{
		{Name: "PATH", Value: executables(v.Root, v.Bin) + path},
		{Name: "VIRTUAL_ENV", Value: v.Root},
		{Name: "VIRTUAL_ENV_PROMPT", Value: v.Prompt},
	}
	if _, set := env("PYTHONHOME"); set {
		changes = append(changes, Variable{Name: "PYTHONHOME", Unset: true})
	}
	return changes, nil
}

// Leaving returns what undoes an activation that a parent process made:
// wherever the executables of VIRTUAL_ENV stand on PATH they are taken off it,
// and VIRTUAL_ENV and VIRTUAL_ENV_PROMPT are unset. Bin and separator are as in
// [Values]. Where no environment is active it returns nil. A PATH of which
// nothing is left is unset, because an empty one means the current directory.
// A PYTHONHOME that the parent process had is not known.
func Leaving(bin, separator string, env Lookup) []Variable {
	if root, _ := env("VIRTUAL_ENV"); root == "" {
		return nil
	}
	var changes []Variable
	path, _ := env("PATH")
	if left, changed := withoutActive(path, bin, separator, env); changed {
		changes = append(changes, Variable{Name: "PATH", Value: left, Unset: left == ""})
	}
	changes = append(changes, Variable{Name: "VIRTUAL_ENV", Unset: true})
	if _, set := env("VIRTUAL_ENV_PROMPT"); set {
		changes = append(changes, Variable{Name: "VIRTUAL_ENV_PROMPT", Unset: true})
	}
	return changes
}

// withoutActive returns a search path without the executables of the environment
// that env says is active, and whether they were on it.
func withoutActive(path, bin, separator string, env Lookup) (left string, changed bool) {
	root, _ := env("VIRTUAL_ENV")
	if root == "" || path == "" || separator == "" {
		return path, false
	}
	active := executables(root, bin)
	var kept []string
	for entry := range strings.SplitSeq(path, separator) {
		if samePlace(entry, active) {
			changed = true
			continue
		}
		kept = append(kept, entry)
	}
	return strings.Join(kept, separator), changed
}

// executables returns the directory of an environment's executables, in the
// style of root.
func executables(root, bin string) string {
	if bin == "" {
		return root
	}
	slash := slash(root)
	return strings.TrimSuffix(root, slash) + slash + bin
}

// slash returns what stands between the elements of a path in the style of root.
func slash(root string) string {
	if strings.HasPrefix(root, "/") {
		return "/"
	}
	return `\`
}

// tail returns what stands behind the root of an environment on PATH. Where there
// is no root, the separator tells the platform.
func (v Values) tail() string {
	root := v.Root
	if root == "" && v.PathSeparator != ";" {
		root = "/."
	}
	return executables(root, v.Bin)[len(root):]
}

// samePlace reports whether two absolute paths are written the same, apart from
// what their platform says makes no difference.
func samePlace(a, b string) bool {
	if strings.HasPrefix(b, "/") {
		return withoutSpareSlashes(a) == withoutSpareSlashes(b)
	}
	return strings.EqualFold(withoutSpareSlashes(strings.ReplaceAll(a, `\`, "/")), withoutSpareSlashes(strings.ReplaceAll(b, `\`, "/")))
}

func withoutSpareSlashes(path string) string {
	return strings.TrimSuffix(strings.ReplaceAll(path, "//", "/"), "/")
}
