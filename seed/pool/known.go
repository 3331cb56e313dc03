package pool

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/pyenvkit/pyenvkit/platform"
)

// A known is a file of the pool that says which wheel a file of the system is,
// so that it need not be read again as long as it is the same file.
type known struct {
	path, size string
	time       string // of modification, in nanoseconds
	identity   string
	key        string
}

func newKnown(path string, info fs.FileInfo) known {
	return known{
		path: path, size: strconv.FormatInt(info.Size(), 10), time: strconv.FormatInt(info.ModTime().UnixNano(), 10),
		identity: platform.Identity(info),
	}
}

// knownName is the path of what the pool knows of the file path.
func (p *Pool) knownName(path string) string {
	sum := sha256.Sum256([]byte(path))
	return filepath.Join(p.Dir, "known", hex.EncodeToString(sum[:16])+knownSuffix)
}

// KeyOfFile returns the key of the wheel that a file is, "" if the pool does
// not know it or it was changed.
func (p *Pool) KeyOfFile(path string, info fs.FileInfo) string {
	if p == nil {
		return ""
	}
	k, err := readKnown(p.knownName(path))
	if err != nil {
		return ""
	}
	now := newKnown(path, info)
	now.key = k.key
	if now != k || len(k.key) != keyLength {
		return ""
	}
	return k.key
}

func readKnown(name string) (k known, err error) {
	content, err := platform.ReadFile(name)
	if err != nil {
		return known{}, err
	}
	line, _ := strings.CutSuffix(string(content), "\n")
	values, err := parseValues(line)
	if err != nil || len(values) != 5 {
		return known{}, errors.New("is no note of what wheel a file is")
	}
	return known{path: values[0], size: values[1], time: values[2], identity: values[3], key: values[4]}, nil
}

// Remember notes which wheel a file is.
func (p *Pool) Remember(path string, info fs.FileInfo, key string) {
	k := newKnown(path, info)
	content := appendValues(nil, k.path, k.size, k.time, k.identity, key)
	name := p.knownName(path)
	err := p.do("make", filepath.Dir(name), func() error { return os.MkdirAll(filepath.Dir(name), 0o777) })
	if err == nil {
		err = p.do("write", name, func() error { return platform.WriteFile(name, content) })
	}
	if err != nil {
		p.log("%v", err)
	}
}
