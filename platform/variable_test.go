package platform

import (
	"os"
	"slices"
	"strings"
	"testing"
)

func TestVariable(t *testing.T) {
	environ := []string{"A=1", "B=", "A=2", "broken"}
	for name, want := range map[string]string{"A": "1", "B": "", "C": "", "broken": ""} {
		if got := Variable(environ, name); got != want {
			t.Errorf("Variable(%s) = %q, want %q", name, got, want)
		}
	}
}

// TestCacheDirIsThatOfGo holds on every system.
func TestCacheDirIsThatOfGo(t *testing.T) {
	t.Setenv("XDG_CACHE_HOME", "")
	t.Setenv("HOME", t.TempDir())
	want, err := os.UserCacheDir()
	if err != nil {
		t.Fatal(err)
	}
	if got := CacheDir(os.Environ()); got != want {
		t.Errorf("CacheDir = %s, want %s", got, want)
	}
	if got := CacheDir([]string{"XDG_CACHE_HOME=relative", "HOME=relative", "LocalAppData=relative"}); got != "" {
		t.Errorf("a relative directory is taken: %s", got)
	}
}

// TestDataDir is beside the one for caches, and by the same rules.
func TestDataDir(t *testing.T) {
	home := t.TempDir()
	got := DataDir([]string{"HOME=" + home, "LOCALAPPDATA=" + home})
	if rest, below := strings.CutPrefix(got, home); !below || !slices.Contains([]string{"/.local/share", "/Library/Application Support", ""}, rest) {
		t.Errorf("DataDir = %s", got)
	}
	if got := DataDir([]string{"XDG_DATA_HOME=relative", "HOME=relative", "LocalAppData=relative"}); got != "" {
		t.Errorf("a relative directory is taken: %s", got)
	}
}
