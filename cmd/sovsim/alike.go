package main

import (
	"fmt"
	"regexp"
)

var (
	// place is where in a file a warning is from: FILE:LINE:COLUMN: PATH: .
	place  = regexp.MustCompile(`^\S+:\d+:\d+: [^: ]+: `)
	digits = regexp.MustCompile(`\d+`)
)

// alike is the warnings with those of files that differ only in their places and
// numbers shown by their first: a scale may have one for each of many clusters.
func alike(warnings []string) []string {
	var list, keys []string
	more := map[string]int{}
	for _, w := range warnings {
		key := w
		if at := place.FindString(w); at != "" {
			key = digits.ReplaceAllString(w[len(at):], "#")
			if more[key]++; more[key] > 1 {
				continue
			}
		}
		list, keys = append(list, w), append(keys, key)
	}
	for i, key := range keys {
		if n := more[key] - 1; n > 0 {
			list[i] += fmt.Sprintf(" (and %d more like it)", n)
		}
	}
	return list
}
