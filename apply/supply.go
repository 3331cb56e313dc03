package apply

import (
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"
	"sync/atomic"
	"time"

	"github.com/pyenvkit/pyenvkit/plan"
	"github.com/pyenvkit/pyenvkit/platform"
)

// A supply is one of the trees of a transfer.
type supply struct {
	*transfer
	op   plan.Tree
	tree Tree
	// source is the directory of the tree.
	source directory
	// contents is the file with all contents, nil if there is none.
	contents *platform.File
	// device is the file system of the tree.
	device uint64
	// methods are those of the link mode, step the index of the one that all
	// workers go by.
	methods []method
	step    atomic.Int32
}

// open gets a tree ready. It is to be closed.
func (x *supply) open() error {
	source, err := x.stage.disk.openDirectory(x.tree.Dir)
	switch {
	case errors.Is(err, fs.ErrNotExist), platform.NotDirectory(err):
		return &StaleError{x.op.Source, ".", x.tree.Dir + " is missing"}
	case err != nil:
		return err
	}
	x.source = source
	if err = x.choose(); err == nil {
		err = x.openContents()
	}
	if err != nil {
		x.source.Close()
	}
	return err
}

func (x *supply) close() {
	x.source.Close()
	if x.contents != nil {
		x.contents.Close()
	}
}

// choose finds out how the files can be put in place.
func (x *supply) choose() error {
	var devices [2]uint64
	for i, d := range []directory{x.source, x.target} {
		err := d.do("look at", "", func() error {
			status, err := d.Status()
			devices[i] = status.Device
			return err
		})
		if err != nil {
			return err
		}
	}
	x.device = devices[0]
	// Where files have no owners (Windows), one that is read-only can't be deleted
	// without making it writable under all of its names.
	shared := x.tree.Shared && x.tree.Owner >= 0
	x.methods = x.stage.job.Links.methods(shared, x.device == devices[1])
	if x.methods[0] == byClone && x.stage.unclonable[x.device] {
		x.methods = x.methods[1:]
	}
	return nil
}

// openContents opens the file with all contents, if copies may have to be made
// and there is one.
func (x *supply) openContents() error {
	if x.tree.Contents == "" {
		return nil
	}
	all := TreeFile{Path: x.tree.Contents}
	for _, file := range x.tree.Files {
		all.Size, all.ModTime = all.Size+file.Size, file.ModTime
	}
	m := &mover{supply: x}
	dir, err := x.stage.disk.openDirectory(filepath.Dir(x.tree.Contents))
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return x.stale(&all, "its directory is missing")
	case err != nil:
		return err
	}
	defer dir.Close()
	m.from = dir
	x.contents, err = m.open(&all, filepath.Base(x.tree.Contents))
	return err
}

// lower makes all workers go on to the method after that of the given step.
func (x *supply) lower(step int32) { x.step.CompareAndSwap(step, step+1) }

// check reports a file of the tree that is not what it should be. What the
// system has no owners for has no modes to speak of either.
func (x *supply) check(file *TreeFile, status platform.Status) error {
	mode := fs.FileMode(0o444)
	if file.Executable {
		mode = 0o555
	}
	owned := x.tree.Owner >= 0
	switch {
	case !status.Mode.IsRegular():
		return x.stale(file, "it is no regular file")
	case status.Size != file.Size:
		return x.stale(file, fmt.Sprintf("its size is %d, not %d", status.Size, file.Size))
	case status.ModTime != file.ModTime:
		const form = "2006-01-02T15:04:05.999999999Z"
		return x.stale(file, fmt.Sprintf("it was changed at %s, not at %s",
			time.Unix(0, status.ModTime).UTC().Format(form), time.Unix(0, file.ModTime).UTC().Format(form)))
	case owned && status.Owner != x.tree.Owner:
		return x.stale(file, fmt.Sprintf("it belongs to the user %d, not %d", status.Owner, x.tree.Owner))
	case owned && status.Mode != mode:
		return x.stale(file, fmt.Sprintf("its mode is %v, not %v", status.Mode, mode))
	}
	return nil
}

func (x *supply) stale(file *TreeFile, reason string) error {
	return &StaleError{x.op.Source, file.Path, reason}
}

// fromContents reports whether files of that step, and thus all after it, are
// copied from the file with all contents.
func (x *supply) fromContents(step int32) bool {
	return x.contents != nil && x.methods[step] == byCopy
}
