//go:build !(darwin && (amd64 || arm64)) && !(freebsd && amd64) && !(linux && (386 || amd64 || arm || arm64 || ppc64le || riscv64 || s390x)) && !(windows && (386 || amd64 || arm64))

package program

// Elsewhere there are none, and the table says so.
const (
	launcher   = ""
	redirector = ""
)
