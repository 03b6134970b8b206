package results

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/jedib0t/go-pretty/v6/text"

	"sovsim/sim"
)

// TableOptions are what a table of runs shows beside their results.
type TableOptions struct {
	// Bounds are by bloc the largest share of its GPU-hours that can be served on
	// its own soil, whatever the policy; a bloc that is not there, or NaN, has none.
	Bounds map[string]float64
}

// RunTable is the table of `run` for the runs of one scenario, as means over the
// replications, with ± sample standard deviation where there is room. Where the
// scenario has blocs, each policy has a page: whose soil, backlog and loss, then
// waits, then clusters. Else it has lines: all jobs, each region, each cluster. No
// line is wider than 80 characters.
func RunTable(runs []*RunSummary, options TableOptions) string {
	if len(runs) == 0 {
		return ""
	}
	var b strings.Builder
	name := clean(runs[0].Scenario)
	if runs[0].Scale > 1 {
		name += fmt.Sprintf(" at scale 1/%d", runs[0].Scale)
	}
	fmt.Fprintln(&b, text.Snip(name, tableWidth, "…"))
	all := groups(runs, All, ByBloc, ByRegion, ByCluster)
	if slices.ContainsFunc(all, func(g *group) bool { return g.kind == ByBloc }) {
		all = groups(runs, All, ByBloc, ByRegion, ByCluster, ByRegionClass, ByBlocClass)
		for i, policy := range all {
			if policy.kind != All {
				break
			}
			if i > 0 {
				b.WriteByte('\n')
			}
			page(&b, policy, slices.DeleteFunc(slices.Clone(all), func(g *group) bool { return g.policy != policy.policy }), options)
		}
		return b.String()
	}
	var rows [][]string
	for _, policy := range all {
		if policy.kind != All {
			break
		}
		for _, g := range all {
			if g.policy != policy.policy {
				continue
			}
			name := clean(g.policy)
			if g.kind != All {
				name = " " + string(g.kind) + " " + cmp.Or(clean(g.key), "(none)")
			}
			rows = append(rows, []string{name, thousands(g.over(jobsOf).Mean, 0), waitText(g.over(waitMeanOf)),
				g.percentile(p50Of), g.percentile(p95Of), short(g.over(waitMaxOf).Mean),
				plusMinus(g.over(slowdownOf), 2), percent(g.over((*Row).Utilisation).Mean)})
		}
	}
	b.WriteString(layout([]string{"policy", "jobs", "mean wait s", "p50", "p95", "max", "bsld", "util"}, rows))
	if n := len(all[0].rows); n > 1 {
		fmt.Fprintf(&b, "Over %d replications: means per replication, ± sample standard deviation.\n", n)
	}
	fmt.Fprintf(&b, "bsld is the mean bounded slowdown, τ = %g s.\n", Tau.Seconds())
	b.WriteString(followed(all[0]))
	b.WriteString(notes(all))
	b.WriteString(whyOfPolicies(groups(runs, All, ByClass)))
	return b.String()
}

// followed is a line on which jobs the waits are of, where they are not of all.
func followed(g *group) string {
	part := g.over(func(r *Row) (float64, bool) {
		n := r.Jobs() - r.Outcomes[sim.Rejected]
		return float64(r.Followed) / float64(n), n > 0
	}).Mean
	if !(part < 1) {
		return ""
	}
	d := slices.MaxFunc(g.rows, func(a, b *Row) int { return cmp.Compare(a.FollowedFor, b.FollowedFor) }).FollowedFor
	return snip(fmt.Sprintf("Waits: of jobs early enough to follow for %s, %s of those not rejected.", bound(d.Seconds()), percent(part)))
}

func snip(line string) string { return text.Snip(line, tableWidth, "…") + "\n" }
