package sim_test

import (
	"slices"
	"testing"

	"sovsim/sim"
	"sovsim/sim/unit"
)

// shut closes the clusters of the US to Europe.
func shut(from, until float64, running sim.Loss) sim.Closure {
	c := sim.Closure{Name: "c", In: []string{"US"}, To: []string{"Europe"}, From: at(from), Until: sim.Never, Running: running}
	if until > 0 {
		c.Until = at(until)
	}
	return c
}

// prefer is a routing to the last of the eligible clusters, which is the US's.
func prefer() routed { return func(c *sim.Choice) int { return c.Eligible[len(c.Eligible)-1] } }

// Each story is worked out by hand: uk has 2 GPUs, us 4, both under FCFS, and jobs
// go to the US where they may. Jobs are of the UK where nothing else is said.
func TestClosuresByHand(t *testing.T) {
	american := func(h homed) homed { return from("US", h) }
	for _, x := range []struct {
		name     string
		closures []sim.Closure
		change   func(*world)
		jobs     []homed
		want     map[int64]string
	}{
		// Job 2 waits in the US when it closes; it goes to the UK and starts at once.
		// Job 3 of the US is not concerned.
		{"a queued job goes elsewhere", []sim.Closure{shut(5, 100, sim.Drain)}, nil,
			[]homed{british(1, 4, 0, 50), british(2, 2, 1, 10), american(british(3, 4, 2, 10))},
			map[int64]string{1: "0 completed at 50", 2: "5 completed at 15: routing 4", 3: "50 completed at 60: capacity 48"}},
		// Only the US is large enough. At 100 s they enter in order of the time held,
		// then of their source: 2 and 3 have been held since 5 s, 4 came at 7 s.
		{"held back until it opens", []sim.Closure{shut(5, 100, sim.Drain)}, nil,
			[]homed{british(1, 4, 0, 50), british(2, 4, 1, 10), british(3, 3, 2, 10), british(4, 3, 7, 10)},
			map[int64]string{2: "100 completed at 110: eligibility 95, capacity 4", 3: "110 completed at 120: eligibility 95, capacity 13", 4: "120 completed at 130: eligibility 93, capacity 20"}},
		{"for good", []sim.Closure{shut(5, 0, sim.Drain)}, nil,
			[]homed{british(1, 4, 0, 50), british(2, 4, 1, 10), british(3, 4, 7, 10), british(4, 2, 8, 10)},
			map[int64]string{1: "0 completed at 50", 2: "- rejected at 5: no cluster that is open to it: capacity 4", 3: "- rejected at 7: no cluster that is open to it", 4: "8 completed at 18"}},
		// The horizon of 90 s comes before the end.
		{"until after the horizon", []sim.Closure{shut(5, 90, sim.Drain)}, func(w *world) { w.Horizon = at(90) },
			[]homed{british(2, 4, 7, 10)}, map[int64]string{2: "- rejected at 7: no cluster that is open to it"}},
		{"until before the horizon", []sim.Closure{shut(5, 89, sim.Drain)}, func(w *world) { w.Horizon = at(90) },
			[]homed{british(2, 4, 7, 10)}, map[int64]string{2: "89 running: eligibility 82"}},
		{"killed", []sim.Closure{shut(5, 100, sim.Kill)}, nil,
			[]homed{british(1, 3, 0, 50), american(british(2, 1, 0, 50))},
			map[int64]string{1: "0 killed at 5", 2: "0 completed at 50"}},
		// 4 s are saved. Job 1 goes to the UK for the rest; job 2, too large for it, is
		// held back at the US and goes on there.
		{"requeued", []sim.Closure{shut(5, 100, sim.Requeue)}, nil,
			[]homed{british(1, 1, 0, 50, checkpoint(2)), british(2, 3, 0, 20, checkpoint(2))},
			map[int64]string{1: "0 completed at 51", 2: "0 completed at 116: eligibility 95"}},
		// The next piece of job 1 is due at 10 s, when the US is closed.
		{"a chain", []sim.Closure{shut(5, 100, sim.Drain)}, nil,
			[]homed{british(1, 4, 0, 20, segment(10))},
			map[int64]string{1: "0 completed at 110: eligibility 90"}},
		{"a chain that goes on elsewhere", []sim.Closure{shut(5, 100, sim.Drain)}, nil,
			[]homed{british(1, 2, 0, 20, segment(10))},
			map[int64]string{1: "0 completed at 20"}},
		{"patience", []sim.Closure{shut(5, 100, sim.Drain)}, nil,
			[]homed{british(1, 4, 6, 20, patience(10))},
			map[int64]string{1: "- reneged at 16: eligibility 10"}},
		// 20 s of data. Job 1 is on its way when the US closes, and its data go on: it is
		// held back from 20 s on. Job 2 goes home.
		{"data on their way", []sim.Closure{shut(5, 100, sim.Drain)}, func(w *world) {
			w.Links = []sim.Link{{From: "UK", To: "US", BytesPerSecond: 1}}
		}, []homed{british(1, 4, 0, 10, bytes(20)), british(2, 2, 0, 10, bytes(20))},
			map[int64]string{1: "100 completed at 110: staging 20, eligibility 80", 2: "5 completed at 15: staging 5"}},
		// The second closure begins when the first ends: what it lets in it stops again.
		{"one after the other", []sim.Closure{shut(5, 100, sim.Drain), shut(100, 120, sim.Drain)}, nil,
			[]homed{british(1, 4, 6, 10)},
			map[int64]string{1: "120 completed at 130: eligibility 114"}},
		{"one in the other", []sim.Closure{shut(5, 50, sim.Drain), shut(20, 120, sim.Drain)}, nil,
			[]homed{british(1, 4, 6, 10)},
			map[int64]string{1: "120 completed at 130: eligibility 114"}},
		// Both obstacles: first the closure, then the budget, of 10 in a quarter.
		{"a closure, then a budget", []sim.Closure{shut(5, 50, sim.Drain)}, func(w *world) {
			w.Budgets, w.Refills = []sim.Budget{allowance(40, only("us"))}, seconds(80)
		}, []homed{british(1, 4, 0, 5), british(2, 4, 6, 6)},
			map[int64]string{1: "0 completed at 5", 2: "80 completed at 86: eligibility 44, budget 30"}},
		// Held by a budget when the US closes for good: nothing will take it.
		{"a budget, then a closure", []sim.Closure{shut(9, 0, sim.Drain)}, func(w *world) {
			w.Budgets, w.Refills = []sim.Budget{allowance(20, only("us"))}, seconds(80)
		}, []homed{british(1, 4, 0, 5), british(2, 4, 6, 5)},
			map[int64]string{2: "- rejected at 9: no cluster that is open to it: budget 3"}},
		// What job 1 gives back lets job 2 out of its budget's line, into the closure.
		{"a kill that gives back", []sim.Closure{shut(9, 0, sim.Kill)}, func(w *world) {
			w.Budgets = []sim.Budget{allowance(80, only("us"))}
		}, []homed{british(1, 4, 0, 20), british(2, 4, 6, 5)},
			map[int64]string{1: "0 killed at 9", 2: "- rejected at 9: no cluster that is open to it: budget 3"}},
		// From the epoch on.
		{"from the beginning", []sim.Closure{shut(0, 10, sim.Drain)}, nil, []homed{british(1, 4, 0, 5)},
			map[int64]string{1: "10 completed at 15: eligibility 10"}},
	} {
		t.Run(x.name, func(t *testing.T) {
			w := newWorld(prefer(), site("uk", "UK", 2, unit.One), site("us", "US", 4, unit.One))
			w.Blocs = []sim.Bloc{{Name: "Europe", Regions: []string{"UK", "FR"}}}
			w.Reasons, w.Closures = true, x.closures
			if x.change != nil {
				x.change(w)
			}
			w.run(t, x.jobs...)
			for id, want := range x.want {
				if got := brief(w.records[id]); got != want {
					t.Errorf("job %d\ngot:  %s\nwant: %s", id, got, want)
				}
			}
			if len(w.told) != len(x.jobs) {
				t.Errorf("%d records of %d jobs", len(w.told), len(x.jobs))
			}
			for _, r := range w.records {
				sum := r.Wait
				for _, part := range r.Parts {
					sum -= part
				}
				if sum != 0 {
					t.Errorf("the parts of %s do not add up: %s", told(r), why(r))
				}
			}
		})
	}
}

