package activate

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/pyenvkit/pyenvkit/internal/lab"
)

// TestScriptsPassTheirCheckers has each shell, and shellcheck, look at the
// scripts without running them.
func TestScriptsPassTheirCheckers(t *testing.T) {
	t.Parallel()
	root := realTemp(t)
	v := environment(t, root, "it's")
	for name, shell := range map[string]string{"eval.sh": "sh", "eval.fish": "fish", "eval.csh": "csh"} {
		code, err := Code(shell, v, lookupIn(nil))
		if err != nil {
			t.Fatal(err)
		}
		leave, err := LeaveCode(shell, v.Bin, v.PathSeparator, lookupIn(nil))
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(root, v.Bin, name), []byte(code+leave), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	tests := []struct {
		script string
		argv   []string
	}{
		{"activate", []string{"shellcheck"}},
		{"activate", []string{"bash", "-n"}},
		{"activate", []string{"zsh", "-fn"}},
		{"activate", []string{"dash", "-n"}},
		{"activate", []string{"busybox", "ash", "-n"}},
		{"activate", []string{"mksh", "-n"}},
		{"activate", []string{"yash", "-n"}},
		{"activate", []string{"ksh93", "-n"}},
		{"activate.fish", []string{"fish", "--no-config", "-n"}},
		{"activate.csh", []string{"tcsh", "-fn"}},
		// What the first line of the activator says holds for its code as well.
		{"eval.sh", []string{"shellcheck", "--shell=sh", "--exclude=" + silenced(t)}},
		{"eval.fish", []string{"fish", "--no-config", "-n"}},
		{"eval.csh", []string{"tcsh", "-fn"}},
	}
	for _, test := range tests {
		t.Run(strings.Join(test.argv, " "), func(t *testing.T) {
			t.Parallel()
			argv := append([]string{lab.Program(t, test.argv[0])}, test.argv[1:]...)
			got := run(t, clean(t), "", append(argv, filepath.Join(root, "bin", test.script))...)
			if got.status != 0 || got.stdout != "" || strings.Contains(got.stderr, "rror") {
				t.Errorf("%d: %s%s", got.status, got.stdout, got.stderr)
			}
		})
	}
}

// silenced are the findings of shellcheck that the activator is not about, as it
// says itself.
func silenced(t *testing.T) string {
	t.Helper()
	m := regexp.MustCompile(`# shellcheck shell=sh disable=(\S+)`).FindStringSubmatch(posixScript)
	if m == nil {
		t.Fatal("the activator says nothing to shellcheck")
	}
	return m[1]
}

// TestPowerShellScriptParses stands in for a PowerShell.
func TestPowerShellScriptParses(t *testing.T) {
	t.Parallel()
	done, _ := Render(values("/env", "p"), []string{"Activate.ps1"})
	script := string(done[0].Content)
	if faults := lab.PowerShellFaults(t, script); faults != "" {
		t.Error(faults)
	}
	if lab.PowerShellFaults(t, script+"if (") == "" {
		t.Error("the checker finds nothing in a broken script")
	}
	var assignments strings.Builder
	for _, s := range hostile {
		quoted, err := QuotePowerShell(s)
		if err != nil {
			t.Fatal(err)
		}
		assignments.WriteString("$x = " + quoted + "\n")
	}
	if faults := lab.PowerShellFaults(t, assignments.String()); faults != "" {
		t.Error(faults)
	}
}

// TestPowerShellCodeParses has the code for eval of all hostile names in one text.
func TestPowerShellCodeParses(t *testing.T) {
	t.Parallel()
	var all strings.Builder
	for _, v := range append(hostileValues("pwsh"), windowsValues(`C:\it's\`, "p")) {
		code, err := Code("pwsh", v, lookupIn(nil))
		if err != nil {
			t.Fatal(err)
		}
		leave, err := LeaveCode("pwsh", v.Bin, v.PathSeparator, lookupIn(nil))
		if err != nil {
			t.Fatal(err)
		}
		assign, err := Assign("pwsh", []Variable{{Name: "_A", Value: v.Prompt}, {Name: "B", Unset: true}})
		if err != nil {
			t.Fatal(err)
		}
		all.WriteString(code + leave + assign)
	}
	if faults := lab.PowerShellFaults(t, all.String()); faults != "" {
		t.Error(faults)
	}
}

// TestPowerShellCodeNeedsNoFile has nothing in the code that only a script has,
// and none of the methods that PowerShell refuses where AppLocker restricts its language.
func TestPowerShellCodeNeedsNoFile(t *testing.T) {
	t.Parallel()
	code, err := Code("pwsh", values("/env", "p"), lookupIn(nil))
	if err != nil {
		t.Fatal(err)
	}
	leave, err := LeaveCode("pwsh", "bin", ":", lookupIn(nil))
	if err != nil {
		t.Fatal(err)
	}
	for _, text := range []string{code, leave} {
		for _, refused := range []string{"[IO.", "[Environment]", "[Convert]", "[System.", "New-Object", "$PSScriptRoot", "Param("} {
			if strings.Contains(text, refused) {
				t.Errorf("the code holds %s", refused)
			}
		}
	}
}

// TestPowerShellCodeSetsTheValues reads the assignments.
func TestPowerShellCodeSetsTheValues(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		values Values
		want   string
	}{
		{values("/a b", "it's"), "$root = ('/a b')\n    $tail = ('/bin')\n    $bin = $root + $tail\n    $separator = (':')\n    $Prompt = ('it''s')\n"},
		{windowsValues(`C:\ü`, "p"), "$root = ('C:\\' + [Char]0x00fc + '')\n    $tail = ('\\Scripts')\n    $bin = $root + $tail\n    $separator = (';')\n"},
	} {
		code, err := Code("powershell", test.values, lookupIn(nil))
		if err != nil || !strings.Contains(code, test.want) {
			t.Errorf("no %q in %s (%v)", test.want, code, err)
		}
	}
	leave, err := LeaveCode("powershell", "Scripts", ";", lookupIn(nil))
	if err != nil || !strings.Contains(leave, "$active = $env:VIRTUAL_ENV + ('\\Scripts')\n") {
		t.Errorf("%s, %v", leave, err)
	}
}
