package seed

import (
	"cmp"
	"encoding/json"
	"io/fs"
	"net/url"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"github.com/pyenvkit/pyenvkit/seed/wheel"
)

// An Item is a distribution as a list for people shows it, however old the way in
// which it was installed.
type Item struct {
	// Name is the project's name, normalized (PEP 503).
	Name string
	// Version is as the metadata has it, "" if there is none to be found.
	Version string
	// Installer is the program that has put it in ("pip", "uv"), "" if it did not say so.
	Installer string
	// Editable is the directory of the sources that it is used from (PEP 660, or
	// `setup.py develop`), "" for one that is used from where it is installed.
	Editable string
}

// Inventory lists the distributions in the site-packages directory dir, those of
// setuptools and distutils before PEP 376 among them (egg-info, egg and egg-link),
// sorted by name. There is no error: what can't be read is not there.
func Inventory(dir string) []Item {
	site := os.DirFS(dir)
	var all []Item
	for _, d := range Installed(site) {
		all = append(all, Item{d.Name, d.Version, text(site, path.Join(d.info, "INSTALLER")), editable(site, d.info)})
	}
	entries, _ := fs.ReadDir(site, ".")
	for _, e := range entries {
		if item, ok := legacy(dir, e.Name()); ok {
			all = append(all, item)
		}
	}
	slices.SortFunc(all, func(a, b Item) int {
		return cmp.Or(cmp.Compare(a.Name, b.Name), cmp.Compare(a.Version, b.Version), cmp.Compare(a.Editable, b.Editable))
	})
	return slices.Compact(all)
}

// text returns the first line of a small file, "" if there is none.
func text(site fs.FS, name string) string {
	line, _, _ := strings.Cut(string(plainFile(site, name)), "\n")
	return strings.TrimSpace(line)
}

// longest is more than metadata holds, in bytes.
const longest = 64 << 20

// plainFile returns the content of a regular file, nil if it can't be had: a pipe would
// be waited for.
func plainFile(site fs.FS, name string) []byte {
	info, err := fs.Stat(site, name)
	if err != nil || !info.Mode().IsRegular() || info.Size() > longest {
		return nil
	}
	content, err := fs.ReadFile(site, name)
	if err != nil {
		return nil
	}
	return content
}

// editable returns the directory that direct_url.json (PEP 610) names for an editable
// installation, or its URL if that is no local one.
func editable(site fs.FS, info string) string {
	var direct struct {
		URL  string `json:"url"`
		Info struct {
			Editable bool `json:"editable"`
		} `json:"dir_info"`
	}
	if json.Unmarshal(plainFile(site, path.Join(info, "direct_url.json")), &direct) != nil || !direct.Info.Editable {
		return ""
	}
	u, err := url.Parse(direct.URL)
	if err != nil || u.Scheme != "file" || u.Path == "" {
		return direct.URL
	}
	if volume := filepath.VolumeName(filepath.FromSlash(strings.TrimPrefix(u.Path, "/"))); volume != "" {
		u.Path = strings.TrimPrefix(u.Path, "/") // file:///C:/src
	}
	return filepath.FromSlash(u.Path)
}

// legacy returns the distribution that an entry of a site-packages directory stands
// for, of a kind that is older than PEP 376.
func legacy(dir, name string) (Item, bool) {
	site := os.DirFS(dir)
	if stem, ok := strings.CutSuffix(name, ".egg-link"); ok {
		source := text(site, name)
		if source == "" {
			return Item{}, false
		}
		item := named(stem, plainFile(os.DirFS(source), path.Join(strings.ReplaceAll(stem, "-", "_")+".egg-info", "PKG-INFO")))
		item.Editable = source
		return item, true
	}
	stem, isInfo := strings.CutSuffix(name, ".egg-info")
	stem, isEgg := strings.CutSuffix(stem, ".egg")
	if isInfo == isEgg || strings.HasPrefix(stem, "~") {
		return Item{}, false
	}
	metadata := plainFile(site, path.Join(name, "PKG-INFO")) // setuptools
	switch {
	case isEgg:
		metadata = plainFile(site, path.Join(name, "EGG-INFO", "PKG-INFO"))
	case metadata == nil:
		metadata = plainFile(site, name) // distutils: one file
	}
	item := named(stem, metadata)
	if isInfo {
		item.Installer = text(site, path.Join(name, "INSTALLER"))
	}
	return item, true
}

// named returns the distribution that PKG-INFO describes, or, without that, the stem
// of the name of an egg: "Name-1.0-py2.7".
func named(stem string, metadata []byte) Item {
	name, rest, _ := strings.Cut(stem, "-")
	version, _, _ := strings.Cut(rest, "-")
	if declared := wheel.Field(metadata, "Name"); declared != "" {
		name, version = declared, wheel.Field(metadata, "Version")
	}
	return Item{Name: wheel.Normalize(name), Version: version}
}

// Outside lists the files that the distributions in the site-packages directory dir
// have put elsewhere, by paths relative to it and separated by slashes: scripts,
// headers, data ("../../../share/man/man1/x.1"). What can't be read is not there.
func Outside(dir string) []string {
	site := os.DirFS(dir)
	entries, _ := fs.ReadDir(site, ".")
	var all []string
	for _, e := range entries {
		switch {
		case strings.HasSuffix(e.Name(), ".dist-info"):
			all = append(all, recordedOutside(plainFile(site, path.Join(e.Name(), "RECORD")))...)
		case strings.HasSuffix(e.Name(), ".egg-info"):
			// Written by pip for setup.py, with paths relative to the directory itself.
			for line := range strings.Lines(string(plainFile(site, path.Join(e.Name(), "installed-files.txt")))) {
				if file := path.Join(e.Name(), strings.TrimRight(line, "\r\n")); strings.HasPrefix(file, "../") {
					all = append(all, file)
				}
			}
		}
	}
	return all
}

// recordedOutside returns the paths of a RECORD file that lead out of site-packages.
// Only their lines are parsed: there may be a hundred thousand others.
func recordedOutside(record []byte) []string {
	var lines strings.Builder
	for line := range strings.Lines(string(record)) {
		if strings.HasPrefix(line, "../") || strings.HasPrefix(line, `"../`) {
			lines.WriteString(line)
		}
	}
	rows, err := wheel.ParseRecord([]byte(lines.String()))
	if err != nil {
		return nil
	}
	var all []string
	for _, row := range rows {
		all = append(all, path.Clean(row.Path))
	}
	return all
}
