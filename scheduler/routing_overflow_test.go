package scheduler

import (
	"math"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"sovsim/sim"
)

const (
	near = sim.AtHome
	bloc = sim.InBloc
	far  = sim.Anywhere
)

var inf = math.Inf(1)

// Tables of offers, in file order, in hours; the threshold is 4. A wait of
// never (−1) stands for one that must not be asked for: a nearer tier has taken
// the job.
func TestOverflowDecides(t *testing.T) {
	const never = -1
	type row struct {
		soil          sim.Residency
		wait, staging float64
	}
	for _, c := range []struct {
		name    string
		offers  []row
		current int
		want    int
	}{
		{"home at the threshold", []row{{near, 4, 0}, {bloc, never, 0}, {far, never, 0}}, -1, 0},
		{"home just above it, bloc at it", []row{{near, 4.01, 0}, {bloc, 4, 0}, {far, never, 0}}, -1, 1},
		{"staging does not count against the threshold", []row{{near, 5, 0}, {bloc, 4, 9}, {far, never, 0}}, -1, 1},
		{"home and bloc full, the US has room", []row{{near, 40, 0}, {bloc, 5, 0}, {far, 0, 12}}, -1, 2},
		{"a nearer tier wins over an emptier one", []row{{far, never, 0}, {bloc, never, 0}, {near, 3.9, 0}}, -1, 2},
		{"the better of two at home", []row{{near, 3, 0}, {near, 2, 0}, {bloc, never, 0}}, -1, 1},
		{"the first of two equal ones at home", []row{{near, 5, 0}, {near, 2, 0}, {near, 2, 0}}, -1, 1},
		{"in the bloc, wait + staging decides", []row{{near, 9, 0}, {bloc, 1, 3}, {bloc, 3, 0.5}, {bloc, 0, 3.5}}, -1, 2},
		{"beyond the threshold does not count, though its sum is less", []row{{near, 9, 0}, {bloc, 4.5, 0}, {bloc, 4, 2}}, -1, 2},
		{"no cluster at home", []row{{bloc, 1, 0}, {far, never, 0}}, -1, 0},
		{"a bloc of one region: its cluster, then anywhere", []row{{near, 8, 0}, {far, 7, 0}, {far, 2, 1}}, -1, 2},
		{"nothing within: the least sum", []row{{near, 9, 0}, {bloc, 7, 1}, {far, 5, 4}}, -1, 1},
		{"nothing within: ties to the nearer tier", []row{{far, 9, 0}, {bloc, 8, 1}, {near, 9, 0}}, -1, 2},
		{"nothing within: then to file order", []row{{far, 9, 3}, {bloc, 8, 2}, {bloc, 9, 1}, {near, 11, 0}}, -1, 1},
		{"no capacity at home", []row{{near, inf, 0}, {bloc, 30, 0}, {far, 40, 0}}, -1, 1},
		{"no capacity anywhere: the nearest", []row{{far, inf, 0}, {bloc, inf, 0}, {bloc, inf, 0}}, -1, 1},

		{"queued at home, which is within", []row{{near, 4, 0}, {bloc, never, 0}}, 0, 0},
		{"queued at home, the bloc is better", []row{{near, 9, 0}, {bloc, 2, 1}}, 0, 1},
		{"queued at home, no better with its staging", []row{{near, 5, 0}, {bloc, 3, 2}}, 0, 0},
		{"queued in the US, home has room but is no better", []row{{near, 3, 0}, {far, 3, 0}}, 1, 1},
		{"queued in the US, home is better", []row{{near, 2.9, 0}, {far, 3, 0}}, 1, 0},
		{"queued in the US, home has room but at the price of a longer wait", []row{{near, 3, 0}, {far, 1, 0}}, 1, 1},
		{"queued where capacity has gone, as everywhere", []row{{near, inf, 0}, {bloc, inf, 0}}, 1, 1},
		{"queued where capacity has gone", []row{{near, inf, 0}, {bloc, 1000, 50}}, 0, 1},
		{"nothing within: it stays on a tie", []row{{near, 9, 0}, {bloc, 9, 0}}, 1, 1},
	} {
		var offers []offer
		for i, r := range c.offers {
			// Clusters are not numbered as offers are: some are not eligible.
			offers = append(offers, offer{cluster: 10 + i, soil: r.soil, staging: r.staging})
		}
		asked := map[int]int{}
		current := c.current
		if current >= 0 {
			current += 10
		}
		got := decide(offers, 4, current, func(o *offer) float64 {
			k := o.cluster - 10
			if asked[k]++; c.offers[k].wait == never {
				t.Errorf("%s: the wait of offer %d is asked for", c.name, k)
			}
			return c.offers[k].wait
		})
		if got != 10+c.want {
			t.Errorf("%s: it takes offer %d, want %d", c.name, got-10, c.want)
		}
		for k, n := range asked {
			if n > 1 {
				t.Errorf("%s: the wait of offer %d is asked for %d times", c.name, k, n)
			}
		}
	}
}

