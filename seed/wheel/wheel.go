// Package wheel reads wheels of pure Python (PEP 427, and the specification
// "Binary distribution format" of packaging.python.org): what they are, which
// scripts they ask for, and their files.
//
// It promises that a [Wheel] is sound: every name in it stays inside the
// directory that it is unpacked to and means the same file on every platform,
// every file is listed in RECORD, and no byte of a file is handed out before
// its digest was compared with RECORD's. A wheel that is not so is refused
// with an [*Error], never repaired. Signatures are not looked at, and neither
// is what a wheel may carry outside of its library directory (NAME.data): a
// wheel that does is refused, since none that ensurepip installs ever did.
package wheel

import (
	"archive/zip"
	"bytes"
	"fmt"
	"io"
	"io/fs"
	"path"
	"strings"
)

// Limits that no wheel of pip or setuptools comes near: both are below 1000
// files and 10 MiB. They keep a forged wheel from filling memory or disk.
const (
	maxFiles = 1 << 14
	maxBytes = 64 << 20
)

// The times that every file system and the header of bytecode can hold: from
// 1980-01-02 to 2100-01-01, in seconds since 1970.
const (
	oldest = 315619200
	newest = 4102444800
)

// Metadata is what an installer has to know of a wheel besides its files.
type Metadata struct {
	// Filename is the name of the wheel without its directory.
	Filename string
	// Project and Version are those of the file name, and agree with METADATA.
	Project, Version string
	// Info is the name of the directory with the metadata: "pip-24.2.dist-info".
	Info string
	// RequiresPython is the field Requires-Python of METADATA, or "".
	RequiresPython string
	// EntryPoints are the console and GUI scripts that the wheel asks for.
	EntryPoints []EntryPoint
	// Record lists the wheel's files as its RECORD does, RECORD itself apart.
	Record []Row `json:"-"`
	// Bytes adds up the sizes of the files in Record.
	Bytes int64
	// Time is that of the newest file in the wheel, in seconds since 1970: even,
	// and between 1980 and 2100.
	Time int64
}

// A Wheel is an opened wheel.
type Wheel struct {
	Metadata

	label   string // what errors call the wheel
	files   map[string]*zip.File
	digests map[string]digest
	// dirs maps each directory to the entries in it; "." is the root.
	dirs map[string][]fs.DirEntry
}

