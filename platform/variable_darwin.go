package platform

func sameVariable(a, b string) bool { return a == b }

func cacheDir(env func(string) string) string {
	if home := env("HOME"); home != "" {
		return home + "/Library/Caches"
	}
	return ""
}

func dataDir(env func(string) string) string {
	if home := env("HOME"); home != "" {
		return home + "/Library/Application Support"
	}
	return ""
}
