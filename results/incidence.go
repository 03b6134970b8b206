package results

import (
	"cmp"
	"math"
	"slices"
	"sort"
)

// slack is by how much, relative to it, a weighted or multiplied incidence may
// fall short of p by rounding and still reach it.
const slack = 1e-9

// incidence is the cumulative incidence of starting and of leaving unstarted,
// two competing events, in a set of jobs followed from submission: the share of
// jobs to which it has happened by x. The run's end censors what it finds
// waiting. The estimator is that of Aalen and Johansen (Scandinavian Journal of
// Statistics 5, 1978):
//
//	I(x) = Σ over t ≤ x of S(t−)·d(t)/n(t),  S(t) = Π over u ≤ t of 1 − (d(u)+e(u))/n(u)
//
// with d starts, e leavings and n jobs at risk at t, those censored at t among
// them. Where nobody leaves, 1 − I is Kaplan and Meier's S. As long as nobody
// has been censored the sum telescopes: I(x) is the number of starts up to x ÷
// the number of jobs. This plain form serves wherever it can; it is exact, and
// needs no list of all events. With weights, d, e and n are sums of weights.
type incidence struct {
	starts, leaves, censored values
	// count is how many jobs are followed, weight the sum of their weights.
	count  int64
	weight float64
	// equal reports whether all weights are 1.
	equal bool
	// limit is how long each job is followed; sure is up to where the plain form
	// holds; last is the end of the longest follow-up.
	limit, sure, last int64
	// open reports whether jobs are left after last to which either may yet happen.
	open  bool
	steps []step // of the product form, once it has been needed
}

// step is the incidences from t on.
type step struct {
	t            int64
	start, leave float64
}

// newIncidence is that of the followed jobs of cells. Jobs are followed for
// limit at most.
func newIncidence(of []*cell, weights []float64, limit int64) *incidence {
	in := &incidence{limit: limit, equal: true}
	ws := slices.Clone(weights)
	for _, w := range ws {
		in.equal = in.equal && w == ws[0]
	}
	for i := range ws {
		if in.equal {
			ws[i] = 1
		}
	}
	samples := make([]*sample, len(of))
	union := func(get func(*cell) *sample, top int64) values {
		for i, x := range of {
			samples[i] = get(x)
			in.count += samples[i].count()
		}
		return newValues(samples, ws, top)
	}
	var top int64
	for _, x := range of {
		top = max(top, int64(x.within.waitMax))
		if int64(x.beyond.waitMax) <= limit {
			top = max(top, int64(x.beyond.waitMax))
		}
	}
	in.starts = union(func(x *cell) *sample { return &x.starts }, top)
	in.leaves = union(func(x *cell) *sample { return &x.leaves }, 0)
	in.censored = union(func(x *cell) *sample { return &x.censored }, 0)
	in.weight = in.starts.weight + in.leaves.weight + in.censored.weight
	in.sure = min(in.censored.least, limit)
	in.last, in.open = max(in.starts.most, in.leaves.most), false
	if in.censored.most >= in.last {
		in.last, in.open = in.censored.most, true
	}
	if limit != math.MaxInt64 {
		// Of what comes later a pooled figure knows nothing, for any job.
		in.last, in.open = limit, true
	}
	return in
}

// sketched reports whether values come from a sketch.
func (in *incidence) sketched() bool {
	return in.starts.bins != nil || in.leaves.bins != nil || in.censored.bins != nil
}

// at is the two incidences at x, and whether they are known.
func (in *incidence) at(x int64) (start, leave float64, ok bool) {
	switch {
	case in.count == 0 || in.open && x > in.last:
		return 0, 0, false
	case x <= in.sure:
		return in.starts.atMost(x) / in.weight, in.leaves.atMost(x) / in.weight, true
	}
	in.multiply()
	i := sort.Search(len(in.steps), func(i int) bool { return in.steps[i].t > x })
	if i == 0 {
		return 0, 0, true
	}
	return in.steps[i-1].start, in.steps[i-1].leave, true
}

// percentile is the least x at which the incidence of starting reaches p/100,
// and whether there is one. Without leaving and censoring it is the nearest
// rank: the ⌈p·n/100⌉-th smallest of n waits.
func (in *incidence) percentile(p int64) (int64, bool) {
	if in.count == 0 {
		return 0, false
	}
	target := float64(p) / 100 * in.weight * (1 - slack)
	if in.equal {
		target = float64(max(1, (p*in.count+99)/100))
	}
	top := min(in.sure, in.starts.most)
	if top >= 0 && in.starts.atMost(top) >= target {
		return in.starts.reach(target, top), true
	}
	if in.sure >= in.limit || in.censored.weight == 0 {
		return 0, false
	}
	in.multiply()
	share := float64(p) / 100 * (1 - slack)
	i := sort.Search(len(in.steps), func(i int) bool { return in.steps[i].start >= share })
	if i == len(in.steps) {
		return 0, false
	}
	return in.steps[i].t, true
}

// The kinds of what ends a job's wait, in the order in which those of one
// moment count.
const (
	startEvent = iota
	leaveEvent
	censoring
)

type event struct {
	t      int64
	kind   int8
	weight float64
	// risk is the weight at risk from this event on.
	risk float64
}

// multiply works out the product form.
func (in *incidence) multiply() {
	if in.steps != nil {
		return
	}
	var events []event
	for kind, v := range []*values{&in.starts, &in.leaves, &in.censored} {
		v.each(func(x int64, w float64) {
			e := event{t: x, kind: int8(kind), weight: w}
			if x > in.limit {
				e.t, e.kind = in.limit, censoring
			}
			events = append(events, e)
		})
	}
	// The order is total, so the sums have the same roundings in any order of jobs.
	slices.SortFunc(events, func(a, b event) int {
		return cmp.Or(cmp.Compare(a.t, b.t), cmp.Compare(a.kind, b.kind), cmp.Compare(a.weight, b.weight))
	})
	var risk float64
	for i := len(events) - 1; i >= 0; i-- {
		risk += events[i].weight
		events[i].risk = risk
	}
	in.steps = []step{}
	var start, leave float64
	waiting := 1.0
	for i := 0; i < len(events); {
		t, n := events[i].t, events[i].risk
		var d [censoring + 1]float64
		for ; i < len(events) && events[i].t == t; i++ {
			d[events[i].kind] += events[i].weight
		}
		if d[startEvent]+d[leaveEvent] == 0 {
			continue
		}
		start += waiting * d[startEvent] / n
		leave += waiting * d[leaveEvent] / n
		waiting *= 1 - (d[startEvent]+d[leaveEvent])/n
		in.steps = append(in.steps, step{t, start, leave})
	}
}
