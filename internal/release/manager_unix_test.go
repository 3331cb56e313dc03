//go:build unix

package release

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/pyenvkit/pyenvkit/internal/lab"
)

// TestManagers puts the program where package managers have it.
func TestManagers(t *testing.T) {
	const record = "pyenvkit/__init__.py,,\n../../../bin/pyenvkit,sha256=x,1\n"
	for _, test := range []struct {
		name, path     string
		files          map[string]string // beside it
		update, remove string            // the commands of the hints; "" where it is not refused
	}{
		{"Homebrew", "opt/homebrew/Caskroom/pyenvkit/1.0.0/pyenvkit", nil, "brew upgrade --cask pyenvkit", "brew uninstall --cask pyenvkit"},
		{"Homebrew's formula", "opt/homebrew/Cellar/pyenvkit/1.0.0/bin/pyenvkit", nil, "brew upgrade pyenvkit", "brew uninstall pyenvkit"},
		{"Scoop", "Users/anna/scoop/apps/pyenvkit/current/pyenvkit", nil, "scoop update pyenvkit", "scoop uninstall pyenvkit"},
		{
			"winget", "AppData/Local/Microsoft/WinGet/Packages/pyenvkit.pyenvkit_Microsoft.Winget.Source_8wekyb3d8bbwe/pyenvkit", nil,
			"winget upgrade pyenvkit.pyenvkit", "winget uninstall pyenvkit.pyenvkit",
		},
		{"Nix", "nix/store/0123-pyenvkit-1.0.0/bin/pyenvkit", nil, "nix profile upgrade pyenvkit", "nix profile remove pyenvkit"},
		{"Guix", "gnu/store/0123-pyenvkit-1.0.0/bin/pyenvkit", nil, "guix upgrade pyenvkit", "guix remove pyenvkit"},
		{
			"uv", "uv/tools/pyenvkit/bin/pyenvkit",
			map[string]string{"uv-receipt.toml": "", "lib/python3.12/site-packages/pyenvkit-1.0.0.dist-info/RECORD": record},
			"uv tool upgrade pyenvkit", "uv tool uninstall pyenvkit",
		},
		{
			"pipx", "venvs/pyenvkit/bin/pyenvkit",
			map[string]string{"pipx_metadata.json": "", "lib/python3.12/site-packages/pyenvkit-1.0.0.dist-info/RECORD": record},
			"pipx upgrade pyenvkit", "pipx uninstall pyenvkit",
		},
		{"conda", "conda/bin/pyenvkit", map[string]string{"conda-meta/pyenvkit-1.0.0-0.json": ""}, "conda update pyenvkit", "conda remove pyenvkit"},
		{"a conda without it", "conda/bin/pyenvkit", map[string]string{"conda-meta/python-3.12.json": ""}, "", ""},
		{
			"pip", "env/bin/pyenvkit",
			map[string]string{"lib/python3.12/site-packages/pyenvkit-1.0.0.dist-info/RECORD": record},
			"pip install --upgrade pyenvkit", "pip uninstall pyenvkit",
		},
		{
			"pip of Debian", "bin/pyenvkit",
			map[string]string{"lib/python3/dist-packages/pyenvkit-1.0.0.dist-info/RECORD": record},
			"pip install --upgrade pyenvkit", "pip uninstall pyenvkit",
		},
		{
			"pip of Windows", "env/Scripts/pyenvkit",
			map[string]string{"Lib/site-packages/pyenvkit-1.0.0.dist-info/RECORD": "../../Scripts/pyenvkit,,\n"},
			"pip install --upgrade pyenvkit", "pip uninstall pyenvkit",
		},
		{"pip, another program", "env/bin/pyenvkit", map[string]string{
			"lib/python3.12/site-packages/pyenvkit-1.0.0.dist-info/RECORD": strings.ReplaceAll(record, "bin/", "other/"),
		}, "", ""},
		{"go", "home/go/bin/pyenvkit", nil, "go install github.com/pyenvkit/pyenvkit/cmd/pyenvkit@latest", ""},
		{"GOPATH", "gopath/bin/pyenvkit", nil, "go install github.com/pyenvkit/pyenvkit/cmd/pyenvkit@latest", ""},
		{"GOBIN", "gobin/pyenvkit", nil, "go install github.com/pyenvkit/pyenvkit/cmd/pyenvkit@latest", ""},
		{"the installer", "home/.local/bin/pyenvkit", nil, "", ""},
		{"the installer, strange names", "a[b]*/bin/pyenvkit", nil, "", ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			m := newMirror(t, newer, script(newer))
			u := installed(t, m)
			u.Path = filepath.Join(u.Dir, test.path)
			u.Environ = append(u.Environ, "GOBIN="+u.Dir+"/gobin", "GOPATH=/none:"+u.Dir+"/gopath")
			lab.WriteFile(t, u.Path, script(older), 0o755)
			for name, content := range test.files {
				lab.WriteFile(t, filepath.Join(filepath.Dir(filepath.Dir(u.Path)), name), content, 0o644)
			}
			before := lab.Tree(t, u.Dir)
			_, err := Uninstall{Installation: u.Installation}.Items(t.Context())
			refused(t, test.remove, err)
			same(t, before, u.Dir)
			_, err = u.Run(t.Context())
			refused(t, test.update, err)
			if test.update != "" {
				same(t, before, u.Dir)
			}
		})
	}
}

