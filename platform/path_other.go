//go:build !windows

package platform

func unusable(string) string { return "" }
