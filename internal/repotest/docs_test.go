package repotest

import (
	"fmt"
	"net/url"
	"path"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode"
)

// A page is what the rules see of a file in Markdown.
type page struct {
	path    string
	anchors []string // as GitHub makes them of its headings
	links   []link
}

// A link is a relative one, and where it stands.
type link struct {
	line   int
	path   string // relative to the root of the repository
	anchor string // "" for the whole page
}

var (
	fence       = regexp.MustCompile("^ {0,3}(```+|~~~+)")
	codeSpan    = regexp.MustCompile("`+[^`]*`+")
	inlineLink  = regexp.MustCompile(`\]\(([^)\s]*)[^)]*\)`)
	namedLink   = regexp.MustCompile(`^ {0,3}\[[^\]]+\]:\s+(\S+)`)
	heading     = regexp.MustCompile(`^ {0,3}#{1,6}\s+(.*?)\s*#*$`)
	linkedWords = regexp.MustCompile(`\[([^\]]*)\]\([^)]*\)`)
	scheme      = regexp.MustCompile(`^[a-zA-Z][a-zA-Z0-9+.-]*:`)
	namedPage   = regexp.MustCompile(`\bdocs/[\w/.-]*\w\.md\b`)
)

// parsePage reads the headings and the links of a file in Markdown, of the kinds
// that the repository uses: those in code are neither.
func parsePage(f file) page {
	p := page{path: f.path}
	open := ""
	for i, line := range strings.Split(string(f.content), "\n") {
		if marker := fence.FindStringSubmatch(line); marker != nil {
			switch {
			case open == "":
				open = marker[1]
			case strings.HasPrefix(marker[1], open):
				open = ""
			}
			continue
		}
		if open != "" {
			continue
		}
		if words := heading.FindStringSubmatch(line); words != nil {
			p.anchors = append(p.anchors, unique(anchor(words[1]), p.anchors))
		}
		line = codeSpan.ReplaceAllString(line, "")
		for _, target := range append(inlineLink.FindAllStringSubmatch(line, -1), namedLink.FindAllStringSubmatch(line, -1)...) {
			if !scheme.MatchString(target[1]) {
				p.links = append(p.links, resolve(f.path, target[1], i+1))
			}
		}
	}
	return p
}

// resolve returns the link that a page has in a line.
func resolve(from, target string, line int) link {
	target, anchor, _ := strings.Cut(target, "#")
	if unescaped, err := url.PathUnescape(target); err == nil {
		target = unescaped
	}
	if target == "" {
		return link{line, from, anchor}
	}
	return link{line, path.Join(path.Dir(from), target), anchor}
}

// anchor returns what GitHub calls a heading in an address.
func anchor(words string) string {
	words = linkedWords.ReplaceAllString(words, "$1")
	return strings.Map(func(r rune) rune {
		switch {
		case r == ' ':
			return '-'
		case r == '-' || r == '_' || unicode.IsLetter(r) || unicode.IsDigit(r):
			return unicode.ToLower(r)
		}
		return -1
	}, words)
}

// unique numbers a heading that a page has already.
func unique(anchor string, taken []string) string {
	name := anchor
	for n := 1; slices.Contains(taken, name); n++ {
		name = fmt.Sprintf("%s-%d", anchor, n)
	}
	return name
}

// pages returns the files in Markdown by their paths.
func pages(all []file) map[string]page {
	found := map[string]page{}
	for _, f := range all {
		if strings.HasSuffix(f.path, ".md") {
			found[f.path] = parsePage(f)
		}
	}
	return found
}

// checkLinks returns the relative links that lead to no file, no directory, or no
// heading.
func checkLinks(all []file) []string {
	there := map[string]bool{}
	for _, f := range all {
		for name := f.path; name != "."; name = path.Dir(name) {
			there[name] = true
		}
	}
	known := pages(all)
	var faults []string
	for _, p := range known {
		for _, l := range p.links {
			target, isPage := known[l.path]
			switch {
			case !there[l.path]:
				faults = append(faults, fmt.Sprintf("%s:%d: there is no %s", p.path, l.line, l.path))
			case l.anchor != "" && (!isPage || !slices.Contains(target.anchors, l.anchor)):
				faults = append(faults, fmt.Sprintf("%s:%d: %s has no heading #%s", p.path, l.line, l.path, l.anchor))
			}
		}
	}
	slices.Sort(faults)
	return faults
}

