//go:build !unix

package platform

import (
	"errors"
	"os"
)

func hold(dir string) (*os.File, error) {
	return nil, &os.PathError{Op: "hold", Path: dir, Err: errors.ErrUnsupported}
}
