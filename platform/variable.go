package platform

import (
	"path/filepath"
	"strings"
)

// Variable returns the value of an environment variable among environ
// ("NAME=value"), "" if it is not set. Windows does not tell capitals apart in
// the names.
func Variable(environ []string, name string) string {
	for _, v := range environ {
		// Windows has variables whose names begin with an equals sign.
		if n, value, ok := strings.Cut(v, "="); ok && sameVariable(n, name) {
			return value
		}
	}
	return ""
}

// CacheDir returns the directory for the caches of the user, by the rules of
// [os.UserCacheDir], for a process with the variables environ. It is "" where
// they name none.
func CacheDir(environ []string) string {
	dir := cacheDir(func(name string) string { return Variable(environ, name) })
	if !filepath.IsAbs(dir) {
		return ""
	}
	return dir
}

// DataDir returns the directory for what programs keep for the user: XDG_DATA_HOME
// or ~/.local/share, on macOS ~/Library/Application Support, on Windows LocalAppData.
// It is "" where environ names none.
func DataDir(environ []string) string {
	dir := dataDir(func(name string) string { return Variable(environ, name) })
	if !filepath.IsAbs(dir) {
		return ""
	}
	return dir
}
