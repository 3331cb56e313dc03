package apply

import (
	"errors"
	"io"
	"io/fs"

	"github.com/pyenvkit/pyenvkit/platform"
)

// chunk is how much is read at once, in bytes: more than most files have.
const chunk = 128 << 10

// duplicate makes a file of its own with the contents of one of the tree, by
// clone or by copy, as the step says. A clone that turns out to be none becomes
// the copy it would be next; where that would be another method, the error
// says so.
func (m *mover) duplicate(step int32, file *TreeFile, name string) (used method, err error) {
	used = m.methods[step]
	read, source := m.contents, (*platform.File)(nil)
	offset := file.offset
	if !m.fromContents(step) {
		if source, err = m.open(file, name); err != nil {
			return byCopy, err
		}
		defer source.Close()
		read, offset = source, 0
	}
	mode := fs.FileMode(0o666)
	if file.Executable {
		mode = 0o777
	}
	made, err := m.to.create(name, mode)
	if err != nil {
		return byCopy, err
	}
	if used == byClone {
		err = m.to.do("write", name, func() error { return made.Clone(source) })
		if errors.Is(err, errors.ErrUnsupported) && m.methods[step+1] == byCopy {
			m.lower(step)
			used, err = byCopy, nil
		}
	}
	if used == byCopy && err == nil {
		err = m.copyContents(file, name, read, offset, made)
	}
	// A network file system may say only now that it is full.
	closed := made.Close() // in any case
	closing := m.to.detached().do("write", name, func() error { return closed })
	if err == nil {
		err = closing
	}
	if err == nil {
		err = m.to.setTime(name, file.ModTime) // after the last write, wherever that is done
	}
	if used == byClone && errors.Is(err, errors.ErrUnsupported) {
		if failed := m.to.remove(name); failed != nil {
			return byCopy, failed
		}
	}
	return used, err
}

// open opens a file of the tree.
func (m *mover) open(file *TreeFile, name string) (*platform.File, error) {
	source, err := m.from.open(name)
	if err != nil {
		// A link can't be opened, and a file without rights is not as it should be.
		if reason := m.checkByName(file, name); reason != nil {
			return nil, reason
		}
		return nil, err
	}
	var status platform.Status
	err = m.from.do("look at", name, func() error {
		status, err = source.Status()
		return err
	})
	if err == nil {
		err = m.check(file, status)
	}
	if err != nil {
		source.Close()
		return nil, err
	}
	return source, nil
}

// copyContents copies as many bytes as the file should have, from an offset of
// source on.
func (m *mover) copyContents(file *TreeFile, name string, source *platform.File, offset int64, made *platform.File) error {
	if m.buffer == nil {
		m.buffer = make([]byte, chunk)
	}
	for done := int64(0); done < file.Size; {
		n := 0
		err := m.from.do("read", name, func() (err error) {
			n, err = source.ReadAt(m.buffer[:min(file.Size-done, chunk)], offset+done)
			return err
		})
		switch {
		case errors.Is(err, io.EOF):
			return m.stale(file, "it was cut off while it was copied")
		case err != nil:
			return err
		}
		err = m.to.do("write", name, func() error {
			_, err := made.Write(m.buffer[:n])
			return err
		})
		if err != nil {
			return err
		}
		done += int64(n)
	}
	return nil
}
