//go:build !darwin && !windows

package platform

import "strings"

func sameVariable(a, b string) bool { return a == b }

func cacheDir(env func(string) string) string { return baseDir(env, "XDG_CACHE_HOME", "/.cache") }

func dataDir(env func(string) string) string { return baseDir(env, "XDG_DATA_HOME", "/.local/share") }

// baseDir returns what a variable of the XDG Base Directory Specification names.
func baseDir(env func(string) string, name, below string) string {
	if dir := env(name); strings.HasPrefix(dir, "/") { // XDG has others ignored
		return dir
	}
	if home := env("HOME"); home != "" {
		return home + below
	}
	return ""
}
