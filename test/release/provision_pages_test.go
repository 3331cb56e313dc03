package release

import (
	"strings"
	"testing"
)

// A block is code on a page of the documentation.
type block struct {
	heading  string // the last one above it
	language string // what follows the fence: "sh", "console"
	text     string // with the end of its last line
}

// blocks returns the fenced blocks of a page that stands in the repository.
func blocks(t *testing.T, name string) []block {
	t.Helper()
	var all []block
	heading, inside := "", false
	for line := range strings.Lines(read(t, name)) {
		language, isFence := strings.CutPrefix(strings.TrimRight(line, "\r\n"), "```")
		switch {
		case isFence && !inside:
			inside = true
			all = append(all, block{heading: heading, language: language})
		case isFence:
			inside = false
		case inside:
			all[len(all)-1].text += line
		case strings.HasPrefix(line, "#"):
			heading = strings.TrimSpace(strings.TrimLeft(line, "#"))
		}
	}
	if inside {
		t.Fatalf("the last block of %s has no end", name)
	}
	return all
}

// under returns the blocks in a language below a heading of docs/how-to/provision.md.
// The page is what is tested: no test has a copy of its lines.
func under(t *testing.T, heading, language string) []string {
	t.Helper()
	var found []string
	for _, b := range blocks(t, "docs/how-to/provision.md") {
		if b.heading == heading && b.language == language {
			found = append(found, b.text)
		}
	}
	if len(found) == 0 {
		t.Fatalf("docs/how-to/provision.md has no %s under %q", language, heading)
	}
	return found
}
