package release

import (
	"strings"
	"testing"

	"github.com/pyenvkit/pyenvkit/internal/lab"
)

// TestPowerShellInstallerParses stands in for a PowerShell. What is cut short must
// not be a script, as soon as it would do anything.
func TestPowerShellInstallerParses(t *testing.T) {
	t.Parallel()
	script := read(t, "install.ps1")
	if faults := lab.PowerShellFaults(t, script); faults != "" {
		t.Errorf("install.ps1: %s", faults)
	}
	if lab.PowerShellFaults(t, script+"if (") == "" {
		t.Error("the checker finds nothing in a broken script")
	}
	before, block, found := strings.Cut(script, "\r\n& {\r\n")
	block, success, _ := strings.Cut(block, "\r\n}\r\n")
	block += "\r\n}\r\n"
	if !found || strings.Count(block, "\r\n}") != 1 || strings.Count(success, "\n") != 2 || !strings.HasSuffix(success, "\r\n$null = $true\r\n") {
		t.Fatal("install.ps1 is not one block")
	}
	if !strings.HasSuffix(before, "[switch] $Uninstall)\r\n") {
		t.Error("something but the parameters precedes the block")
	}
	lines := strings.SplitAfter(block, "\n")
	for n := 0; n < len(lines)-2; n += 16 {
		cut := before + "\r\n& {\r\n" + strings.Join(lines[:n], "")
		if lab.PowerShellFaults(t, cut) == "" {
			t.Errorf("what is cut before %q is a script of its own", lines[n])
		}
	}
}

// TestPowerShellInstallerRunsEverywhere has nothing in it that one of the two
// PowerShells lacks, that an execution policy or a code page has a say in, or that
// ends the session of who pastes it.
func TestPowerShellInstallerRunsEverywhere(t *testing.T) {
	t.Parallel()
	script := read(t, "install.ps1")
	for i, line := range strings.Split(script, "\r\n") {
		code, _, _ := strings.Cut(line, "#")
		for _, refused := range []string{"exit", "ExecutionPolicy", "Get-FileHash", "Expand-Archive", "$PSScriptRoot", "$MyInvocation", " ?? ", " ?: ", "&& ", "-Parallel", "$IsWindows"} {
			if strings.Contains(code, refused) {
				t.Errorf("line %d has %s", i+1, refused)
			}
		}
		for _, r := range line {
			if r > 126 {
				t.Errorf("line %d has %q, which is another letter in another code page", i+1, r)
			}
		}
		if strings.Contains(code, "Invoke-WebRequest") && !strings.Contains(code, "-UseBasicParsing") {
			t.Errorf("line %d needs Internet Explorer", i+1)
		}
	}
	for _, needed := range []string{
		"PROCESSOR_ARCHITEW6432", "SHA256CryptoServiceProvider", "[Net.SecurityProtocolType]::Tls12",
		"PYENVKIT_VERSION", "PYENVKIT_INSTALL_DIR", "PYENVKIT_BASE_URL", "'https://github.com/pyenvkit/pyenvkit/releases'",
	} {
		if !strings.Contains(script, needed) {
			t.Errorf("install.ps1 has no %s", needed)
		}
	}
}
