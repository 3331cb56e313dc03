package platform

import (
	"maps"
	"os/exec"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/pyenvkit/pyenvkit/activate"
)

func TestShellName(t *testing.T) {
	for program, want := range map[string]string{
		"/usr/bin/fish": "fish", "-zsh": "zsh", `PowerShell.exe`: "powershell", "make": "", "": "", "/bin/sh": "sh",
		"bash-5.2": "bash", "zsh-5.9": "zsh", "zsh5": "zsh", "-bash4.4": "bash", "ksh93": "ksh93", "ksh2020": "ksh",
		"bash-static": "bash", "zsh5-static": "zsh", "hush": "sh", "lksh": "lksh", "pwsh-preview": "pwsh", "rbash": "bash", "CMD.EXE": "cmd",
		"bash-language-s": "", "bash (deleted)": "", "nu_plugin": "", "sh-5": "sh", "5": "", "-": "", "ssh": "",
	} {
		if got := shellName(program); got != want {
			t.Errorf("shellName(%q) = %q, want %q", program, got, want)
		}
	}
}

// TestEveryShellHasCode keeps the names those of package activate.
func TestEveryShellHasCode(t *testing.T) {
	known := activate.Shells()
	for _, name := range append(slices.Collect(maps.Values(otherShells)), shells...) {
		if !slices.Contains(known, name) {
			t.Errorf("activate has no %s", name)
		}
	}
	for _, name := range known {
		if shellName(name) == "" {
			t.Errorf("%s is not recognized", name)
		}
	}
}

func TestRunsXonsh(t *testing.T) {
	for arguments, want := range map[string]bool{
		"python3 /usr/bin/xonsh": true, "python /env/bin/xonsh-script.py": true, "python xonsh -c x": true,
		"python -m xonsh": true, "python -Im xonsh": true, "python -X dev -W error -u -m xonsh.main": true,
		"python": false, "": false, "python -m": false, "python -m pip xonsh": false, "python -c xonsh.py": true,
		"python -X xonsh": false, "python x.py xonsh": false, "python --help": false, "python -I /usr/bin/xonsh-cat": false,
	} {
		if got := runsXonsh(strings.Fields(arguments)); got != want {
			t.Errorf("runsXonsh(%s) = %t", arguments, got)
		}
	}
}

// expectShell runs a shell and looks at what this program says below it: the names,
// and an executable that runs as that shell.
func expectShell(t *testing.T, cmd *exec.Cmd, user, calling string) {
	t.Helper()
	out, err := cmd.Output()
	said := regexp.MustCompile(`(?m)^user (.*), calling (.*), program (.*) at (.*), <nil>\r?$`).FindStringSubmatch(string(out))
	if err != nil || said == nil {
		t.Fatalf("%v\n%s", err, out)
	}
	if said[1] != user || said[2] != calling || said[3] != user {
		t.Errorf("%s, want %s, %s", said[0], user, calling)
	}
	if !isShell(said[4], user) {
		t.Errorf("%s: there is no %s", said[0], user)
	}
}
