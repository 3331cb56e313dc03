package main

import (
	"path/filepath"
	"slices"
	"time"
)

// A contender is one way to make environments, or something that it is held
// against.
type contender struct {
	key
	// command may contain "{env}", the directory of the environment to make, or
	// "{envs}", an argument that stands for all of them. With "{env}" and a count,
	// the command is run once for each, as many at a time as there are processors.
	command []string
	// then are run after the command, within the time.
	then [][]string
	// environ are variables; "{fresh}" in one is a directory that is not there.
	environ []string
	// aside is a directory that is moved away before the clock starts.
	aside string
	// count is how many environments are made; zero means one.
	count int
	// atMost limits how often it is run, if it is not zero: it takes seconds.
	atMost int

	warm    bool // it has been run
	results []result
}

// warmUps is how often a contender is run before it counts: pyenvkit compiles
// when it meets a wheel and a Python for the second time.
const warmUps = 2

// warmUps is how often this one is: those that make many environments find all
// that they need in the caches.
func (c *contender) warmUps() int {
	switch {
	case c.count > 1:
		return 0
	case c.atMost > 0:
		return 1
	default:
		return warmUps
	}
}

// A key names a contender: what it makes, in what circumstances, and the way.
// Within the first, the times are comparable.
type key struct{ group, name string }

// String is what -only matches.
func (k key) String() string { return k.group + ": " + k.name }

// A result is what one run took: time from the first fork to the last wait, time
// of all processors, and the memory of the largest of the processes in bytes,
// zero if it is not known.
type result struct {
	wall, cpu time.Duration
	peak      int64
}

// The groups.
const (
	warmPip  = "with pip"
	warmBare = "without pip"
	coldPip  = "with pip, empty cache"
	coldBare = "without pip, empty cache"
	probing  = "with pip, interpreter not in the cache"
	firstPip = "with pip, and the first `pip --version`"
	copying  = "with pip, copies"
	crossing = "with pip, cache on another file system"
	manyPip  = "100 with pip"
	manyBare = "100 without pip"
	running  = "a command in an environment"
)

// groups has their order in the table.
var groups = []string{
	warmPip, warmBare, coldPip, coldBare, probing, firstPip, copying, crossing, running, manyPip, manyBare,
}

// The names that targets speak of.
const (
	create      = "`pyenvkit create`"
	venv        = "`python -m venv`"
	virtualenv  = "virtualenv"
	uvVenv      = "`uv venv`"
	uvOnline    = "`uv venv --seed`"
	uvOffline   = "`uv venv --seed --offline`"
	uvSamePip   = "`uv venv`, and `uv pip install --offline` of the same pip"
	emptyGo     = "an empty Go program"
	linkLoop    = "directories and links alone"
	copyLoop    = "directories and copies alone"
	autoLoop    = "directories, links to bytecode and copies of the rest alone"
	pythonStart = "`python -I -S -c pass`"
	runTrue     = "`pyenvkit run true`"
	plainTrue   = "`true`"
)

// many is how many environments "100" are.
const many = 100

// contenders returns all that this machine has.
func (b *bench) contenders() []*contender {
	all := append(b.ofOurs(), b.ofVenv()...)
	if b.virtualenv != "" {
		all = append(all, b.ofVirtualenv()...)
	}
	if b.uv != "" {
		all = append(all, b.ofUV()...)
	}
	return append(all, b.floors()...)
}

// create returns the command that makes an environment with pyenvkit.
func (b *bench) create(args ...string) []string {
	return append([]string{b.pyenvkit, "create", "--quiet", "--python", b.python}, args...)
}

// cache returns the variable that names pyenvkit's full cache, or part of it.
func (b *bench) cache() string { return "PYENVKIT_CACHE_DIR=" + b.path("cache") }

func (b *bench) ofOurs() []*contender {
	cache := []string{b.cache()}
	fresh := []string{"PYENVKIT_CACHE_DIR={fresh}"}
	forgetful := b.path("forgetful")
	all := []*contender{
		{key: key{warmPip, create}, command: b.create("{env}"), environ: cache},
		{key: key{warmPip, "`pyenvkit create --link-mode hardlink`"}, command: b.create("--link-mode", "hardlink", "{env}"), environ: cache},
		{key: key{warmBare, create}, command: b.create("--without-pip", "{env}"), environ: cache},
		{key: key{coldPip, create}, command: b.create("{env}"), environ: fresh},
		{key: key{coldBare, create}, command: b.create("--without-pip", "{env}"), environ: fresh},
		{
			key: key{probing, create}, command: b.create("{env}"),
			environ: []string{"PYENVKIT_CACHE_DIR=" + forgetful}, aside: filepath.Join(forgetful, "interpreters"),
		},
		{key: key{firstPip, create}, command: b.create("{env}"), then: askPip, environ: cache},
		{key: key{copying, create}, command: b.create("--link-mode", "copy", "{env}"), environ: cache},
		{key: key{running, runTrue}, command: []string{b.pyenvkit, "run", "--env", b.path("model-bare"), "true"}, environ: cache},
		{key: key{manyPip, create}, command: b.create("{envs}"), environ: cache, count: many, atMost: 3},
		{key: key{manyBare, create}, command: b.create("--without-pip", "{envs}"), environ: cache, count: many, atMost: 3},
	}
	if b.other != "" {
		other := []string{"PYENVKIT_CACHE_DIR=" + filepath.Join(b.other, "cache")}
		all = append(all, &contender{key: key{crossing, create}, command: b.create("{env}"), environ: other})
	}
	return all
}

