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
	"github.com/pyenvkit/pyenvkit/seed"
)

// finish does what can be done only when the environment is there, and before
// it takes its place.
func (d *design) finish(ctx context.Context, stage string) error {
	if err := d.accompany(stage); err != nil {
		return err
	}
	if !d.request.UpgradeDeps {
		return nil
	}
	return d.upgrade(ctx, stage)
}

// accompany puts the libraries beside the interpreter that it needs where it
// became a copy because no link could be made.
func (d *design) accompany(stage string) error {
	f := d.python.Facts
	info, err := os.Lstat(plan.Interpreter(stage, f, d.layout))
	if err != nil || d.request.Copies || !info.Mode().IsRegular() {
		return err
	}
	for _, library := range d.libraries {
		content, err := os.ReadFile(library.Source)
		if err != nil {
			return err
		}
		if err := put(stage, plan.File{Path: library.Path, Content: content, Mode: library.Mode}); err != nil {
			return err
		}
	}
	return nil
}

// put writes a file of a staged environment. What lies there gives way: it may
// be a hard link to a file of the environment in use.
func put(stage string, file plan.File) error {
	name := filepath.Join(stage, filepath.FromSlash(file.Path))
	if err := os.MkdirAll(filepath.Dir(name), 0o777); err != nil {
		return err
	}
	if err := os.Remove(name); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	if err := os.WriteFile(name, file.Content, 0o666); err != nil || file.Mode == 0 {
		return err
	}
	return os.Chmod(name, fs.FileMode(file.Mode))
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
// do not quote the path of the interpreter.
func (d *design) rescript(stage string) error {
	f := d.python.Facts
	root := d.target.Path()
	purelib := os.DirFS(filepath.Join(stage, filepath.FromSlash(f.Paths.Purelib)))
	ops, err := d.seed.Ops(f, root, plan.Interpreter(root, f, d.layout), seed.Installed(purelib))
	if err != nil {
		return err
	}
	for _, op := range ops {
		file, ok := op.(plan.File)
		if !ok {
			continue // the seed's own files: it was the newest already
		}
		if err := put(stage, file); err != nil {
			return err
		}
	}
	return nil
}
