package wheel

import (
	"bytes"
	"errors"
	"io"
	"io/fs"
	"path"
	"slices"
	"strings"
	"time"
)

// FS returns the files that go below the library directory: all but RECORD,
// which the installer writes. Their mode is 0755 where the wheel marks them as
// executable, else 0644. A file that is not as RECORD says fails to open with
// an [*Error].
func (w *Wheel) FS() fs.FS { return tree{w} }

// tree implements fs.FS, fs.ReadFileFS and fs.ReadDirFS.
type tree struct{ w *Wheel }

func (t tree) Open(name string) (fs.File, error) {
	if !fs.ValidPath(name) {
		return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrInvalid}
	}
	if entries, found := t.w.dirs[name]; found {
		return &directory{info: dirInfo(path.Base(name)), left: entries}, nil
	}
	content, err := t.ReadFile(name)
	if err != nil {
		return nil, err
	}
	return &file{bytes.NewReader(content), fileInfo{t.w.files[name].FileInfo()}}, nil
}

func (t tree) ReadFile(name string) ([]byte, error) {
	if _, listed := t.w.digests[name]; !listed {
		return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrNotExist}
	}
	return t.w.read(name)
}

func (t tree) ReadDir(name string) ([]fs.DirEntry, error) {
	entries, found := t.w.dirs[name]
	if !found {
		return nil, &fs.PathError{Op: "readdir", Path: name, Err: fs.ErrNotExist}
	}
	return slices.Clone(entries), nil
}

// addToDirs enters a file into its directory, and that into its own.
func (w *Wheel) addToDirs(name string, info fs.FileInfo) {
	for {
		dir := path.Dir(name)
		_, known := w.dirs[dir]
		w.dirs[dir] = append(w.dirs[dir], fs.FileInfoToDirEntry(info))
		if known {
			return
		}
		name, info = dir, dirInfo(path.Base(dir))
	}
}

func (w *Wheel) sortDirs() {
	for _, entries := range w.dirs {
		slices.SortFunc(entries, func(a, b fs.DirEntry) int { return strings.Compare(a.Name(), b.Name()) })
	}
}

type file struct {
	*bytes.Reader
	info fs.FileInfo
}

func (f *file) Stat() (fs.FileInfo, error) { return f.info, nil }
func (f *file) Close() error               { return nil }

type directory struct {
	info dirInfo
	left []fs.DirEntry
}

func (d *directory) Stat() (fs.FileInfo, error) { return d.info, nil }
func (d *directory) Close() error               { return nil }
func (d *directory) Read([]byte) (int, error) {
	return 0, &fs.PathError{Op: "read", Path: d.info.Name(), Err: errors.New("is a directory")}
}

func (d *directory) ReadDir(n int) ([]fs.DirEntry, error) {
	if n <= 0 {
		n = len(d.left)
	} else if len(d.left) == 0 {
		return nil, io.EOF
	}
	n = min(n, len(d.left))
	entries := slices.Clone(d.left[:n])
	d.left = d.left[n:]
	return entries, nil
}

// fileInfo is the fs.FileInfo of a file, with no more of the archive's mode
// than installers take from it.
type fileInfo struct{ fs.FileInfo }

func (i fileInfo) Mode() fs.FileMode {
	if i.FileInfo.Mode()&0o111 != 0 {
		return 0o755
	}
	return 0o644
}

// dirInfo is the fs.FileInfo of a directory of that name.
type dirInfo string

func (d dirInfo) Name() string       { return string(d) }
func (d dirInfo) Size() int64        { return 0 }
func (d dirInfo) Mode() fs.FileMode  { return fs.ModeDir | 0o755 }
func (d dirInfo) ModTime() time.Time { return time.Time{} }
func (d dirInfo) IsDir() bool        { return true }
func (d dirInfo) Sys() any           { return nil }
