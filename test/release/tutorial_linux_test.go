package release

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/pyenvkit/pyenvkit/internal/lab"
)

// testTutorial types the whole page, and then uninstalls as it says.
func testTutorial(t *testing.T, p publication) {
	const name = "docs/tutorial/first-environment.md"
	home := filepath.Join(t.TempDir(), "anna")
	if err := os.Mkdir(home, 0o755); err != nil {
		t.Fatal(err)
	}
	before := lab.Tree(t, home)
	cmd := guest(t, p, home)
	exchanges := p.at(home, consoles(t, name, ""))
	for i := range exchanges {
		exchanges[i].want = strings.ReplaceAll(exchanges[i].want, "/usr/bin/python3", filepath.Dir(lab.Standalone(t))+"/python3")
	}
	for _, e := range p.at(home, consoles(t, "docs/how-to/install.md", "Uninstall")) {
		if strings.Contains(e.command, "install.sh") {
			e.want = "removed " + home + "/.local/bin/pyenvkit\n"
			exchanges = append(exchanges, e)
		}
	}
	converse(t, cmd, exchanges)
	if err := os.Remove(filepath.Join(home, "cows")); err != nil {
		t.Error(err)
	}
	os.RemoveAll(filepath.Join(home, ".cache", "pip")) // pip's own
	os.Remove(filepath.Join(home, ".cache"))
	if diff := cmp.Diff(before, lab.Tree(t, home)); diff != "" {
		t.Errorf("left at home:\n%s", diff)
	}
}

// TestPowerShellOfPagesParses has the grammar read what pages have for PowerShell.
func TestPowerShellOfPagesParses(t *testing.T) {
	t.Parallel()
	found := 0
	check := func(page, script string) {
		t.Helper()
		found++
		if faults := lab.PowerShellFaults(t, script); faults != "" {
			t.Errorf("%s: %s in\n%s", page, faults, script)
		}
	}
	for _, page := range []string{"README.md", "docs/tutorial/first-environment.md", "docs/how-to/provision.md", "docs/how-to/install.md"} {
		for _, b := range blocks(t, page) {
			switch b.language {
			case "powershell":
				check(page, b.text)
			case "yaml":
				for _, s := range steps(b.text) {
					if s.shell == "pwsh" {
						check(page, s.script)
					}
				}
			}
		}
	}
	if found < 6 {
		t.Errorf("only %d scripts are found", found)
	}
}

// TestPowerShellOfCIParses has the grammar read what runs install.ps1 on a Windows.
func TestPowerShellOfCIParses(t *testing.T) {
	t.Parallel()
	_, job, _ := strings.Cut(read(t, ".github/workflows/ci.yml"), "\n  install-windows:\n")
	scripts := steps(job)
	if len(scripts) != 2 {
		t.Fatalf("%d scripts: one for what is good, one for what fails", len(scripts))
	}
	for _, s := range scripts {
		if faults := lab.PowerShellFaults(t, s.script); faults != "" {
			t.Errorf("%s in\n%s", faults, s.script)
		}
	}
}

// testReadme types what the README begins with, on a Debian without python3-venv on
// which pyenvkit is installed, and the lines by which it is.
func testReadme(t *testing.T, p publication) {
	lab.DebianRoot(t)
	m := newRoot(t)
	m.must(t, call{argv: []string{"mkdir", "-p", "/srv/anna", "/tmp/project"}})
	install, use := consoles(t, "README.md", "Install"), consoles(t, "README.md", "pyenvkit")
	environment := append(p.env(), "HOME=/srv/anna", "SHELL=/bin/bash", "LC_ALL=C.UTF-8", "PATH=/srv/anna/.local/bin:/usr/bin:/bin")
	converse(t, m.command(t, call{dir: "tmp/project", env: environment, argv: []string{"bash"}}), p.at("/srv/anna", append(install[:1:1], use...)))
}

// testHowTo types what other pages have, each in a home of its own where pyenvkit is
// installed, and runs their scripts.
func testHowTo(t *testing.T, p publication) {
	for _, page := range []string{"move", "several", "tools"} {
		t.Run(page, func(t *testing.T) {
			t.Parallel()
			name := "docs/how-to/" + page + ".md"
			home := filepath.Join(t.TempDir(), "anna")
			if err := os.Mkdir(home, 0o755); err != nil {
				t.Fatal(err)
			}
			start := func() *exec.Cmd {
				cmd := guest(t, p, home)
				// Beside the Python on PATH: those of the lab have no pip.
				versions := filepath.Dir(filepath.Dir(filepath.Dir(lab.Standalone(t))))
				cmd.Env = append(cmd.Env, "PYENV_ROOT="+filepath.Dir(versions))
				return cmd
			}
			install := p.local("curl -fsSL " + releases + "/latest/download/install.sh | sh 2>/dev/null\n")
			converse(t, start(), append([]exchange{{command: install}}, p.at(home, consoles(t, name, ""))...))
			lab.WriteFile(t, filepath.Join(home, "test_it.py"), "import unittest\nclass Test(unittest.TestCase):\n    def test(self): pass\n", 0o644)
			lab.WriteFile(t, filepath.Join(home, "requirements.txt"), "cowsay\n", 0o644)
			for _, b := range blocks(t, name) {
				cmd := start()
				switch b.language {
				case "sh":
					cmd.Args = append(cmd.Args, "-euc", b.text)
				case "make":
					lab.Program(t, "make")
					lab.WriteFile(t, filepath.Join(home, "Makefile"), b.text, 0o644)
					cmd.Args = append(cmd.Args, "-euc", "rm -rf .venv; make --silent test; make --silent test; .venv/bin/cowsay made")
				default:
					continue
				}
				if status, said := run(t, cmd); status != 0 {
					t.Errorf("status %d of\n%s\n%s", status, b.text, said)
				}
			}
		})
	}
}
