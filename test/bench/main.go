// Command bench prints how long pyenvkit takes to make an environment, and how
// long others take, as a table in Markdown. All are run in turns on one machine,
// so the ratios mean something where the times do not. It asserts nothing.
package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

func main() {
	var o options
	flag.IntVar(&o.runs, "runs", 11, "how often each command is run, beside once for the caches")
	flag.StringVar(&o.python, "python", "python3", "the base interpreter")
	flag.StringVar(&o.pyenvkit, "pyenvkit", "", "the program to measure; built from this checkout if empty")
	flag.StringVar(&o.peers, "peers", "", "a directory with virtualenv and uv; without it they are left out")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	err := run(ctx, o, os.Stdout)
	stop()
	if err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

type options struct {
	runs                    int
	python, pyenvkit, peers string
}

// run prints the table to w. Nothing of what it makes is left behind.
func run(ctx context.Context, o options, w io.Writer) error {
	if o.runs < 1 {
		return fmt.Errorf("-runs %d: must be at least 1", o.runs)
	}
	scratch, err := os.MkdirTemp("", "pyenvkit-bench-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(scratch)
	if o.pyenvkit == "" {
		o.pyenvkit = filepath.Join(scratch, "pyenvkit")
		if out, err := command(ctx, "go", "build", "-trimpath", "-ldflags=-s -w", "-o", o.pyenvkit, "./cmd/pyenvkit").CombinedOutput(); err != nil {
			return fmt.Errorf("go build: %v\n%s", err, out)
		}
	}
	// A shim such as pyenv's costs time of its own, which is not what is asked.
	python, err := output(ctx, o.python, "-c", "import sys; print(sys.executable)")
	if err != nil {
		return err
	}
	o.python = python

	tools := contenders(o)
	for i := range tools {
		said, err := output(ctx, tools[i].asksVersion...)
		if err != nil {
			return err
		}
		tools[i].version = version(said)
	}
	// One round more than is counted: it fills the caches that the tools keep.
	for round := range o.runs + 1 {
		for i := range tools {
			took, err := tools[i].measure(ctx, filepath.Join(scratch, "env"))
			if err != nil {
				return err
			}
			if round > 0 {
				tools[i].times = append(tools[i].times, took)
			}
		}
	}
	_, err = fmt.Fprintf(w, "%s, %d runs each, in turns\n\n%s", python, o.runs, table(tools))
	return err
}

// A contender is one way to make an environment.
type contender struct {
	group   string // contenders are compared within their group
	name    string // as the table has it
	command []string
	// asksVersion is a command that prints the version.
	asksVersion []string

	version string
	times   []time.Duration
}

// The groups, and who each of them is compared to.
const (
	withPip    = "with pip"
	withoutPip = "without pip"
	baseline   = "python -m venv"
)

func contenders(o options) []contender {
	venv := []string{o.python, "-m", "venv"}
	create := []string{o.pyenvkit, "create", "--quiet", "--python", o.python}
	pythonVersion := []string{o.python, "-c", "import platform; print(platform.python_version())"}
	ourVersion := []string{o.pyenvkit, "--version"}
	all := []contender{
		{group: withPip, name: baseline, command: venv, asksVersion: pythonVersion},
		{group: withPip, name: "pyenvkit create", command: create, asksVersion: ourVersion},
		{group: withoutPip, name: baseline, command: with(venv, "--without-pip"), asksVersion: pythonVersion},
		{group: withoutPip, name: "pyenvkit create", command: with(create, "--without-pip"), asksVersion: ourVersion},
	}
	if path, err := exec.LookPath(filepath.Join(o.peers, "virtualenv")); o.peers != "" && err == nil {
		virtualenv := []string{path, "--quiet", "--python", o.python}
		version := []string{path, "--version"}
		all = append(all,
			contender{group: withPip, name: "virtualenv", command: virtualenv, asksVersion: version},
			contender{group: withoutPip, name: "virtualenv", command: with(virtualenv, "--no-seed"), asksVersion: version},
		)
	}
	if path, err := exec.LookPath(filepath.Join(o.peers, "uv")); o.peers != "" && err == nil {
		uv := []string{path, "venv", "--quiet", "--no-config", "--python", o.python}
		version := []string{path, "--version"}
		all = append(all,
			contender{group: withPip, name: "uv venv --seed", command: with(uv, "--seed"), asksVersion: version},
			contender{group: withoutPip, name: "uv venv", command: uv, asksVersion: version},
		)
	}
	return all
}

// with returns the command with more arguments, and leaves the original alone.
func with(command []string, args ...string) []string {
	return append(slices.Clip(command), args...)
}

// measure makes an environment in directory, which it clears away before the
// clock starts.
func (c contender) measure(ctx context.Context, directory string) (time.Duration, error) {
	if err := os.RemoveAll(directory); err != nil {
		return 0, err
	}
	args := with(c.command, directory)
	cmd := command(ctx, args...)
	start := time.Now()
	out, err := cmd.CombinedOutput()
	took := time.Since(start)
	if err != nil {
		return 0, fmt.Errorf("%s: %v\n%s", strings.Join(args, " "), err, out)
	}
	return took, nil
}

func output(ctx context.Context, args ...string) (string, error) {
	cmd := command(ctx, args...)
	cmd.Stderr = os.Stderr
	out, err := cmd.Output()
	if err != nil {
		return "", fmt.Errorf("%s: %v", strings.Join(args, " "), err)
	}
	return strings.TrimSpace(string(out)), nil
}

// command is run as from a shell where no environment is active.
func command(ctx context.Context, args ...string) *exec.Cmd {
	cmd := exec.CommandContext(ctx, args[0], args[1:]...)
	for _, entry := range os.Environ() {
		if name, _, _ := strings.Cut(entry, "="); name != "VIRTUAL_ENV" && !strings.HasPrefix(name, "PYTHON") {
			cmd.Env = append(cmd.Env, entry)
		}
	}
	return cmd
}
