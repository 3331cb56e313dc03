package release

import (
	"regexp"
	"strings"
)

// A step is one of a workflow that runs something.
type step struct{ shell, script string }

// steps reads those of a workflow for GitHub Actions, in the form of YAML that the
// page has.
func steps(workflow string) []step {
	var all []step
	shell, depth := "", -1 // depth is the indentation of a `run: |`
	key := regexp.MustCompile(`^( *)(- )?(run|shell): ?(.*)$`)
	for line := range strings.Lines(workflow) {
		line = strings.TrimRight(line, "\n")
		indent := len(line) - len(strings.TrimLeft(line, " "))
		if depth >= 0 && (line == "" || indent > depth) {
			all[len(all)-1].script += strings.TrimPrefix(line, strings.Repeat(" ", depth+2)) + "\n"
			continue
		}
		depth = -1
		found := key.FindStringSubmatch(line)
		switch {
		case found == nil || found[4] == "":
		case found[3] == "shell":
			shell = found[4]
		case found[4] == "|":
			depth = indent + len(found[2])
			all = append(all, step{shell: shell})
		default:
			all = append(all, step{shell, found[4] + "\n"})
		}
	}
	return all
}

// A cloudConfig is what the page has cloud-init do.
type cloudConfig struct {
	packages []string
	files    map[string]string
	commands []string
}

// parseCloudConfig reads one in the form of YAML that the page has.
func parseCloudConfig(text string) cloudConfig {
	c := cloudConfig{files: map[string]string{}}
	section, path := "", ""
	for line := range strings.Lines(text) {
		line = strings.TrimRight(line, "\n")
		switch name, value, _ := strings.Cut(line, ":"); {
		case line != "" && line[0] != ' ' && line[0] != '#':
			section = name
			if section == "packages" {
				c.packages = strings.FieldsFunc(value, func(r rune) bool { return strings.ContainsRune(" [],", r) })
			}
		case section == "runcmd" && strings.HasPrefix(line, "  - "):
			c.commands = append(c.commands, line[len("  - "):])
		case section == "write_files" && strings.HasPrefix(line, "  - path: "):
			path = line[len("  - path: "):]
			c.files[path] = ""
		case section == "write_files" && path != "" && line != "    content: |":
			c.files[path] += strings.TrimPrefix(line, "      ") + "\n"
		}
	}
	return c
}
