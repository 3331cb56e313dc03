package wheel

import (
	"bytes"
	"cmp"
	"crypto/sha256"
	"crypto/sha512"
	"crypto/subtle"
	"encoding/base64"
	"encoding/csv"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
)

// A Row is a line of a RECORD file (PEP 376, PEP 627).
type Row struct {
	// Path is relative to the directory that the metadata directory lies in,
	// and separated by slashes. It may lead out of it: "../../../bin/pip".
	Path string
	// Hash is "sha256=" and the digest in URL-safe base64 without padding, or "".
	Hash string
	// Size is the size in bytes, or "".
	Size string
}

// NewRow returns the row of a file with the given contents.
func NewRow(path string, content []byte) Row {
	sum := sha256.Sum256(content)
	return Row{path, "sha256=" + base64.RawURLEncoding.EncodeToString(sum[:]), strconv.Itoa(len(content))}
}

// HashOf returns the hash of a row for a SHA-256 in hexadecimal, "" if it is none.
func HashOf(sum string) string {
	digest, err := hex.DecodeString(sum)
	if err != nil || len(digest) != sha256.Size {
		return ""
	}
	return "sha256=" + base64.RawURLEncoding.EncodeToString(digest)
}

// ParseRecord reads a RECORD file. A row may lack its last fields.
func ParseRecord(text []byte) ([]Row, error) {
	r := csv.NewReader(bytes.NewReader(text))
	r.FieldsPerRecord = -1
	var rows []Row
	for {
		fields, err := r.Read()
		if errors.Is(err, io.EOF) {
			return rows, nil
		}
		if err != nil {
			return nil, fmt.Errorf("not a RECORD file: %w", err)
		}
		if len(fields) > 3 {
			return nil, fmt.Errorf("not a RECORD file: a row of %d fields for %q", len(fields), fields[0])
		}
		fields = append(fields, "", "")
		rows = append(rows, Row{fields[0], fields[1], fields[2]})
	}
}

// FormatRecord returns a RECORD file of the rows of all groups as pip writes it
// on every platform: sorted, in the default dialect of Python's csv module.
func FormatRecord(groups ...[]Row) []byte {
	size := 0
	groups = slices.Clone(groups)
	for i, rows := range groups {
		if !slices.IsSortedFunc(rows, compareRows) {
			groups[i] = slices.SortedFunc(slices.Values(rows), compareRows)
		}
		for _, r := range rows {
			size += len(r.Path) + len(r.Hash) + len(r.Size) + len(",,\r\n")
		}
	}
	out := make([]byte, 0, size)
	for {
		next := -1
		for i, rows := range groups {
			if len(rows) > 0 && (next < 0 || compareRows(rows[0], groups[next][0]) < 0) {
				next = i
			}
		}
		if next < 0 {
			return out
		}
		r := groups[next][0]
		groups[next] = groups[next][1:]
		out = appendCSV(append(appendCSV(append(appendCSV(out, r.Path), ','), r.Hash), ','), r.Size)
		out = append(out, "\r\n"...)
	}
}

func compareRows(a, b Row) int {
	if order := strings.Compare(a.Path, b.Path); order != 0 {
		return order
	}
	return cmp.Or(strings.Compare(a.Hash, b.Hash), strings.Compare(a.Size, b.Size))
}

// appendCSV quotes a field where csv.QUOTE_MINIMAL does. (Package encoding/csv
// also quotes a leading space, which Python doesn't.)
func appendCSV(out []byte, field string) []byte {
	plain := true
	for i := range len(field) {
		switch field[i] {
		case ',', '"', '\r', '\n':
			plain = false
		}
	}
	if plain {
		return append(out, field...)
	}
	return append(append(append(out, '"'), strings.ReplaceAll(field, `"`, `""`)...), '"')
}

// readRecord reads the wheel's RECORD and compares it with the archive.
func (w *Wheel) readRecord() error {
	own := w.Info + "/RECORD"
	text, err := w.inflate(own)
	if err != nil {
		return err
	}
	rows, err := ParseRecord(text)
	if err != nil {
		return w.refuse(own, "is %v", err)
	}
	for _, row := range rows {
		if row.Path == own {
			continue
		}
		f := w.files[row.Path]
		if f == nil {
			return w.refuse(row.Path, "is listed in RECORD but missing")
		}
		if _, twice := w.digests[row.Path]; twice {
			return w.refuse(row.Path, "is listed in RECORD twice")
		}
		if row.Size != "" && row.Size != strconv.FormatUint(f.UncompressedSize64, 10) {
			return w.refuse(row.Path, "has %d bytes, RECORD says %s", f.UncompressedSize64, row.Size)
		}
		d, err := parseDigest(row.Hash)
		if err != nil {
			return w.refuse(row.Path, "%v", err)
		}
		w.digests[row.Path] = d
		w.Record = append(w.Record, row)
		w.Bytes += int64(f.UncompressedSize64)
		w.addToDirs(row.Path, fileInfo{f.FileInfo()})
	}
	for name := range w.files {
		if _, listed := w.digests[name]; !listed && name != own {
			return w.refuse(name, "is not listed in RECORD")
		}
	}
	w.sortDirs()
	return nil
}

// A digest is what RECORD says of the contents of a file.
type digest struct {
	algorithm string
	sum       []byte
}

// parseDigest reads "sha256=...". The specification wants SHA-256 or better.
func parseDigest(hash string) (digest, error) {
	algorithm, encoded, _ := strings.Cut(hash, "=")
	sizes := map[string]int{"sha256": sha256.Size, "sha384": sha512.Size384, "sha512": sha512.Size}
	sum, err := base64.RawURLEncoding.DecodeString(encoded)
	if err != nil || len(sum) == 0 || len(sum) != sizes[algorithm] {
		return digest{}, fmt.Errorf("has no usable digest in RECORD: %q", hash)
	}
	return digest{algorithm, sum}, nil
}

func (d digest) matches(content []byte) bool {
	var sum []byte
	switch d.algorithm {
	case "sha256":
		s := sha256.Sum256(content)
		sum = s[:]
	case "sha384":
		s := sha512.Sum384(content)
		sum = s[:]
	case "sha512":
		s := sha512.Sum512(content)
		sum = s[:]
	}
	return subtle.ConstantTimeCompare(sum, d.sum) == 1
}
