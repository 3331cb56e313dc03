//go:build linux || freebsd

package main

import "unsafe"

// vector returns what the kernel hands over behind the environment: pairs of a
// key and a value.
//
//go:linkname vector runtime.getAuxv
func vector() []uintptr

// auxiliary returns the string that the vector has for a key, "" if there is none.
func auxiliary(key uintptr) string {
	pairs := vector()
	for i := 0; i+1 < len(pairs); i += 2 {
		if pairs[i] != key {
			continue
		}
		start := *(**byte)(unsafe.Pointer(&pairs[i+1]))
		size := 0
		for *(*byte)(unsafe.Add(unsafe.Pointer(start), size)) != 0 {
			size++
		}
		return string(unsafe.Slice(start, size))
	}
	return ""
}
