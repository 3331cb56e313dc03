package wheel_test

import (
	"archive/zip"
	"bytes"
	"errors"
	"io/fs"
	"maps"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"

	"github.com/pyenvkit/pyenvkit/seed/wheel"
	"github.com/pyenvkit/pyenvkit/seed/wheel/wheeltest"
)

const (
	filename = "tiny-1.0-py3-none-any.whl"
	info     = "tiny-1.0.dist-info/"
)

func open(name string, data []byte) (*wheel.Wheel, error) {
	return wheel.Open(name, bytes.NewReader(data), int64(len(data)))
}

func TestOpenReadsWhatAWheelSays(t *testing.T) {
	data := wheeltest.New("tiny", "1.0", wheeltest.Files{
		"tiny/__init__.py":        "x = 1\n",
		"tiny/sub/a b,\u00e9.txt": "",
		"tiny/tool":               "#!/bin/sh\n",
		info + "METADATA":         "Name: Tiny\r\nVersion: 1.0\r\nRequires-Python: >=3.8\r\n\r\nVersion: 2\r\n",
		info + "entry_points.txt": "[console_scripts]\ntiny = tiny:main\n",
	}).Zip(t, func(h *zip.FileHeader) {
		if h.Name == "tiny/tool" {
			h.SetMode(0o755)
		}
	})
	w, err := open("/some/dir/"+filename, data)
	if err != nil {
		t.Fatal(err)
	}
	got := []string{w.Filename, w.Project, w.Version, w.Info, w.RequiresPython}
	want := []string{filename, "tiny", "1.0", "tiny-1.0.dist-info", ">=3.8"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([]wheel.EntryPoint{{Name: "tiny", Module: "tiny", Attr: "main"}}, w.EntryPoints); diff != "" {
		t.Error(diff)
	}
	files := w.FS()
	names := []string{
		"tiny/__init__.py", "tiny/sub/a b,\u00e9.txt", "tiny/tool",
		info + "METADATA", info + "WHEEL", info + "entry_points.txt",
	}
	if err := fstest.TestFS(files, names...); err != nil {
		t.Error(err)
	}
	if _, err := fs.Stat(files, info+"RECORD"); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("RECORD is among the files: %v", err)
	}
	for name, want := range map[string]fs.FileMode{"tiny/tool": 0o755, "tiny/__init__.py": 0o644} {
		if i, err := fs.Stat(files, name); err != nil || i.Mode() != want {
			t.Errorf("mode of %s: %v, %v; want %v", name, i, err, want)
		}
	}
	var bytes int64
	for _, row := range w.Record {
		i, err := fs.Stat(files, row.Path)
		if err != nil {
			t.Fatal(err)
		}
		bytes += i.Size()
	}
	if len(w.Record) != len(names) || w.Bytes != bytes {
		t.Errorf("%d files of %d bytes, want %d of %d", len(w.Record), w.Bytes, len(names), bytes)
	}
}

