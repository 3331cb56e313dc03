//go:build !linux && !darwin

package platform

// process knows nothing on systems without a way to ask.
func process(int) (name string, parent int, ok bool) { return "", 0, false }
