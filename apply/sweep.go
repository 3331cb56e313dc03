package apply

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/gofrs/flock"

	"github.com/pyenvkit/pyenvkit/platform"
)

// SweepLocks deletes the files of a lock directory ([Options]) that nobody
// holds, and returns how many. Who waits for one of them at this moment
// notices, and takes the next.
func SweepLocks(dir string) (files int, err error) {
	entries, err := os.ReadDir(dir)
	if errors.Is(err, fs.ErrNotExist) {
		return 0, nil
	}
	problems := []error{err}
	for _, e := range entries {
		hash, ok := strings.CutSuffix(e.Name(), ".lock")
		if !ok || len(hash) != 64 || strings.Trim(hash, "0123456789abcdef") != "" || !e.Type().IsRegular() {
			continue // not one of ours
		}
		lock := flock.New(filepath.Join(dir, e.Name()))
		free, err := lock.TryLock()
		if err == nil && free {
			if err = os.Remove(lock.Path()); err == nil {
				files++
			}
		}
		lock.Close()
		if free && platform.Busy(err) {
			// Windows deletes no open file, and none that another process has opened.
			if err = os.Remove(lock.Path()); err == nil {
				files++
			} else if platform.Busy(err) {
				continue
			}
		}
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			problems = append(problems, err)
		}
	}
	return files, errors.Join(problems...)
}
