package discover

import (
	"errors"
	"fmt"
	"strings"

	"github.com/pelletier/go-toml/v2"

	"github.com/pyenvkit/pyenvkit/interp"
)

// A Script is what a script says of its needs (PEP 723).
type Script struct {
	// RequiresPython is the set of versions that it runs on; any if it is empty.
	RequiresPython interp.Specifiers
	// Dependencies are the packages that it needs (PEP 508).
	Dependencies []string
}

// ParseScript reads the block "script" in the comments of a script, by the rules
// of the reference implementation in PEP 723: the block ends at the last "# ///"
// of its comment, and one that doesn't end is none. ok is false for a script
// without. The error is for a block that is there twice, or is not TOML of the
// form that the PEP has.
func ParseScript(source string) (script Script, ok bool, err error) {
	blocks := scriptBlocks(source)
	switch len(blocks) {
	case 0:
		return Script{}, false, nil
	case 1:
	default:
		return Script{}, false, errors.New("it has more than one block `# /// script`")
	}
	var block struct {
		RequiresPython string   `toml:"requires-python"`
		Dependencies   []string `toml:"dependencies"`
	}
	if err := toml.Unmarshal([]byte(blocks[0]), &block); err != nil {
		return Script{}, false, fmt.Errorf("its block `# /// script` is no TOML: %w", err)
	}
	set, err := interp.ParseSpecifiers(block.RequiresPython)
	if err != nil {
		return Script{}, false, fmt.Errorf("its requires-python: %w", err)
	}
	return Script{RequiresPython: set, Dependencies: block.Dependencies}, true, nil
}

// scriptBlocks returns the contents of the blocks "script".
func scriptBlocks(source string) []string {
	const end = "# ///"
	var blocks []string
	lines := strings.Split(strings.ReplaceAll(source, "\r\n", "\n"), "\n")
	for i := 0; i < len(lines); i++ {
		if lines[i] != "# /// script" {
			continue
		}
		last := 0
		for j := i + 1; j < len(lines) && (lines[j] == "#" || strings.HasPrefix(lines[j], "# ")); j++ {
			if lines[j] == end {
				last = j
			}
		}
		if last <= i+1 {
			continue // not closed, or empty
		}
		var content strings.Builder
		for _, line := range lines[i+1 : last] {
			content.WriteString(strings.TrimPrefix(strings.TrimPrefix(line, "#"), " ") + "\n")
		}
		blocks = append(blocks, content.String())
		i = last
	}
	return blocks
}
