package apply

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/gofrs/flock"
)

// SweepLocks deletes the files of a lock directory ([Options]) that nobody
// holds. Who waits for one of them at this moment notices, and takes the next.
func SweepLocks(dir string) error {
	entries, err := os.ReadDir(dir)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	for _, e := range entries {
		if filepath.Ext(e.Name()) != ".lock" || !e.Type().IsRegular() {
			continue
		}
		lock := flock.New(filepath.Join(dir, e.Name()))
		free, err := lock.TryLock()
		if err == nil && free {
			err = os.Remove(lock.Path())
		}
		lock.Close()
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
	}
	return nil
}
