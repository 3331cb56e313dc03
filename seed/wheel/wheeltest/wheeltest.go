// Package wheeltest builds small wheels for tests, sound ones and others.
package wheeltest

import (
	"archive/zip"
	"bytes"
	"fmt"
	"maps"
	"slices"
	"testing"

	"github.com/pyenvkit/pyenvkit/seed/wheel"
)

// Files are the contents of a wheel by name.
type Files map[string]string

// New returns the files of a wheel of pure Python with the given files, its
// metadata and RECORD. What is in files already is kept, so a test can put in
// what is wrong.
func New(project, version string, files Files) Files {
	info := project + "-" + version + ".dist-info/"
	all := Files{
		info + "METADATA": fmt.Sprintf("Metadata-Version: 2.1\nName: %s\nVersion: %s\n", project, version),
		info + "WHEEL":    "Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
	}
	maps.Copy(all, files)
	if _, given := all[info+"RECORD"]; !given {
		rows := []wheel.Row{{Path: info + "RECORD"}}
		for name, content := range all {
			rows = append(rows, wheel.NewRow(name, []byte(content)))
		}
		all[info+"RECORD"] = string(wheel.FormatRecord(rows))
	}
	return all
}

// Zip returns the archive of the files, in the order of their names. edit, if
// it isn't nil, may change the header of a file.
func (files Files) Zip(t testing.TB, edit func(*zip.FileHeader)) []byte {
	t.Helper()
	var b bytes.Buffer
	archive := zip.NewWriter(&b)
	for _, name := range slices.Sorted(maps.Keys(files)) {
		header := &zip.FileHeader{Name: name, Method: zip.Deflate}
		if edit != nil {
			edit(header)
		}
		w, err := archive.CreateHeader(header)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := w.Write([]byte(files[name])); err != nil {
			t.Fatal(err)
		}
	}
	if err := archive.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}
