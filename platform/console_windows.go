package platform

import (
	"unsafe"

	"golang.org/x/sys/windows"
)

func consoleEncode(text string) (encoded string, page uint32, ok bool) {
	page, err := windows.GetConsoleOutputCP()
	if err != nil {
		return text, 0, true
	}
	encoded, ok = inCodePage(text, page)
	return encoded, page, ok
}

// inCodePage returns a text in a code page, and false if that changes it: a code page
// has similar characters in the place of those that it lacks, or a question mark.
func inCodePage(text string, page uint32) (string, bool) {
	const utf8 = 65001
	if text == "" || page == utf8 {
		return text, true
	}
	wide, err := windows.UTF16FromString(text)
	if err != nil {
		return "", false
	}
	wide = wide[:len(wide)-1]
	// No character has more than four bytes in the code pages of consoles.
	encoded := make([]byte, 4*len(wide))
	convert := windows.NewLazySystemDLL("kernel32.dll").NewProc("WideCharToMultiByte")
	n, _, _ := convert.Call(uintptr(page), 0, uintptr(unsafe.Pointer(&wide[0])), uintptr(len(wide)),
		uintptr(unsafe.Pointer(&encoded[0])), uintptr(len(encoded)), 0, 0)
	if n == 0 {
		return "", false
	}
	encoded = encoded[:n]
	back := make([]uint16, 4*len(wide))
	size, err := windows.MultiByteToWideChar(page, 0, &encoded[0], int32(n), &back[0], int32(len(back)))
	if err != nil || windows.UTF16ToString(back[:size]) != text {
		return "", false
	}
	return string(encoded), true
}
