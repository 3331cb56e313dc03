//go:build linkname

package main

const (
	signals     = 33 // _NSIG of Go's runtime: how many it knows of
	replaceMask = 3  // SIG_SETMASK
)
