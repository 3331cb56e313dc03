package repotest

import (
	"fmt"
	"go/ast"
	"go/build/constraint"
	"go/parser"
	"go/token"
	"path"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// A source is a Go file as the rules see it.
type source struct {
	path    string
	comment bool // it has a package comment
	test    bool
	tagged  bool // its name or a //go:build line ties it to some systems
	imports []string
	// uses are what it takes from packages, "os.Exit", and where.
	uses []use
}

type use struct {
	name string
	line int
}

// names of systems that, at the end of a file's name, tag it (go help
// buildconstraint).
var tags = []string{"linux", "darwin", "windows", "unix"}

func parse(t *testing.T, all []file) []source {
	t.Helper()
	var parsed []source
	for _, f := range all {
		positions := token.NewFileSet()
		syntax, err := parser.ParseFile(positions, f.path, f.content, parser.ParseComments|parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		s := source{
			path:    f.path,
			comment: syntax.Doc != nil && syntax.Doc.Text() != "",
			test:    strings.HasSuffix(f.path, "_test.go"),
			tagged:  isTagged(f.path, syntax),
		}
		names := map[string]string{}
		for _, spec := range syntax.Imports {
			imported, err := strconv.Unquote(spec.Path.Value)
			if err != nil {
				t.Fatal(err)
			}
			s.imports = append(s.imports, imported)
			names[path.Base(imported)] = imported
			if spec.Name != nil {
				names[spec.Name.Name] = imported
			}
		}
		ast.Inspect(syntax, func(n ast.Node) bool {
			if selector, ok := n.(*ast.SelectorExpr); ok {
				if x, ok := selector.X.(*ast.Ident); ok && names[x.Name] != "" {
					s.uses = append(s.uses, use{names[x.Name] + "." + selector.Sel.Name, positions.Position(n.Pos()).Line})
				}
			}
			return true
		})
		parsed = append(parsed, s)
	}
	return parsed
}

func isTagged(name string, syntax *ast.File) bool {
	parts := strings.Split(strings.TrimSuffix(path.Base(name), ".go"), "_")[1:]
	if slices.ContainsFunc(parts, func(part string) bool { return slices.Contains(tags[:3], part) }) {
		return true
	}
	for _, group := range syntax.Comments {
		for _, comment := range group.List {
			if constraint.IsGoBuild(comment.Text) {
				return true
			}
		}
	}
	return false
}

// A place is a use of a package that only some files are to have.
type place struct {
	name string
	// in are files, and directories that end in a slash.
	in     []string
	reason string
}

// places are for production code. Who runs the program, and how, is known to
// main alone, which hands it down: so that everything can be run in a test.
var places = []place{
	{"os.Exit", []string{"cmd/", "test/"}, "main alone ends the program"},
	{"os.Args", []string{"cmd/", "test/"}, "main hands the arguments down"},
	{"os.Getenv", []string{"cmd/", "test/", "internal/lab/"}, "main hands the environment down"},
	{"os.LookupEnv", []string{"cmd/", "test/", "internal/lab/"}, "main hands the environment down"},
	{"os.Environ", []string{"cmd/", "test/", "internal/lab/"}, "main hands the environment down"},
	{"os.Stdout", []string{"cmd/", "test/"}, "main hands the streams down"},
	{"os.Stderr", []string{"cmd/", "test/"}, "main hands the streams down"},
	{"os.Stdin", []string{"cmd/", "test/"}, "main hands the streams down"},
	{"os.Setenv", nil, "a package has no say in the environment of its process"},
	{"os.Chdir", nil, "a package has no say in the directory of its process"},
	{"runtime.GOOS", []string{"platform/"}, "what differs between systems is data in a plan.Layout"},
}

// checkUses returns the uses that production code has outside their places.
func checkUses(parsed []source, places []place) []string {
	var faults []string
	for _, s := range parsed {
		for _, u := range s.uses {
			for _, p := range places {
				if u.name != p.name || s.test || s.allowed(p.in) {
					continue
				}
				faults = append(faults, fmt.Sprintf("%s:%d: %s: %s", s.path, u.line, u.name, p.reason))
			}
		}
	}
	return faults
}

func (s source) allowed(in []string) bool {
	return slices.ContainsFunc(in, func(pattern string) bool { return covers(pattern, s.path) })
}

// checkComments returns the packages that have no package comment, or several.
func checkComments(parsed []source) []string {
	counts := map[string]int{}
	for _, s := range parsed {
		if s.test {
			continue
		}
		comments := counts[path.Dir(s.path)]
		if s.comment {
			comments++
		}
		counts[path.Dir(s.path)] = comments
	}
	var faults []string
	for directory, count := range counts {
		if count != 1 {
			faults = append(faults, fmt.Sprintf("%s has %d package comments", directory, count))
		}
	}
	slices.Sort(faults)
	return faults
}

// tooLong is the number of lines over which a Go file needs a reason.
const tooLong = 500

// long are the files that have one, with it.
var long = map[string]string{}

// checkLengths returns the Go files that are too long, and the reasons that are
// needed no more.
func checkLengths(all []file, long map[string]string) []string {
	var faults []string
	excess := map[string]bool{}
	for _, f := range all {
		lines := strings.Count(string(f.content), "\n")
		if lines <= tooLong {
			continue
		}
		excess[f.path] = true
		if long[f.path] == "" {
			faults = append(faults, fmt.Sprintf("%s has %d lines: is there a seam?", f.path, lines))
		}
	}
	for name := range long {
		if !excess[name] {
			faults = append(faults, name+" needs no reason for its length")
		}
	}
	return faults
}

func TestUsesHaveTheirPlaces(t *testing.T) {
	report(t, checkUses(parse(t, goFiles(files(t))), places))
}

func TestEveryPackageHasOneComment(t *testing.T) {
	report(t, checkComments(parse(t, goFiles(files(t)))))
}

func TestNoFileIsTooLong(t *testing.T) {
	report(t, checkLengths(goFiles(files(t)), long))
}

func TestCheckUsesFindsFaults(t *testing.T) {
	const code = `package p

import (
	"os"
	sys "runtime"
)

func f() { os.Exit(len(sys.GOOS)) }
`
	const exit, goos = "os.Exit: main alone ends the program", "runtime.GOOS: what differs between systems is data in a plan.Layout"
	for _, c := range []struct {
		path string
		want []string
	}{
		{"seed/pool.go", []string{"seed/pool.go:8: " + exit, "seed/pool.go:8: " + goos}},
		{"cmd/pyenvkit/main.go", []string{"cmd/pyenvkit/main.go:8: " + goos}},
		{"platform/posix/links.go", []string{"platform/posix/links.go:8: " + exit}},
		{"seed/pool_test.go", nil},
	} {
		t.Run(c.path, func(t *testing.T) {
			expect(t, c.want, checkUses(parse(t, []file{{c.path, []byte(code)}}), places))
		})
	}
}

func TestCheckCommentsFindsFaults(t *testing.T) {
	const with, without = "// Package p is one.\npackage p\n", "package p\n"
	got := checkComments(parse(t, []file{
		{"none/a.go", []byte(without)},
		{"none/a_test.go", []byte(with)},
		{"one/a.go", []byte(with)},
		{"one/b.go", []byte(without)},
		{"two/a.go", []byte(with)},
		{"two/b.go", []byte(with)},
	}))
	expect(t, []string{"none has 0 package comments", "two has 2 package comments"}, got)
}

func TestCheckLengthsFindsFaults(t *testing.T) {
	of := func(name string, lines int) file { return file{name, []byte(strings.Repeat("\n", lines))} }
	got := checkLengths(
		[]file{of("short.go", tooLong), of("long.go", tooLong+1), of("table.go", 900)},
		map[string]string{"table.go": "a table", "gone.go": "it was long"},
	)
	expect(t, []string{"long.go has 501 lines: is there a seam?", "gone.go needs no reason for its length"}, got)
}