// askPip starts the pip of an environment.
var askPip = [][]string{{"{env}/bin/pip", "--version"}}

// ofVenv leaves out 100 environments with pip, which take minutes.
func (b *bench) ofVenv() []*contender {
	command := []string{b.python, "-m", "venv"}
	bare := with(command, "--without-pip")
	return []*contender{
		{key: key{warmPip, venv}, command: with(command, "{env}"), atMost: 5},
		{key: key{warmBare, venv}, command: with(bare, "{env}")},
		{key: key{manyBare, venv}, command: with(bare, "{envs}"), count: many, atMost: 3},
		{key: key{probing, pythonStart}, command: []string{b.python, "-I", "-S", "-c", "pass"}},
	}
}

// virtualenvCache returns the variable that names virtualenv's full cache.
func (b *bench) virtualenvCache() string {
	return "VIRTUALENV_OVERRIDE_APP_DATA=" + b.path("virtualenv")
}

// byVirtualenv returns the command that makes an environment with virtualenv, which
// it keeps from leaving a process behind that looks for a newer pip while others
// are measured.
func (b *bench) byVirtualenv(args ...string) []string {
	return append([]string{b.virtualenv, "--quiet", "--no-periodic-update", "--python", b.python}, args...)
}

func (b *bench) ofVirtualenv() []*contender {
	bare := b.byVirtualenv("--no-seed", "{env}")
	full := b.byVirtualenv("{env}")
	cache := []string{b.virtualenvCache()}
	fresh := []string{"VIRTUALENV_OVERRIDE_APP_DATA={fresh}"}
	return []*contender{
		{key: key{warmPip, virtualenv}, command: full, environ: cache},
		{key: key{warmBare, virtualenv}, command: bare, environ: cache},
		{key: key{coldPip, virtualenv}, command: full, environ: fresh},
		{key: key{coldBare, virtualenv}, command: bare, environ: fresh},
		{key: key{firstPip, virtualenv}, command: full, then: askPip, environ: cache},
		{key: key{manyPip, virtualenv}, command: full, environ: cache, count: many, atMost: 1},
		{key: key{manyBare, virtualenv}, command: bare, environ: cache, count: many, atMost: 1},
	}
}

// uvCache returns the variable that names uv's full cache.
func (b *bench) uvCache() string { return "UV_CACHE_DIR=" + b.path("uv") }

// byUV returns the command that makes an environment with uv.
func (b *bench) byUV(args ...string) []string {
	return append([]string{b.uv, "venv", "--quiet", "--no-config", "--python", b.python}, args...)
}

// uvInstall returns the command by which uv puts the pip that pyenvkit brings into
// an environment.
func (b *bench) uvInstall(directory string) []string {
	return []string{b.uv, "pip", "install", "--quiet", "--no-config", "--python", directory, "pip==" + b.pipVersion}
}

func (b *bench) ofUV() []*contender {
	bare := b.byUV("{env}")
	online := b.byUV("--seed", "{env}")
	offline := with(online, "--offline")
	copies := with(offline, "--link-mode", "copy")
	samePip := with(b.uvInstall("{env}"), "--offline")
	cache := []string{b.uvCache()}
	fresh := []string{"UV_CACHE_DIR={fresh}"}
	return []*contender{
		{key: key{warmPip, uvOnline}, command: online, environ: cache},
		{key: key{warmPip, uvOffline}, command: offline, environ: cache},
		{key: key{warmBare, uvVenv}, command: bare, environ: cache},
		{key: key{coldBare, uvVenv}, command: bare, environ: fresh},
		{key: key{firstPip, uvOffline}, command: offline, then: askPip, environ: cache},
		{key: key{firstPip, uvSamePip}, command: bare, then: append([][]string{samePip}, askPip...), environ: cache},
		{key: key{copying, uvOffline}, command: copies, environ: cache},
		{
			key:     key{running, "`uv run --no-project true`"},
			command: []string{b.uv, "run", "--quiet", "--no-config", "--no-project", "--python", b.path("model-bare", "bin", "python"), "true"},
			environ: cache,
		},
		{key: key{manyPip, uvOffline}, command: offline, environ: cache, count: many, atMost: 3},
		{key: key{manyBare, uvVenv}, command: bare, environ: cache, count: many, atMost: 3},
	}
}

// floors are what no program can do without, by the least means.
func (b *bench) floors() []*contender {
	all := []*contender{
		{key: key{warmBare, emptyGo}, command: []string{b.empty}},
		{key: key{running, plainTrue}, command: []string{"true"}},
		{key: key{warmPip, linkLoop}, command: []string{b.floor, "link", b.pip, "{env}"}},
		{key: key{warmPip, autoLoop}, command: []string{b.floor, "auto", b.pip, "{env}"}},
		{key: key{warmBare, linkLoop}, command: []string{b.floor, "link", b.bare, "{env}"}},
		{key: key{copying, copyLoop}, command: []string{b.floor, "copy", b.pip, "{env}"}},
		{key: key{manyPip, linkLoop}, command: []string{b.floor, "link", b.pip, "{envs}"}, count: many, atMost: 3},
		{key: key{manyBare, linkLoop}, command: []string{b.floor, "link", b.bare, "{envs}"}, count: many, atMost: 3},
	}
	if b.other != "" {
		all = append(all, &contender{key: key{crossing, copyLoop}, command: []string{b.floor, "copy", b.otherPip, "{env}"}})
	}
	return all
}

// with returns the command with more arguments, and leaves the original alone.
func with(command []string, args ...string) []string {
	return append(slices.Clip(command), args...)
}
