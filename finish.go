package pyenvkit

import (
	"bytes"
	"context"
	"errors"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"time"

	"github.com/pyenvkit/pyenvkit/plan"
	"github.com/pyenvkit/pyenvkit/platform/posix"
	"github.com/pyenvkit/pyenvkit/platform/program"
	"github.com/pyenvkit/pyenvkit/seed"
)

// finish does what can be done only when the environment is there, and before
// it takes its place.
func (d *design) finish(ctx context.Context, stage string) error {
	if err := d.repair(stage); err != nil {
		return err
	}
	if !d.request.UpgradeDeps {
		return nil
	}
	return d.upgrade(ctx, stage)
}

// repair puts the libraries beside the interpreter that it needs where it
// became a copy because no link could be made.
func (d *design) repair(stage string) error {
	f := d.python.Facts
	if d.layout.Redirects || d.request.Copies {
		return nil
	}
	info, err := os.Lstat(plan.Interpreter(stage, f, d.layout))
	if err != nil || !info.Mode().IsRegular() {
		return err
	}
	libraries, err := posix.Libraries(f.Executable, f.Paths.Scripts)
	if err != nil {
		return err
	}
	for _, library := range libraries {
		content, err := os.ReadFile(library.Source)
		if err != nil {
			return err
		}
		if err := put(stage, library.Path, content, library.Mode); err != nil {
			return err
		}
	}
	return nil
}

// put writes a file of a staged environment. What lies there gives way: it may
// be a hard link to a file of the environment in use.
func put(stage, path string, content []byte, mode uint32) error {
	name := filepath.Join(stage, filepath.FromSlash(path))
	if err := os.MkdirAll(filepath.Dir(name), 0o777); err != nil {
		return err
	}
	if err := os.Remove(name); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	if err := os.WriteFile(name, content, 0o666); err != nil || mode == 0 {
		return err
	}
	return os.Chmod(name, fs.FileMode(mode))
}

// upgrade lets the pip of the staged environment upgrade itself, with the
// user's own settings. What pip says is part of the error if it fails.
func (d *design) upgrade(ctx context.Context, stage string) error {
	f := d.python.Facts
	argv := seed.UpgradeCommand(f, plan.Interpreter(stage, f, d.layout), plan.Interpreter(d.target.Path(), f, d.layout))
	cmd := exec.CommandContext(ctx, argv[0], argv[1:]...)
	cmd.WaitDelay = time.Second
	cmd.Dir = d.kit.Finder.Dir
	cmd.Env = seed.UpgradeEnviron(d.kit.Finder.Environ, stage)
	var words bytes.Buffer
	cmd.Stdout, cmd.Stderr = &words, &words
	if d.kit.Output != nil {
		cmd.Stdout, cmd.Stderr = d.kit.Output, d.kit.Output
	}
	if err := cmd.Run(); err != nil {
		return &PipError{Err: err, Shown: d.kit.Output != nil, Words: words.String()}
	}
	return d.rescript(stage)
}

// rescript writes the scripts of the pip that an upgrade has brought: pip's own
// name the stage, or do not quote the path of the interpreter.
func (d *design) rescript(stage string) error {
	f := d.python.Facts
	purelib := os.DirFS(filepath.Join(stage, filepath.FromSlash(f.Paths.Purelib)))
	ops, err := d.seed.Ops(f, d.site(), seed.Installed(purelib))
	if err != nil {
		return err
	}
	programs := map[plan.Program]string{}
	for _, op := range ops {
		switch o := op.(type) { // the others are the seed's own files: it was the newest already
		case plan.File:
			err = put(stage, o.Path, o.Content, o.Mode)
		case plan.Executable:
			err = putProgram(stage, o, programs)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// putProgram writes a program of ours, or links it to the one that is made already.
func putProgram(stage string, o plan.Executable, made map[plan.Program]string) error {
	name := filepath.Join(stage, filepath.FromSlash(o.Path))
	if first := made[o.Program]; first != "" {
		err := os.Remove(name)
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
		if os.Link(first, name) == nil {
			return nil
		}
	}
	made[o.Program] = name
	content, err := program.Read(o.Program)
	if err != nil {
		return err
	}
	return put(stage, o.Path, content, 0o755)
}
