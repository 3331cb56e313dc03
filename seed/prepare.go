package seed

import (
	"context"
	"errors"

	"github.com/pyenvkit/pyenvkit/interp"
	"github.com/pyenvkit/pyenvkit/seed/pool"
	"github.com/pyenvkit/pyenvkit/seed/wheel"
)

// A Policy says when bytecode is compiled for the pool.
type Policy string

const (
	// Auto compiles it when the second environment of a kind is made: who makes
	// but one, as on a machine that lives for one job, does not wait for it.
	Auto Policy = "auto"
	// Always compiles it at once.
	Always Policy = "always"
	// Never leaves bytecode out, also where there is some.
	Never Policy = "never"
)

// Prepare sees to it that the pool has the wheels of the seed, and their
// bytecode for f if the policy wants that. What the pool can't do is told to
// log, and costs time, not the environment. The error is that of ctx or, for a
// wheel that is not sound, a [*wheel.Error].
func (s *Seed) Prepare(ctx context.Context, f interp.Facts, p *pool.Pool, policy Policy, log func(format string, args ...any)) error {
	for _, m := range s.parts {
		if p == nil {
			m.code = nil
			continue
		}
		if m.files == nil {
			if err := m.unpack(ctx, p); err != nil {
				if fatal(ctx, err) {
					return err
				}
				log("%s is not kept in the cache: %v", m.Filename, err)
				continue
			}
			m.code = p.Code(m.key, f)
		}
		if policy == Never || m.code != nil || policy == Auto && !p.Wanted(m.files, f) {
			continue
		}
		code, err := p.Compile(ctx, m.files, f)
		if err != nil && fatal(ctx, err) {
			return err
		}
		if err != nil {
			log("%s gets no bytecode: %v", m.Filename, err)
		}
		m.code = code
	}
	if policy == Never {
		s.LeaveOutBytecode()
	}
	return nil
}

// LeaveOutBytecode does without the bytecode that the pool has.
func (s *Seed) LeaveOutBytecode() {
	for _, m := range s.parts {
		m.code = nil
	}
}

// Mend makes those entries of the pool anew that are damaged. What can't be
// made anew is not used: the files come from the wheel then, without bytecode.
// The errors are those of Prepare.
func (s *Seed) Mend(ctx context.Context, f interp.Facts, p *pool.Pool, log func(format string, args ...any)) error {
	for _, m := range s.parts {
		if m.files == nil {
			continue
		}
		wanted := m.code != nil
		p.Forget(m.files)
		if wanted {
			p.Forget(m.code)
		}
		m.files, m.code = nil, nil
		err := m.unpack(ctx, p)
		if err == nil && wanted {
			m.code, err = p.Compile(ctx, m.files, f)
		}
		if err != nil {
			if fatal(ctx, err) {
				return err
			}
			log("the cache can't be repaired: %v", err)
		}
	}
	return nil
}

// Keys returns the keys of the entries of a pool that serve the seed for f.
func (s *Seed) Keys(f interp.Facts) []string {
	var keys []string
	for _, m := range s.parts {
		keys = append(keys, m.key)
		if code := pool.CodeKey(m.key, f); code != "" {
			keys = append(keys, code)
		}
	}
	return keys
}

// Detach lets all files come from the wheels themselves.
func (s *Seed) Detach() error {
	for _, m := range s.parts {
		m.files, m.code = nil, nil
		if err := m.open(); err != nil {
			return err
		}
	}
	return nil
}

// fatal reports errors that are not about the pool.
func fatal(ctx context.Context, err error) bool {
	return ctx.Err() != nil || errors.As(err, new(*wheel.Error))
}

// unpack puts the wheel into the pool.
func (m *part) unpack(ctx context.Context, p *pool.Pool) error {
	if err := m.open(); err != nil {
		return err
	}
	var err error
	if m.files, err = p.Unpack(ctx, m.key, m.opened); err != nil {
		return err
	}
	if m.info != nil {
		p.Remember(m.source.path, m.info, m.key)
	}
	return nil
}
