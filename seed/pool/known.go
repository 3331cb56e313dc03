package pool

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/pyenvkit/pyenvkit/platform"
)

// A known is a file of the pool that says which wheel a file of the system is,
// so that it need not be read again as long as it is the same file.
type known struct {
	Path     string `json:"path"`
	Size     int64  `json:"size"`
	Time     int64  `json:"time"` // of modification, in nanoseconds
	Identity string `json:"identity"`
	Key      string `json:"key"`
}

func newKnown(path string, info fs.FileInfo) known {
	return known{Path: path, Size: info.Size(), Time: info.ModTime().UnixNano(), Identity: platform.Identity(info)}
}

// knownName is the path of what the pool knows of the file path.
func (p *Pool) knownName(path string) string {
	sum := sha256.Sum256([]byte(path))
	return filepath.Join(p.Dir, "known", hex.EncodeToString(sum[:16])+".json")
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
	now.Key = k.Key
	if now != k || len(k.Key) != keyLength {
		return ""
	}
	return k.Key
}

func readKnown(name string) (k known, err error) {
	content, err := os.ReadFile(name)
	if err == nil {
		err = json.Unmarshal(content, &k)
	}
	return k, err
}

// Remember notes which wheel a file is.
func (p *Pool) Remember(path string, info fs.FileInfo, key string) {
	k := newKnown(path, info)
	k.Key = key
	content, err := json.Marshal(k)
	if err != nil {
		return
	}
	name := p.knownName(path)
	err = p.do("make", filepath.Dir(name), func() error { return os.MkdirAll(filepath.Dir(name), 0o777) })
	if err == nil {
		err = p.do("write", name, func() error { return platform.WriteFile(name, content) })
	}
	if err != nil {
		p.log("%v", err)
	}
}
