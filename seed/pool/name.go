package pool

import (
	"io/fs"
	"strings"
)

// What lies in the directory of a pool under another name than one of these is
// somebody else's, and is left alone.

// isKey reports whether name is that of an entry of that kind.
func isKey(kind, name string) bool {
	if len(name) < keyLength || !isHex(name[:keyLength]) {
		return false
	}
	rest := name[keyLength:]
	if kind == Wheels {
		return rest == ""
	}
	rest, ok := strings.CutPrefix(rest, "-")
	i := strings.LastIndexByte(rest, '-')
	return ok && i > 0 && len(rest)-i-1 == 8 && isHex(rest[i+1:]) && !strings.ContainsAny(rest, `/\.`)
}

// leftover returns the key of the entry of that kind that a directory is a
// leftover of, if it is one.
func leftover(kind string, d fs.DirEntry) (key string, ok bool) {
	name, hidden := strings.CutPrefix(d.Name(), ".")
	i := strings.LastIndexByte(name, '-')
	if !hidden || !d.IsDir() || i < 0 || len(name)-i-1 != 10 || strings.Trim(name[i+1:], "abcdefghijklmnopqrstuvwxyz234567") != "" {
		return "", false
	}
	return name[:i], isKey(kind, name[:i])
}

// isLock reports whether name is that of the lock of an entry.
func isLock(name string) bool {
	name, ok := strings.CutSuffix(name, ".lock")
	kind, key, found := strings.Cut(name, "-")
	return ok && found && (kind == Wheels || kind == Bytecode) && isKey(kind, key)
}

// knownSuffix ends the names of notes of what wheel a file is.
const knownSuffix = ".known"

// isKnown reports whether name is that of a note of what wheel a file is.
func isKnown(name string) bool {
	name, ok := strings.CutSuffix(name, knownSuffix)
	return ok && len(name) == keyLength && isHex(name)
}

func isHex(s string) bool { return strings.Trim(s, "0123456789abcdef") == "" }
