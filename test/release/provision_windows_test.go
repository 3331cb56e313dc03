package release

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"

	"github.com/pyenvkit/pyenvkit/internal/cli"
	"github.com/pyenvkit/pyenvkit/internal/lab"
)

// TestMain puts this very program on PATH, as pyenvkit.exe and as a PowerShell.
func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){
		"pyenvkit":   func() { os.Exit(cli.Run(os.Args, os.Environ(), os.Stdin, os.Stdout, os.Stderr)) },
		"powershell": powerShell,
	})
}

// powerShell does what a PowerShell would that runs install.ps1: it puts the program
// into PYENVKIT_INSTALL_DIR. It notes what it was told, and fails without a network,
// which is a variable of the test.
func powerShell() {
	dir, log := os.Getenv("PYENVKIT_INSTALL_DIR"), os.Getenv("POWERSHELL_LOG")
	program, err := exec.LookPath("pyenvkit.exe")
	var content []byte
	if err == nil {
		content, err = os.ReadFile(program)
	}
	if err == nil {
		err = os.WriteFile(log, []byte(strings.Join(os.Args[1:], "\n")), 0o666)
	}
	if err == nil {
		err = os.MkdirAll(dir, 0o777)
	}
	if err == nil && os.Getenv("NETWORK") != "" {
		err = os.WriteFile(filepath.Join(dir, "pyenvkit.exe"), content, 0o777)
	}
	if err != nil || os.Getenv("NETWORK") == "" {
		os.Exit(1)
	}
}

// TestStartUpScript has cmd run the batch file of the page as a policy would, where
// nothing is there, again, and without a network.
func TestStartUpScript(t *testing.T) {
	dir := t.TempDir()
	// Of the machine's own nothing is changed, and Wine has no other, whatever the variable says.
	programs := filepath.Join(dir, "Program Files")
	script := strings.NewReplacer("\n", "\r\n", "%ProgramFiles%", programs).Replace(under(t, "Windows", "bat")[0])
	files := map[string]string{
		"boot.cmd":                           script,
		"Program Files/app/requirements.txt": "hello\r\n",
		"wheels/hello-6.1-py3-none-any.whl":  string(project(t, "hello")),
	}
	for name, content := range files {
		path := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(path), 0o777); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(content), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	pythons := lab.WindowsPythons(t)
	log := filepath.Join(dir, "powershell.log")
	start := func(network string) error {
		cmd := exec.CommandContext(t.Context(), "cmd", "/d", "/c", "boot.cmd")
		cmd.Dir = dir
		cmd.Env = append(os.Environ(), "NETWORK="+network, "POWERSHELL_LOG="+log,
			"PYENVKIT_PYTHON="+pythons[len(pythons)-1], "PIP_NO_INDEX=1", "PIP_FIND_LINKS="+filepath.Join(dir, "wheels"), "PIP_CONFIG_FILE=nul")
		out, err := cmd.CombinedOutput()
		if len(out) > 0 {
			t.Errorf("it says\n%s", out)
		}
		return err
	}
	if start("") == nil {
		t.Error("without a network it goes on")
	}
	if err := start("yes"); err != nil {
		t.Fatal(err)
	}
	told, err := os.ReadFile(log)
	if err != nil {
		t.Fatal(err)
	}
	want := strings.Join([]string{
		"-NoProfile", "-NonInteractive", "-Command",
		"irm https://github.com/pyenvkit/pyenvkit/releases/download/v1.2.3/install.ps1 | iex",
	}, "\n")
	if string(told) != want {
		t.Errorf("PowerShell is told\n%s\nwant\n%s", told, want)
	}
	hello := filepath.Join(programs, "app", "venv", "Scripts", "hello.exe")
	if out, err := exec.CommandContext(t.Context(), hello, "from Windows").CombinedOutput(); err != nil || !strings.Contains(string(out), "| from Windows |") {
		t.Errorf("%v\n%s", err, out)
	}
	// Again, when there is something to do for neither installer.
	if err := start(""); err != nil {
		t.Error(err)
	}
}
