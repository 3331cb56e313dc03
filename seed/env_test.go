package seed

import (
	"bytes"
	"encoding/json"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"

	"github.com/pyenvkit/pyenvkit/internal/lab"
	"github.com/pyenvkit/pyenvkit/interp"
	"github.com/pyenvkit/pyenvkit/plan"
	"github.com/pyenvkit/pyenvkit/seed/wheel"
)

// probe prints the facts that this package looks at. It is run by the
// interpreter of an environment.
const probe = `
import json, os, sys, sysconfig
v = sys.version_info
relative = lambda name: os.path.relpath(sysconfig.get_path(name), sys.prefix)
print(json.dumps(dict(
    executable=sys.executable, implementation=sys.implementation.name,
    version=dict(major=v[0], minor=v[1], micro=v[2], level=v[3], serial=v[4]),
    os=os.name, platform=sys.platform, stdlib=os.path.dirname(os.__file__),
    wheel_dir=sysconfig.get_config_var('WHEEL_PKG_DIR') or '',
    paths=dict(scripts=relative('scripts'), purelib=relative('purelib')))))
`

// facts returns what the interpreter of an environment says of its base.
func facts(t *testing.T, python string) interp.Facts {
	t.Helper()
	var f interp.Facts
	if err := json.Unmarshal([]byte(run(t, nil, python, "-I", "-c", probe)), &f); err != nil {
		t.Fatal(err)
	}
	return f
}

// venvBase returns one of lab.Venvs: the one that lab.Python gives, if that is one.
func venvBase(t *testing.T) string {
	t.Helper()
	all := lab.Venvs(t)
	if python := lab.Python(t); slices.Contains(all, python) {
		return python
	}
	return all[0]
}

// bare makes an environment of the base interpreter at root, without pip, and
// returns the interpreter in it and its facts.
func bare(t *testing.T, base, root string) (string, interp.Facts) {
	t.Helper()
	python := filepath.Join(root, "bin", "python")
	if err := os.MkdirAll(filepath.Dir(python), 0o777); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(base, python); err != nil {
		t.Fatal(err)
	}
	config := "home = " + filepath.Dir(base) + "\ninclude-system-site-packages = false\n"
	if err := os.WriteFile(filepath.Join(root, "pyvenv.cfg"), []byte(config), 0o666); err != nil {
		t.Fatal(err)
	}
	f := facts(t, python)
	if err := os.MkdirAll(filepath.Join(root, f.Paths.Purelib), 0o777); err != nil {
		t.Fatal(err)
	}
	return python, f
}

// run runs a program with more variables than those of the test, of which pip
// sees nothing of its own, and returns its output. A failure fails the test.
func run(t *testing.T, environ []string, argv ...string) string {
	t.Helper()
	out, err := try(environ, argv...)
	if err != nil {
		t.Fatalf("%q: %v\n%s", argv, err, out)
	}
	return out
}

func try(environ []string, argv ...string) (string, error) {
	cmd := exec.Command(argv[0], argv[1:]...)
	cmd.Env = environ
	for _, v := range os.Environ() {
		if !strings.HasPrefix(v, "PIP_") && !strings.HasPrefix(v, "PYTHON") && !strings.HasPrefix(v, "VIRTUAL_ENV") {
			cmd.Env = append(cmd.Env, v)
		}
	}
	// Every value of PIP_NO_CACHE_DIR means no cache, but 18.1 breaks on a true one.
	cmd.Env = append(cmd.Env, "PIP_CONFIG_FILE=/dev/null", "PIP_DISABLE_PIP_VERSION_CHECK=1", "PIP_NO_CACHE_DIR=off",
		"PIP_ROOT_USER_ACTION=ignore")
	var stdout, stderr bytes.Buffer
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	err := cmd.Run()
	if err != nil {
		return stdout.String() + stderr.String(), err
	}
	return stdout.String(), nil
}

// install chooses the seed for f and puts it in place.
func install(t *testing.T, f interp.Facts, exe, at string) *Seed {
	t.Helper()
	s, err := Choose(f, nil)
	if err != nil {
		t.Fatal(err)
	}
	put(t, s, f, exe, at)
	return s
}

// put carries the operations of a seed out in the directory at, for the
// environment whose interpreter is exe.
func put(t *testing.T, s *Seed, f interp.Facts, exe, at string) {
	t.Helper()
	purelib := os.DirFS(filepath.Join(at, f.Paths.Purelib))
	ops, err := s.Ops(f, Site{Root: filepath.Dir(filepath.Dir(exe)), Interpreter: exe}, Installed(purelib))
	if err != nil {
		t.Fatal(err)
	}
	for _, op := range ops {
		if err := perform(s, op, at); err != nil {
			t.Fatalf("%T %s: %v", op, op.At(), err)
		}
	}
}

func perform(s *Seed, op plan.Op, root string) error {
	at := filepath.Join(root, filepath.FromSlash(op.At()))
	switch op := op.(type) {
	case plan.Remove:
		return os.RemoveAll(at)
	case plan.File:
		mode := fs.FileMode(op.Mode)
		if mode == 0 {
			mode = 0o644
		}
		return write(at, op.Content, mode)
	case plan.Tree:
		files, err := s.Open(op.Source)
		if err != nil {
			return err
		}
		return fs.WalkDir(files.FS, ".", func(name string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() {
				return err
			}
			content, err := fs.ReadFile(files.FS, name)
			if err != nil {
				return err
			}
			info, err := d.Info()
			if err != nil {
				return err
			}
			return write(filepath.Join(at, name), content, info.Mode())
		})
	}
	return os.ErrInvalid
}

func write(path string, content []byte, mode fs.FileMode) error {
	if err := os.MkdirAll(filepath.Dir(path), 0o777); err != nil {
		return err
	}
	// A process that another test starts now would inherit the file, open for
	// writing, and keep it from being run for a moment (golang.org/issue/22315).
	syscall.ForkLock.RLock()
	defer syscall.ForkLock.RUnlock()
	if err := os.WriteFile(path, content, mode); err != nil {
		return err
	}
	return os.Chmod(path, mode)
}

// listing returns what an environment holds of packages and scripts: modes and
// contents by path. Bytecode is left out, also from RECORD.
func listing(t *testing.T, root string) map[string]string {
	t.Helper()
	all := map[string]string{}
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.Name() == "__pycache__" {
			return filepath.SkipDir
		}
		name, _ := filepath.Rel(root, path)
		scripts := strings.HasPrefix(name, "bin/") && !wheel.Reserved(d.Name())
		if d.Type().IsDir() || !scripts && !strings.Contains(name, "site-packages/") {
			return nil
		}
		info, err := d.Info()
		if err != nil {
			return err
		}
		content, err := os.ReadFile(path)
		if d.Name() == "RECORD" {
			content = recordWithoutBytecode(t, content)
		}
		all[name] = info.Mode().String() + " " + string(content)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

func recordWithoutBytecode(t *testing.T, record []byte) []byte {
	t.Helper()
	var kept []string
	for line := range strings.Lines(string(record)) {
		if !strings.HasSuffix(line, ".pyc,,\r\n") {
			kept = append(kept, line)
		}
	}
	return []byte(strings.Join(kept, ""))
}

// names returns the sorted keys of a listing that hold part.
func names(listing map[string]string, part string) []string {
	return slices.Sorted(func(yield func(string) bool) {
		for name := range listing {
			if strings.Contains(name, part) && !yield(name) {
				return
			}
		}
	})
}
