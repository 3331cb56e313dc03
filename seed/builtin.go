package seed

import (
	_ "embed"

	"github.com/pyenvkit/pyenvkit/interp"
	"github.com/pyenvkit/pyenvkit/seed/pool"
)

// The wheels inside this program are the files that PyPI serves under these
// names, with these digests.
var (
	//go:embed wheels/pip-26.3-py3-none-any.whl
	pip26 string
	//go:embed wheels/pip-25.0.1-py3-none-any.whl
	pip25 string
)

// builtins are in the order in which to try them.
var builtins = []struct {
	major, minor int // of the oldest Python that it is for
	filename     string
	sha256       string
	content      string
}{
	{3, 10, "pip-26.3-py3-none-any.whl", "f3b60b20ffaadd4415ed7957212a38ac63fa4c5fa375bd0f4a797777940fad13", pip26},
	{3, 8, "pip-25.0.1-py3-none-any.whl", "c46efd13b6aa8279f33f2864459c8ce587ea6a1a59ee20de055868d8f7688f7f", pip25},
}

// builtin returns the seed that this program brings: the newest pip for f.
func builtin(f interp.Facts, p *pool.Pool) (*Seed, error) {
	for _, b := range builtins {
		if !f.Version.AtLeast(b.major, b.minor) {
			continue
		}
		made, err := choosePart(source{b.filename, b.sha256, b.content}, f, p)
		if err != nil {
			return nil, err
		}
		return &Seed{parts: []*part{made}}, nil
	}
	return nil, &NoWheelError{Executable: f.Executable, Version: f.Version}
}
