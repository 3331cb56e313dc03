package pyenvkit

import (
	"context"
	"errors"
	"sync"

	"github.com/pyenvkit/pyenvkit/apply"
	"github.com/pyenvkit/pyenvkit/seed"
	"github.com/pyenvkit/pyenvkit/seed/pool"
)

// A base is what an environment is made from: an interpreter and a seed.
type base struct {
	python Python
	source string     // what decided for the interpreter
	seed   *seed.Seed // nil for none
	choices
	mended int  // how often the cache was repaired for it
	alone  bool // it does without the cache
	// linkless says that the system refused links to the interpreter.
	linkless bool
	// foreign says that the interpreter may be on another machine.
	foreign bool
}

// shared is what the environments that one Kit makes have in common.
type shared struct {
	mutex  sync.Mutex
	pool   *pool.Pool
	found  map[string]*found
	sowing sync.Mutex // one seed at a time: the next one finds it in the pool
}

// A found is an interpreter that is looked for once.
type found struct {
	once   sync.Once
	python Python
	source string
	err    error
}

// base finds what the request asks for. Nothing is written but the cache of
// interpreters.
func (k *Kit) base(ctx context.Context, r Request) (*base, error) {
	b := &base{}
	var err error
	if b.choices, err = r.choices(); err != nil {
		return nil, err
	}
	if r.Facts != nil {
		b.python, b.source, b.foreign = Python{Path: r.Facts.Executable, Facts: *r.Facts}, "the facts given", true
		return b, k.choose(r, b)
	}
	k.shared.mutex.Lock()
	f := k.shared.found[r.Python]
	if f == nil {
		f = &found{}
		if k.shared.found == nil {
			k.shared.found = map[string]*found{}
		}
		k.shared.found[r.Python] = f
	}
	k.shared.mutex.Unlock()
	f.once.Do(func() { f.python, f.source, f.err = k.Find(ctx, r.Python) })
	if f.err != nil {
		return nil, f.err
	}
	b.python, b.source = f.python, f.source
	return b, k.choose(r, b)
}

// choose chooses the seed.
func (k *Kit) choose(r Request, b *base) (err error) {
	if r.WithoutPip {
		return nil
	}
	b.seed, err = seed.Choose(b.python.Facts, k.pool())
	if err == nil && b.bytecode == seed.Never {
		b.seed.LeaveOutBytecode()
	}
	return err
}

// prepare sees to it that the cache has what the seed of b is made of.
func (k *Kit) prepare(ctx context.Context, b *base) error {
	if b.seed == nil {
		return nil
	}
	k.shared.sowing.Lock()
	defer k.shared.sowing.Unlock()
	return b.seed.Prepare(ctx, b.python.Facts, k.pool(), b.bytecode, k.log)
}

// recover does something about a failure that the cache has to do with, and
// reports whether it is worth another try. Something damaged is made anew,
// twice; then, and where the cache has taken the last room of a disk, the
// environment is made without it. Where links to the interpreter are refused,
// which the user asked for, it is made without these.
func (k *Kit) recover(ctx context.Context, b *base, failure error) (again bool, err error) {
	if errors.As(failure, new(*apply.LinkError)) {
		b.linkless = true
		return true, nil
	}
	if failure == nil || b.seed == nil || b.alone || k.pool() == nil {
		return false, nil
	}
	k.shared.sowing.Lock()
	defer k.shared.sowing.Unlock()
	switch {
	case errors.As(failure, new(*apply.StaleError)):
		k.log("%v; it is made anew", failure)
		if b.mended++; b.mended <= 2 {
			return true, b.seed.Mend(ctx, b.python.Facts, k.pool(), k.log)
		}
	case errors.As(failure, new(*apply.FullError)):
		k.log("%v; what this run has put into the cache makes way", failure)
		if err := k.pool().Undo(ctx); err != nil {
			k.log("%v", err)
		}
	default:
		return false, nil
	}
	b.alone = true
	return true, b.seed.Detach()
}

// pool returns the pool of the cache, nil where there is no cache.
func (k *Kit) pool() *pool.Pool {
	k.shared.mutex.Lock()
	defer k.shared.mutex.Unlock()
	if dir := k.cache(pool.Name); k.shared.pool == nil && dir != "" {
		k.shared.pool = &pool.Pool{Dir: dir, Log: k.log, Progress: k.Progress}
	}
	return k.shared.pool
}
