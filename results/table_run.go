package results

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/jedib0t/go-pretty/v6/text"

	"sovsim/sim"
)

// maxWaitRows is how many groups of region and class a table shows.
const maxWaitRows = 60

// RunTable is the table of `run` for the runs of one scenario, as mean ± sample
// standard deviation over the replications. Where the scenario has blocs, each
// policy has a page: whose soil, backlog and loss, then waits, then clusters.
// Else it has lines: all jobs, each region, each cluster. No line is wider than
// 80 characters.
func RunTable(runs []*RunSummary) string {
	if len(runs) == 0 {
		return ""
	}
	var b strings.Builder
	name := clean(runs[0].Scenario)
	if runs[0].Scale > 1 {
		name += fmt.Sprintf(" at scale 1/%d", runs[0].Scale)
	}
	fmt.Fprintln(&b, text.Snip(name, tableWidth, "…"))
	all := groups(runs, All, ByBloc, ByRegion, ByCluster, ByRegionClass)
	if slices.ContainsFunc(all, func(g *group) bool { return g.kind == ByBloc }) {
		for i, policy := range all {
			if policy.kind != All {
				break
			}
			if i > 0 {
				b.WriteByte('\n')
			}
			page(&b, policy, slices.DeleteFunc(slices.Clone(all), func(g *group) bool { return g.policy != policy.policy }))
		}
		return b.String()
	}
	var rows [][]string
	for _, policy := range all {
		if policy.kind != All {
			break
		}
		for _, g := range all {
			if g.policy != policy.policy || g.kind == ByRegionClass {
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
	return snip(fmt.Sprintf("Waits: of jobs early enough to be followed for %s, %s of those not rejected.", bound(d.Seconds()), percent(part)))
}

// page is what there is to say of one policy; of has its groups.
func page(b *strings.Builder, all *group, of []*group) {
	title := clean(all.policy)
	if n := len(all.rows); n > 1 {
		title += fmt.Sprintf(": %d replications, mean ± sample standard deviation", n)
	}
	if text.StringWidth(title) <= tableWidth {
		b.WriteString(title + "\n")
	} else {
		for _, line := range broken(title) {
			b.WriteString(line + "\n")
		}
	}
	target := "≤ " + bound(all.runs[0].Target.Seconds())
	if t := all.runs[0].Target; t <= 48*time.Hour && t%time.Hour == 0 {
		target = fmt.Sprintf("≤ %dh", t/time.Hour)
	}
	var blocs, waits, clusters [][]string
	wait := func(name string, g *group) {
		waits = append(waits, []string{name, thousands(g.over(jobsOf).Mean, 0), g.percentile(p50Of), g.percentile(p95Of), startedText(g)})
	}
	shown := 0
	for _, g := range of {
		name := cmp.Or(clean(g.key), "(none)")
		switch g.kind {
		case ByBloc:
			blocs = append(blocs, []string{name, percentText(g.over((*Row).OnSoilShare)), percentText(g.over((*Row).OnSoilOfServed)),
				thousands(g.over(func(r *Row) (float64, bool) { return r.Demanded, true }).Mean, 0)})
			wait(name, g)
		case ByCluster:
			clusters = append(clusters, []string{name, percentText(g.over((*Row).Utilisation)),
				plusMinus(g.over(func(r *Row) (float64, bool) { return float64(r.Backlog), true }), 0),
				plusMinus(g.over(func(r *Row) (float64, bool) { return float64(r.BacklogGPUs), true }), 0),
				plusMinus(g.over(func(r *Row) (float64, bool) { return r.BacklogSlope, r.HasSlope }), 1)})
		case ByRegion:
			// Its classes follow below it; they are a line each only where there are some.
			wait(" "+name, g)
			for _, c := range of {
				if c.kind != ByRegionClass || c.rows[0].outer != g.key {
					continue
				}
				if shown++; shown <= maxWaitRows {
					wait("  "+cmp.Or(clean(strings.TrimPrefix(c.key, g.key+"/")), "(none)"), c)
				}
			}
		}
	}
	b.WriteString(layout([]string{"GPU-hours on own soil", "of demanded", "of served", "demanded H100·h"}, blocs))
	b.WriteString(backlogText(all))
	b.WriteString(lossText(all))
	b.WriteString("\n" + layout([]string{"waits", "jobs", "p50", "p95", target}, waits))
	if shown > maxWaitRows {
		fmt.Fprintf(b, "%d more groups of region and class are in %s.\n", shown-maxWaitRows, SummaryFile)
	}
	b.WriteString(followed(all))
	b.WriteString("\n" + layout([]string{"clusters", "util", "backlog jobs", "GPUs", "GPUs a day"}, clusters))
}

// startedText is the share of jobs that start within the target.
func startedText(g *group) string {
	return percentText(g.over(func(r *Row) (float64, bool) { return r.AtTarget.Started, r.AtTarget.Known }))
}

// backlogText says what waits at the end, and how that has grown.
func backlogText(g *group) string {
	jobs := g.over(func(r *Row) (float64, bool) { return float64(r.Backlog), true })
	gpus := g.over(func(r *Row) (float64, bool) { return float64(r.BacklogGPUs), true })
	slope := g.over(func(r *Row) (float64, bool) { return r.BacklogSlope, r.HasSlope })
	return snip(fmt.Sprintf("backlog at the end: %s GPUs in %s jobs", plusMinus(gpus, 0), plusMinus(jobs, 0))) +
		snip(fmt.Sprintf("  its trend: %s GPUs a day from the warm-up to the end", plusMinus(slope, 1)))
}

// lossText says how many jobs were withdrawn or rejected, and why. It counts
// every job of the run, as the engine does.
func lossText(g *group) string {
	var all, withdrawn, rejected int64
	var reasons [sim.Reasons]int64
	for _, s := range g.runs {
		for o, n := range s.Result.Jobs {
			all += n
			switch sim.Outcome(o) {
			case sim.Reneged:
				withdrawn += n
			case sim.Rejected:
				rejected += n
			}
		}
		for r, n := range s.Result.Reasons {
			reasons[r] += n
		}
	}
	if withdrawn+rejected == 0 {
		return "lost: no job\n"
	}
	over := ""
	if n := len(g.runs); n > 1 {
		over = fmt.Sprintf(" over %d replications", n)
	}
	b := snip(fmt.Sprintf("lost of %s jobs%s: %s withdrawn, %s rejected", thousands(float64(all), 0), over,
		thousands(float64(withdrawn), 0), thousands(float64(rejected), 0)))
	for r, n := range reasons {
		if n > 0 && sim.Reason(r) != sim.NoReason {
			b += snip(fmt.Sprintf("  %s rejected: %s", thousands(float64(n), 0), sim.Reason(r)))
		}
	}
	return b
}

func snip(line string) string { return text.Snip(line, tableWidth, "…") + "\n" }
