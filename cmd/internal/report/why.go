package report

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/jedib0t/go-pretty/v6/text"

	"sovsim/results"
	"sovsim/sim"
)

// whyText says why jobs waited, in a run that was asked to tell: a line for each
// bloc and its classes. It is empty where nobody asked.
func whyText(of []*group) string {
	var lines []waitLine
	for _, g := range of {
		if g.kind != results.ByBloc {
			continue
		}
		lines = append(lines, waitLine{cmp.Or(clean(g.key), "(none)"), g})
		for _, c := range of {
			if c.kind == results.ByBlocClass && c.rows[0].Outer == g.key {
				lines = append(lines, waitLine{" " + cmp.Or(clean(strings.TrimPrefix(c.key, g.key+"/")), "(none)"), c})
			}
		}
	}
	return whyTable(lines)
}

// whyOfPolicies is the same without blocs: a line for each policy and its classes.
func whyOfPolicies(of []*group) string {
	var lines []waitLine
	for _, g := range of {
		if g.kind != results.All {
			continue
		}
		lines = append(lines, waitLine{clean(g.policy), g})
		for _, c := range of {
			if c.kind == results.ByClass && c.policy == g.policy {
				lines = append(lines, waitLine{" " + cmp.Or(clean(c.key), "(none)"), c})
			}
		}
	}
	return whyTable(lines)
}

// whyTable has the parts of the waits of each line; parts that no line has are left
// out, whatever parts there are.
func whyTable(lines []waitLine) string {
	lines = slices.DeleteFunc(lines, func(l waitLine) bool { return math.IsNaN(l.part(0)) })
	hidden := max(0, len(lines)-maxWaitRows)
	if lines = lines[:len(lines)-hidden]; len(lines) == 0 {
		return ""
	}
	header := []string{"why they waited"}
	rows := make([][]string, len(lines))
	for i, l := range lines {
		rows[i] = []string{l.name}
	}
	for p := range sim.Parts {
		if !slices.ContainsFunc(lines, func(l waitLine) bool { return l.part(sim.Part(p)) > 0 }) {
			continue
		}
		header = append(header, sim.Part(p).String())
		for i, l := range lines {
			rows[i] = append(rows[i], shareOf(l.group, func(r *results.Row) (float64, bool) { return r.Parts[p], r.HasParts }))
		}
	}
	header = append(header, "unserved")
	for i, l := range lines {
		rows[i] = append(rows[i], shareOf(l.group, unserved.Value))
	}
	for limit := 13; limit >= leastClass && narrowest(header, rows) > tableWidth; limit-- {
		for i, h := range header[1:] {
			header[i+1] = text.Snip(h, limit, "…")
		}
	}
	what := "Shares of all waiting time, by what stood in the way; unserved: waiting time of jobs that never started."
	if n := len(lines[0].rows); n > 1 {
		what += fmt.Sprintf(" Means over %d replications, without ± to save space.", n)
	}
	table := "\n" + wrapped(what) + layout(header, rows)
	if hidden > 0 {
		table += fmt.Sprintf("%d more groups are in %s.\n", hidden, results.SummaryFile)
	}
	return table
}

// part is the mean share of a part of the waits; NaN where it is not known.
func (g *group) part(p sim.Part) float64 {
	return g.over(func(r *results.Row) (float64, bool) { return r.Parts[p], r.HasParts }).Mean
}
