//go:build !linux && !darwin && !freebsd && !windows

package main

import "syscall"

// main fails: pyenvkit makes no launchers for other systems.
func main() { syscall.Exit(1) }
