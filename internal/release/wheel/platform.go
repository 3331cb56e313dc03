package main

import (
	"bytes"
	"debug/macho"
	"errors"
	"fmt"
)

// platforms are the tags for the programs of a platform, as the names of archives
// have it; nil for one that the index takes no wheel for. The programs link no C
// library, so the oldest that a tag can name is right for them, and is what most pips
// take: those before 19.0, which Debian 10, Ubuntu 18.04 and RHEL 8 have, know
// manylinux1 alone. For RISC-V there is no manylinux before 2.31, and uv looks for none.
//
// The tags of macOS are told by the program itself.
var platforms = map[string][]string{
	"linux_amd64":   {"manylinux_2_5_x86_64", "manylinux1_x86_64", "musllinux_1_1_x86_64"},
	"linux_386":     {"manylinux_2_5_i686", "manylinux1_i686", "musllinux_1_1_i686"},
	"linux_arm64":   {"manylinux_2_17_aarch64", "manylinux2014_aarch64", "musllinux_1_1_aarch64"},
	"linux_armv7":   {"manylinux_2_17_armv7l", "manylinux2014_armv7l", "musllinux_1_1_armv7l"},
	"linux_ppc64le": {"manylinux_2_17_ppc64le", "manylinux2014_ppc64le", "musllinux_1_1_ppc64le"},
	"linux_s390x":   {"manylinux_2_17_s390x", "manylinux2014_s390x", "musllinux_1_1_s390x"},
	"linux_riscv64": {"manylinux_2_31_riscv64", "musllinux_1_1_riscv64"},
	"darwin_amd64":  {"macosx_%s_x86_64"},
	"darwin_arm64":  {"macosx_%s_arm64"},
	"windows_amd64": {"win_amd64"},
	"windows_arm64": {"win_arm64"},
	"windows_386":   {"win32"},
	"freebsd_amd64": nil,
}

// oldestMacOS returns the version that a program says it needs, as tags have it:
// "12_0" (LC_BUILD_VERSION of mach-o/loader.h; the linker of Go writes it).
func oldestMacOS(program []byte) (string, error) {
	const buildVersion = 0x32
	file, err := macho.NewFile(bytes.NewReader(program))
	if err != nil {
		return "", err
	}
	for _, load := range file.Loads {
		raw := load.Raw()
		if len(raw) < 16 || file.ByteOrder.Uint32(raw) != buildVersion {
			continue
		}
		oldest := file.ByteOrder.Uint32(raw[12:])
		return fmt.Sprintf("%d_%d", oldest>>16, oldest>>8&0xff), nil
	}
	return "", errors.New("it does not say which macOS it needs")
}
