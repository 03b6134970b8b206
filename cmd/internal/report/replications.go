package report

import (
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

// sample is a metric in the replications.
func (g *group) sample(value func(*results.Row) (float64, bool)) compare.Sample {
	var s compare.Sample
	for i, r := range g.rows {
		if x, ok := value(r); ok {
			s.Add(g.replication(i), x)
		} else {
			s.AddUndefined(g.replication(i))
		}
	}
	return s
}

// replication is the number of the run that a row is of.
func (g *group) replication(row int) int {
	if row < len(g.runs) {
		return g.runs[row].Replication
	}
	return row
}

// over is the interval of a metric over the replications in which it is defined.
func (g *group) over(value func(*results.Row) (float64, bool)) compare.Interval {
	return g.sample(value).Interval()
}

// all is over, and text followed by in how many replications the metric is defined,
// where that is not in all.
func (g *group) all(value func(*results.Row) (float64, bool), text func(compare.Interval) string) string {
	d := g.over(value)
	return text(d) + reachedIn(d.N, d.Of)
}

// The metrics of which the pages speak most.
var (
	jobs        = metric("jobs")
	meanWait    = metric("wait_mean_s")
	longestWait = metric("wait_max_s")
	started     = metric("started_share")
	restricted  = metric("wait_restricted_mean_s")
	slowdown    = metric("slowdown_mean")
	makespan    = metric("makespan_s")
	p50         = metric("wait_p50_s")
	p95         = metric("wait_p95_s")
	utilisation = metric("utilisation")
	useful      = metric("useful_h100h")
	demanded    = metric("demanded_h100h")

	backlogJobs   = metric("backlog_jobs")
	backlogGPUs   = metric("backlog_gpus")
	backlogSlope  = metric("backlog_slope_gpus_per_day")
	startedTarget = metric("started_target")
	unserved      = metric("wait_unserved_share")
	interruptions = metric("interruptions")

	onSoil         = metric("on_soil_share")
	onSoilOfServed = metric("on_soil_share_served")
	abroad         = metric("abroad_share")
	demandSupply   = metric("demand_supply")
	fairness       = metric("fairness_served")
)

// metric is a metric by its name, which is one of this program's own.
func metric(name string) results.Metric {
	m, ok := results.MetricNamed(name)
	if !ok {
		panic("no metric " + name)
	}
	return m
}

// percentile is a percentile of the wait as text: its mean over the replications,
// with ±. Where some do not reach it the mean is more than that with the longest
// follow-up in their place, and it says how many do: "> 24d (1 of 2)".
func (g *group) percentile(m results.Metric) string {
	var s compare.Sample
	for i, r := range g.rows {
		if x, ok := m.Value(r); ok {
			s.Add(g.replication(i), x)
		} else if bound, ok := m.AtLeast(r); ok {
			s.AddNotReached(g.replication(i), bound)
		} else {
			s.AddUndefined(g.replication(i))
		}
	}
	d := s.Interval()
	if compare.Warns(d.Warnings, compare.NotReached) {
		return beyond(d.AtLeast) + reachedIn(d.N, d.Of)
	}
	return timeText(d) + reachedIn(d.N, d.Of)
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
func (g *group) waitMean() string { return g.survivors(false, g.all(meanWait.Value, timeText)) }

func (g *group) slowdown() string {
	return g.survivors(true, g.all(slowdown.Value, func(d compare.Interval) string { return plusMinus(d, 2) }))
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
