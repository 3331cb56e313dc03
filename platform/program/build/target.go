package main

// toolchain is the one that the committed programs are built with. Any other gives
// other bytes.
const toolchain = "go1.26.8"

// A target is a program for one platform.
type target struct {
	name, os, arch string
}

// targets are the programs that there are, for the platforms that pyenvkit is
// released for: a redirector where environments hold executables instead of links,
// a launcher everywhere.
var targets = []target{
	{"launcher", "darwin", "amd64"},
	{"launcher", "darwin", "arm64"},
	{"launcher", "freebsd", "amd64"},
	{"launcher", "linux", "386"},
	{"launcher", "linux", "amd64"},
	{"launcher", "linux", "arm"},
	{"launcher", "linux", "arm64"},
	{"launcher", "linux", "ppc64le"},
	{"launcher", "linux", "riscv64"},
	{"launcher", "linux", "s390x"},
	{"launcher", "windows", "386"},
	{"launcher", "windows", "amd64"},
	{"launcher", "windows", "arm64"},
	{"redirector", "windows", "386"},
	{"redirector", "windows", "amd64"},
	{"redirector", "windows", "arm64"},
}

// file is the name of the program's file in bin, less ".gz".
func (t target) file() string { return t.name + "-" + t.os + "-" + t.arch }

func (t target) platform() string { return t.os + "/" + t.arch }

// hasWindowed reports whether there is a form without a console.
func (t target) hasWindowed() bool { return t.os == "windows" }

// tags are the build tags: on POSIX, the launcher links a name that Go's runtime
// doesn't offer (launcher/ignored_linkname.go).
func (t target) tags() string {
	if t.os == "windows" {
		return ""
	}
	return "linkname"
}

// compilerFlags are for Windows, where the programs would be over their size with
// Go's runtime inlined into itself. On Linux they are not, and start faster so.
func (t target) compilerFlags() string {
	if t.os == "windows" {
		return "runtime=-l"
	}
	return ""
}

// linkerFlags are: no symbols, no build ID, and the right to link that name.
func (t target) linkerFlags(windowed bool) string {
	flags := "-s -w -buildid="
	if t.os != "windows" {
		flags += " -checklinkname=0"
	}
	if windowed {
		flags += " -H windowsgui"
	}
	return flags
}

// environment is what the go command may not take from its user: each variable
// that changes what it builds, with the oldest processors that Go has. The older
// garbage collector is 45 KB smaller; these programs never collect.
func (t target) environment() []string {
	return []string{
		"GOTOOLCHAIN=" + toolchain, "GOENV=off", "GOFLAGS=", "GOWORK=off", "GO111MODULE=on", "GOEXPERIMENT=nogreenteagc", "GOFIPS140=off",
		"CGO_ENABLED=0", "GOOS=" + t.os, "GOARCH=" + t.arch,
		"GO386=sse2", "GOAMD64=v1", "GOARM=6", "GOARM64=v8.0", "GOPPC64=power8", "GORISCV64=rva20u64",
	}
}