// A held job goes at its timer where it may start now, and only there: budget b pays
// for uk, where 10 of 20 are left. Job 2 is held back there at 5 s for want of
// somewhere else to go: the US is closed. It opens at 30 s; the job's timers are at
// 5 + 4, 12, 28, 60 s.
func TestATimerTakesAHeldJobElsewhere(t *testing.T) {
	w := newWorld(routed(func(c *sim.Choice) int { return c.Eligible[0] }), site("uk", "UK", 4, unit.One), site("us", "US", 4, unit.One))
	w.Reasons, w.RerouteAfter = true, at(4).Sub(0)
	w.Closures = []sim.Closure{{Name: "c", In: []string{"US"}, To: []string{"UK"}, From: 0, Until: at(30)}}
	w.Budgets, w.Refills = []sim.Budget{allowance(20, only("uk"))}, seconds(500)
	w.run(t, british(1, 1, 0, 10), british(2, 2, 5, 10), british(3, 1, 6, 5))
	for id, want := range map[int64]string{1: "0 completed at 10", 2: "33 completed at 43: budget 28", 3: "6 completed at 11"} {
		if got := brief(w.records[id]); got != want {
			t.Errorf("job %d\ngot:  %s\nwant: %s", id, got, want)
		}
	}
	if r := w.records[2]; r.Cluster != 1 || r.Moves != 1 {
		t.Errorf("job 2 is at cluster %d after %d moves", r.Cluster, r.Moves)
	}
}

