package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"
)

// measure runs a contender once, in a new directory that it leaves behind. The
// error holds what the command said.
func (b *bench) measure(ctx context.Context, c *contender) (result, error) {
	b.made++
	directory := b.path("runs", strconv.Itoa(b.made))
	if err := os.Mkdir(directory, 0o777); err != nil {
		return result{}, err
	}
	if err := b.log.Truncate(0); err != nil {
		return result{}, err
	}
	if err := b.setAside(c); err != nil {
		return result{}, err
	}
	var queues [][]*exec.Cmd
	for _, args := range c.commands(directory) {
		queues = append(queues, []*exec.Cmd{b.command(ctx, c, directory, args)})
	}
	for _, args := range c.then {
		args = replaceAll(args, "{env}", environment(directory, 0))
		queues[0] = append(queues[0], b.command(ctx, c, directory, args))
	}

	if c.count > 1 {
		settle()
	}
	r, err := b.time(queues)
	if err != nil {
		said, _ := os.ReadFile(b.log.Name()) // without it, the error says less
		return result{}, fmt.Errorf("%v: %w\n%s", c.key, err, said)
	}
	return r, nil
}

// time runs queues of commands and says how long that took. Commands that are
// run at the same time are none for hyperfine; of those that are run one after
// the other it says how long each takes.
func (b *bench) time(queues [][]*exec.Cmd) (r result, err error) {
	if b.hyperfine != "" && len(queues) == 1 {
		for _, cmd := range queues[0] {
			one, err := b.byHyperfine(cmd)
			if err != nil {
				return result{}, err
			}
			r = result{r.wall + one.wall, r.cpu + one.cpu, max(r.peak, one.peak)}
		}
		return r, nil
	}
	start := time.Now()
	err = runAll(queues)
	r.wall = time.Since(start)
	if err != nil {
		return result{}, err
	}
	for _, cmd := range slices.Concat(queues...) {
		r.cpu += cmd.ProcessState.UserTime() + cmd.ProcessState.SystemTime()
		r.peak = max(r.peak, peak(cmd.ProcessState))
	}
	return r, nil
}

// setAside moves away what the contender is to do without, and deletes nothing.
// There is nothing to move before a contender's first run.
func (b *bench) setAside(c *contender) error {
	if c.aside == "" {
		return nil
	}
	err := os.Rename(c.aside, b.path("aside", strconv.Itoa(b.made)))
	if errors.Is(err, fs.ErrNotExist) && !c.warm {
		err = nil
	}
	c.warm = true
	return err
}

// commands returns the command lines of one run in a directory.
func (c *contender) commands(directory string) [][]string {
	count := max(1, c.count)
	if i := slices.Index(c.command, "{envs}"); i >= 0 {
		args := slices.Clone(c.command[:i])
		for n := range count {
			args = append(args, environment(directory, n))
		}
		return [][]string{append(args, c.command[i+1:]...)}
	}
	var all [][]string
	for n := range count {
		all = append(all, replaceAll(c.command, "{env}", environment(directory, n)))
	}
	return all
}

// environment returns the path of the environment with a number in a directory.
func environment(directory string, n int) string {
	return filepath.Join(directory, "env"+strconv.Itoa(n))
}

func replaceAll(args []string, old, text string) []string {
	replaced := make([]string, len(args))
	for i, arg := range args {
		replaced[i] = strings.ReplaceAll(arg, old, text)
	}
	return replaced
}

// command returns a command of a contender, ready to be started. It writes to
// the log itself, so that no time goes into handing its output on.
func (b *bench) command(ctx context.Context, c *contender, directory string, args []string) *exec.Cmd {
	cmd := command(ctx, args[0], args[1:]...)
	cmd.Env = append(cmd.Env, replaceAll(c.environ, "{fresh}", filepath.Join(directory, "fresh"))...)
	cmd.Stdout, cmd.Stderr = b.log, b.log
	return cmd
}

// runAll runs queues of commands, as many queues at a time as there are
// processors, and the commands of a queue one after the other. It returns the
// first error of the queues in their order.
func runAll(queues [][]*exec.Cmd) error {
	errs := make([]error, len(queues))
	free := make(chan struct{}, runtime.GOMAXPROCS(0))
	var done sync.WaitGroup
	for i, queue := range queues {
		free <- struct{}{}
		done.Go(func() {
			defer func() { <-free }()
			for _, cmd := range queue {
				if errs[i] = cmd.Run(); errs[i] != nil {
					return
				}
			}
		})
	}
	done.Wait()
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}

// output runs a command and returns what it writes to standard output, without
// the space around it.
func output(ctx context.Context, name string, args ...string) (string, error) {
	out, err := command(ctx, name, args...).Output()
	if err != nil {
		if failed, ok := errors.AsType[*exec.ExitError](err); ok {
			err = fmt.Errorf("%v\n%s", err, failed.Stderr)
		}
		return "", fmt.Errorf("%s %s: %v", name, strings.Join(args, " "), err)
	}
	return strings.TrimSpace(string(out)), nil
}

// command is run as from a shell where no environment is active and none of the
// programs has settings.
func command(ctx context.Context, name string, args ...string) *exec.Cmd {
	cmd := exec.CommandContext(ctx, name, args...)
	cmd.Env = slices.DeleteFunc(os.Environ(), func(entry string) bool {
		return slices.ContainsFunc([]string{"VIRTUAL_ENV", "VIRTUALENV_", "PYENVKIT_", "PYTHON"}, func(prefix string) bool {
			return strings.HasPrefix(entry, prefix)
		})
	})
	return cmd
}
