package results

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/jedib0t/go-pretty/v6/text"

	"sovsim/sim"
)

// CompareTable is the table of `bench` for the runs of one scenario: a line for each policy over all jobs,
// ranked by mean bounded slowdown, the least first; policies of which no job
// ended come last. Figures of several replications are means over them. No
// line is wider than 80 characters.
func CompareTable(runs []*RunSummary) string {
	if len(runs) == 0 {
		return ""
	}
	policies := groups(runs, All)
	rank := func(g *group) float64 {
		if x := g.over(slowdownOf).Mean; !math.IsNaN(x) {
			return x
		}
		return math.Inf(1)
	}
	slices.SortStableFunc(policies, func(a, b *group) int { return cmp.Compare(rank(a), rank(b)) })

	var rows [][]string
	for _, g := range policies {
		rows = append(rows, []string{clean(g.policy), thousands(g.over(jobsOf).Mean, 0),
			thousands(g.over(waitMeanOf).Mean, 3), g.percentile(p50Of), g.percentile(p95Of),
			short(g.over(waitMaxOf).Mean), slowdownText(g.over(slowdownOf).Mean),
			percent(g.over((*Row).Utilisation).Mean), short(g.over(makespanOf).Mean)})
	}
	var b strings.Builder
	fmt.Fprintln(&b, text.Snip(clean(runs[0].Scenario), tableWidth, "…"))
	b.WriteString(layout([]string{"policy", "jobs", "mean wait s", "p50", "p95", "max", "bsld", "util", "makespan"}, rows))
	fmt.Fprintf(&b, "Ranked by mean bounded slowdown (bsld, τ = %g s), the least first.\n", Tau.Seconds())
	if n := len(policies[0].rows); n > 1 {
		fmt.Fprintf(&b, "Over %d replications: means per replication.\n", n)
	}
	b.WriteString(followed(policies[0]))
	b.WriteString(notes(policies))
	b.WriteString(whyOfPolicies(groups(runs, All, ByClass)))
	return b.String()
}

// notes are lines on the jobs that the figures of a policy leave out.
func notes(gs []*group) string {
	var b strings.Builder
	for _, g := range gs {
		if g.kind != All {
			continue
		}
		var total, censored, rejected, reneged int64
		for _, r := range g.rows {
			total += r.Jobs()
			censored += r.Censored()
			rejected += r.Outcomes[sim.Rejected]
			reneged += r.Outcomes[sim.Reneged]
		}
		var parts []string
		for _, p := range []struct {
			n    int64
			text string
		}{{censored, "had not ended"}, {reneged, "gave up"}, {rejected, "rejected"}} {
			if p.n > 0 {
				parts = append(parts, thousands(float64(p.n), 0)+" "+p.text)
			}
		}
		if len(parts) == 0 {
			continue
		}
		name, of := clean(g.policy), "of 1 job "
		if total != 1 {
			of = "of " + thousands(float64(total), 0) + " jobs "
		}
		if n := len(g.rows); n > 1 {
			name += fmt.Sprintf(", over %d replications", n)
		}
		if all := strings.Join(parts, ", "); text.StringWidth(name+": "+of+all) <= tableWidth || text.StringWidth(of+all) < tableWidth {
			parts = []string{all}
		}
		for _, part := range parts { // else a line for each
			if line := name + ": " + of + part; text.StringWidth(line) <= tableWidth {
				fmt.Fprintln(&b, line)
				continue
			}
			for _, line := range broken(name + ":") {
				fmt.Fprintln(&b, line)
			}
			fmt.Fprintln(&b, text.Snip(" "+of+part, tableWidth, "…"))
		}
	}
	return b.String()
}
