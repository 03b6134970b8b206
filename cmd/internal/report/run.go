package report

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/jedib0t/go-pretty/v6/text"

	"sovsim/results"
	"sovsim/sim"
)

// Options are what a table of runs shows beside their results.
type Options struct {
	// Bounds are by bloc the largest share of its GPU-hours that can be served on
	// its own soil, whatever the policy; a bloc that is not there, or NaN, has none.
	Bounds map[string]float64
}

// Run is the page of `run` for the runs of one scenario, as means over the
// replications, with ± half of their 95 % interval. Where the
// scenario has blocs, each policy has a page: whose soil, backlog and loss, then
// waits, then clusters. Else it has lines: all jobs, each region, each cluster. No
// line is wider than 80 characters.
func Run(runs []*results.RunSummary, options Options) string {
	if len(runs) == 0 {
		return ""
	}
	runs, equal := distinct(runs)
	var b strings.Builder
	b.WriteString(title(runs[0]))
	all := groups(runs, results.All, results.ByBloc, results.ByRegion, results.ByCluster)
	if slices.ContainsFunc(all, func(g *group) bool { return g.kind == results.ByBloc }) {
		all = groups(runs, results.All, results.ByBloc, results.ByRegion, results.ByCluster, results.ByRegionClass, results.ByBlocClass)
		for i, policy := range all {
			if policy.kind != results.All {
				break
			}
			if i > 0 {
				b.WriteByte('\n')
			}
			page(&b, policy, slices.DeleteFunc(slices.Clone(all), func(g *group) bool { return g.policy != policy.policy }), options)
		}
		return b.String() + equal
	}
	several := len(all[0].rows) > 1
	var rows [][]string
	var counts []float64
	for _, policy := range all {
		if policy.kind != results.All {
			break
		}
		for _, g := range all {
			if g.policy != policy.policy {
				continue
			}
			name := clean(g.policy)
			if g.kind != results.All {
				name = " " + string(g.kind) + " " + cmp.Or(clean(g.key), "(none)")
			}
			row := []string{name, thousands(g.over(jobs.Value).Mean, 0), g.waitMean(), g.percentile(p50), g.percentile(p95)}
			if !several { // the longest has no interval, and would need the room of ±
				row = append(row, g.survivors(false, short(g.over(longestWait.Value).Mean)))
			}
			rows, counts = append(rows, append(row, g.slowdown(), g.utilisation())), append(counts, g.over(jobs.Value).Mean)
		}
	}
	header := []string{"policy", "jobs", "mean wait", "p50", "p95", "max", "bsld", "util"}
	if several {
		header = slices.Delete(header, 5, 6)
		if narrowest(header, rows) > tableWidth {
			for i, n := range counts {
				rows[i][1] = countText(n)
			}
		}
		fit(header, rows)
	}
	b.WriteString(layout(header, rows))
	if several {
		b.WriteString(intervals(len(all[0].rows), rows))
	}
	b.WriteString(equal)
	fmt.Fprintf(&b, "bsld is the mean bounded slowdown, τ = %g s.\n", results.Tau.Seconds())
	b.WriteString(survivorsText(rows))
	b.WriteString(followed(all[0]))
	b.WriteString(notes(all))
	b.WriteString(driftText(runs))
	b.WriteString(whyOfPolicies(groups(runs, results.All, results.ByClass)))
	return b.String()
}

// driftText is a line on policies whose backlog grows or shrinks, where any does.
func driftText(runs []*results.RunSummary) string {
	var policies []string
	for _, s := range runs {
		if slices.ContainsFunc(s.Warnings, func(w results.Warning) bool { return w.Code == results.NotStationary }) && !slices.Contains(policies, clean(s.Policy)) {
			policies = append(policies, clean(s.Policy))
		}
	}
	if len(policies) == 0 {
		return ""
	}
	return wrapped(fmt.Sprintf("The backlog of %s is not stationary: waits depend on when a job is submitted; %s has them by month.", strings.Join(policies, ", "), results.SummaryFile))
}

