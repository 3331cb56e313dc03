//go:build !darwin && !windows

package platform

import "strings"

func sameVariable(a, b string) bool { return a == b }

func cacheDir(env func(string) string) string {
	if dir := env("XDG_CACHE_HOME"); strings.HasPrefix(dir, "/") { // XDG has others ignored
		return dir
	}
	if home := env("HOME"); home != "" {
		return home + "/.cache"
	}
	return ""
}
