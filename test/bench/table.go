package main

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"
)

// table returns the medians of all contenders in Markdown, each with its ratio to
// the baseline of its group, the slowest of a group first.
func table(all []contender) string {
	var text strings.Builder
	text.WriteString("| environment | made by | version | median | ratio |\n")
	text.WriteString("| --- | --- | --- | ---: | ---: |\n")
	for _, group := range []string{withPip, withoutPip} {
		var members []contender
		var base time.Duration
		for _, c := range all {
			if c.group != group {
				continue
			}
			members = append(members, c)
			if c.name == baseline {
				base = median(c.times)
			}
		}
		slices.SortStableFunc(members, func(a, b contender) int { return cmp.Compare(median(b.times), median(a.times)) })
		for _, c := range members {
			m := median(c.times)
			fmt.Fprintf(&text, "| %s | %s | %s | %.1f ms | %s |\n",
				group, c.name, c.version, float64(m.Microseconds())/1000, ratio(m, base))
		}
	}
	return text.String()
}

// ratio says how much longer or shorter one took than the baseline.
func ratio(took, base time.Duration) string {
	if took == 0 || took >= base {
		return fmt.Sprintf("%.2f", float64(took)/float64(base))
	}
	return fmt.Sprintf("1/%.1f", float64(base)/float64(took))
}

// median returns the middle one of some times, the later of the two in the
// middle of an even number.
func median(times []time.Duration) time.Duration {
	return slices.Sorted(slices.Values(times))[len(times)/2]
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
	return strings.Join(words[max(0, len(words)-1):], "")
}
