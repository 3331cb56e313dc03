package pool

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"runtime"
	"sync"
	"sync/atomic"
	"time"

	"github.com/pyenvkit/pyenvkit/seed/wheel"
)

// keyLength is how many hexadecimal digits of a digest tell wheels apart.
const keyLength = 32

// KeyOf returns the key of a wheel with that content.
func KeyOf(content string) string {
	sum := sha256.Sum256([]byte(content))
	return Key(hex.EncodeToString(sum[:]))
}

// Key returns the key of a wheel whose SHA-256 is that, in hexadecimal digits.
func Key(digest string) string { return digest[:keyLength] }

// Wheel returns the entry of the wheel with that key, nil if there is none.
func (p *Pool) Wheel(key string) *Entry {
	if p == nil {
		return nil
	}
	return p.entry(Wheels, key)
}

// Unpack returns the entry of the wheel with that key, which is made from w
// where it is not there or damaged. An error of the wheel is a [*wheel.Error];
// the others are about the pool.
func (p *Pool) Unpack(ctx context.Context, key string, w *wheel.Wheel) (*Entry, error) {
	return p.publish(ctx, Wheels, key, w.Metadata, func(e *Entry) error { return p.unpack(ctx, e, w.FS()) })
}

// unpack puts the files of a wheel into a new entry.
func (p *Pool) unpack(ctx context.Context, e *Entry, files fs.FS) error {
	hashes := map[string]string{}
	for _, row := range e.Wheel.Record {
		hashes[row.Path] = row.Hash
	}
	err := fs.WalkDir(files, ".", func(name string, entry fs.DirEntry, err error) error {
		if err != nil || name == "." {
			return err
		}
		if entry.IsDir() {
			dir := filepath.Join(e.Dir, filepath.FromSlash(name))
			return p.do("make", dir, func() error { return os.Mkdir(dir, 0o755) })
		}
		info, err := entry.Info()
		if err != nil {
			return err
		}
		e.Files = append(e.Files, File{Path: name, Hash: hashes[name], Size: info.Size(), Executable: info.Mode()&0o111 != 0})
		return nil
	})
	if err != nil {
		return err
	}
	e.sort()
	contents, err := p.collect(e)
	if err != nil {
		return err
	}
	defer contents.close()
	task := "unpacking " + e.Wheel.Project + " " + e.Wheel.Version
	var done atomic.Int64
	defer p.progress(task, len(e.Files), len(e.Files)) // also when it failed
	err = inParallel(ctx, len(e.Files), func(i int) error {
		f := e.Files[i]
		content, err := fs.ReadFile(files, f.Path)
		if err != nil {
			return err
		}
		name := filepath.Join(e.Dir, filepath.FromSlash(f.Path))
		if err := p.do("write", name, func() error { return os.WriteFile(name, content, f.mode()) }); err != nil {
			return err
		}
		if err := contents.put(i, content); err != nil {
			return err
		}
		p.progress(task, int(done.Add(1)), len(e.Files))
		return p.seal(name, f, e.Time)
	})
	if err != nil {
		return err
	}
	return contents.finish()
}

// seal gives a file of an entry its mode and its time.
func (p *Pool) seal(name string, f File, modified int64) error {
	if err := p.do("change the times of", name, func() error {
		return os.Chtimes(name, time.Time{}, time.Unix(0, modified))
	}); err != nil {
		return err
	}
	return p.do("change the mode of", name, func() error { return os.Chmod(name, f.mode()) })
}

// inParallel calls work for 0 to n-1 in as many goroutines as there are
// processors, and returns the first error.
func inParallel(ctx context.Context, n int, work func(i int) error) error {
	var wg sync.WaitGroup
	var next atomic.Int64
	var failed atomic.Pointer[error]
	for range min(runtime.GOMAXPROCS(0), n) {
		wg.Go(func() {
			for failed.Load() == nil {
				i := int(next.Add(1)) - 1
				if i >= n {
					return
				}
				err := work(i)
				if ctx.Err() != nil {
					err = context.Cause(ctx)
				}
				if err != nil {
					failed.CompareAndSwap(nil, &err)
				}
			}
		})
	}
	wg.Wait()
	if err := failed.Load(); err != nil {
		return *err
	}
	return nil
}

// bytecodeName returns where the bytecode of a module lies (PEP 3147).
func bytecodeName(module, tag string) string {
	dir, base := path.Split(module)
	return path.Join(dir, "__pycache__", base[:len(base)-len(".py")]+"."+tag+".pyc")
}
