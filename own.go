package pyenvkit

import (
	"os"
	"path"
	"path/filepath"
	"slices"

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

// own lists the entries at the top of an environment that are the user's: neither a
// tool nor, by what it recorded, a package has made them. `python -m venv .` makes an
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
	names = slices.DeleteFunc(names, func(name string) bool { return slices.Contains(known, name) })
	if len(names) == 0 {
		return nil, nil
	}
	recorded := map[string]bool{}
	for _, site := range distinctDirectories(root, sitesThere(root)) {
		for _, file := range seed.Outside(filepath.Join(root, filepath.FromSlash(site))) {
			recorded[top(path.Join(site, file))] = true
		}
	}
	return slices.DeleteFunc(names, func(name string) bool { return recorded[name] }), nil
}
