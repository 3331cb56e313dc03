package apply

import (
	"errors"
	"fmt"

	"github.com/pyenvkit/pyenvkit/plan"
	"github.com/pyenvkit/pyenvkit/platform"
)

// executable makes a file with a program of pyenvkit's own. The first of a kind
// is written, and the others are links to it where the file system has them: so
// a program is on the disk once, and a virus scanner looks at it once.
func (s *stage) executable(o plan.Executable, at string) error {
	if first, ok := s.programs[o.Program]; ok && first != at {
		err := s.replace(o.Path, at, func() error { return s.disk.link(first, at) })
		if !platform.LinkRefused(err) && !platform.TooManyLinks(err) && !errors.Is(err, errors.ErrUnsupported) {
			return err
		}
	}
	if s.job.Program == nil {
		return fmt.Errorf("operation %T at %q without programs", o, o.Path)
	}
	content, err := s.job.Program(o.Program)
	if err != nil {
		return err
	}
	if err := s.replace(o.Path, at, func() error { return s.disk.write(at, 0o777, 0o755, content) }); err != nil {
		return err
	}
	s.programs[o.Program] = at
	return nil
}
