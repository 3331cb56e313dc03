package pool

import (
	"os"
)

// A collector writes the file with the contents of all files of an entry.
type collector struct {
	pool    *Pool
	entry   *Entry
	file    *os.File
	offsets []int64
}

// offsets returns where in the contents of all files each file begins.
func (e *Entry) offsets() []int64 {
	all := make([]int64, len(e.Files))
	var offset int64
	for i, f := range e.Files {
		all[i] = offset
		offset += f.Size
	}
	return all
}

// collect begins that file for an entry whose files are known. It is to be
// closed.
func (p *Pool) collect(e *Entry) (*collector, error) {
	c := &collector{pool: p, entry: e, offsets: e.offsets()}
	err := p.do("write", e.Contents, func() (err error) {
		c.file, err = os.OpenFile(e.Contents, os.O_RDWR|os.O_CREATE|os.O_EXCL, 0o600)
		return err
	})
	return c, err
}

// put writes the contents of the i-th file. Several goroutines may do so.
func (c *collector) put(i int, content []byte) error {
	_, err := c.file.WriteAt(content, c.offsets[i])
	return err
}

// finish seals the file.
func (c *collector) finish() error {
	if err := c.file.Close(); err != nil {
		return err
	}
	f, _ := c.entry.contents()
	return c.pool.seal(c.entry.Contents, f, c.entry.Time)
}

// close gives the file back after an error.
func (c *collector) close() {
	if c.file != nil {
		_ = c.file.Close()
	}
}
