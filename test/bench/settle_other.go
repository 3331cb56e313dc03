//go:build !linux

package main

// settle does nothing: elsewhere sync(2) doesn't wait until all is written.
func settle() {}
