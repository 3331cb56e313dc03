package pool

import (
	"errors"
	"fmt"
	"hash/crc32"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"
	"unsafe"

	"github.com/pyenvkit/pyenvkit/platform"
	"github.com/pyenvkit/pyenvkit/seed/wheel"
)

// An entry has the files in the directory filesName, and beside it their
// contents in the file contentsName and the file manifestName, written last.
// That is text: formatLine, a line of values (kind, key, what is known of the
// wheel), a line for each file (size, digest, "x" or "-", path, separated by
// tabs), and the CRC-32 of all that in eight hexadecimal digits: it is to show
// damage, at every start, and nobody gains by forging it who may write there.
const (
	manifestName = "manifest"
	filesName    = "files"
	contentsName = "contents"
	formatLine   = "pyenvkit pool 2\n"
)

// headed is how many values a manifest has before those of the entry points,
// of which each has three.
const headed = 9

// A DamageError reports an entry that is not as it was made.
type DamageError struct {
	// Path is the file or directory that is wrong.
	Path   string
	Reason string
}

func (e *DamageError) Error() string { return e.Path + " " + e.Reason }

// format returns the manifest of an entry.
func (e *Entry) format() []byte {
	w := e.Wheel
	values := []string{
		e.Kind, e.Key, w.Filename, w.Project, w.Version, w.Info, w.RequiresPython,
		strconv.FormatInt(w.Bytes, 10), strconv.FormatInt(w.Time, 10),
	}
	for _, script := range w.EntryPoints {
		values = append(values, script.Name, script.Module, script.Attr)
	}
	b := appendValues([]byte(formatLine), values...)
	for _, f := range e.Files {
		executable := "-"
		if f.Executable {
			executable = "x"
		}
		b = fmt.Appendf(b, "%d\t%s\t%s\t%s\n", f.Size, f.Hash, executable, f.Path)
	}
	return signed(b)
}

// signed puts the checksum below a text.
func signed(text []byte) []byte { return append(text, checksum(text)...) }

func checksum(text []byte) string {
	return fmt.Sprintf("%08x\n", crc32.ChecksumIEEE(text))
}

// read returns the entry in the directory dir. Its error is that of the system
// if there is none, or a [*DamageError].
func read(dir string) (*Entry, error) {
	name := filepath.Join(dir, manifestName)
	content, err := platform.ReadFile(name)
	if err != nil {
		return nil, err
	}
	info, err := os.Stat(dir)
	if err != nil {
		return nil, err
	}
	if !platform.Trusted(info) {
		return nil, &DamageError{dir, fmt.Sprintf("belongs to the user %d", owner(info))}
	}
	e, err := parse(content)
	if err != nil {
		return nil, &DamageError{name, err.Error()}
	}
	if e.Key != filepath.Base(dir) || e.Kind != filepath.Base(filepath.Dir(dir)) {
		return nil, &DamageError{name, "is that of another entry"}
	}
	e.Owner = owner(info)
	e.at(dir)
	return e, nil
}

// at says in which directory the entry is.
func (e *Entry) at(dir string) {
	e.Dir = filepath.Join(dir, filesName)
	if e.Kind == Wheels {
		e.Contents = filepath.Join(dir, contentsName)
	}
}

// contents returns the file of all contents, as if it was one of the entry's
// files; ok is false where there is none.
func (e *Entry) contents() (f File, ok bool) {
	return File{Path: "../" + contentsName, Size: e.Size()}, e.Contents != ""
}

// parse reads a manifest, which is not to be changed then: the entry holds parts
// of it. To copy it would take as long as to read it does, for the memory.
func parse(text []byte) (*Entry, error) {
	const sum = 8 + len("\n")
	if len(text) < sum {
		return nil, errors.New("is cut off")
	}
	body := text[:len(text)-sum]
	if checksum(body) != string(text[len(body):]) {
		return nil, errors.New("is not what was written")
	}
	rest, ok := strings.CutPrefix(unsafe.String(unsafe.SliceData(body), len(body)), formatLine)
	if !ok {
		return nil, errors.New("has another format")
	}
	head, lines, _ := strings.Cut(rest, "\n")
	e, err := parseHead(head)
	if err != nil {
		return nil, err
	}
	e.Files = make([]File, 0, strings.Count(lines, "\n"))
	if e.Kind == Wheels {
		e.Wheel.Record = make([]wheel.Row, 0, cap(e.Files))
	}
	for lines != "" {
		end := strings.IndexByte(lines, '\n')
		if end < 0 {
			return nil, errors.New("has a line without an end")
		}
		f, size, err := parseFile(lines[:end])
		lines = lines[end+1:]
		if err != nil {
			return nil, err
		}
		e.Files = append(e.Files, f)
		if e.Kind == Wheels {
			e.Wheel.Record = append(e.Wheel.Record, wheel.Row{Path: f.Path, Hash: f.Hash, Size: size})
		}
	}
	return e, nil
}

// parseHead reads the line of a manifest that is about all of the entry.
func parseHead(line string) (*Entry, error) {
	v, err := parseValues(line)
	if err != nil || len(v) < headed || (len(v)-headed)%3 != 0 {
		return nil, fmt.Errorf("has the line %q", line)
	}
	e := &Entry{Kind: v[0], Key: v[1]}
	e.Wheel = wheel.Metadata{Filename: v[2], Project: v[3], Version: v[4], Info: v[5], RequiresPython: v[6]}
	var problems [2]error
	e.Wheel.Bytes, problems[0] = strconv.ParseInt(v[7], 10, 64)
	e.Wheel.Time, problems[1] = strconv.ParseInt(v[8], 10, 64)
	for i := headed; i < len(v); i += 3 {
		e.Wheel.EntryPoints = append(e.Wheel.EntryPoints, wheel.EntryPoint{Name: v[i], Module: v[i+1], Attr: v[i+2]})
	}
	e.Time = timeOf(e.Wheel)
	return e, errors.Join(problems[:]...)
}

// timeOf returns the time of the files of a wheel and of its bytecode.
func timeOf(w wheel.Metadata) int64 { return w.Time * int64(time.Second) }

// parseFile reads the line of a file. It returns the size as text as well.
func parseFile(line string) (f File, size string, err error) {
	var fields [3]string
	path := line
	for i := range fields {
		end := strings.IndexByte(path, '\t')
		if end < 0 {
			return File{}, "", fmt.Errorf("has the line %q", line)
		}
		fields[i], path = path[:end], path[end+1:]
	}
	n, err := strconv.ParseInt(fields[0], 10, 64)
	if err != nil || !filepath.IsLocal(filepath.FromSlash(path)) {
		return File{}, "", fmt.Errorf("has the line %q", line)
	}
	return File{Path: path, Hash: fields[1], Size: n, Executable: fields[2] == "x"}, fields[0], nil
}

// Rows returns the lines of RECORD for bytecode. As pip does it, they have
// neither digest nor size.
func (e *Entry) Rows() []wheel.Row {
	rows := make([]wheel.Row, len(e.Files))
	for i, f := range e.Files {
		rows[i].Path = f.Path
	}
	return rows
}

// sort puts the files of an entry in order.
func (e *Entry) sort() {
	slices.SortFunc(e.Files, func(a, b File) int { return strings.Compare(a.Path, b.Path) })
}
