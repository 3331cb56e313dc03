package cli

import (
	"bytes"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"
)

// screen returns the lines that a terminal shows after it was sent text.
func screen(text string) []string {
	var lines []string
	for sent := range strings.SplitSeq(text, "\n") {
		var line []rune
		column := 0
		for _, r := range sent {
			if r == '\r' {
				column = 0
				continue
			}
			if column == len(line) {
				line = append(line, r)
			} else {
				line[column] = r
			}
			column++
		}
		lines = append(lines, strings.TrimRight(string(line), " "))
	}
	return lines
}

// newTerminal returns an output to a terminal, and what that is sent.
func newTerminal(width int) (*output, *bytes.Buffer) {
	sent := &bytes.Buffer{}
	o := &output{out: sent, err: sent, color: func() bool { return false }}
	o.progress.width = func() int { return width }
	return o, sent
}

func TestBarComesLateAndGoes(t *testing.T) {
	for _, test := range []struct {
		name string
		run  func(o *output)
		want []string
	}{
		{"a short task has none", func(o *output) {
			o.advance("unpacking", 0, 10)
			time.Sleep(patience - 1)
			o.advance("unpacking", 9, 10)
		}, []string{""}},
		{"a long one has, also if it says nothing", func(o *output) {
			o.advance("unpacking", 0, 10)
			time.Sleep(patience + 1)
		}, []string{"unpacking   0% [..............................] (0/10)"}},
		{"it moves", func(o *output) {
			o.advance("unpacking", 0, 10)
			time.Sleep(patience + cadence)
			o.advance("unpacking", 5, 10)
		}, []string{"unpacking  50% [==============>...............] (5/10)"}},
		{"it moves no more often than can be seen", func(o *output) {
			o.advance("unpacking", 0, 10)
			time.Sleep(patience + cadence)
			o.advance("unpacking", 5, 10)
			o.advance("unpacking", 9, 10)
		}, []string{"unpacking  50% [==============>...............] (5/10)"}},
		{"it goes with the task", func(o *output) {
			o.advance("unpacking", 0, 10)
			time.Sleep(time.Second)
			o.advance("unpacking", 10, 10)
		}, []string{""}},
		{"it goes with the run", func(o *output) {
			o.advance("unpacking", 0, 10)
			time.Sleep(time.Second)
			o.rest()
			time.Sleep(time.Second)
		}, []string{""}},
		{"lines take its place", func(o *output) {
			o.advance("unpacking", 0, 10)
			time.Sleep(time.Second)
			o.say("one")
			o.warn("two")
		}, []string{"one", "warning: two", "unpacking   0% [..............................] (0/10)"}},
		{"of two tasks the one with news is shown", func(o *output) {
			o.advance("making", 0, 4)
			time.Sleep(time.Millisecond)
			o.advance("compiling", 0, 4)
			for i := range int64(10) {
				time.Sleep(cadence)
				o.advance("compiling", i, 20)
			}
		}, []string{"compiling  45% [============>.................] (9/20)"}},
		{"and the other one after it", func(o *output) {
			o.advance("making", 0, 4)
			o.advance("compiling", 0, 4)
			time.Sleep(time.Second)
			o.advance("compiling", 4, 4)
		}, []string{"making   0% [..............................] (0/4)"}},
		{"nothing to do is no task", func(o *output) {
			o.advance("unpacking", 0, 0)
			time.Sleep(time.Second)
		}, []string{""}},
	} {
		t.Run(test.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				o, sent := newTerminal(80)
				test.run(o)
				synctest.Wait()
				o.mutex.Lock()
				if diff := cmp.Diff(test.want, screen(sent.String())); diff != "" {
					t.Errorf("the screen (-want +got):\n%s", diff)
				}
				o.mutex.Unlock()
				o.rest()
			})
		})
	}
}

// TestBarFits draws bars on narrow terminals: one that is wrapped can't be
// taken away.
func TestBarFits(t *testing.T) {
	long := &task{name: "compiling\npip 26.3\x1b[2J for cpython-312", done: 7, total: 1000}
	for width, want := range map[int]bool{200: true, 80: true, 70: true, 62: true, 40: false, 10: false, 0: false} {
		bar := long.bar(width)
		if strings.ContainsAny(bar, "\n\r\x1b") || len([]rune(bar)) >= max(width, 1) || (bar != "") != want {
			t.Errorf("width %d: %q", width, bar)
		}
	}
}

// TestSpeechWaitsItsTurn lets several programs speak at once.
func TestSpeechWaitsItsTurn(t *testing.T) {
	o, sent := newTerminal(80)
	first, second := &speech{output: o}, &speech{output: o}
	var group sync.WaitGroup
	for s, name := range map[*speech]string{first: "one", second: "two"} {
		group.Go(func() {
			for _, part := range []string{name, " a\n" + name + " b", "\n" + name, " c"} {
				if _, err := s.Write([]byte(part)); err != nil {
					t.Error(err)
				}
			}
		})
	}
	group.Wait()
	if sent.Len() > 0 {
		t.Errorf("before its turn: %q", sent)
	}
	first.release()
	if want := "one a\none b\n"; sent.String() != want {
		t.Errorf("in its turn: %q, want %q", sent, want)
	}
	first.end()
	second.release()
	second.end()
	var nobody *speech
	nobody.release()
	nobody.end()
	if want := "one a\none b\none c\ntwo a\ntwo b\ntwo c\n"; sent.String() != want {
		t.Errorf("at last: %q, want %q", sent, want)
	}
}
