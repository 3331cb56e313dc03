package discover

import (
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/pyenvkit/pyenvkit/environment"
)

// A candidate is what may be an interpreter, before anybody has asked it.
type candidate struct {
	path        string
	origin      string
	hint        hint
	environment bool // it is in an environment
	file        file // what path leads to
}

// newCandidate makes one from a path; of says what its directory tells.
func (s *survey) newCandidate(path, origin string, of hint, inside bool) candidate {
	h := s.hintOfFile(path)
	c := candidate{path: path, origin: origin, environment: inside, file: s.resolve(path)}
	if c.file.path != "" && c.file.path != path {
		h = h.merge(s.hintOfFile(c.file.path))
	}
	c.hint = h.merge(of)
	return c
}

// hintOfFile is what the name of a file says.
func (f *Finder) hintOfFile(path string) hint {
	name, _ := f.system().program(filepath.Base(path))
	h, _ := hintOfProgram(name)
	return h
}

// everywhere returns all candidates there are: those on PATH first, in its
// order, then the active environment, then those that Windows has registered,
// those of tools, and those of the system. Many are one interpreter under several
// names.
func (f *Finder) everywhere() []candidate {
	l := f.recall()
	defer f.remember(l)
	s := f.survey(l)
	all := s.onPath()
	if dir := f.Env("VIRTUAL_ENV"); filepath.IsAbs(dir) {
		all = append(all, s.inPrefix(dir, "active environment", hint{})...)
	}
	all = append(all, s.registered()...)
	for _, i := range f.installations() {
		all = append(all, s.inPrefix(i.dir, i.origin, hintOfDirectory(versionIn(filepath.Base(i.dir))))...)
	}
	for _, prefix := range f.condaPrefixes() {
		all = append(all, s.inPrefix(prefix, "conda", hint{})...)
	}
	if f.system().Hierarchy {
		all = append(all, s.ofTheSystem()...)
	}
	return all
}

// ofTheSystem returns the candidates in the places that Linux and macOS have by
// convention.
func (s *survey) ofTheSystem() []candidate {
	var all []candidate
	f := s.Finder
	for _, brew := range []string{"/opt/homebrew", "/usr/local", "/home/linuxbrew/.linuxbrew"} {
		for _, keg := range f.subdirectories(f.place(brew, "opt")) {
			if name := filepath.Base(keg); strings.HasPrefix(name, "python@") || strings.HasPrefix(name, "pypy") {
				all = append(all, s.inPrefix(keg, "homebrew", hint{})...)
			}
		}
	}
	frameworks := []string{f.place("/Library/Frameworks")}
	if home := f.home(); home != "" {
		frameworks = append(frameworks, filepath.Join(home, "Library", "Frameworks"))
	}
	for _, dir := range frameworks {
		for _, framework := range []string{"Python.framework", "PythonT.framework"} {
			for _, version := range f.subdirectories(filepath.Join(dir, framework, "Versions")) {
				all = append(all, s.inPrefix(version, "framework", hint{})...)
			}
		}
	}
	prefixes := []string{f.place("/usr/local"), f.place("/usr")}
	prefixes = append(prefixes, f.subdirectories(f.place("/opt"))...)
	prefixes = append(prefixes, f.subdirectories(f.place("/opt/python"))...) // manylinux images
	for _, prefix := range prefixes {
		found, _ := s.inDirectory(filepath.Join(prefix, "bin"), "system", hint{})
		all = append(all, found...)
	}
	return all
}

// onPath returns the candidates on PATH, as survey.onPath does.
func (f *Finder) onPath() []candidate {
	l := f.recall()
	defer f.remember(l)
	return f.survey(l).onPath()
}

// onPath returns the candidates on PATH. A shim stands for what it leads to.
// Relative entries are passed over: what they mean depends on the directory
// one happens to be in.
func (s *survey) onPath() []candidate {
	var all []candidate
	var seen []string
	for _, dir := range s.system().splitList(s.Env("PATH")) {
		if !filepath.IsAbs(dir) {
			s.log("PATH entry %q is not absolute", dir)
			continue
		}
		if dir = filepath.Clean(dir); slices.Contains(seen, dir) {
			continue
		}
		seen = append(seen, dir)
		if shims, ok := s.shimsIn(dir); ok {
			id, _ := identify(dir)
			for _, name := range s.programs(dir, id) {
				if path, ok := shims.resolve(name); ok {
					_, inside := environment.Containing(path)
					all = append(all, s.newCandidate(path, shims.manager, shims.hintOf(path), inside))
				}
			}
			continue
		}
		found, _ := s.inDirectory(dir, "PATH", hint{})
		all = append(all, found...)
	}
	return all
}

// An installation is the directory of one version that a tool has installed.
type installation struct{ dir, origin string }

