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
	path := filepath.Join(directory(), "bench", "bin", name)
	if _, err := os.Stat(path); err == nil {
		return path
	}
	return Program(t, name)
}
