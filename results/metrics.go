package results

import (
	"time"
)

// group is one group of a policy over its replications.
type group struct {
	policy string
	kind   GroupKind
	key    string
	rows   []*Row
	// runs are the runs of the rows.
	runs []*RunSummary
}

// over describes a metric over the replications in which it is defined.
func (g *group) over(metric func(*Row) (float64, bool)) Description {
	var xs []float64
	for _, r := range g.rows {
		if x, ok := metric(r); ok {
			xs = append(xs, x)
		}
	}
	return Describe(xs)
}

func jobsOf(r *Row) (float64, bool)     { return float64(r.Jobs()), true }
func waitMeanOf(r *Row) (float64, bool) { return r.WaitMean.Seconds(), r.Waits > 0 }
func waitMaxOf(r *Row) (float64, bool)  { return r.WaitMax.Seconds(), r.Waits > 0 }
func slowdownOf(r *Row) (float64, bool) { return r.Slowdown, r.WaitsEnded > 0 }
func makespanOf(r *Row) (float64, bool) { d, ok := r.Makespan(); return d.Seconds(), ok }

func p50Of(r *Row) time.Duration { return r.P50 }
func p95Of(r *Row) time.Duration { return r.P95 }

// percentile is a percentile of the wait as text: its mean over the replications.
// Where some do not reach it the mean is more than that with the longest
// follow-up in their place: "> 28d".
func (g *group) percentile(of func(*Row) time.Duration) string {
	d, reached := g.reached(of)
	if reached {
		return short(d.Mean)
	}
	return beyond(d.Mean)
}

// reached describes a percentile, and says whether all replications reach it; the
// longest follow-up takes the place of those that do not.
func (g *group) reached(of func(*Row) time.Duration) (d Description, reached bool) {
	reached = true
	d = g.over(func(r *Row) (float64, bool) {
		if r.Followed > 0 && of(r) == NotReached {
			reached = false
			return r.FollowedFor.Seconds(), true
		}
		return of(r).Seconds(), r.Followed > 0
	})
	return d, reached
}

// groups collects the rows of runs by policy, group and key, in the order in
// which they come.
func groups(runs []*RunSummary, kinds ...GroupKind) []*group {
	type id struct {
		policy string
		kind   GroupKind
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
