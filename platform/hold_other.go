//go:build !unix && !windows

package platform

import (
	"errors"
	"os"
)

func hold(dir string) (*Held, error) {
	return nil, &os.PathError{Op: "hold", Path: dir, Err: errors.ErrUnsupported}
}
