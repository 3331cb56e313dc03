package release

import (
	"context"
	"io/fs"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/pyenvkit/pyenvkit/platform"
)

// A manager installs programs, and keeps books on what it has installed. Any of three
// things shows that it has installed this one.
type manager struct {
	name string
	// within are parts of its path, in lower case and with slashes.
	within []string
	// beside are patterns ([path.Match]) of files, seen from the directory that its own
	// is in. One called RECORD has to name it.
	beside []string
	// owner is a command that ends well if it is told the path of what it has installed.
	owner []string
	// update and remove are the commands of the user; of several, the first that is there.
	update, remove []string
}

// managers are all that are known. Those that keep what they have installed in a Python
// environment of their own come before pip, which has put it there.
var managers = []manager{
	{name: "Homebrew", within: []string{"/caskroom/pyenvkit/"}, update: []string{"brew upgrade --cask pyenvkit"}, remove: []string{"brew uninstall --cask pyenvkit"}},
	{name: "Homebrew", within: []string{"/cellar/pyenvkit/"}, update: []string{"brew upgrade pyenvkit"}, remove: []string{"brew uninstall pyenvkit"}},
	{name: "Scoop", within: []string{"/scoop/apps/pyenvkit/"}, update: []string{"scoop update pyenvkit"}, remove: []string{"scoop uninstall pyenvkit"}},
	{name: "winget", within: []string{"/winget/packages/pyenvkit.pyenvkit_"}, update: []string{"winget upgrade pyenvkit.pyenvkit"}, remove: []string{"winget uninstall pyenvkit.pyenvkit"}},
	{name: "Nix", within: []string{"/nix/store/"}, update: []string{"nix profile upgrade pyenvkit"}, remove: []string{"nix profile remove pyenvkit"}},
	{name: "Guix", within: []string{"/gnu/store/"}, update: []string{"guix upgrade pyenvkit"}, remove: []string{"guix remove pyenvkit"}},
	{name: "uv", beside: []string{"uv-receipt.toml"}, update: []string{"uv tool upgrade pyenvkit"}, remove: []string{"uv tool uninstall pyenvkit"}},
	{name: "pipx", beside: []string{"pipx_metadata.json"}, update: []string{"pipx upgrade pyenvkit"}, remove: []string{"pipx uninstall pyenvkit"}},
	{name: "conda", beside: []string{"conda-meta/pyenvkit-*.json"}, update: []string{"conda update pyenvkit"}, remove: []string{"conda remove pyenvkit"}},
	{
		name: "pip",
		beside: []string{
			"lib*/python*/site-packages/pyenvkit-*.dist-info/RECORD",
			"lib*/python*/dist-packages/pyenvkit-*.dist-info/RECORD", // Debian
			"lib*/pypy*/site-packages/pyenvkit-*.dist-info/RECORD",
			"Lib/site-packages/pyenvkit-*.dist-info/RECORD", // Windows
			"site-packages/pyenvkit-*.dist-info/RECORD",     // Windows, for one user
		},
		update: []string{"pip install --upgrade pyenvkit"}, remove: []string{"pip uninstall pyenvkit"},
	},
	{name: "apt", owner: []string{"dpkg", "-S"}, update: []string{"apt install --only-upgrade pyenvkit"}, remove: []string{"apt remove pyenvkit"}},
	{
		name: "rpm", owner: []string{"rpm", "-qf"},
		update: []string{"dnf upgrade pyenvkit", "zypper update pyenvkit", "yum update pyenvkit"},
		remove: []string{"dnf remove pyenvkit", "zypper remove pyenvkit", "yum remove pyenvkit"},
	},
	{name: "apk", owner: []string{"apk", "info", "--who-owns"}, update: []string{"apk upgrade pyenvkit"}, remove: []string{"apk del pyenvkit"}},
	{name: "pacman", owner: []string{"pacman", "-Qqo"}, update: []string{"pacman -Syu pyenvkit"}, remove: []string{"pacman -R pyenvkit"}},
}

// manager returns the one that has installed the program, nil for none.
func (i Installation) manager(ctx context.Context) *manager {
	systems := i.isSystem()
	for n := range managers {
		m := &managers[n]
		if i.isWithin(m) || i.isBeside(m) || systems && i.isOwned(ctx, m) {
			return m
		}
	}
	return nil
}

func (i Installation) isWithin(m *manager) bool {
	where := strings.ToLower(filepath.ToSlash(i.Path))
	return slices.ContainsFunc(m.within, func(part string) bool { return strings.Contains(where, part) })
}

func (i Installation) isBeside(m *manager) bool {
	around := filepath.Dir(filepath.Dir(i.Path))
	files := os.DirFS(around)
	for _, pattern := range m.beside {
		found, _ := fs.Glob(files, pattern) // the patterns are right
		for _, name := range found {
			if path.Base(name) != "RECORD" || i.isRecorded(around, name) {
				return true
			}
		}
	}
	return false
}

