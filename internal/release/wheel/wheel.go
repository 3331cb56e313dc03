package main

import (
	"archive/zip"
	"bytes"
	"embed"
	"fmt"
	"io/fs"
	"strings"
	"time"

	"github.com/pyenvkit/pyenvkit/seed/wheel"
)

// sources are the package that a wheel holds beside the program.
//
//go:embed pyenvkit/*.py
var sources embed.FS

// A member is a file of a wheel.
type member struct {
	path       string
	content    []byte
	executable bool
}

// wheel returns the wheel of a release and its file name ("Binary distribution
// format" of packaging.python.org).
func (r release) wheel() (name string, content []byte, err error) {
	version, err := public(r.version)
	if err != nil {
		return "", nil, fmt.Errorf("%s: %v", r.archive, err)
	}
	program, err := r.file(r.program())
	if err != nil {
		return "", nil, err
	}
	tags, err := r.tags(program.content)
	if err != nil {
		return "", nil, err
	}
	members, err := r.members(version, tags, program.content)
	if err != nil {
		return "", nil, err
	}
	content, err = pack(members, program.modified)
	return fmt.Sprintf("pyenvkit-%s-py3-none-%s.whl", version, strings.Join(tags, ".")), content, err
}

// tags returns those of the platform of a program.
func (r release) tags(program []byte) ([]string, error) {
	tags := platforms[r.platform]
	if !strings.HasPrefix(r.platform, "darwin_") {
		return tags, nil
	}
	oldest, err := oldestMacOS(program)
	if err != nil {
		return nil, fmt.Errorf("%s of %s: %v", r.program(), r.archive, err)
	}
	return []string{fmt.Sprintf(tags[0], oldest)}, nil
}

// members returns the files of a wheel in their order: what says what the wheel is
// comes last, RECORD at the very end.
func (r release) members(version string, tags []string, program []byte) ([]member, error) {
	names, err := fs.Glob(sources, "pyenvkit/*.py")
	if err != nil {
		return nil, err
	}
	var members []member
	for _, name := range names {
		source, err := sources.ReadFile(name)
		if err != nil {
			return nil, err
		}
		members = append(members, member{path: name, content: source})
	}
	base := "pyenvkit-" + version
	members = append(members, member{base + ".data/scripts/" + r.program(), program, true})

	info := base + ".dist-info/"
	readme, err := r.file("README.md")
	if err != nil {
		return nil, err
	}
	for _, name := range licences {
		licence, err := r.file(name)
		if err != nil {
			return nil, err
		}
		members = append(members, member{path: info + "licenses/" + name, content: licence.content})
	}
	members = append(members,
		member{path: info + "METADATA", content: metadata(r.version, version, readme.content)},
		member{path: info + "WHEEL", content: description(tags)},
	)
	rows := []wheel.Row{{Path: info + "RECORD"}}
	for _, m := range members {
		rows = append(rows, wheel.NewRow(m.path, m.content))
	}
	return append(members, member{path: info + "RECORD", content: wheel.FormatRecord(rows)}), nil
}

// description returns the file WHEEL. The program makes it a wheel for platlib.
func description(tags []string) []byte {
	text := "Wheel-Version: 1.0\nGenerator: github.com/pyenvkit/pyenvkit/internal/release/wheel\nRoot-Is-Purelib: false\n"
	for _, tag := range tags {
		text += "Tag: py3-none-" + tag + "\n"
	}
	return []byte(text)
}

// pack returns a zip file in which each member has the same time.
func pack(members []member, modified time.Time) ([]byte, error) {
	// The zip format knows no time before.
	if first := time.Date(1980, 1, 1, 0, 0, 0, 0, time.UTC); modified.Before(first) {
		modified = first
	}
	var buffer bytes.Buffer
	w := zip.NewWriter(&buffer)
	for _, m := range members {
		header := &zip.FileHeader{Name: m.path, Method: zip.Deflate, Modified: modified.UTC()}
		header.SetMode(0o644)
		if m.executable {
			header.SetMode(0o755)
		}
		file, err := w.CreateHeader(header)
		if err != nil {
			return nil, err
		}
		if _, err := file.Write(m.content); err != nil {
			return nil, err
		}
	}
	if err := w.Close(); err != nil {
		return nil, err
	}
	return buffer.Bytes(), nil
}
