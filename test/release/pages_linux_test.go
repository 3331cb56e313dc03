package release

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/pyenvkit/pyenvkit/internal/lab"
)

// testInstallPage types what docs/how-to/install.md has one install, verify and mirror
// with. Packages and cosign are not to be had, and `self update` has a test of its own.
func testInstallPage(t *testing.T, p publication) {
	const page = "docs/how-to/install.md"
	home := filepath.Join(t.TempDir(), "anna")
	if err := os.Mkdir(home, 0o755); err != nil {
		t.Fatal(err)
	}
	minisign := lab.Program(t, "minisign")
	prepare := p.local("curl -fsSLO "+releases+"/latest/download/install.sh -O "+releases+"/latest/download/checksums.txt -O "+
		releases+"/latest/download/") + p.archive + "\n" +
		minisign + " -G -W -p minisign.pub -s key >made\n" +
		minisign + " -S -l -s key -m checksums.txt -x checksums.txt.minisig -t 'pyenvkit " + version + "'\n"
	exchanges := []exchange{{command: prepare}}
	for _, heading := range []string{"By script", "Verify", "Mirrors"} {
		for _, e := range consoles(t, page, heading) {
			if strings.HasPrefix(e.command, "cosign ") {
				continue
			}
			e.command = strings.NewReplacer("https://mirror.example/pyenvkit", releases+"/latest/download", "file:///media/usb/pyenvkit", "file://"+home).Replace(e.command)
			e.want = strings.ReplaceAll(e.want, "0123456789ab", "[...]") // the commit
			e.want = strings.ReplaceAll(e.want, archive, p.archive)
			if strings.HasSuffix(e.command, "sh install.sh\n") {
				e.want = "installed pyenvkit v1.2.3 [...]\n[...]\n"
			}
			exchanges = append(exchanges, e)
		}
	}
	converse(t, guest(t, p, home), p.at(home, exchanges))

	variables := regexp.MustCompile("(?m)^\\| `(PYENVKIT_[A-Z_]+)` ").FindAllStringSubmatch(read(t, page), -1)
	if len(variables) != 3 {
		t.Errorf("the page has %d variables", len(variables))
	}
	for _, v := range variables {
		for _, script := range []string{"install.sh", "install.ps1"} {
			if !strings.Contains(read(t, script), v[1]) {
				t.Errorf("%s does not know %s", script, v[1])
			}
		}
	}
}

// testUsePage types what docs/how-to/use.md has, with what it takes for granted. It
// does not show what commands say.
func testUsePage(t *testing.T, p publication) {
	home := filepath.Join(t.TempDir(), "anna")
	for _, script := range []string{"script.py", "app.py"} {
		lab.WriteFile(t, filepath.Join(home, script), "import sys; print(sys.argv)\n", 0o644)
	}
	prepare := p.local("curl -fsSL "+releases+"/latest/download/install.sh | sh 2>/dev/null") +
		" && pyenvkit create --quiet && pyenvkit create --quiet --without-pip app && .venv/bin/pip install --quiet pytest\n"
	exchanges := []exchange{{command: prepare}}
	for _, e := range consoles(t, "docs/how-to/use.md", "") {
		e.command, e.want = strings.ReplaceAll(e.command, "/srv/app", home+"/app"), "[...]\n"
		exchanges = append(exchanges, e)
	}
	converse(t, guest(t, p, home), p.at(home, exchanges))
}
