package repotest

import (
	"encoding/json"
	"fmt"
	"os/exec"
	"path"
	"slices"
	"strings"
	"testing"
)

// A layer says what the code of a package, its tests aside, may import.
type layer struct {
	// own are the packages of the module that it may import, "." for the root.
	own []string
	// std are the packages of the standard library that it may import; nil
	// means any but those in not.
	std []string
	// not are packages of the standard library that it must not import, each
	// with all below it.
	not []string
}

// pure packages must give the same answer on every machine. path/filepath is in
// it because it means the rules of this machine.
var pure = []string{"net", "os", "path/filepath", "runtime", "syscall"}

// layers is the table of imports: the pipeline from top to bottom, and no arrow
// goes up.
var layers = map[string]layer{
	"cmd/pyenvkit": {own: []string{"internal/cli"}},
	"internal/cli": {own: []string{".", "interp", "plan", "internal/release"}},
	".": {own: []string{
		"apply", "seed", "seed/pool", "platform", "platform/posix", "platform/program", "platform/windows", "plan", "activate", "hook", "session",
		"discover", "environment", "interp", "trust",
	}},
	"apply":            {own: []string{"plan", "platform", "environment"}},
	"seed":             {own: []string{"seed/pool", "seed/wheel", "plan", "interp"}},
	"seed/pool":        {own: []string{"seed/wheel", "platform", "interp"}},
	"seed/wheel":       {},
	"discover":         {own: []string{"environment", "platform", "interp"}},
	"environment":      {own: []string{"platform", "interp"}},
	"trust":            {own: []string{"platform"}},
	"platform":         {own: []string{"platform/posix", "platform/windows", "plan", "internal/winproc"}},
	"platform/posix":   {own: []string{"plan"}},
	"platform/program": {own: []string{"plan"}},
	"platform/windows": {own: []string{"plan"}},
	"plan":             {own: []string{"activate", "interp"}, not: pure},
	"activate": {std: []string{
		"bytes", "embed", "errors", "fmt", "strconv", "strings", "unicode", "unicode/utf16", "unicode/utf8",
	}},
	"hook":    {own: []string{"activate"}, not: pure},
	"session": {own: []string{"activate"}, not: pure},
	"interp":  {not: pure},

	// These are small because they link so little.
	"launcher":         {own: []string{"internal/winproc"}, std: []string{"syscall", "unsafe"}},
	"redirector":       {own: []string{"internal/winproc"}, std: []string{"syscall", "unsafe"}},
	"internal/winproc": {std: []string{"syscall", "unsafe"}},

	"seed/wheel/wheeltest":   {own: []string{"seed/wheel"}},
	"internal/cli/generate":  {own: []string{"internal/cli"}},
	"internal/release":       {own: []string{"platform"}},
	"internal/release/wheel": {own: []string{"seed/wheel"}},
	"internal/lab":           {},
	"internal/repotest":      {},
	"internal/survey":        {},
	"test/parity":            {},
	"test/windows":           {},
	"platform/program/build": {},
	"test/bench":             {},
	"test/bench/empty":       {},
	"test/bench/floor":       {},
	"test/cpython":           {},
	"test/release":           {},
	"test/standalone":        {},
	"test/use":               {},
}

// libraries are the direct dependencies that go.mod may have (a new one is argued
// for in the commit that adds it), and which packages may import them, each with
// all below it. Those without any are for tests.
var libraries = map[string][]string{
	"github.com/spf13/pflag":                    {"internal/cli"}, // part of cobra's API
	"github.com/spf13/cobra":                    {"internal/cli"},
	"github.com/spf13/cobra/doc":                {"internal/cli/generate"},
	"github.com/schollz/progressbar/v3":         {"internal/cli"},
	"golang.org/x/term":                         {"internal/cli"},
	"github.com/hashicorp/go-envparse":          {"internal/cli"},
	"golang.org/x/sys/":                         {"platform", "discover", "internal/lab"},
	"github.com/gofrs/flock":                    {"apply", "discover", "seed"},
	"github.com/mitchellh/go-homedir":           {"discover"},
	"github.com/pelletier/go-toml/v2":           {"discover"},
	"github.com/rogpeppe/go-internal/":          {},
	"github.com/google/go-cmp/":                 {},
	"github.com/aquasecurity/go-pep440-version": {}, // an oracle
}

// checkImports returns what packages import against the two tables.
func checkImports(packages []listedPackage, layers map[string]layer, libraries map[string][]string) []string {
	var faults []string
	for _, p := range packages {
		l, known := layers[p.name()]
		if !known {
			faults = append(faults, p.name()+" is not in the table of layers")
			continue
		}
		for _, imported := range p.Imports {
			if !mayImport(p.name(), l, imported, libraries) {
				faults = append(faults, p.name()+" must not import "+imported)
			}
		}
	}
	return faults
}

func mayImport(name string, l layer, imported string, libraries map[string][]string) bool {
	if imported == modulePath || strings.HasPrefix(imported, modulePath+"/") {
		return anyCovers(l.own, listedPackage{ImportPath: imported}.name())
	}
	if first, _, _ := strings.Cut(imported, "/"); !strings.Contains(first, ".") {
		if l.std != nil {
			return slices.Contains(l.std, imported)
		}
		return !slices.ContainsFunc(l.not, func(not string) bool {
			return imported == not || strings.HasPrefix(imported, not+"/")
		})
	}
	for library, importers := range libraries {
		if covers(library, imported) {
			return slices.ContainsFunc(importers, func(importer string) bool {
				return name == importer || strings.HasPrefix(name, importer+"/")
			})
		}
	}
	return false
}

