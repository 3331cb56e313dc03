// Command bench prints how long pyenvkit takes to make an environment, how long
// others take, and how long the file system takes alone, as tables in Markdown;
// docs/explanation/performance.md says how it measures and what the rows mean. It asserts
// nothing.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"os/signal"
	"regexp"
	"runtime"
)

func main() {
	var o options
	flag.IntVar(&o.runs, "runs", 11, "how often each command is run and counted; slow ones less often")
	flag.StringVar(&o.python, "python", "python3", "the base interpreter")
	flag.StringVar(&o.pyenvkit, "pyenvkit", "", "the program to measure; built from this checkout if empty")
	flag.StringVar(&o.peers, "peers", "", "a directory with virtualenv and uv; without it they are left out")
	flag.StringVar(&o.hyperfine, "hyperfine", "hyperfine", "the program that takes the times; without it the benchmark does so itself")
	flag.StringVar(&o.other, "other", "/dev/shm", "a directory on another file system; left out if there is none")
	only := flag.String("only", "", "measure only the rows that this regular expression matches (\"environment: made by\")")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	var err error
	if o.only, err = regexp.Compile(*only); err == nil {
		err = run(ctx, o, os.Stdout)
	}
	stop()
	if err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

type options struct {
	runs                                      int
	python, pyenvkit, peers, other, hyperfine string
	only                                      *regexp.Regexp
}

// run prints the tables to w. Nothing of what it makes is left behind.
func run(ctx context.Context, o options, w io.Writer) (err error) {
	if o.runs < 1 {
		return fmt.Errorf("-runs %d: must be at least 1", o.runs)
	}
	b, err := prepare(ctx, o)
	if b != nil {
		// Not before the end: what is made while the file system remembers what was
		// deleted takes longer.
		defer func() { err = errors.Join(err, b.remove()) }()
	}
	if err != nil {
		return err
	}
	all := b.contenders()
	// Those that make many environments come after all others: it takes the disk
	// a while to write what they made.
	for _, many := range []bool{false, true} {
		var part []*contender
		for _, c := range all {
			if (c.count > 1) == many && o.only.MatchString(c.String()) {
				part = append(part, c)
			}
		}
		if err := b.rounds(ctx, part, o.runs); err != nil {
			return err
		}
	}
	_, err = fmt.Fprintf(w, "%s\n\n%s\n%s", b.about, targetTable(targets(runtime.GOMAXPROCS(0)), all), timeTable(all))
	return err
}

// rounds runs the contenders in turns, in an order that is drawn anew for each
// round, so that none of them always comes after the same other.
func (b *bench) rounds(ctx context.Context, contenders []*contender, runs int) error {
	if len(contenders) == 0 {
		return nil
	}
	fmt.Fprintf(b.progress, "%d commands: warming up\n", len(contenders))
	for _, c := range contenders {
		for range c.warmUps() {
			if _, err := b.measure(ctx, c); err != nil {
				return err
			}
		}
	}
	for round := range runs {
		fmt.Fprintf(b.progress, "round %d of %d\n", round+1, runs)
		for _, i := range rand.Perm(len(contenders)) {
			c := contenders[i]
			if c.atMost > 0 && len(c.results) >= c.atMost {
				continue
			}
			r, err := b.measure(ctx, c)
			if err != nil {
				return err
			}
			c.results = append(c.results, r)
		}
	}
	return nil
}
