package main

import (
	"syscall"
	"unsafe"
)

// ownPaths returns the paths that may be this program's, absolute.
func ownPaths() []string {
	var paths []string
	// What execve was given comes first: the kernel's own answer follows a directory
	// that is moved, and so leads to the old environment when a new one takes its
	// place. It is also forgotten for files that were not used for long.
	const atExecPath = 15 // sys/elf_common.h
	if path := absolute(auxiliary(atExecPath)); path != "" {
		paths = append(paths, path)
	}
	// sysctl(3): CTL_KERN, KERN_PROC, KERN_PROC_PATHNAME, of this process
	name := [4]int32{1, 14, 12, -1}
	buffer := make([]byte, 1024) // PATH_MAX
	size := uintptr(len(buffer))
	_, _, err := syscall.Syscall6(syscall.SYS___SYSCTL, uintptr(unsafe.Pointer(&name[0])), uintptr(len(name)),
		uintptr(unsafe.Pointer(&buffer[0])), uintptr(unsafe.Pointer(&size)), 0, 0)
	if err == 0 && size > 1 {
		paths = append(paths, string(buffer[:size-1]))
	}
	return paths
}
