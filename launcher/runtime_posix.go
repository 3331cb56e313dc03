//go:build linux || darwin || freebsd

package main

import _ "unsafe" // for go:linkname

// arguments returns argv, as package os gets it: os itself would double the size
// of the launcher.
//
//go:linkname arguments os.runtime_args
func arguments() []string

// environment returns the environment as it was handed over: syscall.Environ drops
// a variable that is there twice.
//
//go:linkname environment syscall.runtime_envs
func environment() []string
