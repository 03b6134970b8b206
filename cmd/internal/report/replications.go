package report

import (
	"time"

	"sovsim/results"
	"sovsim/results/compare"
)

// group is one group of a policy over its replications.
type group struct {
	policy string
	kind   results.GroupKind
	key    string
	rows   []*results.Row
	// runs are the runs of the rows.
	runs []*results.RunSummary
}

// over describes a metric over the replications in which it is defined.
func (g *group) over(metric func(*results.Row) (float64, bool)) compare.Description {
	var xs []float64
	for _, r := range g.rows {
		if x, ok := metric(r); ok {
			xs = append(xs, x)
		}
	}
	return compare.Describe(xs)
}

// all is over, and text followed by in how many replications the metric is defined,
// where that is not in all.
func (g *group) all(metric func(*results.Row) (float64, bool), text func(compare.Description) string) string {
	d := g.over(metric)
	return text(d) + reachedIn(d.N, len(g.rows))
}

func jobsOf(r *results.Row) (float64, bool)     { return float64(r.Jobs()), true }
func waitMeanOf(r *results.Row) (float64, bool) { return r.WaitMean.Seconds(), r.Waits > 0 }
func waitMaxOf(r *results.Row) (float64, bool)  { return r.WaitMax.Seconds(), r.Waits > 0 }
func startedOf(r *results.Row) (float64, bool)  { return r.StartedShare, r.Restricted > 0 }
func restrictedOf(r *results.Row) (float64, bool) {
	return r.WaitRestricted.Seconds(), r.Restricted > 0
}
func slowdownOf(r *results.Row) (float64, bool) { return r.Slowdown, r.WaitsEnded > 0 }
func makespanOf(r *results.Row) (float64, bool) { d, ok := r.Makespan(); return d.Seconds(), ok }

func p50Of(r *results.Row) time.Duration { return r.P50 }
func p95Of(r *results.Row) time.Duration { return r.P95 }

// percentile is a percentile of the wait as text: its mean over the replications,
// with ±. Where some do not reach it the mean is more than that with the longest
// follow-up in their place, and it says how many do: "> 24d (1 of 2)".
func (g *group) percentile(of func(*results.Row) time.Duration) string {
	reached, defined := 0, 0
	d := g.over(func(r *results.Row) (float64, bool) {
		if r.Followed == 0 {
			return 0, false
		}
		if defined++; of(r) == results.NotReached {
			return r.FollowedFor.Seconds(), true
		}
		reached++
		return of(r).Seconds(), true
	})
	if reached == defined {
		return timeText(d) + reachedIn(defined, len(g.rows))
	}
	return beyond(d.Mean) + reachedIn(reached, len(g.rows))
}

// survivors marks a mean that leaves out followed jobs, as they did not start, or,
// with ended, did not end: it would be more with them.
func (g *group) survivors(ended bool, text string) string {
	for _, r := range g.rows {
		if n := r.Waits; n < r.Followed || ended && r.WaitsEnded < n {
			if text == undefined {
				return text
			}
			return "> " + text
		}
	}
	return text
}

// waitMean and slowdown are means over survivors as text.
func (g *group) waitMean() string { return g.survivors(false, g.all(waitMeanOf, timeText)) }

func (g *group) slowdown() string {
	return g.survivors(true, g.all(slowdownOf, func(d compare.Description) string { return plusMinus(d, 2) }))
}

// groups collects the rows of runs by policy, group and key, in the order in
// which they come.
func groups(runs []*results.RunSummary, kinds ...results.GroupKind) []*group {
	type id struct {
		policy string
		kind   results.GroupKind
		key    string
	}
	var list []*group
	index := map[id]*group{}
	for _, kind := range kinds {
		for _, s := range runs {
			for i := range s.Rows {
				r := &s.Rows[i]
				if r.Group != kind {
					continue
				}
				at := id{s.Policy, kind, r.Key}
				g := index[at]
				if g == nil {
					g = &group{policy: s.Policy, kind: kind, key: r.Key}
					index[at] = g
					list = append(list, g)
				}
				g.rows = append(g.rows, r)
				g.runs = append(g.runs, s)
			}
		}
	}
	return list
}