// TestOpenRefuses has a wheel that is sound but for one thing, and the words
// that the error has for it.
func TestOpenRefuses(t *testing.T) {
	sound := wheeltest.New("tiny", "1.0", wheeltest.Files{"tiny.py": "x = 1\n"})
	row := func(name, content string) string {
		return string(wheel.FormatRecord([]wheel.Row{wheel.NewRow(name, []byte(content))}))
	}
	tests := map[string]struct {
		filename string // the usual one if empty
		files    wheeltest.Files
		edit     func(*zip.FileHeader)
		want     string
	}{
		"no wheel's name":       {filename: "tiny.zip", want: "is not the name of a wheel"},
		"other platform":        {filename: "tiny-1.0-cp312-cp312-linux_x86_64.whl", want: "for cp312-cp312-linux_x86_64"},
		"other version":         {filename: "tiny-2.0-py3-none-any.whl", want: "is not the metadata directory of tiny 2.0"},
		"climbs":                {files: wheeltest.Files{"../evil.py": ""}, want: `"../evil.py" has a name that is not a plain path`},
		"climbs inside":         {files: wheeltest.Files{"tiny/../../evil.py": ""}, want: "is not a plain path"},
		"climbs as a directory": {files: wheeltest.Files{"../": ""}, want: "is not a plain path"},
		"dot":                   {files: wheeltest.Files{"./evil.py": ""}, want: "is not a plain path"},
		"double slash":          {files: wheeltest.Files{"tiny//evil.py": ""}, want: "is not a plain path"},
		"absolute":              {files: wheeltest.Files{"/etc/passwd": ""}, want: "has an absolute name"},
		"drive":                 {files: wheeltest.Files{"C:evil.py": ""}, want: "that Windows cannot have"},
		"stream":                {files: wheeltest.Files{"tiny.py:evil": ""}, want: "that Windows cannot have"},
		"backslash":             {files: wheeltest.Files{`..\evil.py`: ""}, want: "that Windows cannot have"},
		"newline":               {files: wheeltest.Files{"a\nb.py": ""}, want: "has a control character"},
		"no UTF-8":              {files: wheeltest.Files{"\xff.py": ""}, want: "is not UTF-8"},
		"device":                {files: wheeltest.Files{"tiny/nul.py": ""}, want: "Windows device"},
		"port":                  {files: wheeltest.Files{"COM1": ""}, want: "Windows device"},
		"long":                  {files: wheeltest.Files{strings.Repeat("x", 256): ""}, want: "is too long"},
		"trailing dot":          {files: wheeltest.Files{"tiny.": ""}, want: "would shorten"},
		"same name but case":    {files: wheeltest.Files{"Tiny.py": ""}, want: "is in the way of"},
		"same directory but case": {
			files: wheeltest.Files{"A/x.py": "", "a/y.py": ""}, want: "is in the way of",
		},
		"file and directory": {files: wheeltest.Files{"a": "", "a/b.py": ""}, want: "is in the way of a"},
		"symbolic link": {
			files: wheeltest.Files{"link": "/etc"},
			edit: func(h *zip.FileHeader) {
				if h.Name == "link" {
					h.SetMode(fs.ModeSymlink | 0o777)
				}
			},
			want: `"link" is not a regular file`,
		},
		"data directory":    {files: wheeltest.Files{"tiny-1.0.data/scripts/tiny": ""}, want: "outside of the library directory"},
		"second metadata":   {files: wheeltest.Files{"other-1.0.dist-info/METADATA": ""}, want: "second metadata directory"},
		"already requested": {files: wheeltest.Files{info + "REQUESTED": ""}, want: "before it was"},
		"not in RECORD":     {files: wheeltest.Files{info + "RECORD": row("tiny.py", "x = 1\n")}, want: "is not listed in RECORD"},
		"only in RECORD": {
			files: wheeltest.Files{info + "RECORD": sound[info+"RECORD"] + row("gone.py", "")}, want: `"gone.py" is listed in RECORD but missing`,
		},
		"twice in RECORD": {
			files: wheeltest.Files{info + "RECORD": sound[info+"RECORD"] + row("tiny.py", "x = 1\n")}, want: "is listed in RECORD twice",
		},
		"no RECORD at all": {files: wheeltest.Files{info + "RECORD": "\""}, want: "not a RECORD file"},
		"size": {
			files: wheeltest.Files{info + "RECORD": strings.Replace(sound[info+"RECORD"], ",6\r\n", ",7\r\n", 1)},
			want:  "has 6 bytes, RECORD says 7",
		},
		"weak digest": {
			files: wheeltest.Files{info + "RECORD": strings.ReplaceAll(sound[info+"RECORD"], "sha256=", "md5=")},
			want:  "has no usable digest",
		},
		"metadata of another": {files: wheeltest.Files{info + "METADATA": "Name: other\nVersion: 1.0\n"}, want: `is about "other" "1.0"`},
		"no pure Python":      {files: wheeltest.Files{info + "WHEEL": "Wheel-Version: 1.0\nRoot-Is-Purelib: false\n"}, want: "no pure Python"},
		"future format":       {files: wheeltest.Files{info + "WHEEL": "Wheel-Version: 2.0\nRoot-Is-Purelib: true\n"}, want: `version "2.0"`},
		"overwrites python": {
			files: wheeltest.Files{info + "entry_points.txt": "[gui_scripts]\npython3.12 = a:b\n"}, want: "belongs to the environment",
		},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			if tt.filename == "" {
				tt.filename = filename
			}
			files := wheeltest.Files{"tiny.py": "x = 1\n"}
			maps.Copy(files, tt.files)
			_, err := open(tt.filename, wheeltest.New("tiny", "1.0", files).Zip(t, tt.edit))
			bad := (*wheel.Error)(nil)
			if !errors.As(err, &bad) || !strings.Contains(err.Error(), tt.want) || !strings.Contains(err.Error(), tt.filename) {
				t.Errorf("got the error %v, want one with %q", err, tt.want)
			}
		})
	}
	if _, err := open(filename, sound.Zip(t, nil)); err != nil {
		t.Errorf("the sound wheel: %v", err)
	}
}

