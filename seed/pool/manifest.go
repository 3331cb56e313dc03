package pool

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"hash/crc32"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/pyenvkit/pyenvkit/platform"
	"github.com/pyenvkit/pyenvkit/seed/wheel"
)

// An entry has the files in the directory filesName, and beside it their
// contents in the file contentsName and the file manifestName, written last. That is text: formatLine, a JSON object, a line
// for each file (size, digest, "x" or "-", path, separated by tabs), and the
// CRC-32 of all that in eight hexadecimal digits: it is to show damage, at every
// start, and nobody gains by forging it who may write there.
const (
	manifestName = "manifest"
	filesName    = "files"
	contentsName = "contents"
	formatLine   = "pyenvkit pool 1\n"
)

// A header is the JSON object of a manifest.
type header struct {
	Kind  string         `json:"kind"`
	Key   string         `json:"key"`
	Wheel wheel.Metadata `json:"wheel"`
}

// A DamageError reports an entry that is not as it was made.
type DamageError struct {
	// Path is the file or directory that is wrong.
	Path   string
	Reason string
}

func (e *DamageError) Error() string { return e.Path + " " + e.Reason }

// format returns the manifest of an entry.
func (e *Entry) format() ([]byte, error) {
	var b bytes.Buffer
	b.WriteString(formatLine)
	head, err := json.Marshal(header{e.Kind, e.Key, e.Wheel})
	if err != nil {
		return nil, err
	}
	b.Write(head)
	b.WriteByte('\n')
	for _, f := range e.Files {
		executable := "-"
		if f.Executable {
			executable = "x"
		}
		fmt.Fprintf(&b, "%d\t%s\t%s\t%s\n", f.Size, f.Hash, executable, f.Path)
	}
	return []byte(signed(b.String())), nil
}

// signed puts the checksum below a text.
func signed(text string) string { return text + checksum(text) }

func checksum(text string) string {
	return fmt.Sprintf("%08x\n", crc32.ChecksumIEEE([]byte(text)))
}

// read returns the entry in the directory dir. Its error is that of the system
// if there is none, or a [*DamageError].
func read(dir string) (*Entry, error) {
	name := filepath.Join(dir, manifestName)
	content, err := os.ReadFile(name)
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
	e, err := parse(string(content))
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

// parse reads a manifest.
func parse(text string) (*Entry, error) {
	const sum = 8 + len("\n")
	if len(text) < sum {
		return nil, errors.New("is cut off")
	}
	body := text[:len(text)-sum]
	if checksum(body) != text[len(body):] {
		return nil, errors.New("is not what was written")
	}
	rest, ok := strings.CutPrefix(body, formatLine)
	if !ok {
		return nil, errors.New("has another format")
	}
	head, lines, _ := strings.Cut(rest, "\n")
	var h header
	if err := json.Unmarshal([]byte(head), &h); err != nil {
		return nil, err
	}
	e := &Entry{Kind: h.Kind, Key: h.Key, Wheel: h.Wheel, Time: timeOf(h.Wheel)}
	n := strings.Count(lines, "\n")
	e.Files = make([]File, 0, n)
	rows := make([]wheel.Row, 0, n)
	for line := range strings.Lines(lines) {
		f, size, err := parseFile(strings.TrimSuffix(line, "\n"))
		if err != nil {
			return nil, err
		}
		e.Files = append(e.Files, f)
		rows = append(rows, wheel.Row{Path: f.Path, Hash: f.Hash, Size: size})
	}
	if e.Kind == Wheels {
		e.Wheel.Record = rows
	}
	return e, nil
}

// timeOf returns the time of the files of a wheel and of its bytecode.
func timeOf(w wheel.Metadata) int64 { return w.Time * int64(time.Second) }

// parseFile reads the line of a file. It returns the size as text as well.
func parseFile(line string) (f File, size string, err error) {
	size, rest, _ := strings.Cut(line, "\t")
	hash, rest, _ := strings.Cut(rest, "\t")
	executable, path, ok := strings.Cut(rest, "\t")
	n, err := strconv.ParseInt(size, 10, 64)
	if err != nil || !ok || !filepath.IsLocal(filepath.FromSlash(path)) {
		return File{}, "", fmt.Errorf("has the line %q", line)
	}
	return File{Path: path, Hash: hash, Size: n, Executable: executable == "x"}, size, nil
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
