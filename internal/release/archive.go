package release

import (
	"archive/tar"
	"archive/zip"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
)

// unpack writes one file of an archive, which is a zip or a compressed tar by its name,
// to a new file for this user to run. The error is an [*archiveError], or one of the
// new file.
func unpack(archive *os.File, name, to string) error {
	if _, err := archive.Seek(0, io.SeekStart); err != nil {
		return err
	}
	open := openTar
	if filepath.Ext(archive.Name()) == ".zip" {
		open = openZip
	}
	packed, err := open(archive, name)
	if err != nil {
		return &archiveError{err}
	}
	file, err := os.OpenFile(to, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o700)
	if err != nil {
		return err
	}
	defer file.Close()
	into := &limited{w: file, left: archiveLimit}
	_, err = io.Copy(into, packed)
	switch {
	case into.err != nil && !errors.Is(into.err, errTooLong):
		return into.err
	case err != nil:
		return &archiveError{err}
	}
	// What takes the place of another program has to be on the disk before it does.
	if err := file.Sync(); err != nil {
		return err
	}
	return file.Close()
}

func openTar(archive *os.File, name string) (io.Reader, error) {
	plain, err := gzip.NewReader(archive)
	if err != nil {
		return nil, err
	}
	r := tar.NewReader(plain)
	for {
		header, err := r.Next()
		if errors.Is(err, io.EOF) {
			return nil, fmt.Errorf("there is no %s in it", name)
		}
		if err != nil {
			return nil, err
		}
		if header.Name == name && header.Typeflag == tar.TypeReg {
			return r, nil
		}
	}
}

func openZip(archive *os.File, name string) (io.Reader, error) {
	info, err := archive.Stat()
	if err != nil {
		return nil, err
	}
	r, err := zip.NewReader(archive, info.Size())
	if err != nil {
		return nil, err
	}
	for _, file := range r.File {
		if file.Name == name && file.Mode().IsRegular() {
			return file.Open()
		}
	}
	return nil, fmt.Errorf("there is no %s in it", name)
}

// An archiveError reports an archive that does not hold what it should.
type archiveError struct{ err error }

func (e *archiveError) Error() string { return "can't be unpacked: " + e.err.Error() }