// The text of the rule once more, as slowly as possible.
func slowly(offers []offer, theta float64, current int) int {
	sum := func(i int) float64 { return offers[i].wait + offers[i].staging }
	least := func(keep func(i int) bool) int {
		best := -1
		for _, tier := range []sim.Residency{near, bloc, far} {
			for i := range offers {
				if offers[i].soil == tier && keep(i) && (best < 0 || sum(i) < sum(best)) {
					best = i
				}
			}
		}
		return best
	}
	to := -1
	for _, tier := range []sim.Residency{near, bloc, far} {
		if to < 0 {
			to = least(func(i int) bool { return offers[i].soil == tier && offers[i].wait <= theta })
		}
	}
	if to < 0 {
		to = least(func(int) bool { return true })
	}
	if here := slices.IndexFunc(offers, func(o offer) bool { return o.cluster == current }); here >= 0 && sum(to) >= sum(here) {
		to = here
	}
	return offers[to].cluster
}

func TestOverflowDecidesByTheRule(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		small := rapid.SampledFrom([]float64{0, 1, 2, 3, 4, 5, 8, inf})
		n := rapid.IntRange(1, 6).Draw(t, "offers")
		var offers []offer
		for i := range n {
			offers = append(offers, offer{cluster: 2 * i, soil: sim.Residency(rapid.IntRange(0, 2).Draw(t, "soil")),
				wait: small.Draw(t, "wait"), staging: float64(rapid.IntRange(0, 3).Draw(t, "staging"))})
		}
		current := -1
		if k := rapid.IntRange(-1, n-1).Draw(t, "current"); k >= 0 {
			current = 2 * k
			offers[k].staging = 0
		}
		theta := float64(rapid.IntRange(-1, 6).Draw(t, "theta")) // −1 is shortest-wait
		want := slowly(offers, theta, current)
		asking := slices.Clone(offers)
		for i := range asking {
			asking[i].wait = 0 // known only when it is asked for
		}
		if got := decide(asking, theta, current, func(o *offer) float64 { return offers[o.cluster/2].wait }); got != want {
			t.Fatalf("θ = %v, current %d, %v: cluster %d, want %d", theta, current, offers, got, want)
		}
	})
}

// A pool of 100 GPUs, work in GPU·hours. A job of 10 GPUs.
func TestExpectedWait(t *testing.T) {
	for _, c := range []struct {
		name  string
		load  sim.Load
		waits bool
		want  float64
	}{
		{name: "idle", load: sim.Load{Capacity: 100, Free: 100}, want: 0},
		{name: "half empty, a week of work on the rest", load: sim.Load{Capacity: 100, Free: 50, Running: 50 * 168}, want: 0},
		{name: "just enough free", load: sim.Load{Capacity: 100, Free: 10, Running: 90 * 20}, want: 0},
		{name: "one GPU short", load: sim.Load{Capacity: 100, Free: 9, Running: 91 * 20}, want: 91 * 20 / 100.0},
		{name: "free for those before it and for it", load: sim.Load{Capacity: 100, Free: 50, Jobs: 4, QueuedGPUs: 40, Queued: 400, Running: 500}, want: 0},
		{name: "free for those before it only", load: sim.Load{Capacity: 100, Free: 49, Jobs: 4, QueuedGPUs: 40, Queued: 400, Running: 510}, want: 9.1},
		{name: "full, 300 queued and 500 running", load: sim.Load{Capacity: 100, Jobs: 3, QueuedGPUs: 30, Queued: 300, Running: 500}, want: 8},
		{name: "no capacity", load: sim.Load{}, want: inf},
		{name: "not enough capacity for the job", load: sim.Load{Capacity: 9, Free: 9}, want: inf},
		{name: "more held than in service", load: sim.Load{Capacity: 100, Free: -20, Running: 1200}, want: 12},
		{name: "it has been queued although the GPUs are free", load: sim.Load{Capacity: 100, Free: 50, Running: 50 * 168}, waits: true, want: 84},
	} {
		if got := expectedWait(&c.load, 10, c.waits); got != c.want {
			t.Errorf("%s: %v h, want %v", c.name, got, c.want)
		}
	}
}
