package sim_test

import (
	"testing"

	"sovsim/sim"
	"sovsim/sim/unit"
)

// A queue with room for one, on one GPU. Job 1 starts at once, job 2 waits, job 3
// finds the queue full. Job 4 comes when 2 has started, so there is room; 5 comes with
// it, and there is none. Every 40 s a job looks around: 4 has its place and keeps
// it. With a second cluster the jobs that find the first one full go there.
func TestAFullQueue(t *testing.T) {
	jobs := func() []homed {
		return []homed{british(1, 1, 0, 100), british(2, 1, 10, 100), british(3, 1, 20, 10), british(4, 1, 110, 10), british(5, 1, 110, 10)}
	}
	room := func(c sim.Cluster) sim.Cluster {
		c.MaxQueued = unit.AtMost(1)
		return c
	}
	w := newWorld(always(0), room(site("site", "UK", 1, unit.One)))
	w.RerouteAfter = 40e9
	w.run(t, jobs()...)
	for id, want := range map[int64]sim.Time{1: at(0), 2: at(100), 3: sim.Never, 4: at(200), 5: sim.Never} {
		r := w.records[id]
		if r.Start != want || (r.Reason == sim.QueueFull) != (want == sim.Never) {
			t.Errorf("job %d: %s", id, told(r))
		}
	}
	if n := w.result.Reasons[sim.QueueFull]; n != 2 {
		t.Errorf("%d jobs found the queue full", n)
	}

	w = newWorld(routed(func(c *sim.Choice) int { return c.Eligible[0] }), room(site("site", "UK", 1, unit.One)), site("other", "UK", 1, unit.One))
	w.run(t, jobs()...)
	for id, want := range map[int64]int{1: 0, 2: 0, 3: 1, 4: 0, 5: 1} {
		if r := w.records[id]; r.Cluster != want || r.Outcome != sim.Completed {
			t.Errorf("job %d: %s at cluster %d, want %d", id, told(r), r.Cluster, want)
		}
	}
}
