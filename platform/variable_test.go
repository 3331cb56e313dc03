package platform

import (
	"os"
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
