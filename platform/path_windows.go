package platform

import "github.com/pyenvkit/pyenvkit/platform/windows"

func unusable(path string) string { return windows.Unusable(path) }
