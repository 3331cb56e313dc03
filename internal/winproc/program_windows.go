package winproc

import (
	"syscall"
	"unsafe"
)

// A Program is the running executable.
type Program struct {
	// Path is where it lies, in the words in which it was started.
	Path string
	// Window says that it has no console: by the subsystem in its header, the
	// only difference between the two forms.
	Window bool
	// debug says that PYLAUNCHER_DEBUG asks for an account of what is done.
	debug bool
}

// Running returns the running executable, or a problem that is [Internal].
func Running() (Program, *Problem) {
	p := Program{Window: isWindow()}
	value, _ := syscall.Getenv("PYLAUNCHER_DEBUG")
	p.debug = value != ""
	var err error
	if p.Path, err = modulePath(); err != nil {
		return p, &Problem{Internal, "Windows does not say where this program lies " + Reason(err)}
	}
	p.Debug("running " + p.Path)
	return p, nil
}

// modulePath returns the path of the executable.
func modulePath() (string, error) {
	for buffer := make([]uint16, 128); ; buffer = make([]uint16, 2*len(buffer)) {
		n, _, err := getModuleFileName.Call(0, uintptr(unsafe.Pointer(&buffer[0])), uintptr(len(buffer)))
		if n == 0 {
			return "", err
		}
		if int(n) < len(buffer) {
			return syscall.UTF16ToString(buffer[:n]), nil
		}
	}
}

// Offsets in an image (PE format): of the offset of its header, and of the
// subsystem behind that, which is at the same place for 32 and 64 bits.
const (
	headerOffset    = 0x3c
	subsystemOffset = 4 + 20 + 68
	subsystemGUI    = 2
)

func isWindow() bool {
	module, _, _ := getModuleHandle.Call(0)
	image := *(*unsafe.Pointer)(unsafe.Pointer(&module))
	header := *(*uint32)(unsafe.Add(image, headerOffset))
	return *(*uint16)(unsafe.Add(image, header+subsystemOffset)) == subsystemGUI
}

// Resolved returns the path of the executable without links and short names,
// which is another one where it was started through a symbolic link.
func (p Program) Resolved() (string, error) {
	file, err := open(p.Path, 0)
	if err != nil {
		return "", err
	}
	defer shut(file)
	for buffer := make([]uint16, 128); ; buffer = make([]uint16, 2*len(buffer)) {
		n, _, err := getFinalPathNameByHandle.Call(uintptr(file), uintptr(unsafe.Pointer(&buffer[0])), uintptr(len(buffer)), 0)
		if n == 0 {
			return "", err
		}
		if int(n) < len(buffer) {
			return Plain(syscall.UTF16ToString(buffer[:n])), nil
		}
	}
}
