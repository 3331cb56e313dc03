package pyenvkit

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"time"

	"github.com/pyenvkit/pyenvkit/apply"
	"github.com/pyenvkit/pyenvkit/interp"
	"github.com/pyenvkit/pyenvkit/plan"
	"github.com/pyenvkit/pyenvkit/platform"
	"github.com/pyenvkit/pyenvkit/platform/posix"
	"github.com/pyenvkit/pyenvkit/seed"
)

// A design is an environment that has been thought through: its base, its
// seed and its plan.
type design struct {
	kit     *Kit
	request Request
	target  target
	python  Python
	source  string // what decided for the interpreter
	layout  plan.Layout
	seed    *seed.Seed // nil for none
	plan    plan.Plan
	// libraries are what a copy of the interpreter needs beside it.
	libraries []plan.Copy
}

// A target is a directory that an environment is planned for.
type target interface {
	Path() string
	State() apply.State
	FS() fs.FS
}

// Find returns the base interpreter that a request asks for, in the forms of
// [Request.Python], and what decided for it: the request, a file, a variable.
func (k *Kit) Find(ctx context.Context, request string) (Python, string, error) {
	if request == "" {
		return k.Finder.Default(ctx)
	}
	parsed, err := interp.ParseRequest(request)
	if err != nil {
		return Python{}, "", err
	}
	python, err := k.Finder.Find(ctx, parsed)
	return python, "the request " + request, err
}

// Shell returns the name of the shell that the user works in ("bash"), "" if
// it can't be told.
func (k *Kit) Shell() string { return platform.Shell(k.Finder.Env) }

// abs returns the absolute path of a directory the user named. The empty
// string is the current directory, as for `python -m venv`.
func (k *Kit) abs(dir string) string {
	if filepath.IsAbs(dir) {
		return filepath.Clean(dir)
	}
	return filepath.Join(k.Finder.Dir, dir)
}

// cache returns a directory of the cache, "" where there is none.
func (k *Kit) cache(name string) string {
	if k.CacheDir == "" {
		return ""
	}
	return filepath.Join(k.CacheDir, name)
}

// permit says whether the request may use the target as it is.
func (k *Kit) permit(r Request, t target) error {
	if r.Clear && r.Upgrade {
		return &ConflictError{"--clear", "--upgrade"}
	}
	if r.Clear {
		for place, what := range map[string]string{
			k.Finder.Env("HOME"): "your home directory", filepath.VolumeName(t.Path()) + string(filepath.Separator): "the root of the file system",
		} {
			if place != "" && filepath.Clean(place) == t.Path() {
				return &PreciousError{t.Path(), what}
			}
		}
	}
	if t.State() != apply.Other || r.Loose {
		return nil
	}
	switch {
	case r.Clear && !r.Force:
		return &apply.NotEnvironmentError{Dir: t.Path()}
	case !r.Clear && !r.AllowExisting:
		return &apply.NotEmptyError{Dir: t.Path()}
	}
	return nil
}

// design plans the environment of r at the target.
func (k *Kit) design(r Request, t target, python Python, source string) (*design, error) {
	if err := k.permit(r, t); err != nil {
		return nil, err
	}
	d := &design{kit: k, request: r, target: t, python: python, source: source}
	f := python.Facts
	d.layout = platform.Layouts[f.OS]
	var parts plan.Parts
	if !r.Clear && (t.State() == apply.Environment || t.State() == apply.Other) {
		parts.Existing = t.FS()
	}
	var err error
	if !r.WithoutPip {
		if parts.Seed, err = d.sow(parts.Existing); err != nil {
			return nil, err
		}
	}
	if parts.Libraries, err = posix.Libraries(f.Executable, f.Paths.Scripts); err != nil {
		return nil, fmt.Errorf("cannot read the libraries of %s: %w", f.Executable, err)
	}
	d.libraries = parts.Libraries
	for _, op := range parts.Seed {
		if tree, ok := op.(plan.Tree); ok {
			k.log("putting in %s", tree.Source)
		}
	}
	if d.plan, err = plan.Build(r.environment(t.Path(), k.Finder.Dir), f, d.layout, parts); err != nil {
		return nil, err
	}
	return d, d.collide()
}

// sow opens the seed and returns what puts it in place.
func (d *design) sow(existing fs.FS) ([]plan.Op, error) {
	f := d.python.Facts
	chosen, err := seed.Choose(f)
	if err != nil {
		return nil, err
	}
	d.seed = chosen
	var installed []seed.Distribution
	if existing != nil {
		if purelib, err := fs.Sub(existing, f.Paths.Purelib); err == nil {
			installed = seed.Installed(purelib)
		}
	}
	return chosen.Ops(f, d.target.Path(), plan.Interpreter(d.target.Path(), f, d.layout), installed)
}

// collide refuses to put a directory where something else is, or something else
// where a directory is, and to replace the user's files in a directory that is
// no environment.
func (d *design) collide() error {
	if d.request.Clear || d.target.State() != apply.Environment && d.target.State() != apply.Other {
		return nil
	}
	mine := d.target.State() == apply.Environment || d.request.Loose || d.request.Force
	var paths []string
	for _, op := range d.plan.Ops {
		info, err := fs.Lstat(d.target.FS(), op.At())
		if err != nil {
			continue
		}
		_, wanted := op.(plan.Dir)
		file, _ := op.(plan.File)
		switch op.(type) {
		case plan.Tree, plan.Remove:
			continue
		}
		if info.IsDir() != wanted {
			return &ObstacleError{filepath.Join(d.target.Path(), filepath.FromSlash(op.At())), kind(info), wanted}
		}
		if !mine && !wanted && !file.Keep {
			paths = append(paths, op.At())
		}
	}
	if len(paths) > 0 {
		return &CollisionError{d.target.Path(), paths}
	}
	return nil
}

// kind names what a file is.
func kind(info fs.FileInfo) string {
	switch {
	case info.IsDir():
		return "a directory"
	case info.Mode()&fs.ModeSymlink != 0:
		return "a link"
	}
	return "a file"
}

// job is the design as package apply takes it.
func (d *design) job() apply.Job {
	j := apply.Job{Plan: d.plan, Clear: d.request.Clear, Open: d.seed.Open}
	if d.request.UpgradeDeps || len(d.libraries) > 0 && !d.request.Copies {
		j.Before = d.finish // which costs a copy of each file that it might change
	}
	return j
}

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
	return os.WriteFile(name, file.Content, fs.FileMode(cmp.Or(file.Mode, 0o666)))
}

// upgrade lets the pip of the staged environment upgrade itself, with the
// user's own settings. What pip says is part of the error if it fails.
func (d *design) upgrade(ctx context.Context, stage string) error {
	f := d.python.Facts
	argv := seed.UpgradeCommand(f, plan.Interpreter(stage, f, d.layout), plan.Interpreter(d.target.Path(), f, d.layout))
	cmd := exec.CommandContext(ctx, argv[0], argv[1:]...)
	cmd.WaitDelay = time.Second
	cmd.Dir = d.kit.Finder.Dir
	cmd.Env = seed.UpgradeEnviron(d.kit.Environ, stage)
	var words bytes.Buffer
	cmd.Stdout, cmd.Stderr = &words, &words
	if d.kit.Output != nil {
		cmd.Stdout, cmd.Stderr = d.kit.Output, d.kit.Output
	}
	if err := cmd.Run(); err != nil {
		return &PipError{Err: err, Words: words.String()}
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
