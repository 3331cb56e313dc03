package main

import (
	"fmt"
	"strings"
)

// A target is what a contender is held to: the limit of a ratio.
type target struct {
	job      string // as its issue has it
	quantity quantity
	of       key
	less     key     // what is taken off first; the zero key is nothing
	against  key     // what it is divided by
	given    float64 // or that, if it is against nothing
	limit    float64 // the greatest ratio that meets the target, or
	least    bool    // the least
}

// targets returns those of issue 5, and that of `run`, in seconds, of issue 7, for a
// machine with a number of processors. That all are used is read as 0.8 of them on
// average. The row about the same pip is not the issue's: without it, the one above
// compares two versions of pip.
func targets(available int) []target {
	const (
		warm   = "`create`, with pip and bytecode, warm"
		bare   = "`create --without-pip`, warm"
		first  = "the very first `create` ever"
		linear = "100 environments in one command"
		copies = "no hard links possible"
	)
	return []target{
		{job: warm, of: key{warmPip, create}, against: key{warmPip, linkLoop}, limit: 1.5},
		{job: warm, of: key{warmPip, create}, against: key{warmBare, uvVenv}, limit: 1},
		{job: warm, of: key{warmPip, create}, against: key{warmPip, uvOffline}, limit: 1. / 2},
		{job: warm, of: key{warmPip, create}, against: key{warmPip, uvOnline}, limit: 1. / 10},
		{job: warm, of: key{warmPip, create}, against: key{warmPip, virtualenv}, limit: 1. / 20},
		{job: warm, of: key{warmPip, create}, against: key{warmPip, venv}, limit: 1. / 250},
		{job: bare, of: key{warmBare, create}, against: key{warmBare, emptyGo}, limit: 2.5},
		{job: bare, of: key{warmBare, create}, against: key{warmBare, uvVenv}, limit: 1. / 3},
		{job: first, of: key{coldPip, create}, against: key{warmPip, venv}, limit: 1. / 20},
		{job: first, of: key{coldPip, create}, against: key{coldPip, virtualenv}, limit: 1},
		{
			job: "interpreter not in the cache, less the warm run",
			of:  key{probing, create}, less: key{warmPip, create}, against: key{probing, pythonStart}, limit: 1.3,
		},
		{job: "`create` and the first `pip --version`", of: key{firstPip, create}, against: key{firstPip, uvOffline}, limit: 1. / 2},
		{job: "`create` and the first `pip --version`", of: key{firstPip, create}, against: key{firstPip, uvSamePip}, limit: 1. / 2},
		{job: linear, of: key{manyPip, create}, against: key{warmPip, create}, limit: many},
		{job: linear, quantity: busy, of: key{manyPip, create}, given: float64(available), limit: 0.8, least: true},
		{job: linear, quantity: memory, of: key{manyPip, create}, given: 100e6, limit: 1},
		{job: copies + ", `--link-mode copy`", of: key{copying, create}, against: key{copying, copyLoop}, limit: 1.5},
		{job: copies + ", cache on another file system", of: key{crossing, create}, against: key{crossing, copyLoop}, limit: 1.5},
		{job: "`run`, less the bare command", of: key{running, runTrue}, less: key{running, plainTrue}, given: 2e-3, limit: 1},
	}
}

// targetTable returns the targets in Markdown. It says so where something was not
// measured.
func targetTable(targets []target, all []*contender) string {
	var text strings.Builder
	text.WriteString("| job | measured | held against | which is | ratio | target | met |\n")
	text.WriteString("| --- | ---: | --- | ---: | ---: | ---: | --- |\n")
	for _, t := range targets {
		reference, name := t.given, "the limit"
		if t.against != (key{}) {
			reference, name = median(all, t.against, t.quantity), t.against.String()
		}
		if !t.measured(all) {
			fmt.Fprintf(&text, "| %s | | %s | | | %s | not measured |\n", t.job, name, t.goal())
			continue
		}
		value := t.value(all)
		fmt.Fprintf(&text, "| %s | %s | %s | %s | %s | %s | %s |\n", t.job, t.quantity.format(value),
			name, t.quantity.format(reference), ratio(value/reference), t.goal(), t.verdict(value/reference))
	}
	return text.String()
}

func (t target) measured(all []*contender) bool {
	for _, k := range []key{t.of, t.less, t.against} {
		if k != (key{}) && median(all, k, t.quantity) == 0 {
			return false
		}
	}
	return true
}

func (t target) value(all []*contender) float64 {
	value := median(all, t.of, t.quantity)
	if t.less != (key{}) {
		value -= median(all, t.less, t.quantity)
	}
	return value
}

func (t target) goal() string {
	if t.least {
		return "at least " + ratio(t.limit)
	}
	return "at most " + ratio(t.limit)
}

func (t target) verdict(value float64) string {
	met := value <= t.limit
	if t.least {
		met = value >= t.limit
	}
	if met {
		return "yes"
	}
	return "**no**"
}