// followed is a line on which jobs the waits are of, where they are not of all.
func followed(g *group) string {
	part := g.over(func(r *results.Row) (float64, bool) {
		n := r.Jobs() - r.Outcomes[sim.Rejected]
		return float64(r.Followed) / float64(n), n > 0
	}).Mean
	if !(part < 1) {
		return ""
	}
	d := slices.MaxFunc(g.rows, func(a, b *results.Row) int { return cmp.Compare(a.FollowedFor, b.FollowedFor) }).FollowedFor
	return snip(fmt.Sprintf("Waits cover jobs that can be followed for %s: %s of those not turned away.", bound(d.Seconds()), percent(part)))
}

func (g *group) utilisation() string { return g.all(utilisation.Value, percentText) }

// fit takes the blanks around ± out of a table that is too wide.
func fit(header []string, rows [][]string) {
	if narrowest(header, rows) <= tableWidth {
		return
	}
	for _, r := range rows {
		for i := range r[1:] {
			r[i+1] = strings.Replace(r[i+1], " ± ", "±", 1)
		}
	}
}

// intervals is a line on what ± is, of a table of figures.
func intervals(replications int, rows [][]string) string {
	text := fmt.Sprintf("Means over %d replications; ± is the 95%% confidence interval (Student's t).", replications)
	if mentions(rows, " of ") {
		text += fmt.Sprintf(" (k of %d): reached, or known, in only k of them.", replications)
	}
	return wrapped(text)
}

// survivorsText is a line on means over those who started, where there are any.
func survivorsText(rows [][]string) string {
	if !mentions(rows, ">") {
		return ""
	}
	return wrapped("> x: more than x. Means leave out jobs that did not start (for bsld: or end) while they were followed, and would be larger with them; for p50 and p95, fewer than 50% or 95% of jobs start within x.")
}

// mentions reports whether some figure of a table holds a text.
func mentions(rows [][]string, what string) bool {
	return slices.ContainsFunc(rows, func(r []string) bool {
		return slices.ContainsFunc(r[1:], func(c string) bool { return strings.Contains(c, what) })
	})
}

// distinct is the runs of a scenario without those that only repeat others, and a
// line that says so: replications of a policy in which nothing is drawn, as of a
// trace, are equal, and an interval of them would be none.
func distinct(runs []*results.RunSummary) ([]*results.RunSummary, string) {
	most := 0
	for _, g := range groups(runs, results.All) {
		most = max(most, len(g.rows))
		for _, r := range g.rows[1:] {
			if !equal(r, g.rows[0]) {
				return runs, ""
			}
		}
	}
	if most < 2 {
		return runs, ""
	}
	seen := map[string]bool{}
	var first []*results.RunSummary
	for _, s := range runs {
		if !seen[s.Policy] {
			seen[s.Policy] = true
			first = append(first, s)
		}
	}
	return first, wrapped(fmt.Sprintf("All %d replications are equal because nothing in them is random: one is enough, and there is no interval.", most))
}

// equal reports whether two replications have the same figures of all jobs.
func equal(r, o *results.Row) bool {
	return r.Outcomes == o.Outcomes && r.Started == o.Started && r.FirstSubmit == o.FirstSubmit && r.LastEnd == o.LastEnd && r.WaitMean == o.WaitMean && r.WaitMax == o.WaitMax &&
		r.P50 == o.P50 && r.P90 == o.P90 && r.P95 == o.P95 && r.P99 == o.P99 && r.WaitRestricted == o.WaitRestricted && r.TotalWaitMean == o.TotalWaitMean &&
		r.Slowdown == o.Slowdown && r.Asked == o.Asked && r.Held == o.Held && r.Demanded == o.Demanded && r.Useful == o.Useful && r.Use == o.Use && r.BacklogSlope == o.BacklogSlope
}

func snip(line string) string { return text.Snip(line, tableWidth, "…") + "\n" }
