package lab

import (
	"os"
	"path/filepath"
	"testing"
)

// Tool returns the path of another program that makes environments, virtualenv or
// uv: that of the lab directory (test/bench/install), else that on PATH.
func Tool(t testing.TB, name string) string {
	t.Helper()
	return preferred(t, name, "bench", "bin")
}

// Goreleaser returns the path of goreleaser: that of the lab directory, else that
// on PATH.
func Goreleaser(t testing.TB) string {
	t.Helper()
	return preferred(t, "goreleaser", "goreleaser")
}

// preferred returns the program in a directory below that of the lab, else the one
// on PATH.
func preferred(t testing.TB, name string, below ...string) string {
	t.Helper()
	path := filepath.Join(append(append([]string{directory()}, below...), name)...)
	if _, err := os.Stat(path); err == nil {
		return path
	}
	return Program(t, name)
}
