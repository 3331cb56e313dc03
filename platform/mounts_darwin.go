package platform

import (
	"os"

	"golang.org/x/sys/unix"
)

func mounts() ([]string, error) {
	n, err := unix.Getfsstat(nil, unix.MNT_NOWAIT)
	if err != nil {
		return nil, os.NewSyscallError("getfsstat", err)
	}
	buffer := make([]unix.Statfs_t, n)
	if n, err = unix.Getfsstat(buffer, unix.MNT_NOWAIT); err != nil {
		return nil, os.NewSyscallError("getfsstat", err)
	}
	var all []string
	for _, st := range buffer[:n] {
		all = append(all, unix.ByteSliceToString(st.Mntonname[:]))
	}
	return all, nil
}
