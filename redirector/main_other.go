//go:build !windows

package main

import "syscall"

// main fails: elsewhere the interpreter of an environment is a link or a copy.
func main() { syscall.Exit(1) }
