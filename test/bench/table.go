package main

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// timeTable returns the medians of all contenders that were run, in Markdown: group
// by group, the slowest of a group first, with the ratio to the first of the group
// as given.
func timeTable(all []*contender) string {
	var text strings.Builder
	text.WriteString("| environment | made by | median | ratio | processors | memory | runs |\n")
	text.WriteString("| --- | --- | ---: | ---: | ---: | ---: | ---: |\n")
	for _, group := range groups {
		var members []*contender
		for _, c := range all {
			if c.group == group && len(c.results) > 0 {
				members = append(members, c)
			}
		}
		if len(members) == 0 {
			continue
		}
		base := members[0].median(wall)
		slices.SortStableFunc(members, func(a, b *contender) int { return cmp.Compare(b.median(wall), a.median(wall)) })
		for _, c := range members {
			fmt.Fprintf(&text, "| %s | %s | %s | %s | %s | %s | %d |\n", group, c.name, wall.format(c.median(wall)),
				ratio(c.median(wall)/base), busy.format(c.median(busy)), memory.format(c.median(memory)), len(c.results))
		}
	}
	return text.String()
}

// A quantity is one of the things that a result says.
type quantity int

const (
	wall   quantity = iota // seconds from the start to the end
	busy                   // processors at work in that time, as a mean
	memory                 // bytes of the largest process, zero if not known
)

func (q quantity) of(r result) float64 {
	switch q {
	case busy:
		return float64(r.cpu) / float64(r.wall)
	case memory:
		return float64(r.peak)
	default:
		return r.wall.Seconds()
	}
}

// format returns a value as the tables have it.
func (q quantity) format(value float64) string {
	switch {
	case q == busy:
		return strconv.FormatFloat(value, 'f', 2, 64)
	case q == memory && value == 0:
		return ""
	case q == memory:
		return fmt.Sprintf("%.0f MB", value/1e6)
	case value >= 0.1:
		return fmt.Sprintf("%.1f ms", value*1000)
	default:
		return fmt.Sprintf("%.2f ms", value*1000)
	}
}

// median returns the middle one of a contender's results, the greater of the two
// in the middle of an even number, and zero if there is none.
func (c *contender) median(q quantity) float64 {
	if len(c.results) == 0 {
		return 0
	}
	var values []float64
	for _, r := range c.results {
		values = append(values, q.of(r))
	}
	slices.Sort(values)
	return values[len(values)/2]
}

// median returns that of the contender with a key, zero if there is none.
func median(all []*contender, k key, q quantity) float64 {
	for _, c := range all {
		if c.key == k {
			return c.median(q)
		}
	}
	return 0
}

// ratio returns a ratio in three digits, and as a fraction if it is small: 1/20
// rather than 0.05.
func ratio(value float64) string {
	if value > 0 && value < 0.7 {
		return "1/" + ratio(1/value)
	}
	if value >= 100 {
		return fmt.Sprintf("%.0f", value)
	}
	return strconv.FormatFloat(value, 'g', 3, 64)
}

// version returns the version in what a program says when it is asked for it:
// the first word that begins with a digit, else the last.
func version(said string) string {
	words := strings.Fields(said)
	for _, word := range words {
		if word[0] >= '0' && word[0] <= '9' {
			return word
		}
	}
	if len(words) > 1 {
		return words[1] // "pyenvkit (devel) (go1.26.8, linux/amd64)"
	}
	return strings.Join(words, "")
}
