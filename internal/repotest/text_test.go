package repotest

import (
	"bytes"
	"fmt"
	"os/exec"
	"path"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/pyenvkit/pyenvkit/internal/lab"
)

// A ban is a pattern that no text of the repository is to match.
type ban struct {
	pattern *regexp.Regexp
	reason  string
	// but are matches that are meant.
	but []string
}

var bans = []ban{
	{
		// Written so that this file does not match its own patterns.
		pattern: regexp.MustCompile(`(?i)\b(pypi\.org|pythonhosted\.org|npmjs\.(?:org|com)|(?:proxy|sum)\.golang\.org|nodesource\.com|` +
			`(?:deb|security|snapshot|ftp)\.debian\.org|crates\.io|rubygems\.org)\b`),
		reason: "names the host of a package registry: the user's settings say where packages come from",
	},
	{
		pattern: regexp.MustCompile(`(?:^|[^\w./~$)}-])(/(?:root|work|home/[a-z]+)/)`),
		reason:  "is a path of one machine",
		// The same on every Linux.
		but: []string{"/home/" + "linuxbrew/"},
	},
	{
		pattern: regexp.MustCompile(`\b(TO` + `DO|FIX` + `ME|XX` + `X):`),
		reason:  "marks something unfinished: finish it, or open an issue",
	},
	{
		// Less than forty hexadecimal digits.
		pattern: regexp.MustCompile(`\buses:\s+(\S+?@[0-9a-f]{0,39}(?:[^0-9a-f\s]\S*)?)(?:\s|$)`),
		reason:  "can be changed by its owner: name the commit",
	},
}

// checkText returns the lines that match a ban. Checksums and what is no text
// are left out.
func checkText(all []file, bans []ban) []string {
	var faults []string
	for _, f := range all {
		if f.path == "go.sum" || bytes.IndexByte(f.content, 0) >= 0 {
			continue
		}
		for i, line := range strings.Split(string(f.content), "\n") {
			for _, b := range bans {
				for _, found := range b.pattern.FindAllStringSubmatch(line, -1) {
					if !slices.Contains(b.but, found[1]) {
						faults = append(faults, fmt.Sprintf("%s:%d: %s %s", f.path, i+1, found[1], b.reason))
					}
				}
			}
		}
	}
	return faults
}

// lineEndings are those of the activation scripts, by the end of their names.
// Those that are not in it have LF: a CR breaks a script of a POSIX shell, and
// cmd.exe misreads labels in a file without.
var lineEndings = map[string]string{".bat": "crlf", ".ps1": "crlf"}

// checkLineEndings returns the scripts whose line endings are wrong, or are left
// to the settings of whoever clones the repository. eol is git's attribute by
// path.
func checkLineEndings(scripts []file, eol map[string]string) []string {
	var faults []string
	for _, f := range scripts {
		want, listed := lineEndings[path.Ext(f.path)]
		if !listed {
			want = "lf"
		}
		if eol[f.path] != want {
			faults = append(faults, fmt.Sprintf("%s has eol=%s in .gitattributes, want %s", f.path, eol[f.path], want))
		}
		lines, returns := bytes.Count(f.content, []byte("\n")), bytes.Count(f.content, []byte("\r\n"))
		// Until git has checked a new file out, it is as its author's editor left it.
		if returns != 0 && (want == "lf" || returns != lines) {
			faults = append(faults, fmt.Sprintf("%s has %d of %d lines with CRLF, want %s", f.path, returns, lines, want))
		}
	}
	return faults
}

func TestText(t *testing.T) {
	report(t, checkText(files(t), bans))
}

func TestLineEndingsOfScripts(t *testing.T) {
	scripts := slices.DeleteFunc(files(t), func(f file) bool { return !strings.HasSuffix(path.Dir(f.path), "/scripts") })
	if len(scripts) == 0 {
		t.Fatal("no directory of scripts")
	}
	report(t, checkLineEndings(scripts, attributes(t, "eol", scripts)))
}

// attributes returns the value of one of git's attributes for each file.
func attributes(t *testing.T, name string, all []file) map[string]string {
	t.Helper()
	args := []string{"check-attr", "-z", name, "--"}
	for _, f := range all {
		args = append(args, f.path)
	}
	cmd := exec.CommandContext(t.Context(), lab.Program(t, "git"), args...)
	cmd.Dir = root(t)
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("git check-attr: %v", err)
	}
	values := map[string]string{}
	// path, attribute, value, path, ...
	fields := strings.Split(string(out), "\x00")
	for record := range slices.Chunk(fields[:len(fields)-1], 3) {
		values[record[0]] = record[2]
	}
	return values
}

func TestCheckTextFindsFaults(t *testing.T) {
	const action = "can be changed by its owner: name the commit"
	const host, machine = "names the host of a package registry: the user's settings say where packages come from", "is a path of one machine"
	for _, c := range []struct {
		line string
		want []string
	}{
		{"see https://files.python" + "hosted.org/x", []string{"a:1: python" + "hosted.org " + host}},
		{"PYPI" + ".ORG", []string{"a:1: PYPI" + ".ORG " + host}},
		{"golang.org/x/sys and debian.org", nil},
		{"/ho" + "me/linuxbrew/ or /ho" + "me/anna/", []string{"a:1: /ho" + "me/anna/ " + machine}},
		{"cd /ro" + "ot/x", []string{"a:1: /ro" + "ot/ " + machine}},
		{"at /ho" + "me/anna/env", []string{"a:1: /ho" + "me/anna/ " + machine}},
		{"$HOME/work/x, ./root/y, ~/work/z, https://example.org/work/", nil},
		{"- us" + "es: a/b@" + strings.Repeat("0123456789", 4) + " # v1", nil},
		{"- us" + "es: a/b@v1 # v1", []string{"a:1: a/b@v1 " + action}},
		{"  us" + "es: a/b@main", []string{"a:1: a/b@main " + action}},
		{"- us" + "es: a/b@01234567", []string{"a:1: a/b@01234567 " + action}},
		{"// TO" + "DO: later", []string{`a:1: TO` + `DO marks something unfinished: finish it, or open an issue`}},
	} {
		t.Run(c.line, func(t *testing.T) { expect(t, c.want, checkText([]file{{"a", []byte(c.line)}}, bans)) })
	}
	expect(t, nil, checkText([]file{{"a", []byte("\x00 /ro" + "ot/x")}, {"go.sum", []byte("/ro" + "ot/")}}, bans))
}

func TestCheckLineEndingsFindsFaults(t *testing.T) {
	got := checkLineEndings(
		[]file{
			{"a/good.bat", []byte("a\r\nb\r\n")},
			{"a/mixed.bat", []byte("a\r\nb\n")},
			{"a/good.sh", []byte("a\n")},
			{"a/bad.sh", []byte("a\r\n")},
			{"a/free.ps1", []byte("a\r\n")},
		},
		map[string]string{
			"a/good.bat": "crlf", "a/mixed.bat": "crlf", "a/good.sh": "lf", "a/bad.sh": "lf", "a/free.ps1": "unspecified",
		},
	)
	expect(t, []string{
		"a/mixed.bat has 1 of 2 lines with CRLF, want crlf",
		"a/bad.sh has 1 of 1 lines with CRLF, want lf",
		"a/free.ps1 has eol=unspecified in .gitattributes, want crlf",
	}, got)
}
