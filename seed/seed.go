// Package seed says what goes into a fresh environment besides the interpreter:
// pip, and setuptools where the base interpreter's own ensurepip installs it.
//
// It promises that the environment gets the version that `python -m venv`
// would give it, from the wheel that lies with the base interpreter, and else
// pip from a wheel inside this program; and that what arises is, byte for
// byte, what that pip writes when ensurepip runs it, apart from bytecode (there
// is none) and from scripts whose path distlib would not quote. It starts no
// Python, and touches nothing: it reads wheels and hands out operations of a
// plan, and [Seed.Open] gives the files that they speak of.
package seed

import (
	"fmt"
	"io/fs"
	"os"
	"strings"

	"github.com/pyenvkit/pyenvkit/interp"
	"github.com/pyenvkit/pyenvkit/seed/wheel"
)

// A Seed is the distributions that go into a fresh environment, opened and
// read. The zero value is an empty seed.
type Seed struct {
	wheels []*wheel.Wheel
}

// maxWheel is the size in bytes above which a file is no wheel of ensurepip's.
const maxWheel = 64 << 20

// Choose finds the wheels that f's own ensurepip would install. Where that has
// none, or none for this version of Python, the seed is the pip inside this
// program; where that is too new for f, the error is a [*NoWheelError]. A wheel
// that is there but damaged is a [*wheel.Error], never passed over.
func Choose(f interp.Facts) (*Seed, error) {
	s := &Seed{}
	for _, path := range bundled(f) {
		w, err := openFile(path)
		if err != nil {
			return nil, err
		}
		if !supports(w.RequiresPython, f.Version) {
			return builtin(f)
		}
		s.wheels = append(s.wheels, w)
	}
	if len(s.wheels) == 0 {
		return builtin(f)
	}
	return s, nil
}

func openFile(path string) (*wheel.Wheel, error) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, err
	}
	if !info.Mode().IsRegular() || info.Size() > maxWheel {
		return nil, &wheel.Error{Wheel: path, Reason: fmt.Sprintf("is not a file of at most %d MiB", maxWheel>>20)}
	}
	content, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	return wheel.Open(path, strings.NewReader(string(content)), int64(len(content)))
}

// Distributions returns what the seed consists of.
func (s *Seed) Distributions() []Distribution {
	if s == nil {
		return nil
	}
	var all []Distribution
	for _, w := range s.wheels {
		all = append(all, Distribution{Name: wheel.Normalize(w.Project), Version: w.Version})
	}
	return all
}

// Open returns the files of the plan.Tree with the given Source, by names
// relative to its Path, with the mode 0755 or 0644. They are compared with the
// wheel's digests before they are handed out. A source that is not of this seed is fs.ErrNotExist.
func (s *Seed) Open(source string) (fs.FS, error) {
	if s != nil {
		for _, w := range s.wheels {
			if w.Filename == source {
				return w.FS(), nil
			}
		}
	}
	return nil, &fs.PathError{Op: "open", Path: source, Err: fs.ErrNotExist}
}
