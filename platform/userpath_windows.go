package platform

import (
	"errors"
	"slices"
	"strings"
	"unsafe"

	"golang.org/x/sys/windows"
	"golang.org/x/sys/windows/registry"
)

func leaveUserPath(dir string, dry bool) (found bool, err error) {
	key, err := registry.OpenKey(registry.CURRENT_USER, "Environment", registry.QUERY_VALUE|registry.SET_VALUE)
	if errors.Is(err, registry.ErrNotExist) {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	defer key.Close()
	value, kind, err := key.GetStringValue("Path")
	if errors.Is(err, registry.ErrNotExist) {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	entries := strings.Split(value, ";")
	others := slices.DeleteFunc(slices.Clone(entries), func(entry string) bool {
		return strings.EqualFold(strings.TrimRight(entry, `\`), strings.TrimRight(dir, `\`))
	})
	if len(others) == len(entries) || dry {
		return len(others) != len(entries), nil
	}
	set := key.SetStringValue
	if kind == registry.EXPAND_SZ {
		set = key.SetExpandStringValue
	}
	if err := set("Path", strings.Join(others, ";")); err != nil {
		return true, err
	}
	broadcast()
	return true, nil
}

// broadcast tells the programs that run of another environment, Explorer above all
// (WM_SETTINGCHANGE). Those that don't answer will hear of it when they start.
func broadcast() {
	const (
		everybody     = 0xffff // HWND_BROADCAST
		settingChange = 0x001a // WM_SETTINGCHANGE
		abortIfHung   = 0x0002 // SMTO_ABORTIFHUNG
		milliseconds  = 1000
	)
	what, err := windows.UTF16PtrFromString("Environment")
	if err != nil {
		return
	}
	send := windows.NewLazySystemDLL("user32.dll").NewProc("SendMessageTimeoutW")
	_, _, _ = send.Call(everybody, settingChange, 0, uintptr(unsafe.Pointer(what)), abortIfHung, milliseconds, 0)
}