// TestOpenRefusesATruncatedWheel cuts a wheel at every byte.
func TestOpenRefusesATruncatedWheel(t *testing.T) {
	data := wheeltest.New("tiny", "1.0", wheeltest.Files{"tiny.py": "x = 1\n"}).Zip(t, nil)
	for n := range data {
		if _, err := open(filename, data[:n]); err == nil {
			t.Fatalf("%d of %d bytes are taken for a wheel", n, len(data))
		}
	}
}

// TestFSNeverGivesWhatIsNotInRecord forges the contents of a file after the
// digests were made.
func TestFSNeverGivesWhatIsNotInRecord(t *testing.T) {
	files := wheeltest.New("tiny", "1.0", wheeltest.Files{"tiny.py": "x = 1\n"})
	files["tiny.py"] = "x = 2\n"
	w, err := open(filename, files.Zip(t, nil))
	if err != nil {
		t.Fatal(err)
	}
	content, err := fs.ReadFile(w.FS(), "tiny.py")
	if err == nil || !strings.Contains(err.Error(), `"tiny.py" is not the file that RECORD lists`) || content != nil {
		t.Errorf("got %q, %v", content, err)
	}
	if f, err := w.FS().Open("tiny.py"); err == nil {
		t.Errorf("opened: %v", f)
	}
}

// TestOpenRefusesABomb has an archive that claims to be larger than any wheel,
// and one that is larger than it claims.
func TestOpenRefusesABomb(t *testing.T) {
	large := strings.Repeat("\x00", 33<<20)
	_, err := open(filename, wheeltest.New("tiny", "1.0", wheeltest.Files{"a": large, "b": large}).Zip(t, nil))
	if err == nil || !strings.Contains(err.Error(), "larger than 64 MiB") {
		t.Errorf("66 MiB: %v", err)
	}

	files := wheeltest.New("tiny", "1.0", wheeltest.Files{"tiny.py": strings.Repeat("#", 10)})
	files["tiny.py"] = strings.Repeat("#", 1000)
	data := bytes.ReplaceAll(files.Zip(t, nil), []byte{0xe8, 3, 0, 0}, []byte{10, 0, 0, 0}) // the declared size
	w, err := open(filename, data)
	if err != nil {
		t.Fatal(err)
	}
	if content, err := fs.ReadFile(w.FS(), "tiny.py"); err == nil {
		t.Errorf("a file that claims 10 bytes has %d", len(content))
	}
}

func FuzzOpen(f *testing.F) {
	f.Add(wheeltest.New("tiny", "1.0", wheeltest.Files{"tiny.py": "x = 1\n"}).Zip(f, nil))
	f.Add(wheeltest.New("tiny", "1.0", wheeltest.Files{"../a": "", info + "entry_points.txt": "[console_scripts]\na=b:c"}).Zip(f, nil))
	f.Add([]byte("PK\x05\x06"))
	f.Fuzz(func(t *testing.T, data []byte) {
		checkFiles(t, data)
	})
}

// FuzzOpenName has a sound archive with a file of any name, which mutations of
// an archive would hardly ever come to.
func FuzzOpenName(f *testing.F) {
	for _, name := range []string{"tiny/a.py", "../a", "/a", "C:a", `a\..\b`, "a/./b", "con.txt", "A\x00"} {
		f.Add(name)
	}
	f.Fuzz(func(t *testing.T, name string) {
		if len(name) > 1<<15 || strings.HasPrefix(name, info) || strings.HasSuffix(name, "/") {
			return
		}
		checkFiles(t, wheeltest.New("tiny", "1.0", wheeltest.Files{name: "x"}).Zip(t, func(h *zip.FileHeader) { h.Method = zip.Store }))
	})
}

// checkFiles reads everything in what may be a wheel.
func checkFiles(t *testing.T, data []byte) {
	t.Helper()
	w, err := open(filename, data)
	if err != nil {
		return
	}
	files := 0
	err = fs.WalkDir(w.FS(), ".", func(name string, d fs.DirEntry, err error) error {
		if !fs.ValidPath(name) || strings.ContainsAny(name, `\:`) {
			t.Errorf("the name %q leads out", name)
		}
		if err == nil && !d.IsDir() {
			files++
			if content, err := fs.ReadFile(w.FS(), name); err == nil {
				if i, err := d.Info(); err != nil || i.Size() != int64(len(content)) {
					t.Errorf("%s: %v bytes, %v; has %d", name, i, err, len(content))
				}
			}
		}
		return err
	})
	if err != nil || files != len(w.Record) {
		t.Errorf("%d files of %d, %v", files, len(w.Record), err)
	}
}
