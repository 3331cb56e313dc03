//go:build linkname

package main

const (
	signals     = 65 // _NSIG of Go's runtime: how many it knows of
	replaceMask = 2  // SIG_SETMASK
)
