package discover

import (
	"os"

	"golang.org/x/sys/windows"
)

// identify returns what tells the file apart that a path leads to, links
// followed. An app execution alias can't be opened, and has no identity.
func identify(path string) (fileID, bool) {
	file, err := os.Open(path)
	if err != nil {
		return fileID{}, false
	}
	defer file.Close()
	var info windows.ByHandleFileInformation
	if err := windows.GetFileInformationByHandle(windows.Handle(file.Fd()), &info); err != nil {
		return fileID{}, false
	}
	return fileID{
		path: path, device: uint64(info.VolumeSerialNumber), inode: uint64(info.FileIndexHigh)<<32 | uint64(info.FileIndexLow),
		size: int64(info.FileSizeHigh)<<32 | int64(info.FileSizeLow), mtime: info.LastWriteTime.Nanoseconds(),
	}, true
}

// executable reports true: what can be run is not a matter of the mode here.
func executable(uint32) bool { return true }