// installations returns what the version managers have installed, whether it
// is active or not.
func (f *Finder) installations() []installation {
	var all []installation
	add := func(origin string, dirs []string) {
		// uv, mise and asdf keep links such as 3.12 beside 3.12.1. Junctions are
		// irregular.
		links := func(dir string) int {
			info, err := os.Lstat(dir)
			return btoi(err == nil && info.Mode()&(fs.ModeSymlink|fs.ModeIrregular) != 0)
		}
		slices.SortStableFunc(dirs, func(a, b string) int { return links(a) - links(b) })
		for _, dir := range dirs {
			if !strings.HasPrefix(filepath.Base(dir), ".") {
				all = append(all, installation{dir, origin})
			}
		}
	}
	add("install manager", f.managedInstallations())
	add("Microsoft Store", f.storePackages())
	if root := f.pyenvRoot(); root != "" {
		add("pyenv", f.subdirectories(filepath.Join(root, "versions")))
	}
	for _, dir := range []string{f.Env("UV_PYTHON_INSTALL_DIR"), f.dataDir("uv", "python"), f.below(f.Env("APPDATA"), "uv", "python"), f.below(f.Env("APPDATA"), "uv", "data", "python")} {
		if dir != "" {
			add("uv", f.subdirectories(f.abs(dir)))
		}
	}
	for _, manager := range []struct{ name, root string }{{"mise", f.miseRoot()}, {"asdf", f.asdfRoot()}} {
		if manager.root != "" {
			add(manager.name, f.subdirectories(filepath.Join(manager.root, "installs", "python")))
		}
	}
	return all
}

// condaPrefixes returns the environments that conda and its kin have, the
// active one first.
func (f *Finder) condaPrefixes() []string {
	prefixes := []string{f.Env("CONDA_PREFIX")}
	roots := []string{f.Env("MAMBA_ROOT_PREFIX"), f.below(f.Env("APPDATA"), "mamba")}
	// Not %ProgramData%, nor the root of a drive, in which anybody may make
	// directories: what is installed there for all is registered.
	parents := []string{f.home(), f.Env("LOCALAPPDATA")}
	if f.system().Hierarchy {
		roots = append(roots, f.place("/opt/conda"))
		parents = append(parents, f.place("/opt"))
	}
	if home := f.home(); home != "" {
		if list, err := os.ReadFile(filepath.Join(home, ".conda", "environments.txt")); err == nil {
			for line := range strings.Lines(string(list)) {
				prefixes = append(prefixes, strings.TrimSpace(line))
			}
		}
	}
	for _, parent := range parents {
		for _, name := range condaNames {
			roots = append(roots, f.below(parent, name))
		}
	}
	for _, root := range roots {
		if root != "" && !absent(root) {
			prefixes = append(prefixes, root)
			prefixes = append(prefixes, f.subdirectories(filepath.Join(root, "envs"))...)
		}
	}
	return slices.DeleteFunc(prefixes, func(p string) bool { return !filepath.IsAbs(p) })
}

// condaNames are the usual names of the directory that conda is installed in.
var condaNames = []string{"miniconda3", "miniforge3", "mambaforge", "micromamba", "anaconda3"}

// pyenvRoot returns the directory of pyenv: that of PYENV_ROOT, of its shims on
// PATH, or the usual one.
func (f *Finder) pyenvRoot() string {
	if root := f.Env("PYENV_ROOT"); root != "" {
		return f.abs(root)
	}
	for _, dir := range f.system().splitList(f.Env("PATH")) {
		root := filepath.Dir(filepath.Clean(dir))
		if filepath.IsAbs(dir) && filepath.Base(dir) == "shims" && isDirectory(filepath.Join(root, "versions")) {
			return root
		}
	}
	// pyenv-win is another program, and has the directory below that of the other.
	if root := f.below(f.home(), ".pyenv", "pyenv-win"); root != "" && isDirectory(filepath.Join(root, "versions")) {
		return root
	}
	return f.below(f.home(), ".pyenv")
}

func (f *Finder) miseRoot() string {
	if root := f.Env("MISE_DATA_DIR"); root != "" {
		return f.abs(root)
	}
	if root := f.below(f.Env("LOCALAPPDATA"), "mise"); root != "" && isDirectory(root) {
		return root
	}
	return f.dataDir("mise")
}

func (f *Finder) asdfRoot() string {
	if root := f.Env("ASDF_DATA_DIR"); root != "" {
		return f.abs(root)
	}
	return f.below(f.home(), ".asdf")
}

// dataDir is a directory in the user's data directory (XDG Base Directory).
func (f *Finder) dataDir(parts ...string) string {
	if base := f.Env("XDG_DATA_HOME"); filepath.IsAbs(base) {
		return f.below(base, parts...)
	}
	return f.below(f.home(), append([]string{".local", "share"}, parts...)...)
}

// below joins a path, unless there is nothing to join it to.
func (*Finder) below(base string, parts ...string) string {
	if base == "" {
		return ""
	}
	return filepath.Join(append([]string{base}, parts...)...)
}

// place is a path of the system.
func (f *Finder) place(parts ...string) string {
	return filepath.Join(append([]string{f.Root}, parts...)...)
}

// subdirectories returns the paths of the directories in a directory, and of
// links to some, in order.
func (f *Finder) subdirectories(dir string) []string {
	var found []string
	names, _ := f.names(dir)
	slices.Sort(names)
	for _, name := range names {
		if path := filepath.Join(dir, name); isDirectory(path) {
			found = append(found, path)
		}
	}
	return found
}
