package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"time"
)

// A bench is what a benchmark needs on disk, in directories of its own.
type bench struct {
	scratch string
	other   string // on another file system, "" if there is none
	about   string // what was measured, and on what

	python, pyenvkit, empty, floor string // programs
	virtualenv, uv                 string // "" if missing
	hyperfine                      string // takes the times; "" if missing

	// The lists from which floor makes an environment: one with pip, one without,
	// and one with pip whose files lie in other.
	pip, bare, otherPip string
	pipVersion          string // of the pip in it

	made     int       // counts the runs
	log      *os.File  // the output of the last run
	progress io.Writer // where to say how far it is
}

// prepare builds the programs, fills the caches and makes the environments that
// the floors repeat. The bench is not nil if there is something to remove, also
// after an error.
func prepare(ctx context.Context, o options) (*bench, error) {
	scratch, err := os.MkdirTemp("", "pyenvkit-bench-")
	if err != nil {
		return nil, err
	}
	b, err := newBench(scratch)
	if err != nil {
		return nil, errors.Join(err, os.RemoveAll(scratch))
	}
	b.progress = os.Stderr
	if err := b.findOther(o.other); err != nil {
		return b, err
	}
	if err := b.findPrograms(ctx, o); err != nil {
		return b, err
	}
	return b, b.makeModels(ctx)
}

// newBench returns a bench in an empty directory, without programs.
func newBench(scratch string) (*bench, error) {
	b := &bench{scratch: scratch, progress: io.Discard}
	for _, name := range []string{"runs", "aside"} {
		if err := os.Mkdir(b.path(name), 0o777); err != nil {
			return nil, err
		}
	}
	var err error
	b.log, err = os.OpenFile(b.path("log"), os.O_WRONLY|os.O_CREATE|os.O_APPEND, 0o666)
	return b, err
}

// findOther makes a directory in parent. Where that is no directory, or on the
// same file system, there is none, and the rows that need it are left out.
func (b *bench) findOther(parent string) error {
	if info, _ := os.Stat(parent); info == nil || !info.IsDir() {
		return nil
	}
	other, err := os.MkdirTemp(parent, "pyenvkit-bench-")
	if err != nil {
		return err
	}
	if os.Link(b.log.Name(), filepath.Join(other, "link")) == nil {
		return os.RemoveAll(other)
	}
	b.other = other
	return nil
}

// findPrograms builds the programs of this checkout, finds the others, and asks
// all for their versions.
func (b *bench) findPrograms(ctx context.Context, o options) error {
	b.empty, b.floor, b.pyenvkit = b.path("empty"), b.path("floor"), o.pyenvkit
	build := map[string]string{b.empty: "./test/bench/empty", b.floor: "./test/bench/floor"}
	if b.pyenvkit == "" {
		b.pyenvkit = b.path("pyenvkit")
		build[b.pyenvkit] = "./cmd/pyenvkit"
	}
	for target, source := range build {
		if err := compile(ctx, target, source); err != nil {
			return err
		}
	}
	// A shim such as pyenv's costs time of its own, which is not what is asked.
	var err error
	if b.python, err = output(ctx, o.python, "-c", "import sys; print(sys.executable)"); err != nil {
		return err
	}
	if o.peers != "" {
		b.virtualenv, b.uv = program(o.peers, "virtualenv"), program(o.peers, "uv")
	}
	if b.hyperfine, err = exec.LookPath(o.hyperfine); err != nil {
		b.hyperfine = ""
	}
	about := []string{time.Now().Format("2 January 2006"), strconv.Itoa(runtime.GOMAXPROCS(0)) + " processors"}
	for _, asked := range []struct{ name, path string }{
		{"Python", b.python},
		{"pyenvkit", b.pyenvkit},
		{"virtualenv", b.virtualenv},
		{"uv", b.uv},
		{"timed by hyperfine", b.hyperfine},
	} {
		if asked.path == "" {
			continue
		}
		said, err := output(ctx, asked.path, "--version")
		if err != nil {
			return err
		}
		about = append(about, asked.name+" "+version(said))
	}
	if b.hyperfine == "" {
		about = append(about, "timed by the benchmark itself")
	}
	b.about = strings.Join(about, ", ") + "."
	return nil
}

