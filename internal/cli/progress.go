package cli

import (
	"io"
	"slices"
	"strings"
	"time"

	"github.com/schollz/progressbar/v3"
)

const (
	// patience is how long a task takes before it gets a bar.
	patience = 300 * time.Millisecond
	// cadence is the time between two drawings of a bar.
	cadence = 100 * time.Millisecond
)

// A progress is the bar of whichever task is under way. It is part of an
// [output], whose mutex guards it; its zero value shows nothing.
type progress struct {
	width func() int // of the terminal, in columns
	tasks []*task    // that have begun and not ended
	shown *task
	drawn int // columns that the bar on the terminal has, 0 if there is none
	last  time.Time
	timer *time.Timer // draws the bar of a task that says nothing for a while
}

// A task is something that takes time.
type task struct {
	name           string
	done, total    int64
	begun, changed time.Time
}

// advance takes note that so much of a task is done, in whatever unit. A task
// begins with its first call and ends with the one that says that all is done.
func (o *output) advance(name string, done, total int64) {
	o.mutex.Lock()
	defer o.mutex.Unlock()
	p := &o.progress
	now := time.Now()
	i := slices.IndexFunc(p.tasks, func(t *task) bool { return t.name == name })
	switch {
	case done >= total:
		if i >= 0 {
			p.tasks = slices.Delete(p.tasks, i, i+1)
			p.redraw(o.err, now)
		}
		return
	case i < 0:
		p.tasks = append(p.tasks, &task{name, done, total, now, now})
		o.later(patience)
	default:
		t := p.tasks[i]
		t.done, t.total, t.changed = done, total, now
	}
	if now.Sub(p.last) >= cadence {
		p.redraw(o.err, now)
	}
}

// later draws the bar after a while.
func (o *output) later(d time.Duration) {
	if o.progress.timer != nil {
		o.progress.timer.Reset(d)
		return
	}
	o.progress.timer = time.AfterFunc(d, func() {
		o.mutex.Lock()
		defer o.mutex.Unlock()
		o.progress.redraw(o.err, time.Now())
	})
}

// rest ends all tasks: what they were for is done, or has failed.
func (o *output) rest() {
	o.mutex.Lock()
	defer o.mutex.Unlock()
	o.progress.tasks = nil
	o.progress.redraw(o.err, time.Now())
	if o.progress.timer != nil {
		o.progress.timer.Stop()
	}
}

// redraw chooses the task to show, and shows it.
func (p *progress) redraw(w io.Writer, now time.Time) {
	p.last = now
	p.choose(now)
	if text := p.erase() + p.draw(); text != "" {
		_, _ = io.WriteString(w, text)
	}
}

// choose stays with a task as long as there is news of it, then goes to the one
// with the newest.
func (p *progress) choose(now time.Time) {
	if p.shown != nil && slices.Contains(p.tasks, p.shown) && now.Sub(p.shown.changed) < 5*cadence {
		return
	}
	p.shown = nil
	for _, t := range p.tasks {
		if now.Sub(t.begun) >= patience && (p.shown == nil || t.changed.After(p.shown.changed)) {
			p.shown = t
		}
	}
}

// erase returns what takes the bar off the terminal.
func (p *progress) erase() string {
	if p.drawn == 0 {
		return ""
	}
	blank := strings.Repeat(" ", p.drawn)
	p.drawn = 0
	return "\r" + blank + "\r"
}

// draw returns the bar, for a line that is empty.
func (p *progress) draw() string {
	if p.shown == nil {
		return ""
	}
	text := p.shown.bar(p.width())
	p.drawn = len([]rune(text))
	return text
}

// bar renders a task as a line of less than width columns, "" where that is
// too narrow.
func (t *task) bar(width int) string {
	const longest = 30
	name := strings.Join(strings.Fields(printable(t.name)), " ")
	var text strings.Builder
	render := func(columns int) string {
		text.Reset()
		_ = progressbar.NewOptions64(t.total,
			progressbar.OptionSetWriter(&text),
			progressbar.OptionSetDescription(name),
			progressbar.OptionSetTheme(progressbar.ThemeASCII),
			progressbar.OptionSetPredictTime(false),
			progressbar.OptionShowCount(),
			progressbar.OptionSetWidth(columns),
		).Set64(t.done) // a builder takes everything
		return strings.Trim(text.String(), "\r ")
	}
	full := render(longest)
	excess := len([]rune(full)) - (width - 1)
	switch {
	case excess <= 0:
		return full
	case excess < longest:
		return render(longest - excess)
	}
	return ""
}
