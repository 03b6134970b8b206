package scenario

import (
	"fmt"
	"slices"
	"strings"
)

// suggest ends a message about an unknown name: with the known name that it
// resembles, else with what is known.
func suggest(name string, known []string) string {
	if like := nearest(name, known); like != "" {
		return fmt.Sprintf(": did you mean %q?", like)
	}
	if len(known) == 0 {
		return ""
	}
	return ": known are " + list(known)
}

// list is names as a phrase, cut short where there are many.
func list(names []string) string {
	if len(names) > 20 {
		return strings.Join(names[:20], ", ") + " and others"
	}
	return strings.Join(names, ", ")
}

// nearest is the known name that takes the fewest typing mistakes to turn into
// name, if those are few for its length; the first of equals.
func nearest(name string, known []string) string {
	if len(name) > 60 {
		return ""
	}
	best, fewest := "", 0
	for _, k := range known {
		n := edits(plainName(name), plainName(k))
		if n <= len(k)/3 && (best == "" || n < fewest) {
			best, fewest = k, n
		}
	}
	return best
}

// plainName ignores what people vary without meaning to.
func plainName(s string) string {
	return strings.Map(func(c rune) rune {
		if c == '-' || c == '_' || c == ' ' {
			return -1
		}
		return c
	}, strings.ToLower(s))
}

// edits is the number of letters to insert, delete, change or swap with a
// neighbour (the optimal string alignment distance).
func edits(a, b string) int {
	s, t := []rune(a), []rune(b)
	before, last, row := make([]int, len(t)+1), make([]int, len(t)+1), make([]int, len(t)+1)
	for j := range last {
		last[j] = j
	}
	for i := range s {
		row[0] = i + 1
		for j := range t {
			change := last[j]
			if s[i] != t[j] {
				change++
			}
			row[j+1] = min(change, last[j+1]+1, row[j]+1)
			if i > 0 && j > 0 && s[i] == t[j-1] && s[i-1] == t[j] {
				row[j+1] = min(row[j+1], before[j-1]+1)
			}
		}
		before, last, row = last, row, before
	}
	return last[len(t)]
}

// sortedKeys is the keys of m in order.
func sortedKeys[V any](m map[string]V) []string {
	keys := make([]string, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}