// refused fails the test unless the way out is a command, "" if nothing is refused.
func refused(t *testing.T, command string, err error) {
	t.Helper()
	if command == "" {
		expect(t, "", err)
		return
	}
	managed := (*ManagedError)(nil)
	if !errors.As(err, &managed) {
		t.Fatalf("the error is %v", err)
	}
	if want := "run `" + command + "`"; managed.Ways[0] != want {
		t.Errorf("the way out is %q, want %q", managed.Ways[0], want)
	}
}

// TestSystemManagers asks those of systems, here scripts, about what is where they
// install.
func TestSystemManagers(t *testing.T) {
	for _, test := range []struct {
		path string
		// programs are on PATH, and know the path.
		programs       []string
		update, remove string
	}{
		{"/usr/bin/pyenvkit", []string{"dpkg"}, "apt install --only-upgrade pyenvkit", "apt remove pyenvkit"},
		{"/usr/bin/pyenvkit", []string{"rpm", "zypper"}, "zypper update pyenvkit", "zypper remove pyenvkit"},
		{"/usr/bin/pyenvkit", []string{"rpm", "yum"}, "yum update pyenvkit", "yum remove pyenvkit"},
		{"/usr/bin/pyenvkit", []string{"rpm", "dnf", "yum"}, "dnf upgrade pyenvkit", "dnf remove pyenvkit"},
		{"/usr/bin/pyenvkit", []string{"apk"}, "apk upgrade pyenvkit", "apk del pyenvkit"},
		{"/opt/pyenvkit/bin/pyenvkit", []string{"pacman"}, "pacman -Syu pyenvkit", "pacman -R pyenvkit"},
		{"/usr/local/bin/pyenvkit", []string{"dpkg"}, "", ""},
		{"/usr/home/anna/bin/pyenvkit", []string{"dpkg"}, "", ""},
		{"/srv/bin/pyenvkit", []string{"dpkg"}, "", ""},
		{"/usr/bin/pyenvkit", nil, "", ""},
	} {
		tools := t.TempDir()
		for _, program := range test.programs {
			lab.WriteFile(t, filepath.Join(tools, program), "#!/bin/sh\nfor path; do :; done\n[ \"$path\" = "+test.path+" ]\n", 0o755)
		}
		i := Installation{Path: test.path, Version: "v" + older, Platform: here, Dir: tools, Environ: []string{"PATH=" + tools, "HOME=/usr/home/anna"}}
		refused(t, test.update, i.updatable(t.Context()))
		m := i.manager(t.Context())
		if (m != nil) != (test.remove != "") || m != nil && i.choose(m.remove) != test.remove {
			t.Errorf("%s with %q: %v", test.path, test.programs, m)
		}
		i.Path += "-other"
		if m := i.manager(t.Context()); m != nil {
			t.Errorf("%s owns what it does not know", m.name)
		}
	}
}

// TestDebianOwnsWhatItHasInstalled asks the real dpkg.
func TestDebianOwnsWhatItHasInstalled(t *testing.T) {
	lab.Program(t, "dpkg")
	i := Installation{Path: "/usr/bin/dpkg", Version: "v" + older, Platform: here, Dir: "/", Environ: os.Environ()}
	refused(t, "apt install --only-upgrade pyenvkit", i.updatable(t.Context()))
	i.Environ = []string{"PATH=/nowhere"}
	refused(t, "apt install --only-upgrade pyenvkit", i.updatable(t.Context()))
	i.Path = "/usr/bin/pyenvkit-of-nobody"
	expect(t, "", i.updatable(t.Context()))
}

// TestNoRelease refuses what was built by somebody else than the authors.
func TestNoRelease(t *testing.T) {
	i := Installation{Path: "/srv/bin/pyenvkit", Version: "v1.0.0", Platform: here, Dir: "/", Environ: []string{"HOME=/srv"}}
	expect(t, "", i.updatable(t.Context()))
	i.Downloaded = true
	expect(t, "was installed by go", i.updatable(t.Context()))
	i.Downloaded, i.Version = false, "(devel)"
	expect(t, "was built from a checkout ((devel)), and is no release", i.updatable(t.Context()))
}