// isRecorded reports whether a RECORD, of what a wheel has brought, names the program.
func (i Installation) isRecorded(around, name string) bool {
	content, err := os.ReadFile(filepath.Join(around, filepath.FromSlash(name)))
	if err != nil {
		return false
	}
	program, err := os.Stat(i.Path)
	if err != nil {
		return false
	}
	packages := filepath.Join(around, filepath.FromSlash(path.Dir(path.Dir(name))))
	for line := range strings.Lines(string(content)) {
		file, _, _ := strings.Cut(line, ",")
		if path.Base(file) != filepath.Base(i.Path) {
			continue
		}
		if info, err := os.Stat(filepath.Join(packages, filepath.FromSlash(file))); err == nil && os.SameFile(info, program) {
			return true
		}
	}
	return false
}

// isSystem reports whether the program is where the package managers of systems
// install.
func (i Installation) isSystem() bool {
	below := func(dirs ...string) bool {
		return slices.ContainsFunc(dirs, func(dir string) bool { return dir != "" && strings.HasPrefix(i.Path, dir+"/") })
	}
	home := strings.TrimRight(platform.Variable(i.Environ, "HOME"), "/")
	return below("/usr", "/bin", "/opt") && !below("/usr/local", home)
}

// isOwned asks a package manager whether it has installed the program.
func (i Installation) isOwned(ctx context.Context, m *manager) bool {
	if m.owner == nil {
		return false
	}
	environ := i.Environ
	command, err := platform.LookPath(m.owner[0], i.Dir, environ)
	if err != nil {
		// Not every job has the PATH of an administrator, and apk is in /sbin.
		environ = platform.WithVariable(environ, "PATH", "/usr/sbin:/usr/bin:/sbin:/bin", true)
		command, err = platform.LookPath(m.owner[0], i.Dir, environ)
	}
	if err != nil {
		return false
	}
	const longest = 30 * time.Second
	ctx, cancel := context.WithTimeout(ctx, longest)
	defer cancel()
	cmd := exec.CommandContext(ctx, command, append(slices.Clone(m.owner[1:]), i.Path)...)
	cmd.Env, cmd.Dir = environ, i.Dir
	return cmd.Run() == nil
}

// choose returns the first of the commands whose program is there.
func (i Installation) choose(commands []string) string {
	for _, command := range commands {
		name, _, _ := strings.Cut(command, " ")
		if _, err := platform.LookPath(name, i.Dir, i.Environ); err == nil {
			return command
		}
	}
	return commands[0]
}

// updatable refuses to update what this program has not installed, or what is no
// release. The error is a [*ManagedError].
func (i Installation) updatable(ctx context.Context) error {
	const fromGo = "run `go install github.com/pyenvkit/pyenvkit/cmd/pyenvkit@latest`"
	if m := i.manager(ctx); m != nil {
		e := &ManagedError{i.Path, "was installed by " + m.name + ", which is to update it", []string{"run `" + i.choose(m.update) + "`"}}
		if m.owner != nil {
			e.Ways = append(e.Ways, "or with the package of a release, where no repository has it: "+releases)
		}
		return e
	}
	if i.Downloaded || slices.ContainsFunc(i.goDirectories(), i.isIn) {
		return &ManagedError{i.Path, "was installed by go", []string{fromGo}}
	}
	if !i.isRelease() {
		return &ManagedError{i.Path, "was built from a checkout (" + i.Version + "), and is no release", []string{"build it again there: `git pull && make build`", byInstaller}}
	}
	return nil
}

// isIn reports whether the program is in a directory.
func (i Installation) isIn(dir string) bool {
	real, err := platform.RealPath(dir)
	return err == nil && real == filepath.Dir(i.Path)
}

// goDirectories are those that `go install` installs into.
func (i Installation) goDirectories() []string {
	var dirs []string
	if dir := platform.Variable(i.Environ, "GOBIN"); filepath.IsAbs(dir) {
		dirs = append(dirs, dir)
	}
	for _, root := range filepath.SplitList(platform.Variable(i.Environ, "GOPATH")) {
		dirs = append(dirs, filepath.Join(root, "bin"))
	}
	for _, home := range []string{"HOME", "USERPROFILE"} {
		if home = platform.Variable(i.Environ, home); home != "" {
			dirs = append(dirs, filepath.Join(home, "go", "bin"))
		}
	}
	return dirs
}

// isRelease reports whether the version is that of a release. Go gives a commit without
// a tag one that ends in its time and its hash: "v1.2.4-0.20261121204512-0123456789ab".
func (i Installation) isRelease() bool {
	v, err := ParseVersion(i.Version)
	if err != nil {
		return false
	}
	if !v.Early() {
		return true
	}
	at, hash, _ := strings.Cut(v.early[len(v.early)-1], "-")
	return len(at) != len("20061102150405") || strings.Trim(at, "0123456789") != "" || len(hash) != 12
}

// A ManagedError reports a program that somebody else has installed.
type ManagedError struct {
	Path string
	Who  string   // what is to be said of it: "was installed by apt, which is to update it"
	Ways []string // the ways out
}

func (e *ManagedError) Error() string { return e.Path + " " + e.Who }

// Hints says the way out.
func (e *ManagedError) Hints() []string { return e.Ways }
