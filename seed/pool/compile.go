package pool

import (
	"bytes"
	"cmp"
	"context"
	_ "embed"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/pyenvkit/pyenvkit/interp"
	"github.com/pyenvkit/pyenvkit/seed/wheel"
)

//go:embed compile.py
var compiler string

// batch is how many modules are worth a process of their own.
const batch = 24

// CodeKey returns the key of the bytecode of the wheel with that key for an
// interpreter, "" for one that reads none.
func CodeKey(wheel string, f interp.Facts) string {
	if magic, err := hex.DecodeString(f.Magic); err != nil || len(magic) != 4 {
		return ""
	}
	if f.CacheTag == "" || strings.ContainsAny(f.CacheTag, `/\.`) {
		return ""
	}
	return wheel + "-" + f.CacheTag + "-" + f.Magic
}

// Code returns the bytecode for an interpreter of the wheel with that key, nil
// if there is none.
func (p *Pool) Code(wheel string, f interp.Facts) *Entry {
	key := CodeKey(wheel, f)
	if p == nil || wheel == "" || key == "" {
		return nil
	}
	return p.entry(Bytecode, key)
}

// Wanted notes that bytecode of the wheel e for an interpreter would have been
// of use, and reports whether it was noted before, or made, and is damaged now.
func (p *Pool) Wanted(e *Entry, f interp.Facts) bool {
	key := CodeKey(e.Key, f)
	if key == "" {
		return false
	}
	if _, err := os.Lstat(p.place(Bytecode, key)); err == nil {
		return true
	}
	dir := filepath.Join(p.Dir, "wanted")
	name := filepath.Join(dir, key)
	if _, err := os.Lstat(name); err == nil {
		return true
	}
	err := p.do("make", dir, func() error { return os.MkdirAll(dir, 0o777) })
	if err == nil {
		err = p.do("write", name, func() error { return os.WriteFile(name, nil, 0o666) })
	}
	if err != nil {
		p.log("%v", err)
	}
	return false
}

// Compile returns the bytecode of the wheel e for the interpreter f, which
// makes it, on all processors, where it is not there or damaged. It is nil for
// one that reads no bytecode.
func (p *Pool) Compile(ctx context.Context, e *Entry, f interp.Facts) (*Entry, error) {
	key := CodeKey(e.Key, f)
	if key == "" {
		return nil, nil
	}
	return p.publish(ctx, Bytecode, key, e.Wheel, func(code *Entry) error {
		if err := e.check(); err != nil {
			return err // what it is made from has to be made first
		}
		return p.compile(ctx, code, e, f)
	})
}

// compile fills the new entry code with the bytecode of the wheel e.
func (p *Pool) compile(ctx context.Context, code, e *Entry, f interp.Facts) error {
	var modules []File
	made := map[string]bool{}
	for _, m := range e.Files {
		if !strings.HasSuffix(m.Path, ".py") {
			continue
		}
		modules = append(modules, m)
		dir := filepath.Join(code.Dir, filepath.FromSlash(path.Dir(bytecodeName(m.Path, f.CacheTag))))
		if made[dir] {
			continue
		}
		made[dir] = true
		if err := p.do("make", dir, func() error { return os.MkdirAll(dir, 0o755) }); err != nil {
			return err
		}
	}
	if err := p.start(ctx, code.Dir, modules, e, f); err != nil {
		return err
	}
	found := make([]File, len(modules))
	err := inParallel(ctx, len(modules), func(i int) (err error) {
		found[i], err = p.accept(code, modules[i], e, f)
		return err
	})
	code.Files = slices.DeleteFunc(found, func(f File) bool { return f.Path == "" })
	return err
}

// start runs the interpreter on shares of the modules, all at once.
func (p *Pool) start(ctx context.Context, target string, modules []File, e *Entry, f interp.Facts) error {
	shares := split(modules, min(runtime.GOMAXPROCS(0), len(modules)/batch+1))
	task := "compiling " + e.Wheel.Project + " " + e.Wheel.Version + " for " + f.CacheTag
	var done atomic.Int64
	count := func(n int) { p.progress(task, int(done.Add(int64(n))), len(modules)) }
	defer p.progress(task, len(modules), len(modules)) // also when it failed
	var wg sync.WaitGroup
	problems := make([]error, len(shares))
	for i, share := range shares {
		wg.Go(func() { problems[i] = p.run(ctx, target, share, e, f, count) })
	}
	wg.Wait()
	if ctx.Err() != nil {
		return context.Cause(ctx)
	}
	return errors.Join(problems...)
}

// split deals the modules out so that each share is about as many bytes.
func split(modules []File, n int) [][]File {
	shares, sizes := make([][]File, n), make([]int64, n)
	bySize := slices.SortedFunc(slices.Values(modules), func(a, b File) int { return cmp.Compare(b.Size, a.Size) })
	for _, m := range bySize {
		least := slices.Index(sizes, slices.Min(sizes))
		shares[least] = append(shares[least], m)
		sizes[least] += m.Size
	}
	return shares
}

// run compiles a share of the modules in one process.
func (p *Pool) run(ctx context.Context, target string, share []File, e *Entry, f interp.Facts, count func(int)) error {
	var list, said bytes.Buffer
	for _, m := range share {
		fmt.Fprintf(&list, "%s\t%s\n", m.Path, filepath.FromSlash(bytecodeName(m.Path, f.CacheTag)))
	}
	return p.do("compile to", target, func() error {
		cmd := exec.CommandContext(ctx, f.Executable, "-I", "-S", "-B", "-W", "ignore", "-c", compiler, e.Dir)
		cmd.Dir = target
		cmd.Stdin, cmd.Stdout, cmd.Stderr = &list, counter(count), &said
		cmd.WaitDelay = time.Second
		if err := cmd.Run(); err != nil {
			return fmt.Errorf("%s could not compile (%w): %s", f.Executable, err, strings.TrimSpace(said.String()))
		}
		return nil
	})
}

// A counter calls itself with the number of bytes that it is given.
type counter func(int)

func (c counter) Write(b []byte) (int, error) {
	c(len(b))
	return len(b), nil
}

// accept returns the bytecode of a module as a file of an entry, if it says
// that it is of that module; else that is an error. The path is "" where the
// module did not compile.
func (p *Pool) accept(code *Entry, module File, e *Entry, f interp.Facts) (File, error) {
	made := File{Path: bytecodeName(module.Path, f.CacheTag)}
	name := filepath.Join(code.Dir, filepath.FromSlash(made.Path))
	content, err := os.ReadFile(name)
	if errors.Is(err, fs.ErrNotExist) {
		return File{}, nil
	}
	if err != nil {
		return File{}, err
	}
	if !bytes.HasPrefix(content, codeHeader(f, e.Time, module.Size)) {
		return File{}, &DamageError{name, "is no bytecode of its module for " + f.Executable}
	}
	made.Hash, made.Size = wheel.NewRow(made.Path, content).Hash, int64(len(content))
	return made, p.seal(name, made, code.Time)
}

// codeHeader returns what bytecode begins with that is valid as long as the
// module has that time of modification and that size (PEP 552; before 3.7
// without flags).
func codeHeader(f interp.Facts, modified, size int64) []byte {
	b, _ := hex.DecodeString(f.Magic) // CodeKey has looked at it
	if f.Version.AtLeast(3, 7) {
		b = append(b, 0, 0, 0, 0)
	}
	b = binary.LittleEndian.AppendUint32(b, uint32(modified/int64(time.Second)))
	return binary.LittleEndian.AppendUint32(b, uint32(size))
}
