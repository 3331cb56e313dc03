package repotest

import (
	"fmt"
	"path"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// A workflow is what the rules look at in a file of .github/workflows. It is read
// by lines, in the one way that ours are indented, since a library for YAML would be
// a dependency for this alone; actionlint (test/lint) says whether it is YAML.
type workflow struct {
	path        string
	permissions []string // "contents: read", those of the whole file
	concurrency bool
	called      bool // by other workflows only, which have their own concurrency
	jobs        []job
	uses        []action
	scripts     []string // lines that a shell is given
}

type job struct {
	name        string
	bounded     bool // it has a time limit, or is the job of another workflow
	permissions []string
}

type action struct {
	line   int
	text   string // what comes after "uses:", with its comment
	stored bool   // the token is left in the checkout
}

var (
	topKey = regexp.MustCompile(`^([a-z]+):`)
	jobKey = regexp.MustCompile(`^ {2}([a-z][a-z0-9-]*):$`)
	grant  = regexp.MustCompile(`^ +([a-z-]+: [a-z]+)\b`)
	step   = regexp.MustCompile(`^ +- `)
	calls  = regexp.MustCompile(`^ +(?:- )?uses: (.+)$`)
)

// parseWorkflow reads a file.
func parseWorkflow(f file) workflow {
	w := workflow{path: f.path}
	var section, inside string // top-level key, and key of a job
	script := -1               // how far the line is indented that a script hangs on
	for i, line := range strings.Split(string(f.content), "\n") {
		indent := len(line) - len(strings.TrimLeft(line, " -"))
		if script >= 0 && (line == "" || indent > script) {
			w.scripts = append(w.scripts, line)
			continue
		}
		script = -1
		if found := topKey.FindStringSubmatch(line); found != nil {
			section, inside = found[1], ""
			w.concurrency = w.concurrency || section == "concurrency"
		}
		w.called = w.called || section == "on" && line == "  workflow_call:"
		if found := jobKey.FindStringSubmatch(line); found != nil && section == "jobs" {
			w.jobs = append(w.jobs, job{name: found[1]})
		}
		if indent == 4 && !strings.HasPrefix(line, "    -") {
			inside, _, _ = strings.Cut(strings.TrimSpace(line), ":")
		}
		if _, text, found := strings.Cut(line, "run: "); found {
			w.scripts = append(w.scripts, text)
			script = indent
		}
		if found := grant.FindStringSubmatch(line); found != nil && section == "permissions" {
			w.permissions = append(w.permissions, found[1])
		}
		if section == "jobs" && len(w.jobs) > 0 {
			w.job(line, indent, inside)
		}
		if found := calls.FindStringSubmatch(line); found != nil {
			w.uses = append(w.uses, action{line: i + 1, text: found[1], stored: strings.HasPrefix(found[1], "actions/checkout@")})
		} else if step.MatchString(line) {
			w.uses = append(w.uses, action{}) // what follows belongs to no action
		}
		if strings.TrimSpace(line) == "persist-credentials: false" && len(w.uses) > 0 {
			w.uses[len(w.uses)-1].stored = false
		}
	}
	return w
}

// job takes a line of the last job; inside is the key that it belongs to.
func (w *workflow) job(line string, indent int, inside string) {
	last := &w.jobs[len(w.jobs)-1]
	if indent == 4 && (inside == "timeout-minutes" || inside == "uses") {
		last.bounded = true
	}
	if found := grant.FindStringSubmatch(line); found != nil && indent > 4 && inside == "permissions" {
		last.permissions = append(last.permissions, found[1])
	}
}

// writers are the jobs that may change something, and what.
var writers = map[string][]string{
	"release.yml release": {"contents: write", "id-token: write", "attestations: write"},
	"release.yml wheels":  {"id-token: write"},
}

// pinned is an action by commit, with the version that people know it by.
var pinned = regexp.MustCompile(`^[\w.-]+/[\w./-]+@[0-9a-f]{40} # v\d+(\.\d+)+$`)

// checkWorkflow returns what a workflow has against the rules: whoever changes an
// action, a branch or a pull request must not get to change anything by it.
func checkWorkflow(w workflow, writers map[string][]string) []string {
	var faults []string
	fault := func(format string, args ...any) { faults = append(faults, w.path+": "+fmt.Sprintf(format, args...)) }
	if !slices.Equal(w.permissions, []string{"contents: read"}) {
		fault("permissions are %q, want contents: read alone", w.permissions)
	}
	if !w.concurrency && !w.called {
		fault("no concurrency: a later run does not know of an earlier one")
	}
	if len(w.jobs) == 0 {
		fault("no jobs")
	}
	for _, j := range w.jobs {
		if !j.bounded {
			fault("job %s has no timeout-minutes", j.name)
		}
		for _, permission := range j.permissions {
			if !strings.HasSuffix(permission, ": read") && !slices.Contains(writers[path.Base(w.path)+" "+j.name], permission) {
				fault("job %s may %s", j.name, permission)
			}
		}
	}
	for _, u := range w.uses {
		if u.text != "" && !strings.HasPrefix(u.text, "./.github/") && !pinned.MatchString(u.text) {
			fault("line %d: %s is no commit with its version behind it", u.line, u.text)
		}
		if u.stored {
			fault("line %d: persist-credentials: false is missing", u.line)
		}
	}
	for _, script := range w.scripts {
		if strings.Contains(script, "secrets.") || strings.Contains(script, "github.event") || strings.Contains(script, "inputs.") {
			fault("a script has a value as text, not as a variable: %s", strings.TrimSpace(script))
		}
	}
	return faults
}

func TestWorkflows(t *testing.T) {
	count := 0
	for _, f := range files(t) {
		if path.Dir(f.path) == ".github/workflows" {
			count++
			report(t, checkWorkflow(parseWorkflow(f), writers))
		}
	}
	if count == 0 {
		t.Error("there is no workflow")
	}
}

func TestCheckWorkflowFindsFaults(t *testing.T) {
	const sum = "0123456789abcdef0123456789abcdef01234567"
	good := `name: Good
on:
  push:
permissions:
  contents: read
concurrency:
  group: x
jobs:
  one:
    timeout-minutes: 5
    permissions:
      id-token: write # to sign
    steps:
      - us` + `es: actions/checkout@` + sum + ` # v7.0.1
        with:
          persist-credentials: false
      - run: |
          echo uses: nothing
      - if: always()
        us` + `es: a/b/c@` + sum + ` # v1.2
  other:
    us` + `es: ./.github/workflows/other.yml
`
	writers := map[string][]string{"w.yml one": {"id-token: write"}}
	for _, c := range []struct {
		name, old, replacement string
		want                   []string
	}{
		{"good", "", "", nil},
		{"called", "  push:\npermissions:\n  contents: read\nconcurrency:\n  group: x", "  workflow_call:\npermissions:\n  contents: read", nil},
		{"all permissions", "permissions:\n  contents: read\n", "", []string{`w.yml: permissions are [], want contents: read alone`}},
		{"too many", "  contents: read\n", "  contents: write\n", []string{`w.yml: permissions are ["contents: write"], want contents: read alone`}},
		{"in one line", "permissions:\n  contents: read\n", "permissions: write-all\n", []string{`w.yml: permissions are [], want contents: read alone`}},
		{"a job with too many", "id-token: write", "packages: write", []string{"w.yml: job one may packages: write"}},
		{"no concurrency", "concurrency:\n  group: x\n", "", []string{"w.yml: no concurrency: a later run does not know of an earlier one"}},
		{"no limit", "    timeout-minutes: 5\n", "", []string{"w.yml: job one has no timeout-minutes"}},
		{"the limit of a step", "    timeout-minutes: 5\n", "    env:\n      timeout-minutes: 5\n", []string{"w.yml: job one has no timeout-minutes"}},
		{"no version", " # v1.2\n", "\n", []string{"w.yml: line 20: a/b/c@" + sum + " is no commit with its version behind it"}},
		{"no commit", "a/b/c@" + sum, "a/b/c", []string{"w.yml: line 20: a/b/c # v1.2 is no commit with its version behind it"}},
		{"an image", "a/b/c@" + sum, "docker://a/b:latest", []string{"w.yml: line 20: docker://a/b:latest # v1.2 is no commit with its version behind it"}},
		{"a kept token", "        with:\n          persist-credentials: false\n", "", []string{"w.yml: line 14: persist-credentials: false is missing"}},
		{"the token of another step", "          persist-credentials: false\n      - run: |\n", "      - run: |\n", []string{"w.yml: line 14: persist-credentials: false is missing"}},
		{"a secret as text", "echo uses: nothing", "echo ${{ secrets.KEY }}", []string{"w.yml: a script has a value as text, not as a variable: echo ${{ secrets.KEY }}"}},
		{"an input as text", "- run: |\n          echo uses: nothing", "- run: echo '${{ github.event.issue.title }}'", []string{
			"w.yml: a script has a value as text, not as a variable: echo '${{ github.event.issue.title }}'",
		}},
		{"no jobs", "jobs:", "tasks:", []string{"w.yml: no jobs"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			if !strings.Contains(good, c.old) {
				t.Fatalf("there is no %q to replace", c.old)
			}
			text := strings.Replace(good, c.old, c.replacement, 1)
			expect(t, c.want, checkWorkflow(parseWorkflow(file{"w.yml", []byte(text)}), writers))
		})
	}
}
