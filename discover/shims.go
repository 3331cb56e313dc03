package discover

import (
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/pelletier/go-toml/v2"
)

// shims are a directory of programs that stand for those of a version that a
// manager selects. They are shell scripts or, on Windows, batch files; starting
// one costs more than a Python does, and fails where nothing is selected, so the
// manager's files are read instead.
type shims struct {
	system   *System
	manager  string   // "pyenv", "mise", "asdf"
	selected []string // directories of the versions that are active, in order
}

// shimsIn recognises a directory of shims by its name and by what lies beside.
func (f *Finder) shimsIn(dir string) (shims, bool) {
	if filepath.Base(dir) != "shims" {
		return shims{}, false
	}
	root := filepath.Dir(dir)
	if versions := filepath.Join(root, "versions"); isDirectory(versions) {
		return shims{f.system(), "pyenv", f.selected(versions, f.pyenvSelection(root))}, true
	}
	installs := filepath.Join(root, "installs")
	if !isDirectory(installs) {
		return shims{}, false
	}
	versions := filepath.Join(installs, "python")
	if root == f.miseRoot() || strings.Contains(filepath.Base(root), "mise") {
		return shims{f.system(), "mise", f.selected(versions, f.miseSelection())}, true
	}
	return shims{f.system(), "asdf", f.selected(versions, f.asdfSelection())}, true
}

// A selection is what selects versions.
type selection struct {
	words []string // nil if nothing is said
	file  string   // the path of the file that says it; "" for a variable
}

// resolve returns the program that a shim leads to: that of the first selected
// version that has it.
func (s shims) resolve(name string) (string, bool) {
	name, _ = s.system.program(name)
	for _, version := range s.selected {
		path := filepath.Join(version, s.system.Below[0], name+s.system.Extension)
		if _, err := os.Stat(path); err == nil {
			return path, true
		}
	}
	return "", false
}

// hintOf is what the directory of a version says of a program that resolve has
// found in it.
func (s shims) hintOf(path string) hint {
	for _, version := range s.selected {
		if strings.HasPrefix(path, version+string(filepath.Separator)) {
			return hintOfDirectory(filepath.Base(version))
		}
	}
	return hint{}
}

// selected returns the directories of versions by the words that select them:
// the name of a directory, the beginning of a version, "latest", or, in a
// variable, a path. "system" selects none, as what follows on PATH is found
// anyway.
func (f *Finder) selected(versions string, s selection) []string {
	var dirs []string
	for _, word := range s.words {
		if path, ok := strings.CutPrefix(word, "path:"); ok {
			switch {
			case s.file != "":
				f.log("%v", &PathInFileError{s.file, word})
			case filepath.IsAbs(path):
				dirs = append(dirs, path)
			}
			continue
		}
		if word == "system" {
			continue
		}
		dir, ok := f.versionNamed(versions, word)
		if !ok {
			f.log("%s is selected, but not in %s", word, versions)
			continue
		}
		dirs = append(dirs, dir)
	}
	return dirs
}

// versionNamed finds the directory of a version: of exactly that name, or the
// newest final release that the word begins. It is always one below versions,
// as "3.12.1" or, of pyenv-virtualenv, "3.12.1/envs/work" is.
func (f *Finder) versionNamed(versions, word string) (string, bool) {
	for _, name := range []string{word, strings.TrimPrefix(word, "python-")} {
		if !filepath.IsLocal(name) || strings.HasPrefix(name, ".") || strings.Contains(name, "..") {
			continue
		}
		if dir := filepath.Join(versions, name); isDirectory(dir) {
			return dir, true
		}
	}
	word = strings.TrimPrefix(strings.TrimPrefix(word, "prefix:"), "latest:")
	var best string
	var newest hint
	for _, dir := range f.subdirectories(versions) {
		name := filepath.Base(dir)
		h := hintOfDirectory(name)
		if !h.exact || h.freeThreaded || h.debug || word != "latest" && !strings.HasPrefix(name, word+".") {
			continue
		}
		if best == "" || slices.Compare(h.release, newest.release) > 0 {
			best, newest = dir, h
		}
	}
	return best, best != ""
}

