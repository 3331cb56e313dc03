package cli

import (
	"context"
	"path/filepath"
	"runtime"
	"sync"
	"sync/atomic"

	"github.com/pyenvkit/pyenvkit"
)

// mostAtOnce bounds the environments that are made at the same time: each has some
// ten files open, and a process may be allowed no more than 256.
const mostAtOnce = 16

// A making is one environment of several that are made at the same time.
type making struct {
	dir     string            // as the user named it
	speech  *speech           // of pip, nil where they need not be kept apart
	done    chan struct{}     // closed when the rest is there
	report  *pyenvkit.Report  // of one that was made
	preview *pyenvkit.Preview // of one that would be
	err     error
}

// document returns what is printed with --json.
func (m *making) document() any {
	if m.preview != nil {
		return m.preview
	}
	return m.report
}

// each makes or previews an environment in each directory, as many at a time as
// there are processors, and has each reported in the order given as soon as it
// and those before it are done. Directories that are the same, or one inside
// another, are not worked on at the same time. When ctx ends, those that are
// not done fail with its cause.
func (c *creation) each(ctx context.Context, kit *pyenvkit.Kit, dirs []string, report func(*making)) {
	if len(dirs) == 1 {
		m := &making{dir: dirs[0]}
		c.one(ctx, kit, m) // here: another goroutine costs the start of a thread
		c.output.rest()
		report(m)
		return
	}
	kit.Workers = max(1, runtime.GOMAXPROCS(0)/len(dirs))
	all := make([]*making, len(dirs))
	for i, dir := range dirs {
		all[i] = &making{dir: dir, done: make(chan struct{})}
		if c.request.UpgradeDeps && kit.Output != nil {
			all[i].speech = &speech{output: &c.output}
		}
	}
	go c.start(ctx, kit, all)
	for _, m := range all {
		m.speech.release()
		<-m.done
		m.speech.end()
		report(m)
	}
	c.output.rest()
}

// start works on all, the first ones first.
func (c *creation) start(ctx context.Context, kit *pyenvkit.Kit, all []*making) {
	var finished atomic.Int64
	progress := func(done int64) {
		if kit.Progress != nil && !c.dryRun {
			kit.Progress("making environments", done, int64(len(all)))
		}
	}
	progress(0)
	var group sync.WaitGroup
	var busy kin
	slots := make(chan struct{}, min(runtime.GOMAXPROCS(0), mostAtOnce))
	for _, m := range all {
		path := m.dir
		if !filepath.IsAbs(path) {
			path = filepath.Join(kit.Finder.Dir, path)
		}
		path = filepath.Clean(path)
		if !busy.add(path) {
			group.Wait()
			busy = kin{}
			busy.add(path)
		}
		slots <- struct{}{}
		group.Go(func() {
			c.one(ctx, kit, m)
			progress(finished.Add(1))
			close(m.done)
			<-slots
		})
	}
}

// one makes or previews one environment.
func (c *creation) one(ctx context.Context, kit *pyenvkit.Kit, m *making) {
	m.report, m.preview, m.err = c.make(ctx, kit, m)
	if m.err != nil && context.Cause(ctx) != nil {
		m.err = context.Cause(ctx) // what was under way failed because of it
	}
}

func (c *creation) make(ctx context.Context, kit *pyenvkit.Kit, m *making) (*pyenvkit.Report, *pyenvkit.Preview, error) {
	if err := ctx.Err(); err != nil {
		return nil, nil, err
	}
	if m.speech != nil {
		own, err := c.kit()
		if err != nil {
			return nil, nil, err
		}
		own.Output, own.Workers = m.speech, kit.Workers
		kit = own
	}
	r := c.request
	r.Dir = m.dir
	if c.dryRun {
		preview, err := kit.Preview(ctx, r)
		return nil, preview, err
	}
	report, err := kit.Create(ctx, r)
	return report, nil, err
}

// A kin is a set of directories none of which is the same as another or inside
// it.
type kin struct {
	members map[string]bool
	above   map[string]bool // all that a member is in
}

// add adds a directory, an absolute path without superfluous elements, and
// reports whether it may be in the set.
func (k *kin) add(path string) bool {
	if k.members[path] || k.above[path] {
		return false
	}
	if k.members == nil {
		k.members, k.above = map[string]bool{}, map[string]bool{}
	}
	var above []string
	for p := filepath.Dir(path); ; p = filepath.Dir(p) {
		if k.members[p] {
			return false
		}
		above = append(above, p)
		if p == filepath.Dir(p) {
			break
		}
	}
	k.members[path] = true
	for _, p := range above {
		k.above[p] = true
	}
	return true
}