// Of clusters whose budget does not pay now, none is offered while another will
// take the job; a queued job is moved at its timer to one that will.
func TestRoutingLeavesOutWhatDoesNotPay(t *testing.T) {
	var offered [][]int
	var current []int
	w := newWorld(routed(func(c *sim.Choice) int {
		if c.Job.ID == 3 {
			offered, current = append(offered, slices.Clone(c.Eligible)), append(current, c.Current)
		}
		return c.Eligible[0]
	}), site("a", "UK", 2, unit.One), site("b", "UK", 2, unit.One), site("d", "UK", 2, unit.One))
	w.RerouteAfter = at(3).Sub(0)
	w.Budgets = []sim.Budget{allowance(40, only("a")), allowance(5, only("d"))}
	// Job 1 pays 20 for a, job 2, of 20, waits there; 20 are left, so job 3, of 15, may
	// queue at a too. At 4 s job 1 gives back 12, and job 2 starts and pays: 12 are left.
	// At 5 s job 3 is offered b alone; d is never rich enough.
	w.run(t, british(1, 2, 0, 4, request(10)), british(2, 2, 1, 10), british(3, 1, 2, 15))
	if len(offered) != 2 || !slices.Equal(offered[0], []int{0, 1}) || !slices.Equal(offered[1], []int{1}) || !slices.Equal(current, []int{-1, -1}) {
		t.Errorf("offered %v, waiting at %v", offered, current)
	}
}

// A joint pool of a node of 4 GPUs in the UK and one in the US. Only the members
// that take a job now are its own in the queue.
func TestHeldBackInAJointPool(t *testing.T) {
	for _, x := range []struct {
		name   string
		change func(*world)
		jobs   []homed
		want   map[int64]string
	}{
		// Jobs 1 and 2 fill both. Job 3, queued when the US closes, keeps its place and may
		// use the UK only; so may job 4. At 50 s both nodes are free: 3, then 4 in the UK, which FCFS holds up job 5.
		{"a member closes", func(w *world) { w.Closures = []sim.Closure{shut(5, 100, sim.Drain)} },
			[]homed{british(1, 4, 0, 50), british(2, 4, 0, 50), british(3, 4, 1, 10), british(4, 4, 6, 10), from("US", british(5, 4, 7, 10))},
			map[int64]string{2: "0 completed at 50", 3: "50 completed at 60", 4: "60 completed at 70", 5: "60 completed at 70"}},
		// Job 2 runs in the US and goes on in the UK, when job 1 has ended there.
		{"a member closes, jobs in it are requeued", func(w *world) { w.Closures = []sim.Closure{shut(5, 100, sim.Requeue)} },
			[]homed{british(1, 4, 0, 50), british(2, 4, 0, 50, checkpoint(1))},
			map[int64]string{1: "0 completed at 50", 2: "0 completed at 95"}},
		{"all members close", func(w *world) {
			c := shut(5, 100, sim.Drain)
			c.In = []string{"US", "Europe"}
			w.Closures = []sim.Closure{c}
		}, []homed{british(1, 4, 0, 50), british(2, 4, 0, 50), british(3, 4, 1, 10), british(4, 4, 6, 10)},
			map[int64]string{3: "100 completed at 110", 4: "100 completed at 110"}},
		// 50 GPU·s for the US, of which job 2 takes 40. For job 3, of 40, only the UK is
		// left, though the US is free at 10 s; job 4, of 8, may use it.
		{"a budget of a member", func(w *world) { w.Budgets, w.Refills = []sim.Budget{allowance(50, only("cloud"))}, seconds(500) },
			[]homed{british(1, 4, 0, 50), british(2, 4, 0, 10), british(3, 4, 1, 10), british(4, 4, 60, 50), british(5, 4, 61, 2)},
			map[int64]string{2: "0 completed at 10", 3: "50 completed at 60", 4: "60 completed at 110", 5: "61 completed at 63"}},
		// Job 2 leaves 20 of 60 for the US. That covers job 3, and job 4: both are queued
		// with both members. At 10 s job 3 starts in the US and takes the 20; when at 15 s
		// the policy starts job 4 there, which is declined, it is left the UK.
		{"another took the rest of a member's", func(w *world) {
			w.Budgets, w.Refills = []sim.Budget{allowance(60, only("cloud"))}, seconds(500)
		}, []homed{british(1, 4, 0, 50), british(2, 4, 0, 10, request(10)), british(3, 4, 1, 5), british(4, 4, 2, 5)},
			map[int64]string{3: "10 completed at 15", 4: "50 completed at 55"}},
	} {
		t.Run(x.name, func(t *testing.T) {
			c := racks(1, 4)
			c.Name = "pool"
			c.Groups = append(c.Groups, sim.Group{Nodes: 1, GPUsPerNode: 4})
			c.Members = []sim.Member{{Name: "isambard", Region: "UK", Groups: 1}, {Name: "cloud", Region: "US", FirstGroup: 1, Groups: 1}}
			w := newWorld(nil, c)
			w.Blocs = []sim.Bloc{{Name: "Europe", Regions: []string{"UK", "FR"}}}
			x.change(w)
			w.run(t, x.jobs...)
			for id, want := range x.want {
				if got := brief(w.records[id]); got != want {
					t.Errorf("job %d\ngot:  %s\nwant: %s", id, got, want)
				}
			}
		})
	}
}
