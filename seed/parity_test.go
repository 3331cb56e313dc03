package seed

import (
	"errors"
	"fmt"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/pyenvkit/pyenvkit/internal/lab"
)

// TestOpsIsWhatEnsurepipWrites compares with what ensurepip puts into an
// environment of `python -m venv`, byte by byte.
func TestOpsIsWhatEnsurepipWrites(t *testing.T) {
	compared := map[string]bool{}
	for _, base := range lab.Venvs(t) {
		if strings.HasSuffix(base, "-dbg") {
			continue // Debian's own wheels and ensurepip once more, at a tenth of the speed
		}
		_, f := bare(t, base, filepath.Join(t.TempDir(), "env"))
		s, err := Choose(f, nil)
		if err != nil {
			t.Fatal(err)
		}
		// One pip writes the same for all Pythons, with and without setuptools.
		all := s.Distributions()
		kind := fmt.Sprint(f.Implementation, len(all), all[len(all)-1].Version, f.WheelDir)
		if compared[kind] {
			continue
		}
		compared[kind] = true
		t.Run(filepath.Base(base), func(t *testing.T) {
			t.Parallel()
			root := filepath.Join(t.TempDir(), "env")
			withoutBytecode(t, base, root)
			compareWithEnsurepip(t, base, root)
		})
	}
}

// withoutBytecode makes an environment as `python -m venv` does, less the
// bytecode of pip.
func withoutBytecode(t *testing.T, base, root string) {
	t.Helper()
	run(t, nil, base, "-m", "venv", "--without-pip", root)
	run(t, nil, filepath.Join(root, "bin", filepath.Base(base)), "-I", "-c", ensurepip)
}

// ensurepip does what `python -m ensurepip --upgrade --default-pip` does, which
// venv runs, less the bytecode: that takes most of the time, and no part in the
// comparison.
const ensurepip = `
import ensurepip
whole = ensurepip._run_pip
ensurepip._run_pip = lambda args, *more, **named: whole(args + ["--no-compile"], *more, **named)
ensurepip.bootstrap(upgrade=True, default_pip=True)
`

// TestOpsWritesDistlibsLongShebang compares with the whole of `python -m venv`
// where the first line of a script can't name the interpreter.
func TestOpsWritesDistlibsLongShebang(t *testing.T) {
	t.Parallel()
	base, root := venvBase(t), filepath.Join(t.TempDir(), "a space")
	run(t, nil, base, "-m", "venv", root)
	compareWithEnsurepip(t, base, root)
}

// compareWithEnsurepip takes an environment in which ensurepip was at work.
func compareWithEnsurepip(t *testing.T, base, root string) {
	t.Helper()
	python := filepath.Join(root, "bin", filepath.Base(base))
	f := facts(t, python)
	want := listing(t, root)

	fresh := t.TempDir()
	s := install(t, f, python, fresh)
	if diff := cmp.Diff(want, listing(t, fresh)); diff != "" {
		t.Errorf("a fresh one, %v (-venv +ours):\n%s", s.Distributions(), diff)
	}
	// The same version over it repairs it, and changes nothing else.
	if err := write(filepath.Join(root, "bin", "pip"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	put(t, s, f, python, root)
	if diff := cmp.Diff(want, listing(t, root)); diff != "" {
		t.Errorf("over an old one (-venv +ours):\n%s", diff)
	}
}

// TestOpsIsWhatTheBuiltinPipWrites compares with what the pip inside this
// program writes where it installs itself, as ensurepip makes it do.
func TestOpsIsWhatTheBuiltinPipWrites(t *testing.T) {
	wheels, err := filepath.Abs("wheels")
	if err != nil {
		t.Fatal(err)
	}
	t.Parallel()
	compared := map[string]bool{} // each once is enough
	for _, base := range lab.Pythons(t) {
		root := filepath.Join(t.TempDir(), "env")
		python, f := bare(t, base, root)
		f.Stdlib, f.WheelDir = t.TempDir(), ""
		s, err := Choose(f, nil)
		if !f.Version.AtLeast(3, 8) {
			if old := (*NoWheelError)(nil); !errors.As(err, &old) {
				t.Errorf("Choose for Python %s: %v, want a NoWheelError", f.Version, err)
			}
			continue
		}
		if err != nil {
			t.Fatal(err)
		}
		pip := s.Distributions()[0].Version
		if compared[pip] {
			continue
		}
		compared[pip] = true
		run(t, nil, python, filepath.Join(wheels, s.parts[0].Filename, "pip"), "install", "--no-compile",
			"--no-index", "--find-links", wheels, "pip=="+pip)
		fresh := t.TempDir()
		put(t, s, f, python, fresh)
		if diff := cmp.Diff(listing(t, root), listing(t, fresh)); diff != "" {
			t.Errorf("pip %s in Python %s (-pip +ours):\n%s", pip, f.Version, diff)
		}
	}
}
