package pyenvkit

import (
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"github.com/pyenvkit/pyenvkit/interp"
)

// sites returns the directories of packages of the environment at root, relative to
// it and separated by slashes: those that paths names, else those that are there. The
// links of lib64 to lib make no second one.
func sites(root string, paths interp.Paths) []string {
	known := []string{paths.Purelib, paths.Platlib}
	found := distinctDirectories(root, known)
	if len(found) > 0 {
		return found
	}
	if found = distinctDirectories(root, sitesThere(root)); len(found) == 0 && paths.Purelib != "" {
		return []string{paths.Purelib} // it is not made yet
	}
	return found
}

// sitesThere lists what may be directories of packages in an environment of any
// kind and age: lib/python3.12/site-packages, Lib/site-packages, or, of PyPy before
// 3.7, site-packages.
func sitesThere(root string) []string {
	const packages = "site-packages"
	all := []string{packages}
	// By the names that they have: some file systems don't tell capitals apart.
	for _, lib := range entryNames(root) {
		if !strings.EqualFold(lib, "lib") && lib != "lib64" {
			continue
		}
		all = append(all, path.Join(lib, packages))
		for _, version := range entryNames(filepath.Join(root, lib)) {
			all = append(all, path.Join(lib, version, packages), path.Join(lib, version, "dist-packages"))
		}
	}
	return all
}

// entryNames lists a directory, as far as it can be read.
func entryNames(dir string) []string {
	entries, _ := os.ReadDir(dir)
	names := make([]string, len(entries))
	for i, e := range entries {
		names[i] = e.Name()
	}
	return names
}

// distinctDirectories returns those of the names below root that are directories,
// each once by the first of its names.
func distinctDirectories(root string, names []string) []string {
	var found []string
	var infos []os.FileInfo
	for _, name := range names {
		info, err := os.Stat(filepath.Join(root, filepath.FromSlash(name)))
		if name == "" || err != nil || !info.IsDir() {
			continue
		}
		if !slices.ContainsFunc(infos, func(other os.FileInfo) bool { return os.SameFile(info, other) }) {
			found, infos = append(found, name), append(infos, info)
		}
	}
	return found
}
