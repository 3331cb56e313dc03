package main

import (
	"archive/tar"
	"archive/zip"
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"time"
)

// A release is what an archive holds.
type release struct {
	archive  string // its name
	version  string // of Semantic Versioning
	platform string // "linux_armv7"
	files    map[string]archived
}

// An archived is a file of an archive.
type archived struct {
	content  []byte
	modified time.Time
}

// sums are the lines of checksums.txt that are about archives. The source is not
// for any platform, so it is not among them.
var sums = regexp.MustCompile(`(?m)^([0-9a-f]{64})  (pyenvkit_([^_\s]+)_((?:darwin|freebsd|linux|windows)_[a-z0-9]+)\.(?:tar\.gz|zip))$`)

// read returns the releases in dist that wheels are made of, sorted by platform. An
// archive that is missing, or is not what checksums.txt has, is an error, and so
// is one for a platform that nobody has thought of.
func read(dist string) ([]release, error) {
	list, err := os.ReadFile(filepath.Join(dist, "checksums.txt"))
	if err != nil {
		return nil, err
	}
	var all []release
	for _, found := range sums.FindAllStringSubmatch(string(list), -1) {
		r := release{archive: found[2], version: found[3], platform: found[4]}
		tags, known := platforms[r.platform]
		if !known {
			return nil, fmt.Errorf("%s: no tag is known for %s", r.archive, r.platform)
		}
		if len(tags) == 0 {
			continue
		}
		packed, err := os.ReadFile(filepath.Join(dist, r.archive))
		if err != nil {
			return nil, err
		}
		if sum := sha256.Sum256(packed); hex.EncodeToString(sum[:]) != found[1] {
			return nil, fmt.Errorf("%s: its SHA-256 is %x, and checksums.txt has %s", r.archive, sum, found[1])
		}
		if r.files, err = unpack(r.archive, packed); err != nil {
			return nil, fmt.Errorf("%s: %v", r.archive, err)
		}
		all = append(all, r)
	}
	if len(all) == 0 {
		return nil, fmt.Errorf("%s names no archive that a wheel could be made of", filepath.Join(dist, "checksums.txt"))
	}
	slices.SortFunc(all, func(a, b release) int { return strings.Compare(a.platform, b.platform) })
	return all, nil
}

// file returns one that has to be in the archive.
func (r release) file(name string) (archived, error) {
	f, found := r.files[name]
	if !found {
		return f, fmt.Errorf("%s has no %s", r.archive, name)
	}
	return f, nil
}

// program returns the name of the program for the platform.
func (r release) program() string {
	if strings.HasPrefix(r.platform, "windows_") {
		return "pyenvkit.exe"
	}
	return "pyenvkit"
}

// unpack returns the files of an archive by their names.
func unpack(name string, packed []byte) (map[string]archived, error) {
	if strings.HasSuffix(name, ".zip") {
		return unpackZip(packed)
	}
	return unpackTar(packed)
}

func unpackTar(packed []byte) (map[string]archived, error) {
	plain, err := gzip.NewReader(bytes.NewReader(packed))
	if err != nil {
		return nil, err
	}
	files := map[string]archived{}
	for r := tar.NewReader(plain); ; {
		header, err := r.Next()
		if errors.Is(err, io.EOF) {
			return files, nil
		}
		if err != nil {
			return nil, err
		}
		if header.Typeflag != tar.TypeReg {
			continue
		}
		content, err := io.ReadAll(r)
		if err != nil {
			return nil, err
		}
		files[header.Name] = archived{content, header.ModTime}
	}
}

func unpackZip(packed []byte) (map[string]archived, error) {
	r, err := zip.NewReader(bytes.NewReader(packed), int64(len(packed)))
	if err != nil {
		return nil, err
	}
	files := map[string]archived{}
	for _, entry := range r.File {
		if !entry.Mode().IsRegular() {
			continue
		}
		content, err := fs.ReadFile(r, entry.Name)
		if err != nil {
			return nil, err
		}
		files[entry.Name] = archived{content, entry.Modified}
	}
	return files, nil
}
