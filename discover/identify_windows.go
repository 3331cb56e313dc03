package discover

import (
	"errors"
	"unsafe"

	"golang.org/x/sys/windows"
)

// A basicInfo is FILE_BASIC_INFO. Its times are in 100 ns since 1601.
type basicInfo struct {
	created, accessed, written, changed int64
	attributes                          uint32
	_                                   uint32
}

// identify returns what tells the file apart that a path leads to, links
// followed. An app execution alias is made anew when its package is updated, so
// it stands for itself. ChangeTime is what others call ctime; FAT has none.
func identify(path string) (fileID, bool) {
	handle, err := openPoint(path, 0)
	if errors.Is(err, windows.ERROR_CANT_ACCESS_FILE) {
		handle, err = openPoint(path, windows.FILE_FLAG_OPEN_REPARSE_POINT)
	}
	if err != nil {
		return fileID{}, false
	}
	defer func() { _ = windows.CloseHandle(handle) }()
	var info windows.ByHandleFileInformation
	if err := windows.GetFileInformationByHandle(handle, &info); err != nil {
		return fileID{}, false
	}
	var basic basicInfo
	if err := windows.GetFileInformationByHandleEx(handle, windows.FileBasicInfo, (*byte)(unsafe.Pointer(&basic)), uint32(unsafe.Sizeof(basic))); err != nil {
		basic = basicInfo{}
	}
	return fileID{
		path: path, device: uint64(info.VolumeSerialNumber), inode: uint64(info.FileIndexHigh)<<32 | uint64(info.FileIndexLow),
		size: int64(info.FileSizeHigh)<<32 | int64(info.FileSizeLow), mtime: info.LastWriteTime.Nanoseconds(), ctime: nanoseconds(basic.changed),
	}, true
}

// nanoseconds returns a time since 1970; of none it is 0.
func nanoseconds(filetime int64) int64 {
	if filetime == 0 {
		return 0
	}
	t := windows.Filetime{LowDateTime: uint32(filetime), HighDateTime: uint32(filetime >> 32)}
	return t.Nanoseconds()
}

// executable reports true: what can be run is not a matter of the mode here.
func executable(uint32) bool { return true }