// pyenvSelection returns the versions that pyenv selects (pyenv, COMMANDS.md,
// "Version selection"): by PYENV_VERSION, the nearest .python-version, or its
// own file "version".
func (f *Finder) pyenvSelection(root string) selection {
	if words := f.Env("PYENV_VERSION"); words != "" {
		// pyenv has colons between them, pyenv-win blanks.
		return selection{words: strings.FieldsFunc(words, func(r rune) bool { return r == ':' || r == ' ' })}
	}
	for dir := range upwards(f.Dir) {
		file := filepath.Join(dir, versionFile)
		if content, err := f.readPlain(file); err == nil {
			return selection{versionWords(string(content)), file}
		}
	}
	file := filepath.Join(root, "version")
	content, err := os.ReadFile(file)
	if err != nil {
		return selection{}
	}
	return selection{versionWords(string(content)), file}
}

// asdfSelection returns the versions that asdf selects: by its variable, or
// the nearest .tool-versions, of which the last is in the home directory.
func (f *Finder) asdfSelection() selection {
	if words := strings.Fields(f.Env("ASDF_PYTHON_VERSION")); len(words) > 0 {
		return selection{words: words}
	}
	for dir := range upwards(f.Dir) {
		if s := f.toolVersions(filepath.Join(dir, ".tool-versions")); s.words != nil {
			return s
		}
	}
	return f.toolVersions(f.below(f.home(), ".tool-versions"))
}

// miseSelection returns the versions that mise selects: by its variable, the
// nearest of its files, or its global one.
func (f *Finder) miseSelection() selection {
	if words := strings.FieldsFunc(f.Env("MISE_PYTHON_VERSION"), func(r rune) bool { return r == ' ' || r == ',' }); len(words) > 0 {
		return selection{words: words}
	}
	for dir := range upwards(f.Dir) {
		for _, name := range []string{"mise.local.toml", "mise.toml", ".mise.toml", "mise/config.toml", ".config/mise.toml", ".config/mise/config.toml"} {
			if s := f.miseTools(filepath.Join(dir, name)); s.words != nil {
				return s
			}
		}
		if s := f.toolVersions(filepath.Join(dir, ".tool-versions")); s.words != nil {
			return s
		}
	}
	config := f.below(f.home(), ".config")
	if base := f.Env("XDG_CONFIG_HOME"); filepath.IsAbs(base) {
		config = base
	}
	return f.miseTools(f.below(config, "mise", "config.toml"))
}

// miseTools reads [tools] python of a file of mise: a version, a table with
// one, or a list of either.
func (f *Finder) miseTools(path string) selection {
	var config struct {
		Tools map[string]any `toml:"tools"`
	}
	content, err := f.readPlain(path)
	if err != nil {
		return selection{}
	}
	if err := toml.Unmarshal(content, &config); err != nil {
		f.log("%s is not read: %v", path, err)
		return selection{}
	}
	var words []string
	var add func(any)
	add = func(value any) {
		switch v := value.(type) {
		case string:
			words = append(words, v)
		case map[string]any:
			add(v["version"])
		case []any:
			for _, item := range v {
				add(item)
			}
		}
	}
	add(config.Tools["python"])
	return selection{words, path}
}

// toolVersions reads the line of Python in a .tool-versions file.
func (f *Finder) toolVersions(path string) selection {
	content, err := f.readPlain(path)
	if err != nil {
		return selection{}
	}
	for line := range strings.Lines(string(content)) {
		line, _, _ = strings.Cut(line, "#")
		if words := strings.Fields(line); len(words) > 1 && words[0] == "python" {
			return selection{words[1:], path}
		}
	}
	return selection{}
}

func isDirectory(path string) bool {
	info, err := os.Stat(path)
	return err == nil && info.IsDir()
}
