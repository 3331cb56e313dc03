package release

import (
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/pyenvkit/pyenvkit/internal/lab"
)

// An exchange is a command of a console block, and what the block has it say.
type exchange struct {
	prompt  string // what stands before "$ ": "", "(.venv) "
	command string
	want    string // "[...]" stands for any text, and alone on a line for any lines
}

// transcript reads a console block.
func transcript(text string) []exchange {
	var all []exchange
	prompt := regexp.MustCompile(`^(\([^)]+\) )?[$#] (.*\n)$`)
	for line := range strings.Lines(text) {
		if found := prompt.FindStringSubmatch(line); found != nil {
			all = append(all, exchange{prompt: found[1], command: found[2]})
			continue
		}
		last := &all[len(all)-1]
		if more, continued := strings.CutPrefix(line, "> "); continued && last.want == "" {
			last.command += more
		} else {
			last.want += line
		}
	}
	return all
}

// pattern returns what the words of a page match: figures may be others, as
// machines and versions are.
func pattern(want string) *regexp.Regexp {
	var b strings.Builder
	b.WriteString(`\A`)
	vague := regexp.MustCompile(`\[\.\.\.\]|\d+(?:\.\d+)*(?:(?:ms|s|MB|kB)\b)?`)
	for line := range strings.Lines(want) {
		if line == "[...]\n" {
			b.WriteString(`(?:.*\n)*`)
			continue
		}
		for found := vague.FindStringIndex(line); found != nil; found = vague.FindStringIndex(line) {
			b.WriteString(regexp.QuoteMeta(line[:found[0]]))
			if line[found[0]] == '[' {
				b.WriteString(".*")
			} else {
				b.WriteString(`\d+(?:\.\d+)*(?:ms|s|MB|kB)?`)
			}
			line = line[found[1]:]
		}
		b.WriteString(regexp.QuoteMeta(line))
	}
	b.WriteString(`\z`)
	return regexp.MustCompile(b.String())
}

// TestPatternsTellWordsFromFigures is about what a page may leave open.
func TestPatternsTellWordsFromFigures(t *testing.T) {
	t.Parallel()
	const page = "made a/.venv (3.14) in 112.2ms\n[...]\nsays [...] 5\n"
	for said, want := range map[string]bool{
		"made a/.venv (3.9.18) in 2s\nsays a 4\n":              true,
		"made a/.venv (3) in 892ms\none\n\ntwo\nsays a b 44\n": true,
		"made b/.venv (3.14) in 112.2ms\nsays a 5\n":           false,
		"made a/.venv (x) in 112.2ms\nsays a 5\n":              false,
		"made a/.venv (3.14) in 112.2ms\nsays a 5\nmore\n":     false,
		"warning\nmade a/.venv (3.14) in 112.2ms\nsays a 5\n":  false,
		"made axvenv (3.14) in 112.2ms\nsays a 5\n":            false,
	} {
		if pattern(page).MatchString(said) != want {
			t.Errorf("%q matches: %v, want %v", said, !want, want)
		}
	}
}

// converse has one bash run the commands of all blocks, one after the other as
// somebody types them, and compares what they say with the page. Each has to
// succeed, but for those of which the page shows that they fail.
func converse(t *testing.T, cmd *exec.Cmd, exchanges []exchange) {
	t.Helper()
	const end = "\x1e"
	ours := regexp.MustCompile(`(?m)^Looking in indexes: .*\n`) // pip names those that are not its default
	var script strings.Builder
	script.WriteString("exec 2>&1\n")
	for _, e := range exchanges {
		script.WriteString("eval " + quoted(e.command) + "\nprintf '" + end + "%s:%s" + end + "' $? \"${VIRTUAL_ENV_PROMPT-}\"\n")
	}
	cmd.Args = append(cmd.Args, "-c", script.String())
	_, said := run(t, cmd)
	parts := strings.Split(said, end)
	if len(parts) != 2*len(exchanges)+1 {
		t.Fatalf("it ends before its end:\n%s", said)
	}
	active := ""
	for i, e := range exchanges {
		got := ours.ReplaceAllString(parts[2*i], "")
		status, name, _ := strings.Cut(parts[2*i+1], ":")
		if !pattern(e.want).MatchString(got) {
			t.Errorf("$ %s\nsays\n%s\nthe page has\n%s", e.command, got, e.want)
		}
		if fails := strings.Contains(e.want, "was not created"); (status != "0") != fails {
			t.Errorf("$ %s\nends with %s", e.command, status)
		}
		if e.prompt != active {
			t.Errorf("$ %s\nstands behind %q, want %q", e.command, e.prompt, active)
		}
		if active = ""; name != "" {
			active = "(" + name + ") "
		}
	}
}

// quoted returns text as one word of a shell.
func quoted(text string) string { return "'" + strings.ReplaceAll(text, "'", `'\''`) + "'" }

// consoles returns what is typed on a page, or below one heading of it.
func consoles(t *testing.T, page, heading string) []exchange {
	t.Helper()
	var all []exchange
	for _, b := range blocks(t, page) {
		if b.language == "console" && (heading == "" || b.heading == heading) {
			all = append(all, transcript(b.text)...)
		}
	}
	if len(all) == 0 {
		t.Fatalf("nothing is typed on %s", page)
	}
	return all
}

// at returns the exchanges with the servers of the test, and with the home that is
// that of Anna on the pages.
func (p publication) at(home string, exchanges []exchange) []exchange {
	for i := range exchanges {
		e := &exchanges[i]
		e.command = strings.ReplaceAll(p.local(e.command), "/srv/anna", home)
		e.want = strings.ReplaceAll(p.local(e.want), "/srv/anna", home)
	}
	return exchanges
}

// guest returns a bash in a home of its own, with a Python that has no pip and the
// tools of this machine on PATH. It finds what install.sh installs, as in a shell that was started
// since.
func guest(t *testing.T, p publication, home string) *exec.Cmd {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), lab.Program(t, "bash"), "--norc")
	cmd.Dir = home
	cmd.Env = append(p.env(), "HOME="+home, "LC_ALL=C.UTF-8", "TERM=dumb", "SHELL=/bin/bash",
		"PATH="+strings.Join([]string{filepath.Join(home, ".local/bin"), filepath.Dir(lab.Standalone(t)), "/usr/bin", "/bin"}, ":"))
	return cmd
}
