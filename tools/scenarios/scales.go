package main

import (
	"fmt"
	"slices"
	"strings"
)

// The last section of the page: what the scale does to the headlines.
const (
	scales        = "scales" // its name for -only
	scalesHeading = "The headlines at two scales"
	finer         = "1/16"
)

// elsewhere has its two scales, with five replications, in docs/scales.md.
var elsewhere = []string{"baseline-2025", "uk-20x"}

const scalesOpening = `A machine at one 64th of its size has different waits, because its gaps are fewer and coarser. So here are the headlines as shipped, at 1/64,
and at 1/16, which takes three times as long. Jobs are drawn again at another scale, so the two also differ by chance; shares agree within that, and
the longest waits of small jobs are worse at 1/64. Those of baseline-2025 and uk-20x are in [scales.md](scales.md).`

// tellScales runs the stories at the finer scale and is the section.
func tellScales(r *runner) (string, error) {
	var b strings.Builder
	fmt.Fprintf(&b, "## %s\n\n%s\n\n| scenario | | 1/64 | %s |\n|---|---|---|---|\n", scalesHeading, wrap(scalesOpening), finer)
	var commands strings.Builder
	for _, s := range stories {
		if slices.Contains(elsewhere, s.name) {
			continue
		}
		fine := with("at "+finer, "scale="+finer)
		a, err := r.result(s, s.runs[0])
		if err != nil {
			return "", err
		}
		c, err := r.result(s, fine)
		if err != nil {
			return "", err
		}
		name := fmt.Sprintf("[%s](#%s)", s.name, s.name)
		for _, headline := range s.shares {
			f, _ := s.find(headline)
			head := f.head
			if f.unit != "" && f.unit != "month" {
				head += ", " + f.unit
			}
			fmt.Fprintf(&b, "| %s | %s | %s | %s |\n", name, head,
				f.show(f.interval(a.replications)), f.show(f.interval(c.replications)))
			name = ""
		}
		fmt.Fprintln(&commands, fine.command(s))
	}
	fmt.Fprintf(&b, "\nThe runs:\n\n```sh\n%s```\n", commands.String())
	return b.String(), nil
}
