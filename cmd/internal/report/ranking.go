package report

import (
	"cmp"
	"fmt"
	"math"
	"slices"

	"sovsim/results"
	"sovsim/results/compare"
)

// ranking is policies in order of a figure in which every job counts. Where each job
// of each policy has started and ended, as of a trace without horizon, it is the mean
// bounded slowdown. Else that would leave out those that a policy starves, and rank
// it the better the more these are; then it is the restricted mean wait.
//
// By hand: two policies, five replications. The restricted means are 10, 11, 12, 13,
// 14 h and 12, 12, 14, 14, 15 h: 12 and 13.4 h. The differences by replication are 2, 1, 2,
// 1 and 1 h, on average 1.4 with s = 0.548, so 1.4 ± 0.7: the second is worse. With
// a last one of 12 in place of 15 the differences are 2, 1, 2, 1 and −2, 0.8 ± 2.0: that
// is not told apart from the first.
type ranking struct {
	policies   []*group
	restricted bool
}

func newRanking(policies []*group) *ranking {
	r := &ranking{policies: policies}
	for _, g := range policies {
		for i, row := range g.rows {
			r.restricted = r.restricted || g.runs[i].Horizon || row.WaitsEnded < row.Jobs()
		}
	}
	place := func(g *group) float64 {
		if x := g.over(r.value).Mean; !math.IsNaN(x) {
			return x
		}
		return math.Inf(1)
	}
	slices.SortStableFunc(r.policies, func(a, b *group) int {
		return cmp.Or(cmp.Compare(place(a), place(b)), cmp.Compare(b.over(started.Value).Mean, a.over(started.Value).Mean))
	})
	return r
}

// value is what a row is ranked by.
func (r *ranking) value(row *results.Row) (float64, bool) {
	if r.restricted {
		return restricted.Value(row)
	}
	return slowdown.Value(row)
}

func (r *ranking) replications() int { return len(r.policies[0].rows) }

// table is the figures and what they are.
func (r *ranking) table() string {
	switch {
	case r.replications() > 1:
		return r.withIntervals()
	case r.restricted:
		return r.alone()
	}
	var rows [][]string
	for _, g := range r.policies {
		rows = append(rows, []string{clean(g.policy), thousands(g.over(jobs.Value).Mean, 0),
			thousands(g.over(meanWait.Value).Mean, 3), g.percentile(p50), g.percentile(p95),
			short(g.over(longestWait.Value).Mean), slowdownText(g.over(slowdown.Value).Mean),
			percent(g.over(utilisation.Value).Mean), short(g.over(makespan.Value).Mean)})
	}
	return layout([]string{"policy", "jobs", "mean wait s", "p50", "p95", "max", "bsld", "util", "makespan"}, rows) + r.rule()
}

// alone is the table of one replication in which not every job started and ended.
func (r *ranking) alone() string {
	var rows [][]string
	for _, g := range r.policies {
		rows = append(rows, []string{clean(g.policy), g.all(restricted.Value, timeText), shareOf(g, started.Value), amountText(g.over(useful.Value)),
			g.waitMean(), g.percentile(p50), g.percentile(p95), g.slowdown(), percent(g.over(utilisation.Value).Mean)})
	}
	return layout([]string{"policy", restrictedHeader, "started", doneHeader, "mean wait", "p50", "p95", "bsld", "util"}, rows) + r.rule() + survivorsText(rows)
}

const (
	restrictedHeader = "restricted"
	doneHeader       = "H100·h"
)

// withIntervals is two tables: what counts every job, with the difference to the
// best, then what is usual.
func (r *ranking) withIntervals() string {
	name, text := "bsld", func(d compare.Interval) string { return plusMinus(d, 2) }
	if r.restricted {
		name, text = restrictedHeader, timeText
	}
	var rows, usual [][]string
	for i, g := range r.policies {
		beside, last := r.beside(g), g.utilisation()
		if i == 0 {
			beside = "best"
		}
		started, other := g.all(started.Value, percentText), g.slowdown()
		if !r.restricted {
			started, other = thousands(g.over(jobs.Value).Mean, 0), g.all(makespan.Value, timeText)
		}
		rows = append(rows, []string{clean(g.policy), g.all(r.value, text), deviation(g.over(r.value), r.restricted), beside, started, amountText(g.over(useful.Value))})
		usual = append(usual, []string{clean(g.policy), g.waitMean(), g.percentile(p50), g.percentile(p95), other, last})
	}
	started, other := "started", "bsld"
	if !r.restricted {
		started, other = "jobs", "makespan"
	}
	header := []string{"policy", name, "sd", "to the best", started, doneHeader}
	beside := []string{"policy", "mean wait", "p50", "p95", other, "util"}
	fit(header, rows)
	fit(beside, usual)
	marks := "to the best: the mean difference from the best policy, replication by replication; ~: not significant (the interval contains 0); =: equal in every replication."
	return layout(header, rows) + r.rule() + wrapped(marks) + "\n" + layout(beside, usual) +
		intervals(r.replications(), slices.Concat(rows, usual)) + wrapped("sd is the sample standard deviation of "+name+".") + survivorsText(usual)
}

// deviation is the sample standard deviation in the unit of the mean.
func deviation(d compare.Interval, time bool) string {
	if math.IsNaN(d.SD) {
		return undefined
	}
	unit, name := 1.0, ""
	if time {
		unit, name = timeUnit(max(d.Mean, d.Half))
	}
	sd := d.SD / unit
	digits := 2
	if sd > 0 {
		digits = min(digits, supported(0, sd))
	}
	return rounding(sd, digits) + name
}

// beside is the difference to the best, replication by replication, and whether it
// is distinguished from it.
func (r *ranking) beside(g *group) string {
	d := compare.Paired(r.policies[0].sample(r.value), g.sample(r.value))
	if d.N == 0 {
		return undefined
	}
	text := ""
	if r.restricted {
		text = signedTime(d.Interval, r.policies[0].over(r.value).Mean)
	} else {
		text = signed(plusMinus(d.Interval, 2), d.Mean)
	}
	switch {
	case d.Equal():
		return "="
	case !d.Apart():
		return text + " ~"
	}
	return text + "  "
}

// rule says what the policies are ranked by.
func (r *ranking) rule() string {
	if !r.restricted {
		return wrapped(fmt.Sprintf("Ranked by mean bounded slowdown (bsld, τ = %g s), lowest first.", results.Tau.Seconds()))
	}
	follow := bound(r.policies[0].runs[0].FollowUp.Seconds())
	if r.policies[0].runs[0].Horizon {
		follow += " or until the run ends"
	}
	return wrapped(fmt.Sprintf("Ranked by %s, lowest first: the mean wait of all jobs, each followed for %s; a job that does not start in that time counts as waiting for all of it. started: the share of these jobs that start in time. %s: work done for measured jobs, in hours of an H100. bsld: mean bounded slowdown, τ = %g s.",
		restrictedHeader, follow, doneHeader, results.Tau.Seconds()))
}
