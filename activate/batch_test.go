package activate

import (
	"regexp"
	"strings"
	"testing"
)

// batchLines renders a batch file and returns its lines.
func batchLines(t *testing.T, name, prompt string) []string {
	t.Helper()
	v := Values{Root: `C:\env`, Bin: "Scripts", Prompt: prompt, PathSeparator: ";"}
	done, omitted := Render(v, []string{name})
	if len(omitted) > 0 {
		t.Fatal(omitted)
	}
	return strings.Split(string(done[0].Content), "\r\n")
}

// TestBatchFilesKeepTheRulesOfCmd looks for what cmd would only find when it
// gets there.
func TestBatchFilesKeepTheRulesOfCmd(t *testing.T) {
	t.Parallel()
	label := regexp.MustCompile(`(?m)^:(\w+)$`)
	jump := regexp.MustCompile(`(?:goto |call :)(\w+)`)
	assignment := regexp.MustCompile(`\bset "?(\w+)=`)
	for _, name := range []string{"activate.bat", "deactivate.bat"} {
		labels, jumps := map[string]bool{}, map[string]bool{}
		lines := batchLines(t, name, "p")
		for _, line := range lines {
			if m := label.FindStringSubmatch(line); m != nil {
				labels[m[1]] = true
				continue
			}
			for _, m := range jump.FindAllStringSubmatch(line, -1) {
				jumps[m[1]] = true
			}
			if line != "" && line[0] != '@' {
				t.Errorf("%s: %q would be echoed", name, line)
			}
			if strings.Count(line, `"`)%2 != 0 {
				t.Errorf("%s: %q: a quote without its other half", name, line)
			}
			// A variable that holds & or ) does no harm inside quotes only.
			for i, part := range strings.Split(line, `"`) {
				free := regexp.MustCompile(`%\w+(:;=)?%`).FindString(part)
				if i%2 == 0 && free != "" && free != "%_VIRTUAL_ENV_CODEPAGE%" {
					t.Errorf("%s: %q: %s outside quotes", name, line, free)
				}
			}
			if m := assignment.FindStringSubmatch(line); m != nil && len(line) > 8000 {
				t.Errorf("%s: %s: too long", name, m[1])
			}
		}
		for j := range jumps {
			if !labels[j] {
				t.Errorf("%s: no label %s", name, j)
			}
		}
		for l := range labels {
			if !jumps[l] && l != "_virtual_env_set" {
				t.Errorf("%s: nothing goes to %s", name, l)
			}
		}
		if last := lines[len(lines)-2]; !strings.HasPrefix(last, "@exit /b") {
			t.Errorf("%s ends with %q", name, last)
		}
	}
}

// TestBatchSetsHostilePrompts reads the assignments of the script with and
// without delayed expansion, as cmd does.
func TestBatchSetsHostilePrompts(t *testing.T) {
	t.Parallel()
	for _, prompt := range hostile {
		v := Values{Root: `C:\env`, Bin: "Scripts", Prompt: prompt, PathSeparator: ";"}
		if _, omitted := Render(v, []string{"activate.bat"}); len(omitted) > 0 {
			continue
		}
		found := 0
		for _, line := range batchLines(t, "activate.bat", prompt) {
			delayed := strings.HasPrefix(line, `@if "!!"=="" `)
			if _, text, ok := strings.Cut(line, `set "VIRTUAL_ENV_PROMPT=`); ok && !strings.Contains(line, "_OLD_") {
				found++
				if got, err := batchValue(strings.TrimSuffix(text, `"`), delayed); got != prompt || err != nil {
					t.Errorf("%s: %q (%v)", line, got, err)
				}
			}
			if _, text, ok := strings.Cut(line, `set "_VIRTUAL_ENV_LABEL=`); ok {
				found++
				got, err := batchValue(strings.TrimSuffix(text, `"`), delayed)
				if got = strings.ReplaceAll(got, "$$", "$"); got != prompt || err != nil {
					t.Errorf("%s: %q (%v)", line, got, err)
				}
			}
		}
		if found != 4 {
			t.Errorf("%q: %d assignments", prompt, found)
		}
	}
}
