package main

import (
	"archive/zip"
	"bytes"
	"io/fs"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/pyenvkit/pyenvkit/seed/wheel"
)

// makeWheel returns the wheel of an archive.
func makeWheel(t *testing.T, name string, packed []byte) (string, *zip.Reader, []byte) {
	t.Helper()
	all, err := read(dist(t, map[string][]byte{name: packed}))
	if err != nil {
		t.Fatal(err)
	}
	file, content, err := all[0].wheel()
	if err != nil {
		t.Fatal(err)
	}
	r, err := zip.NewReader(bytes.NewReader(content), int64(len(content)))
	if err != nil {
		t.Fatal(err)
	}
	return file, r, content
}

func TestWheelHolds(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		archive, program string
		packed           []byte
	}{
		{"pyenvkit_1.2.3_linux_amd64.tar.gz", "pyenvkit", tarball(t, []byte("a program"))},
		{"pyenvkit_1.2.3_windows_386.zip", "pyenvkit.exe", zipped(t, []byte("a program"))},
	} {
		_, r, _ := makeWheel(t, c.archive, c.packed)
		want := []string{
			"-rw-r--r-- pyenvkit/__init__.py",
			"-rw-r--r-- pyenvkit/__main__.py",
			"-rwxr-xr-x pyenvkit-1.2.3.data/scripts/" + c.program,
			"-rw-r--r-- pyenvkit-1.2.3.dist-info/licenses/LICENSE",
			"-rw-r--r-- pyenvkit-1.2.3.dist-info/licenses/NOTICES",
			"-rw-r--r-- pyenvkit-1.2.3.dist-info/METADATA",
			"-rw-r--r-- pyenvkit-1.2.3.dist-info/WHEEL",
			"-rw-r--r-- pyenvkit-1.2.3.dist-info/RECORD",
		}
		var got []string
		for _, file := range r.File {
			got = append(got, file.Mode().String()+" "+file.Name)
			if !file.Modified.Equal(day) {
				t.Errorf("%s is of %v", file.Name, file.Modified)
			}
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Error(diff)
		}
		if program, err := fs.ReadFile(r, "pyenvkit-1.2.3.data/scripts/"+c.program); string(program) != "a program" || err != nil {
			t.Errorf("the program is %q (%v)", program, err)
		}
	}
}

func TestRecordHasAllButItself(t *testing.T) {
	t.Parallel()
	_, r, _ := makeWheel(t, "pyenvkit_1.2.3_linux_amd64.tar.gz", tarball(t, []byte("a program")))
	const record = "pyenvkit-1.2.3.dist-info/RECORD"
	text, err := fs.ReadFile(r, record)
	if err != nil {
		t.Fatal(err)
	}
	rows, err := wheel.ParseRecord(text)
	if err != nil {
		t.Fatal(err)
	}
	got, want := map[string]wheel.Row{}, map[string]wheel.Row{record: {Path: record}}
	for _, row := range rows {
		got[row.Path] = row
	}
	for _, file := range r.File {
		if content, err := fs.ReadFile(r, file.Name); err != nil {
			t.Error(err)
		} else if file.Name != record {
			want[file.Name] = wheel.NewRow(file.Name, content)
		}
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

// TestWheelIsTheSameAgain has archives whose files come in another order each time.
func TestWheelIsTheSameAgain(t *testing.T) {
	t.Parallel()
	_, _, want := makeWheel(t, "pyenvkit_1.2.3_linux_amd64.tar.gz", tarball(t, []byte("a program")))
	for range 8 {
		_, _, got := makeWheel(t, "pyenvkit_1.2.3_linux_amd64.tar.gz", tarball(t, []byte("a program")))
		if !bytes.Equal(want, got) {
			t.Fatal("the same files give another wheel")
		}
	}
}

func TestMetadata(t *testing.T) {
	t.Parallel()
	for version, tree := range map[string]string{"1.2.3": "v1.2.3", "1.2.3-snapshot": "main"} {
		text := string(metadata(version, "1.2.3", []byte(documents["README.md"])))
		head, body, _ := strings.Cut(text, "\n\n")
		if want := "[here](https://github.com/pyenvkit/pyenvkit/blob/" + tree + "/manual/a.md), [there](https://example.org/x), [below](#below)\n"; body != want {
			t.Errorf("the body is %q, want %q", body, want)
		}
		for _, want := range []string{"Name: pyenvkit", "License-Expression: MIT", "License-File: NOTICES", "Requires-Python: >=3.6"} {
			if !strings.Contains(head+"\n", "\n"+want+"\n") {
				t.Errorf("there is no %s in\n%s", want, head)
			}
		}
	}
}
