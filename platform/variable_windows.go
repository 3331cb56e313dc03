package platform

import "strings"

func sameVariable(a, b string) bool { return strings.EqualFold(a, b) }

func cacheDir(env func(string) string) string { return env("LocalAppData") }

func dataDir(env func(string) string) string { return env("LocalAppData") }