// Open reads the directory, the metadata and RECORD of the wheel in data. name
// is its path or file name, which carries project, version and tags (PEP 427).
// Every error is an [*Error].
func Open(name string, data io.ReaderAt, size int64) (*Wheel, error) {
	w := &Wheel{
		Metadata: Metadata{Filename: name[strings.LastIndexAny(name, `/\`)+1:]},
		label:    name,
		files:    map[string]*zip.File{},
		digests:  map[string]digest{},
		dirs:     map[string][]fs.DirEntry{".": nil},
	}
	if err := w.parseName(); err != nil {
		return nil, err
	}
	archive, err := zip.NewReader(data, size)
	if err != nil {
		return nil, w.refuse("", "is not a whole zip file: %v", err)
	}
	for _, step := range []func() error{
		func() error { return w.index(archive.File) },
		w.readRecord,
		w.readMetadata,
		w.readEntryPoints,
	} {
		if err := step(); err != nil {
			return nil, err
		}
	}
	return w, nil
}

// parseName takes the file name apart: project, version, an optional build
// number, and the three tags of what it is for.
func (w *Wheel) parseName() error {
	stem, isWheel := strings.CutSuffix(w.Filename, ".whl")
	parts := strings.Split(stem, "-")
	if !isWheel || len(parts) < 5 || len(parts) > 6 || parts[0] == "" || parts[1] == "" {
		return w.refuse("", "is not the name of a wheel")
	}
	tags := parts[len(parts)-3:]
	if !strings.Contains("."+tags[0]+".", ".py3.") || tags[1] != "none" || tags[2] != "any" {
		return w.refuse("", "is not for every Python 3, but for %s", strings.Join(tags, "-"))
	}
	w.Project, w.Version = parts[0], parts[1]
	return nil
}

// index takes in the files of the archive, and finds the metadata directory.
func (w *Wheel) index(entries []*zip.File) error {
	if len(entries) > maxFiles {
		return w.refuse("", "has %d files, more than %d", len(entries), maxFiles)
	}
	seen := map[string]string{} // by lower case, since some file systems know no other
	var total uint64
	for _, f := range entries {
		name, isDir := strings.CutSuffix(f.Name, "/")
		if reason := checkName(name); reason != "" {
			return w.refuse(f.Name, "%s", reason)
		}
		if isDir {
			continue // made from the names of the files
		}
		if reason := checkEntry(f); reason != "" {
			return w.refuse(f.Name, "%s", reason)
		}
		if total += f.UncompressedSize64; f.UncompressedSize64 > maxBytes || total > maxBytes {
			return w.refuse(f.Name, "makes the wheel larger than %d MiB", maxBytes>>20)
		}
		for p := name; p != "."; p = path.Dir(p) {
			other, taken := seen[strings.ToLower(p)]
			if taken && (p == name || other != p || w.files[p] != nil) {
				return w.refuse(f.Name, "is in the way of %s", other)
			}
			seen[strings.ToLower(p)] = p
		}
		w.files[name] = f
		w.Time = max(w.Time, f.Modified.Unix())
	}
	w.Time = min(max(w.Time, oldest), newest) &^ 1
	for name := range w.files {
		top, rest, nested := strings.Cut(name, "/")
		if nested && strings.HasSuffix(top, ".data") {
			return w.refuse(name, "lies outside of the library directory, which no wheel of ensurepip asks for")
		}
		if nested && strings.HasSuffix(top, ".dist-info") && w.Info != top {
			if w.Info != "" {
				return w.refuse(name, "is in a second metadata directory beside %s", w.Info)
			}
			w.Info = top
		}
		if top == w.Info && (rest == "INSTALLER" || rest == "REQUESTED" || rest == "direct_url.json") {
			return w.refuse(name, "says how the wheel was installed, before it was")
		}
	}
	project, version, _ := strings.Cut(strings.TrimSuffix(w.Info, ".dist-info"), "-")
	if Normalize(project) != Normalize(w.Project) || version != w.Version {
		return w.refuse(w.Info, "is not the metadata directory of %s %s", w.Project, w.Version)
	}
	return nil
}

func checkEntry(f *zip.File) string {
	switch {
	case !f.Mode().IsRegular():
		return "is not a regular file"
	case f.Flags&1 != 0:
		return "is encrypted"
	case f.Method != zip.Store && f.Method != zip.Deflate:
		return fmt.Sprintf("is compressed by the unknown method %d", f.Method)
	}
	return ""
}

// readMetadata checks WHEEL and METADATA.
func (w *Wheel) readMetadata() error {
	text, err := w.read(w.Info + "/WHEEL")
	if err != nil {
		return err
	}
	if v := Field(text, "Wheel-Version"); !strings.HasPrefix(v, "1.") {
		return w.refuse(w.Info+"/WHEEL", "has the version %q of the format, not 1", v)
	}
	if !strings.EqualFold(Field(text, "Root-Is-Purelib"), "true") {
		return w.refuse(w.Info+"/WHEEL", "says that this is no pure Python")
	}
	if text, err = w.read(w.Info + "/METADATA"); err != nil {
		return err
	}
	name, version := Field(text, "Name"), Field(text, "Version")
	if Normalize(name) != Normalize(w.Project) || version != w.Version {
		return w.refuse(w.Info+"/METADATA", "is about %q %q", name, version)
	}
	w.RequiresPython = Field(text, "Requires-Python")
	return nil
}

func (w *Wheel) readEntryPoints() error {
	name := w.Info + "/entry_points.txt"
	if w.files[name] == nil {
		return nil
	}
	text, err := w.read(name)
	if err != nil {
		return err
	}
	if w.EntryPoints, err = ParseEntryPoints(text); err != nil {
		return w.refuse(name, "%v", err)
	}
	return nil
}

// read returns the contents of a file, compared with its digest in RECORD.
func (w *Wheel) read(name string) ([]byte, error) {
	content, err := w.inflate(name)
	if err != nil {
		return nil, err
	}
	if !w.digests[name].matches(content) {
		return nil, w.refuse(name, "is not the file that RECORD lists")
	}
	return content, nil
}

func (w *Wheel) inflate(name string) ([]byte, error) {
	f := w.files[name]
	if f == nil {
		return nil, w.refuse(name, "is missing")
	}
	r, err := f.Open()
	if err != nil {
		return nil, w.refuse(name, "%v", err)
	}
	defer r.Close()
	// The size is the archive's claim: what is longer is cut off here and then
	// found out by its digest, what is shorter is an error of the zip reader.
	var content bytes.Buffer
	content.Grow(int(min(f.UncompressedSize64, 1<<20)) + bytes.MinRead)
	if _, err := io.Copy(&content, io.LimitReader(r, int64(f.UncompressedSize64)+1)); err != nil {
		return nil, w.refuse(name, "cannot be unpacked: %v", err)
	}
	return content.Bytes(), nil
}

func (w *Wheel) refuse(entry, format string, args ...any) error {
	return &Error{Wheel: w.label, Entry: entry, Reason: fmt.Sprintf(format, args...)}
}
