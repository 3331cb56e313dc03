package platform

import (
	"os"
	"path/filepath"
)

// Abs returns the absolute path of path for a process whose directory is dir, an
// absolute one. On Windows `\\x` is on the drive of dir, and `D:x` is relative to
// the directory that this process has on that drive.
func Abs(dir, path string) string {
	volume := filepath.VolumeName(path)
	switch {
	case filepath.IsAbs(path):
		return filepath.Clean(path)
	case volume != "" && !sameVariable(volume, filepath.VolumeName(dir)):
		if abs, err := filepath.Abs(path); err == nil {
			return abs
		}
		return filepath.Clean(path)
	case len(path) > len(volume) && os.IsPathSeparator(path[len(volume)]):
		return filepath.Clean(filepath.VolumeName(dir) + path)
	}
	return filepath.Join(dir, path[len(volume):])
}

// Unusable says why no directory can be at an absolute path, whatever lies there:
// a character, say, that this system has in no name. It is "" where nothing
// speaks against it.
func Unusable(path string) string { return unusable(path) }
