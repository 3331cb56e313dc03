package winproc

import (
	"syscall"
	"unsafe"
)

// Fail tells a problem and returns the exit code for it: on standard error, or in
// a message box where there is no console and standard error leads nowhere.
func (p Program) Fail(problem *Problem) int {
	line := Name(p.Path) + ": " + problem.Text
	if !write(line+"\r\n") && p.Window {
		showBox(line)
	}
	return problem.Code
}

// Debug says on standard error what is done, where PYLAUNCHER_DEBUG has a value
// as for CPython's launchers.
func (p Program) Debug(text string) {
	if p.debug {
		write(Name(p.Path) + ": " + text + "\r\n")
	}
}

// write reports whether standard error took the text: a console as UTF-16, a file
// or pipe as UTF-8.
func write(text string) bool {
	file, err := syscall.GetStdHandle(syscall.STD_ERROR_HANDLE)
	if err != nil || file == 0 || file == syscall.InvalidHandle {
		return false
	}
	var mode, written uint32
	if syscall.GetConsoleMode(file, &mode) == nil {
		wide, err := syscall.UTF16FromString(text)
		return err == nil && syscall.WriteConsole(file, &wide[0], uint32(len(wide)-1), &written, nil) == nil
	}
	return syscall.WriteFile(file, []byte(text), &written, nil) == nil
}

func showBox(text string) {
	const iconError, foreground = 0x10, 0x10000
	body, err := syscall.UTF16PtrFromString(text)
	if err != nil {
		return
	}
	title, err := syscall.UTF16PtrFromString("Python environment")
	if err != nil {
		return
	}
	_, _, _ = messageBox.Call(0, uintptr(unsafe.Pointer(body)), uintptr(unsafe.Pointer(title)), iconError|foreground)
}

// endStarting ends the "app starting" cursor, which Windows shows until a program
// without a console asks for its first message: when the process that stands in
// its place waits for input, or after two seconds, which is what Windows itself
// gives to one that never opens a window (STARTF_FORCEONFEEDBACK; CPython bug
// 17290).
func endStarting(process syscall.Handle) {
	const patience, remove = 2000, 1
	_, _, _ = waitForInputIdle.Call(uintptr(process), patience)
	var message [6]uint64 // MSG has 48 bytes or, with 32 bits, 28
	_, _, _ = postMessage.Call(0, 0, 0, 0)
	// Not GetMessage, which would wait for ever if another thread had posted it.
	_, _, _ = peekMessage.Call(uintptr(unsafe.Pointer(&message)), 0, 0, 0, remove)
}