// covers reports whether name is pattern, or below it where that ends in "/".
func covers(pattern, name string) bool {
	return name == pattern || strings.HasSuffix(pattern, "/") && strings.HasPrefix(name, pattern)
}

func anyCovers(patterns []string, name string) bool {
	return slices.ContainsFunc(patterns, func(pattern string) bool { return covers(pattern, name) })
}

// checkModules returns the direct dependencies that are not in the table.
func checkModules(direct []string, libraries map[string][]string) []string {
	var faults []string
	for _, module := range direct {
		if _, known := libraries[module]; known {
			continue
		}
		if _, known := libraries[module+"/"]; known {
			continue
		}
		faults = append(faults, module+" is not in the table of libraries")
	}
	return faults
}

// checkTags returns the files that import golang.org/x/sys although nothing in
// them says for which system they are: system calls belong in tagged files.
func checkTags(parsed []source) []string {
	var faults []string
	for _, s := range parsed {
		if s.tagged || s.test {
			continue
		}
		for _, imported := range s.imports {
			if strings.HasPrefix(imported, "golang.org/x/sys/") {
				faults = append(faults, fmt.Sprintf("%s imports %s without a build tag", s.path, imported))
			}
		}
	}
	return faults
}

func TestLayers(t *testing.T) {
	seen := map[string]bool{}
	for _, goos := range systems {
		t.Run(goos, func(t *testing.T) {
			found := packages(t, goos)
			for _, p := range found {
				seen[p.name()] = true
			}
			report(t, checkImports(found, layers, libraries))
		})
	}
	for name := range layers {
		if !seen[name] {
			t.Errorf("the table of layers names %s, which is no package", name)
		}
	}
}

func TestModules(t *testing.T) {
	cmd := exec.CommandContext(t.Context(), "go", "mod", "edit", "-json")
	cmd.Dir = root(t)
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("go mod edit: %v", err)
	}
	var module struct {
		Require []struct {
			Path     string
			Indirect bool
		}
	}
	if err := json.Unmarshal(out, &module); err != nil {
		t.Fatalf("go mod edit: %v", err)
	}
	var direct []string
	for _, required := range module.Require {
		if !required.Indirect {
			direct = append(direct, required.Path)
		}
	}
	report(t, checkModules(direct, libraries))
}

func TestSystemCallsAreInTaggedFiles(t *testing.T) {
	report(t, checkTags(parse(t, goFiles(files(t)))))
}

func TestCheckImportsFindsFaults(t *testing.T) {
	of := func(name string, imports ...string) []listedPackage {
		return []listedPackage{{ImportPath: path.Join(modulePath, name), Imports: imports}}
	}
	for _, c := range []struct {
		name     string
		packages []listedPackage
		want     []string
	}{
		{"allowed", of("plan", "strings", "path", modulePath+"/interp"), nil},
		{"not in the table", of("helpers"), []string{"helpers is not in the table of layers"}},
		{"upwards", of("interp", modulePath+"/plan"), []string{"interp must not import " + modulePath + "/plan"}},
		{"the root", of("seed", modulePath), []string{"seed must not import " + modulePath}},
		{"this machine", of("plan", "os"), []string{"plan must not import os"}},
		{"below a forbidden one", of("interp", "os/exec", "net/http"), []string{
			"interp must not import os/exec", "interp must not import net/http",
		}},
		{"beside the short list", of("activate", "embed", "encoding/json"), []string{
			"activate must not import encoding/json",
		}},
		{"a library at its place", of("internal/cli", "github.com/schollz/progressbar/v3"), nil},
		{"a library elsewhere", of(".", "github.com/spf13/cobra"), []string{". must not import github.com/spf13/cobra"}},
		{"below its importer", of("platform/posix", "golang.org/x/sys/unix"), nil},
		{"for tests only", of("apply", "github.com/google/go-cmp/cmp"), []string{
			"apply must not import github.com/google/go-cmp/cmp",
		}},
		{"unknown", of("apply", "example.org/x"), []string{"apply must not import example.org/x"}},
	} {
		t.Run(c.name, func(t *testing.T) { expect(t, c.want, checkImports(c.packages, layers, libraries)) })
	}
}

func TestCheckModulesFindsFaults(t *testing.T) {
	got := checkModules([]string{"golang.org/x/sys", "github.com/spf13/cobra", "golang.org/x/net"}, libraries)
	expect(t, []string{"golang.org/x/net is not in the table of libraries"}, got)
}

func TestCheckTagsFindsFaults(t *testing.T) {
	const code = "package p\n\nimport _ \"golang.org/x/sys/unix\"\n"
	for _, c := range []struct {
		path, code string
		want       []string
	}{
		{"links_linux.go", code, nil},
		{"links_linux_arm64.go", code, nil},
		{"links.go", "//go:build unix\n\n" + code, nil},
		{"links_test.go", code, nil},
		{"links.go", code, []string{"links.go imports golang.org/x/sys/unix without a build tag"}},
		{"linux.go", code, []string{"linux.go imports golang.org/x/sys/unix without a build tag"}},
	} {
		t.Run(c.path, func(t *testing.T) {
			expect(t, c.want, checkTags(parse(t, []file{{c.path, []byte(c.code)}})))
		})
	}
}
