package pyenvkit

import (
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"github.com/pyenvkit/pyenvkit/seed"
)

// made are the entries at the top of an environment that tools make: venv,
// virtualenv, uv and pyenvkit; tox, pipx, pipenv and virtualenvwrapper, which keep
// notes there; Debian (local), PyPy (lib-python, lib_pypy, site-packages), Python 2.7
// on macOS (.Python); packages that make them without recording it (share, etc, man);
// and file managers. Not among them is src, into which `pip install -e git+...` clones:
// what is there may have been worked on.
var made = []string{
	"bin", "Scripts", "include", "Include", "lib", "lib32", "lib64", "Lib", "share", "etc", "man",
	configName, ".gitignore", "CACHEDIR.TAG", ".lock", ".pyenvkit-stage", "pip-selfcheck.json",
	"lib-python", "lib_pypy", "site-packages", "local", ".Python",
	toxNotes, "pipx_metadata.json", "uv-receipt.toml", ".project",
	".DS_Store", "desktop.ini", "Thumbs.db",
}

// toxNotes is in an environment that tox has made, which has more directories.
const toxNotes = ".tox-info.json"

// expected are entries of the directories in an environment that packages and tools
// make without recording it, by the beginnings of their names: interpreters and
// their libraries, activators, and what puts programs there. In "include" and the
// directories of a library of Python all is expected.
var expected = map[string][]string{
	"bin":     {"python", "pypy", "graalpy", "\U0001d70bthon", "libp", "activate", "Activate", "deactivate", "pip", "wheel", "easy_install", "pydoc", "__pycache__", "."},
	"Scripts": {"python", "pypy", "activate", "Activate", "deactivate", "pip", "wheel", "easy_install", "pydoc", "__pycache__", "vcruntime", "lib", "DLLs", "."},
	"lib":     {"python", "pypy", "graalpy", "libp", "pkgconfig", "."},
	"share":   {"man", "doc", "jupyter", "locale", "applications", "icons", "virtualenv", "python-wheels", "."},
	"etc":     {"jupyter", "ipython", "."},
	"man":     {"man", "."},
}

// own lists what in an environment is the user's, at its top or one below: neither a
// tool nor, by what it recorded, a package has made it. `python -m venv .` makes an
// environment of a project's directory. One that can't be read is an error.
func own(root string) ([]string, error) {
	if _, err := os.ReadDir(root); err != nil {
		return nil, err
	}
	names := entryNames(root)
	known := made
	if slices.Contains(names, toxNotes) {
		known = append([]string{"log", "tmp"}, made...)
	}
	var unknown []string
	for _, name := range names {
		beginnings, inspected := expected[name]
		switch {
		case !slices.Contains(known, name):
			unknown = append(unknown, name)
		case inspected:
			for _, entry := range entryNames(filepath.Join(root, name)) {
				if !slices.ContainsFunc(beginnings, func(b string) bool { return strings.HasPrefix(entry, b) }) {
					unknown = append(unknown, name+"/"+entry)
				}
			}
		}
	}
	if len(unknown) == 0 {
		return nil, nil
	}
	recorded := map[string]bool{}
	for _, site := range distinctDirectories(root, sitesThere(root)) {
		for _, file := range seed.Outside(filepath.Join(root, filepath.FromSlash(site))) {
			for dir := path.Join(site, file); dir != "." && dir != "/"; dir = path.Dir(dir) {
				recorded[dir] = true
			}
		}
	}
	return slices.DeleteFunc(unknown, func(name string) bool { return recorded[name] }), nil
}
