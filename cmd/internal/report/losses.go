package report

import (
	"cmp"
	"fmt"
	"math"

	"sovsim/results"
	"sovsim/results/compare"
	"sovsim/sim"
)

// lossText says which part of the jobs, by weight, and of their GPU-hours was
// withdrawn by its users and which part was turned away, over all and for each bloc;
// then how many jobs of the run, as the engine counts them, and why. The two are
// kept apart: who withdraws has waited; who is turned away (outcome rejected) had no
// place to wait for.
func lossText(all *group, of []*group) string {
	var jobs, withdrawn, away int64
	var reasons [sim.Reasons]int64
	for _, s := range all.runs {
		for o, n := range s.Result.Jobs {
			jobs += n
			switch sim.Outcome(o) {
			case sim.Reneged:
				withdrawn += n
			case sim.Rejected:
				away += n
			}
		}
		for r, n := range s.Result.Reasons {
			reasons[r] += n
		}
	}
	if withdrawn+away == 0 {
		return "Lost: no jobs.\n"
	}
	over := "Simulated"
	if n := len(all.runs); n > 1 {
		over = fmt.Sprintf("Over %d replications", n)
	}
	rows := [][]string{lossLine("all", all)}
	for _, g := range of {
		if g.kind == results.ByBloc {
			rows = append(rows, lossLine(" "+cmp.Or(clean(g.key), "(none)"), g))
		}
	}
	b := layout([]string{"lost", "withdrawn: jobs", "GPU-hours", "turned away: jobs", "GPU-hours"}, rows)
	b += wrapped(fmt.Sprintf("%s: %s jobs, %s withdrawn, %s turned away.", over, thousands(float64(jobs), 0),
		thousands(float64(withdrawn), 0), thousands(float64(away), 0)))
	for r, n := range reasons {
		if n > 0 && sim.Reason(r) != sim.NoReason {
			b += snip(fmt.Sprintf("  %s turned away: %s", thousands(float64(n), 0), sim.Reason(r)))
		}
	}
	return b
}

// lost are the metrics of that table.
var lost = []results.Metric{metric("reneged_share"), metric("reneged_work_share"), metric("rejected_share"), metric("rejected_work_share")}

// lossLine is a line of the table of losses.
func lossLine(name string, g *group) []string {
	line := []string{name}
	for _, m := range lost {
		line = append(line, smallPart(g.over(m.Value)))
	}
	return line
}

// smallPart is a part in percent with its interval; one that is there is never 0.0%.
func smallPart(d compare.Interval) string {
	if math.Round(1000*d.Mean) == 0 {
		return partText(d.Mean, 1)
	}
	return percentText(d)
}
