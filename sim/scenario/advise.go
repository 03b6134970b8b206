package scenario

import (
	"fmt"
	"slices"
	"strings"

	"sovsim/sim/suggest"

	"sovsim/sim/dist"
)

// advise ends a message about an unknown name: with the known name that it
// resembles, else with what is known.
func advise(name string, known []string) string {
	if like := suggest.Nearest(name, known); like != "" {
		return fmt.Sprintf(": did you mean %q?", like)
	}
	if len(known) == 0 {
		return ""
	}
	if name == "constant" && slices.Contains(known, string(dist.KindLogNormal)) {
		return ": a constant is written alone, as in run-time: 1h; the kinds of distribution are " + list(known)
	}
	return ": known are " + list(known)
}

// list is names as a phrase, cut short where there are many.
func list(names []string) string {
	if len(names) > 40 {
		return strings.Join(names[:40], ", ") + " and others"
	}
	return strings.Join(names, ", ")
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
