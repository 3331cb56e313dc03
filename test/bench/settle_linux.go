package main

import "syscall"

// settle has the kernel write what earlier commands left to be written, so that no
// command has to wait for the disk because of another one.
func settle() { syscall.Sync() }
