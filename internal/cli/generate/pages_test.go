package main

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/spf13/cobra"

	"github.com/pyenvkit/pyenvkit/internal/cli"
)

var (
	called   = regexp.MustCompile("(?:^|[\\s('`^]|bin/)pyenvkit((?: +[^\\s|;&)\"'`<>\\\\]+)+)")
	codeSpan = regexp.MustCompile("`[^`]+`")
	typed    = regexp.MustCompile(`^ *(\([^)]+\) )?[$#>] `)
)

// calls returns the words that follow the name of the program in the code of a page,
// call by call.
func calls(page string) [][]string {
	var all [][]string
	inside, console := false, false
	for line := range strings.Lines(page) {
		if language, isFence := strings.CutPrefix(strings.TrimSpace(line), "```"); isFence {
			inside, console = !inside, language == "console"
			continue
		}
		code := codeSpan.FindAllString(line, -1)
		if inside {
			code = []string{line}
		}
		if console && !typed.MatchString(line) {
			continue // what a command says
		}
		for _, text := range code {
			for _, found := range called.FindAllStringSubmatch(strings.Trim(text, "`"), -1) {
				all = append(all, strings.Fields(found[1]))
			}
		}
	}
	return all
}

// unknown returns the first word that no command of the program knows, or "".
func unknown(root *cobra.Command, words []string) string {
	cmd := root
	for _, word := range words {
		if word == "--" || cmd.CommandPath() == "pyenvkit run" && word[0] != '-' {
			return "" // the rest is another program's
		}
		if word[0] == '-' {
			cmd.InitDefaultHelpFlag()
			name, _, _ := strings.Cut(strings.TrimLeft(word, "-"), "=")
			known := cmd.Flag(name) != nil
			if len(name) == 1 {
				known = cmd.Flags().ShorthandLookup(name) != nil || cmd.InheritedFlags().ShorthandLookup(name) != nil
			}
			if !known {
				return word
			}
			continue
		}
		next, _, err := cmd.Find([]string{word})
		switch {
		case err == nil && next != cmd:
			cmd = next
		case cmd.HasSubCommands() && regexp.MustCompile(`^[a-z]+$`).MatchString(word):
			return word
		case cmd == root:
			cmd, _, _ = root.Find([]string{"create"}) // pyenvkit DIR
		}
	}
	return ""
}

// TestPagesCallWhatThereIs looks for commands and options on pages that the program
// does not have.
func TestPagesCallWhatThereIs(t *testing.T) {
	const root = "../../.."
	commands, found := cli.Commands(), 0
	err := filepath.WalkDir(root, func(path string, e fs.DirEntry, err error) error {
		if err != nil || filepath.Ext(path) != ".md" {
			return err
		}
		page, err := os.ReadFile(path)
		for _, words := range calls(string(page)) {
			found++
			if word := unknown(commands, words); word != "" {
				t.Errorf("%s: there is no %s in pyenvkit %s", path, word, strings.Join(words, " "))
			}
		}
		return err
	})
	if err != nil {
		t.Error(err)
	}
	if found < 100 {
		t.Errorf("only %d calls are found", found)
	}
}

func TestUnknown(t *testing.T) {
	const page = "prose: pyenvkit nothing\n`pyenvkit self upgrade` `pyenvkit cache clean --all`\n```console\n" +
		"$ pyenvkit runn x\n$ eval \"$(pyenvkit hook bash --automatic)\"\n$ ~/bin/pyenvkit create -z .venv\n" +
		"$ pyenvkit run -e x --verbose tool --any\n$ pyenvkit ./env --without-pip\npyenvkit v1.2.3 (commit x)\n```\n"
	var got []string
	for _, words := range calls(page) {
		got = append(got, unknown(cli.Commands(), words))
	}
	if diff := cmp.Diff([]string{"upgrade", "--all", "runn", "--automatic", "-z", "", ""}, got); diff != "" {
		t.Error(diff)
	}
}
