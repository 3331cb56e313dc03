package discover

import (
	"os"

	"golang.org/x/sys/windows"
	"golang.org/x/sys/windows/registry"
)

// thisSystem are the rules of the machine.
var thisSystem = func() System {
	s := Windows
	s.Registry, s.Reparse = machine{}, reparse
	return s
}()

// machine is the registry of this machine.
type machine struct{}

func (machine) Keys(hive Hive, path string) []string {
	key, err := open(hive, path)
	if err != nil {
		return nil
	}
	defer key.Close()
	names, _ := key.ReadSubKeyNames(-1) // what could be read counts
	return names
}

func (machine) Value(hive Hive, path, name string) string {
	key, err := open(hive, path)
	if err != nil {
		return ""
	}
	defer key.Close()
	value, kind, err := key.GetStringValue(name)
	if err != nil {
		return ""
	}
	if kind == registry.EXPAND_SZ {
		if expanded, err := registry.ExpandString(value); err == nil {
			return expanded
		}
	}
	return value
}

func open(hive Hive, path string) (registry.Key, error) {
	switch hive {
	case CurrentUser:
		return registry.OpenKey(registry.CURRENT_USER, path, registry.READ)
	case LocalMachine64:
		return registry.OpenKey(registry.LOCAL_MACHINE, path, registry.READ|registry.WOW64_64KEY)
	default:
		return registry.OpenKey(registry.LOCAL_MACHINE, path, registry.READ|registry.WOW64_32KEY)
	}
}

const (
	tagAppExecLink = 0x8000001b // IO_REPARSE_TAG_APPEXECLINK
	reparseHeader  = 8          // of REPARSE_DATA_BUFFER: tag, length, reserved
)

// reparse returns the data of an app execution alias.
func reparse(path string) ([]byte, bool) {
	// Most files are none, and that is told without opening them.
	if info, err := os.Lstat(path); err != nil || info.Mode()&os.ModeIrregular == 0 {
		return nil, false
	}
	handle, err := openPoint(path, windows.FILE_FLAG_OPEN_REPARSE_POINT)
	if err != nil {
		return nil, false
	}
	defer func() { _ = windows.CloseHandle(handle) }()
	buffer := make([]byte, windows.MAXIMUM_REPARSE_DATA_BUFFER_SIZE)
	var size uint32
	if err := windows.DeviceIoControl(handle, windows.FSCTL_GET_REPARSE_POINT, nil, 0, &buffer[0], uint32(len(buffer)), &size, nil); err != nil {
		return nil, false
	}
	buffer = buffer[:size]
	if len(buffer) < reparseHeader || uint32(buffer[0])|uint32(buffer[1])<<8|uint32(buffer[2])<<16|uint32(buffer[3])<<24 != tagAppExecLink {
		return nil, false
	}
	return buffer[reparseHeader:], true
}

// openPoint opens a file or a directory to learn of it, not to read it.
func openPoint(path string, flags uint32) (windows.Handle, error) {
	name, err := windows.UTF16PtrFromString(path)
	if err != nil {
		return 0, err
	}
	const share = windows.FILE_SHARE_READ | windows.FILE_SHARE_WRITE | windows.FILE_SHARE_DELETE
	return windows.CreateFile(name, windows.FILE_READ_ATTRIBUTES, share, nil, windows.OPEN_EXISTING, windows.FILE_FLAG_BACKUP_SEMANTICS|flags, 0)
}
