//go:build !linux && !darwin

package platform

import "errors"

func (f *file) clone(*file) error { return errors.ErrUnsupported }
