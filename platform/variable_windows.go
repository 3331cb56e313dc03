package platform

import "strings"

func sameVariable(a, b string) bool { return strings.EqualFold(a, b) }

func cacheDir(env func(string) string) string { return env("LocalAppData") }
