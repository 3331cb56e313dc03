// Package survey describes environments entry by entry, and says in what two of
// them differ. It promises that whatever makes two environments differ for their
// users shows. Only tests import it.
package survey

import (
	"crypto/sha256"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// Of describes the environment at root: an entry for each file, by its path
// relative to root and separated by slashes, and one for each key of pyvenv.cfg
// ("pyvenv.cfg home"). Where a text names root, ENV stands there. Of activation
// scripts and bytecode the contents are left out.
func Of(t testing.TB, root string) map[string]string {
	t.Helper()
	entries := map[string]string{}
	err := filepath.WalkDir(root, func(path string, e fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		rel, _ := filepath.Rel(root, path)
		rel = filepath.ToSlash(rel)
		info, err := e.Info()
		if err != nil {
			return err
		}
		switch {
		case info.Mode()&fs.ModeSymlink != 0:
			target, err := os.Readlink(path)
			entries[rel] = "-> " + strings.ReplaceAll(target, root, "ENV")
			return err
		case info.IsDir():
			entries[rel] = info.Mode().String()
			return nil
		}
		data, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		text := strings.ReplaceAll(string(data), root, "ENV")
		entries[rel] = info.Mode().String()
		switch name := e.Name(); {
		case rel == "pyvenv.cfg":
			for line := range strings.Lines(text) {
				key, value, _ := strings.Cut(line, " = ")
				entries["pyvenv.cfg "+key] = strings.TrimRight(value, "\r\n")
			}
		case strings.HasPrefix(strings.ToLower(name), "activate") || name == "deactivate.bat":
		case strings.HasSuffix(name, ".pyc"): // which holds a time and a path
		case name == "RECORD":
			entries[rel] += " " + record(text)
		case len(text) < 1000:
			entries[rel] += fmt.Sprintf(" %q", text)
		default:
			entries[rel] += fmt.Sprintf(" %x", sha256.Sum256([]byte(text)))
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return entries
}

// record returns a RECORD without the checksums of scripts, which hold the path
// of the environment.
func record(text string) string {
	var rows []string
	for row := range strings.Lines(text) {
		if strings.HasPrefix(row, "../") {
			row, _, _ = strings.Cut(row, ",")
		}
		rows = append(rows, row)
	}
	return fmt.Sprintf("%d rows %x", len(rows), sha256.Sum256([]byte(strings.Join(rows, ""))))
}

// Differences lists what differs: "missing PATH" and "extra PATH" for what only
// theirs or only ours has, and "PATH: OURS / THEIRS".
func Differences(ours, theirs map[string]string) []string {
	var all []string
	for _, key := range slices.Sorted(maps.Keys(theirs)) {
		switch mine, found := ours[key]; {
		case !found:
			all = append(all, "missing "+key)
		case mine != theirs[key]:
			all = append(all, fmt.Sprintf("%s: %s / %s", key, mine, theirs[key]))
		}
	}
	for _, key := range slices.Sorted(maps.Keys(ours)) {
		if _, found := theirs[key]; !found {
			all = append(all, "extra "+key)
		}
	}
	return all
}
