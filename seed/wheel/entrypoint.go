package wheel

import (
	"fmt"
	"regexp"
	"strings"
	"sync"
)

// An EntryPoint is a script that a distribution asks for: one that calls the
// object Attr of Module.
type EntryPoint struct {
	Name   string
	Module string // "pip._internal.cli.main"
	Attr   string // "main", "Tool.run"
}

// Names go into a directory, modules and attributes into Python code. So both
// are held to what the specification "Entry points" says of them.
var (
	entryName  = onDemand(`^[\pL\pN_][\pL\pN_.-]*$`)
	dottedName = onDemand(`^[\pL_][\pL\pN_]*(\.[\pL_][\pL\pN_]*)*$`)
	extras     = onDemand(`\s*\[[^\[\]]*\]$`)

	// These are the interpreter's own and the activators' names in the
	// directory of the scripts, and its variants by version, ABI and platform.
	reserved = onDemand(`(?i)^((python|pypy|graalpy)w?([0-9][0-9.]*(-?[a-z]{1,4})?)?|(de)?activate(_this)?)(\.(exe|py|pyw|bat|cmd|ps1|fish|csh|nu|xsh))?$`)
)

// onDemand returns what compiles a pattern when it is needed first: these four
// take a millisecond, and few runs read a wheel.
func onDemand(pattern string) func() *regexp.Regexp {
	return sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(pattern) })
}

// Reserved reports whether a name in the directory of the scripts belongs to
// the environment itself, so that no distribution may put anything there or
// take it away: "python3.12", "Activate.ps1".
func Reserved(name string) bool { return reserved().MatchString(name) }

// IsScript reports whether a distribution may have a script of that name: one
// that is no path, and not the environment's own.
func IsScript(name string) bool {
	return entryName().MatchString(name) && checkName(name) == "" && !Reserved(name)
}

// ParseEntryPoints returns the console and GUI scripts of an entry_points.txt,
// in the order of the file. One that could overwrite what is not its own, or
// is not an object of a module, is an error.
func ParseEntryPoints(text []byte) ([]EntryPoint, error) {
	var found []EntryPoint
	seen := map[string]bool{}
	section := ""
	for line := range strings.Lines(string(text)) {
		line = strings.TrimSpace(line)
		if line == "" || strings.HasPrefix(line, "#") || strings.HasPrefix(line, ";") {
			continue
		}
		if strings.HasPrefix(line, "[") && strings.HasSuffix(line, "]") {
			section = strings.TrimSpace(line[1 : len(line)-1])
			continue
		}
		if section != "console_scripts" && section != "gui_scripts" {
			continue
		}
		e, err := parseEntryPoint(line)
		if err != nil {
			return nil, err
		}
		// A file system that knows no case would have one file for two.
		if seen[strings.ToLower(e.Name)] {
			return nil, fmt.Errorf("asks for the script %q twice", e.Name)
		}
		seen[strings.ToLower(e.Name)] = true
		found = append(found, e)
	}
	return found, nil
}

func parseEntryPoint(line string) (EntryPoint, error) {
	name, value, _ := strings.Cut(line, "=")
	name, value = strings.TrimSpace(name), strings.TrimSpace(value)
	if Reserved(name) {
		return EntryPoint{}, fmt.Errorf("asks for the script %q, which belongs to the environment", name)
	}
	if !IsScript(name) {
		return EntryPoint{}, fmt.Errorf("asks for a script with the name %q", name)
	}
	value = extras().ReplaceAllString(value, "")
	module, attr, _ := strings.Cut(value, ":")
	module, attr = strings.TrimSpace(module), strings.TrimSpace(attr)
	if !dottedName().MatchString(module) || !dottedName().MatchString(attr) {
		return EntryPoint{}, fmt.Errorf("asks for the script %q to call %q, which is no object of a module", name, value)
	}
	return EntryPoint{name, module, attr}, nil
}
