package suggest

import "strings"

// longest is the number of bytes above which a text is no mistyped name; it bounds
// the work.
const longest = 60

// Nearest is the name that the fewest typing mistakes turn into typed, the first of
// equals; "" if there are more than a third of its letters in each.
func Nearest(typed string, names []string) string {
	if len(typed) > longest {
		return ""
	}
	best, fewest := "", 0
	for _, name := range names {
		n := mistakes(plain(typed), plain(name))
		if n <= len(name)/3 && (best == "" || n < fewest) {
			best, fewest = name, n
		}
	}
	return best
}

// Begun is the first of the names that begins with what was typed, at least two
// bytes; "" if none does.
func Begun(typed string, names []string) string {
	if len(typed) < 2 {
		return ""
	}
	for _, name := range names {
		if strings.HasPrefix(name, typed) {
			return name
		}
	}
	return ""
}

// plain leaves out what people vary without meaning to.
func plain(s string) string {
	return strings.Map(func(c rune) rune {
		if c == '-' || c == '_' || c == ' ' {
			return -1
		}
		return c
	}, strings.ToLower(s))
}

// mistakes is the number of letters to insert, leave out, change or swap with a
// neighbour: the optimal string alignment distance. Names are short, so the table
// of all pairs of beginnings, of which three rows are kept, is small.
func mistakes(a, b string) int {
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
