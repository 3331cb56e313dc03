package program

import (
	"encoding/binary"
	"errors"
)

// Offsets and values of the PE format (winnt.h, IMAGE_NT_HEADERS). The subsystem
// stands at the same place in executables of 32 and of 64 bits.
const (
	headerPointer    = 0x3c
	subsystemOffset  = 4 + 20 + 68
	subsystemGUI     = 2
	subsystemConsole = 3
)

// window makes an executable of Windows, in place, one without a console. That is
// all in which the two forms differ: the linker's -H windowsgui does the same.
func window(exe []byte) error {
	if len(exe) < headerPointer+4 {
		return errors.New("no executable of Windows")
	}
	header := int64(binary.LittleEndian.Uint32(exe[headerPointer:]))
	if int64(len(exe)) < header+subsystemOffset+2 || string(exe[header:header+4]) != "PE\x00\x00" {
		return errors.New("no executable of Windows")
	}
	field := exe[header+subsystemOffset:]
	if binary.LittleEndian.Uint16(field) != subsystemConsole {
		return errors.New("no executable with a console")
	}
	binary.LittleEndian.PutUint16(field, subsystemGUI)
	return nil
}