// checkNames returns the lines of any text that name a page of the documentation
// which is not there. Tests make some up, and fail without those that they read.
func checkNames(all []file) []string {
	known := pages(all)
	var faults []string
	for _, f := range all {
		if strings.HasSuffix(f.path, "_test.go") {
			continue
		}
		for i, line := range strings.Split(string(f.content), "\n") {
			for _, name := range namedPage.FindAllString(line, -1) {
				if _, there := known[name]; !there {
					faults = append(faults, fmt.Sprintf("%s:%d: there is no %s", f.path, i+1, name))
				}
			}
		}
	}
	return faults
}

// checkReachable returns the pages below docs that no links lead to from its
// README.md.
func checkReachable(all []file) []string {
	known := pages(all)
	reached := map[string]bool{}
	for queue := []string{"docs/README.md"}; len(queue) > 0; queue = queue[1:] {
		p, there := known[queue[0]]
		if !there || reached[p.path] {
			continue
		}
		reached[p.path] = true
		// What the README of the repository links has to be in the index as well.
		if strings.HasPrefix(p.path, "docs/") {
			for _, l := range p.links {
				queue = append(queue, l.path)
			}
		}
	}
	var faults []string
	for name := range known {
		if strings.HasPrefix(name, "docs/") && !reached[name] {
			faults = append(faults, name+" is not to be found from docs/README.md")
		}
	}
	slices.Sort(faults)
	return faults
}

func TestLinks(t *testing.T) {
	all := files(t)
	report(t, checkLinks(all))
	report(t, checkReachable(all))
	report(t, checkNames(all))
}

func TestCheckLinksFindsFaults(t *testing.T) {
	const text = "# One `two`, [three](x.md)!\n" +
		"## Again\n## Again\n" +
		"[a](b/c.md) [here](#again-1) ![picture](b) [web](https://example.org/x.md#y)\n" +
		"[gone](gone.md) and [up](../a.md)\n" +
		"`[code](nothing.md)` [c](b/c.md#top), [no](b/c.md#bottom)\n" +
		"```sh\n# comment\n[code](nothing.md)\n```\n" +
		"[bad](#comment) [space](b/a%20b.txt)\n" +
		"[named]: missing/page.md \"title\"\n"
	all := []file{
		{"a.md", []byte(text)},
		{"x.md", nil},
		{"b/c.md", []byte("# Top\n[back](../a.md#one-two-three)\n")},
		{"b/a b.txt", nil},
	}
	expect(t, []string{
		"a.md:11: a.md has no heading #comment",
		"a.md:12: there is no missing/page.md",
		"a.md:5: there is no ../a.md",
		"a.md:5: there is no gone.md",
		"a.md:6: b/c.md has no heading #bottom",
	}, checkLinks(all))
}

func TestCheckNamesFindsFaults(t *testing.T) {
	all := []file{
		{"docs/how-to/there.md", nil},
		{"a.go", []byte("// docs/how-to/there.md says so.\n// See docs/gone.md, and my-docs/x.html\n")},
		{"a_test.go", []byte("const page = `docs/a.md`\n")},
	}
	expect(t, []string{"a.go:2: there is no docs/gone.md"}, checkNames(all))
}

func TestCheckReachableFindsFaults(t *testing.T) {
	all := []file{
		{"README.md", []byte("[lost](docs/lost.md)\n")},
		{"docs/README.md", []byte("[a](how-to/a.md) [root](../README.md)\n")},
		{"docs/how-to/a.md", []byte("[b](../b.md)\n")},
		{"docs/b.md", nil},
		{"docs/lost.md", nil},
	}
	expect(t, []string{"docs/lost.md is not to be found from docs/README.md"}, checkReachable(all))
}
