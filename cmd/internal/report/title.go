package report

import (
	"fmt"
	"strings"

	"github.com/jedib0t/go-pretty/v6/text"

	"sovsim/results"
)

// maxChange is how many characters of a change the title shows; all of it is in the
// manifest.
const maxChange = 200

// title is the first line of a table: the scenario, what was changed of it, and its
// scale. Without changes it is one line in any case.
func title(s *results.RunSummary) string {
	name := clean(s.Scenario)
	if len(s.Changes) == 0 {
		if s.Scale > 1 {
			name += fmt.Sprintf(" at scale 1/%d", s.Scale)
		}
		return snip(name)
	}
	changes := make([]string, len(s.Changes))
	for i, c := range s.Changes {
		changes[i] = text.Snip(clean(c), maxChange, "…")
	}
	name += " with " + strings.Join(changes, ", ")
	if s.Scale > 1 {
		name += fmt.Sprintf(", at scale 1/%d", s.Scale)
	}
	return wrapped(name)
}
