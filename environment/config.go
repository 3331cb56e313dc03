package environment

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"iter"
	"os"
	"path/filepath"
	"strings"
	"unicode"

	"github.com/pyenvkit/pyenvkit/platform"
)

const configName = "pyvenv.cfg"

// longestConfig is how much of a pyvenv.cfg CPython's getpath reads, in bytes. A
// longer one keeps Python 3.11 and later from starting.
const longestConfig = 32 << 10

// A Config is a pyvenv.cfg. The zero value is an empty one.
type Config struct {
	// Path is its absolute path.
	Path string
	// Text is what it holds, as it stands there.
	Text string
}

// Read returns the pyvenv.cfg of a directory. The error is that of package os, and
// [os.ErrNotExist] if there is none; what is no regular file, or longer than Python
// reads, is an error as well.
func Read(dir string) (Config, error) {
	path := filepath.Join(dir, configName)
	info, err := os.Stat(path)
	if err != nil {
		return Config{}, err
	}
	// Opening a pipe would wait for ever, and a device may have no end.
	if !info.Mode().IsRegular() {
		return Config{}, &os.PathError{Op: "read", Path: path, Err: errors.New("it is no regular file")}
	}
	if info.Size() > longestConfig {
		return Config{}, &os.PathError{Op: "read", Path: path, Err: errors.New("it is longer than 32 KiB")}
	}
	text, err := platform.ReadFile(path)
	return Config{Path: path, Text: string(text)}, err
}

// Get returns the value of a key, which is given in lower case, "" if it has none. In
// the file it may be in any case, and the first of several counts, as for CPython's
// getpath.
func (c Config) Get(key string) string {
	for name, value := range c.entries() {
		if strings.ToLower(name) == key {
			return value
		}
	}
	return ""
}

// entries returns keys and values as Python reads them (Lib/site.py): lines that end
// in LF, CRLF or CR, the first "=" between both, and no white space around either. A
// byte order mark before the first line, which Python takes for a part of the key,
// is passed over.
func (c Config) entries() iter.Seq2[string, string] {
	return func(yield func(key, value string) bool) {
		rest := strings.TrimPrefix(c.Text, "\ufeff")
		for rest != "" {
			line := rest
			if i := strings.IndexAny(rest, "\r\n"); i >= 0 {
				line, rest = rest[:i], rest[i+1:]
			} else {
				rest = ""
			}
			key, value, found := strings.Cut(line, "=")
			if found && !yield(trim(key), trim(value)) {
				return
			}
		}
	}
}

// trim is str.strip of Python, to which the separators of ASCII are white space.
func trim(s string) string {
	return strings.TrimFunc(s, func(r rune) bool { return unicode.IsSpace(r) || '\x1c' <= r && r <= '\x1f' })
}

// Home returns the directory of the base interpreter, as it stands there.
func (c Config) Home() string { return c.Get("home") }

// SystemSitePackages reports whether the environment sees the packages of its base:
// the last such key counts, and without one it does (Lib/site.py).
func (c Config) SystemSitePackages() bool {
	value := "true"
	for name, v := range c.entries() {
		if strings.ToLower(name) == "include-system-site-packages" {
			value = v
		}
	}
	return strings.EqualFold(value, "true")
}

// Relocatable reports whether the environment says that it may be moved, as those of
// uv and pyenvkit do.
func (c Config) Relocatable() bool { return strings.EqualFold(c.Get("relocatable"), "true") }

// Fingerprint returns a text, of letters and digits, that is another one once
// anything in pyvenv.cfg has changed.
func (c Config) Fingerprint() string {
	sum := sha256.Sum256([]byte(c.Text))
	return hex.EncodeToString(sum[:])
}
