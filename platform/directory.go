package platform

import "io/fs"

// A Directory is an open directory. What is in it is reached by a name
// relative to it, with slashes between its parts, which is faster than a whole
// path and goes on to mean the same directory when that is renamed. Errors of
// its methods name neither: the caller knows both.
type Directory struct{ directory }

// OpenDirectory opens the directory at path. It is to be closed.
func OpenDirectory(path string) (Directory, error) {
	d, err := openDirectory(path)
	return Directory{d}, err
}

// OpenIn opens a directory below d. Its own name must not be a link to one.
func (d Directory) OpenIn(name string) (Directory, error) {
	below, err := d.openIn(name)
	return Directory{below}, err
}

// Close closes the directory.
func (d Directory) Close() error { return d.close() }

// Status returns that of the directory itself.
func (d Directory) Status() (Status, error) { return d.status() }

// StatusOf returns that of the entry name. A link is not followed.
func (d Directory) StatusOf(name string) (Status, error) { return d.statusOf(name) }

// Make makes the directory name with a mode of 0777 less the umask.
func (d Directory) Make(name string) error { return d.make(name) }

// Link makes name another name of the file old in from.
func (d Directory) Link(from Directory, old, name string) error {
	return d.link(from.directory, old, name)
}

// Symlink makes name a link that holds target.
func (d Directory) Symlink(target, name string) error { return d.symlink(target, name) }

// Remove deletes the entry name, which is no directory.
func (d Directory) Remove(name string) error { return d.remove(name) }

// SetTime gives the file name that time of modification, and of access, in
// nanoseconds since 1970. A link is not followed, where the system has a way.
func (d Directory) SetTime(name string, nanoseconds int64) error {
	return d.setTime(name, nanoseconds)
}

// Open opens the file name for reading. It must not be a link. Reading one that
// is no regular file is never waited for.
func (d Directory) Open(name string) (*File, error) { return d.open(name) }

// Create makes the file name, where nothing may be, and opens it for writing.
// Its mode is that given less the umask.
func (d Directory) Create(name string, mode fs.FileMode) (*File, error) {
	return d.create(name, mode)
}

// Create is [Directory.Create] for a path.
func Create(path string, mode fs.FileMode) (*File, error) { return create(path, mode) }

// A File is an open regular file. Unlike an [os.File] it is not registered
// with the poller of the runtime, which costs five calls to the system for each
// that is opened, and which regular files have no use for.
type File struct{ file }

// ReadAt reads up to len(p) bytes at an offset. Other than [io.ReaderAt] it may
// read fewer; at the end of the file that is [io.EOF]. Several goroutines may
// call it at once.
func (f *File) ReadAt(p []byte, offset int64) (int, error) { return f.readAt(p, offset) }

// Write is that of [io.Writer].
func (f *File) Write(p []byte) (int, error) { return f.write(p) }

// Close closes the file.
func (f *File) Close() error { return f.close() }

// Status returns that of the file.
func (f *File) Status() (Status, error) { return f.status() }

// Chmod sets the mode exactly.
func (f *File) Chmod(mode fs.FileMode) error { return f.chmod(mode) }

// Clone gives f, which [Directory.Create] has just made, the contents of
// another file, as the same blocks of the disk for as long as neither is
// changed (FICLONE, clonefile). The error is [errors.ErrUnsupported] where the
// system or the file system can't do that. After an error f is empty as before.
func (f *File) Clone(from *File) error { return f.clone(&from.file) }

// A Status is what the system says of a file.
type Status struct {
	// Mode is its type and its mode, the latter where the system has modes.
	Mode fs.FileMode
	Size int64
	// ModTime is in nanoseconds since 1970.
	ModTime int64
	// Owner is the number of the user that it belongs to, -1 where files have none.
	Owner int
	// Device is the number of its file system, 0 where those have none.
	Device uint64
}
