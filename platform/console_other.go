//go:build !windows

package platform

func consoleEncode(text string) (encoded string, page uint32, ok bool) { return text, 0, true }
