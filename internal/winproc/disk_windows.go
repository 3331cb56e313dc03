package winproc

import "syscall"

// Files is the [Disk] of this machine.
type Files struct{}

// Read implements [Disk].
func (Files) Read(path string) (string, error) {
	const whole = 1 << 62
	return ReadHead(path, whole)
}

// ReadHead returns the first size bytes of a file, or all of a shorter one.
func ReadHead(path string, size int64) (string, error) {
	file, err := open(path, syscall.GENERIC_READ)
	if err != nil {
		return "", err
	}
	defer shut(file)
	var text []byte
	buffer := make([]byte, 8<<10)
	for int64(len(text)) < size {
		var n uint32
		if err := syscall.ReadFile(file, buffer, &n, nil); err != nil {
			return "", err
		}
		if n == 0 {
			break
		}
		text = append(text, buffer[:n]...)
	}
	return string(text[:min(int64(len(text)), size)]), nil
}

// Stat implements [Disk].
func (Files) Stat(path string) error {
	name, err := syscall.UTF16PtrFromString(Long(path))
	if err != nil {
		return err
	}
	attributes, err := syscall.GetFileAttributes(name)
	if err != nil {
		return err
	}
	if attributes&syscall.FILE_ATTRIBUTE_DIRECTORY != 0 {
		return syscall.ERROR_FILE_NOT_FOUND
	}
	return nil
}

// Same implements [Disk].
func (Files) Same(a, b string) bool {
	first, ok := identity(a)
	if !ok {
		return false
	}
	second, ok := identity(b)
	return ok && first == second
}

// identity returns what tells a file or directory from all others.
func identity(path string) (id [3]uint32, ok bool) {
	file, err := open(path, 0)
	if err != nil {
		return id, false
	}
	defer shut(file)
	var info syscall.ByHandleFileInformation
	if syscall.GetFileInformationByHandle(file, &info) != nil {
		return id, false
	}
	return [3]uint32{info.VolumeSerialNumber, info.FileIndexHigh, info.FileIndexLow}, true
}

// HasLibraries reports whether there is a DLL of Python in a directory. Packages
// put other DLLs beside their scripts.
func HasLibraries(dir string) bool {
	pattern, err := syscall.UTF16PtrFromString(Long(Join(dir, "python3*.dll")))
	if err != nil {
		return false
	}
	var found syscall.Win32finddata
	search, err := syscall.FindFirstFile(pattern, &found)
	if err != nil {
		return false
	}
	_ = syscall.FindClose(search)
	return true
}

// open returns a file or directory, which others may go on using in any way.
func open(path string, access uint32) (syscall.Handle, error) {
	name, err := syscall.UTF16PtrFromString(Long(path))
	if err != nil {
		return syscall.InvalidHandle, err
	}
	const share = syscall.FILE_SHARE_READ | syscall.FILE_SHARE_WRITE | syscall.FILE_SHARE_DELETE
	return syscall.CreateFile(name, access, share, nil, syscall.OPEN_EXISTING, syscall.FILE_FLAG_BACKUP_SEMANTICS, 0)
}

// shut ends the use of a file or process.
func shut(handle syscall.Handle) { _ = syscall.CloseHandle(handle) }