// compile builds a program as `make build` does: with cgo, which is the default where
// there is a C compiler, it would be linked to libc at each start.
func compile(ctx context.Context, target, source string) error {
	cmd := command(ctx, "go", "build", "-trimpath", "-tags=linkname", "-ldflags=-s -w -checklinkname=0", "-o", target, source)
	cmd.Env = append(cmd.Env, "CGO_ENABLED=0")
	if out, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("go build %s: %w\n%s", source, err, out)
	}
	return nil
}

// program returns the absolute path of a program in a directory, "" if it is not
// there.
func program(directory, name string) string {
	path, err := exec.LookPath(filepath.Join(directory, name))
	if err != nil {
		return ""
	}
	if path, err = filepath.Abs(path); err != nil {
		return ""
	}
	return path
}

// makeModels makes the environments that the floors repeat, as pyenvkit makes
// them from full caches, and fills those of the others too.
func (b *bench) makeModels(ctx context.Context) error {
	pip, bare := b.path("model-pip"), b.path("model-bare")
	b.pip, b.bare = pip+".list", bare+".list"
	var steps [][]string
	for i := range warmUps {
		steps = append(steps, b.create(b.path("runs", "model-"+strconv.Itoa(i))))
	}
	steps = append(steps,
		b.create(pip),
		b.create(bare, "--without-pip"),
		[]string{b.floor, "list", pip, b.pip},
		[]string{b.floor, "list", bare, b.bare},
	)
	if b.other != "" {
		copied := filepath.Join(b.other, "model-pip")
		b.otherPip = copied + ".list"
		steps = append(steps, []string{b.floor, "copy", b.pip, copied}, []string{b.floor, "list", copied, b.otherPip})
	}
	if b.virtualenv != "" {
		steps = append(steps, b.byVirtualenv(b.path("runs", "model-virtualenv")))
	}
	if err := b.runSteps(ctx, steps); err != nil {
		return err
	}
	described, err := describe(pip)
	if err != nil {
		return err
	}
	said, err := output(ctx, filepath.Join(pip, "bin", "pip"), "--version")
	if err != nil {
		return err
	}
	b.pipVersion = version(said)
	if b.uv != "" {
		seeded := b.path("runs", "model-uv")
		if err := b.runSteps(ctx, [][]string{b.byUV("--seed", seeded), b.uvInstall(seeded)}); err != nil {
			return err
		}
	}
	b.about += fmt.Sprintf(" The environment with pip %s: %s.", b.pipVersion, described)
	return nil
}

func (b *bench) runSteps(ctx context.Context, steps [][]string) error {
	for _, step := range steps {
		cmd := command(ctx, step[0], step[1:]...)
		cmd.Env = append(cmd.Env, b.cache(), b.virtualenvCache(), b.uvCache())
		if out, err := cmd.CombinedOutput(); err != nil {
			return fmt.Errorf("%s: %v\n%s", strings.Join(step, " "), err, out)
		}
	}
	return nil
}

// describe counts what is in a model: without bytecode in it, for example, a
// floor is lower than it should be.
func describe(model string) (string, error) {
	var directories, links, files, compiled int
	err := filepath.WalkDir(model, func(path string, entry fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case entry.IsDir():
			directories++
		case entry.Type() == fs.ModeSymlink:
			links++
		default:
			files++
			if filepath.Ext(path) == ".pyc" {
				compiled++
			}
		}
		return nil
	})
	return fmt.Sprintf("%d directories, %d symbolic links, %d files, %d of them bytecode",
		directories, links, files, compiled), err
}

// remove deletes all that the benchmark made.
func (b *bench) remove() error {
	err := errors.Join(b.log.Close(), removeAll(b.scratch))
	if b.other != "" {
		err = errors.Join(err, removeAll(b.other))
	}
	return err
}

// removeAll deletes a directory with all that is in it, the read-only directories
// of a cache among it.
func removeAll(directory string) error {
	if os.RemoveAll(directory) == nil {
		return nil
	}
	err := filepath.WalkDir(directory, func(path string, entry fs.DirEntry, err error) error {
		if err == nil && entry.IsDir() {
			err = os.Chmod(path, 0o777)
		}
		return err
	})
	return errors.Join(err, os.RemoveAll(directory))
}

func (b *bench) path(names ...string) string {
	return filepath.Join(append([]string{b.scratch}, names...)...)
}
