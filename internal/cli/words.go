package cli

import (
	"strconv"
	"strings"

	"github.com/spf13/cobra"
)

// quote shows a word as it would have to be typed, or at least readably.
func quote(word string) string {
	const bare = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789@%+=:,./_-"
	if word != "" && strings.Trim(word, bare) == "" {
		return word
	}
	return strconv.Quote(word)
}

// nearest returns the command whose name is most like the word, "" if none is
// near: a beginning of it, or at most two letters away.
func nearest(root *cobra.Command, word string) string {
	best, bestDistance := "", 3
	var visit func(*cobra.Command)
	visit = func(parent *cobra.Command) {
		for _, c := range parent.Commands() {
			if c.Hidden || c.Name() == "help" || c.Name() == "completion" {
				continue
			}
			d := distance(word, c.Name())
			if strings.HasPrefix(c.Name(), word) {
				d = 1
			}
			if d < bestDistance && d < len(word) {
				best, bestDistance = c.CommandPath(), d
			}
			visit(c)
		}
	}
	visit(root)
	return best
}

// distance is the number of letters to insert, delete or replace between two
// words (Levenshtein).
func distance(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		diagonal := row[0]
		row[0] = i + 1
		for j := range len(b) {
			change := diagonal
			if a[i] != b[j] {
				change++
			}
			diagonal = row[j+1]
			row[j+1] = min(change, row[j]+1, diagonal+1)
		}
	}
	return row[len(b)]
}
