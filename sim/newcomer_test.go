package sim_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"sovsim/sim"
	"sovsim/sim/unit"
)

// atMost gives a cluster a queue with room for n.
func atMost(c sim.Cluster, n int) sim.Cluster { c.MaxQueued = unit.AtMost(n); return c }

// firstOffered is the router that takes the first cluster that it is offered.
var firstOffered = routed(func(c *sim.Choice) int { return c.Eligible[0] })

// Ten GPUs are idle and one job may wait. Of five jobs at one instant nobody waits; of
// twelve ten start, the eleventh waits and the twelfth is turned away. With room for
// none the eleventh is, too.
func TestWhoStartsDoesNotWait(t *testing.T) {
	for _, x := range []struct{ jobs, room, started, rejected int }{{5, 1, 5, 0}, {12, 1, 11, 1}, {12, 0, 10, 2}, {12, 2, 12, 0}} {
		w := newWorld(nil, atMost(site("site", "UK", 10, unit.One), x.room))
		var jobs []homed
		for id := range x.jobs {
			jobs = append(jobs, british(int64(id), 1, 7, 10))
		}
		w.run(t, jobs...)
		if got := w.result.Jobs; int(got[sim.Completed]) != x.started || int(got[sim.Rejected]) != x.rejected || got[sim.Rejected] != w.result.Reasons[sim.QueueFull] {
			t.Errorf("%d jobs, room for %d: outcomes %v, reasons %v", x.jobs, x.room, got, w.result.Reasons)
		}
		for id := x.started; id < x.jobs; id++ {
			w.expect(t, map[int64]string{int64(id): "start - end 7 rejected wait 0 held 0 done 0: the queues of its clusters are full"})
		}
	}
}

// Cluster a has a GPU and no room to wait, b a GPU and room for one. Five jobs come at
// once and would all go to a: it takes job 1. The others try b: 2 starts there, 3
// waits, 4 and 5 are rejected. Nobody has moved, and who is rejected was nowhere.
func TestWhoIsTurnedAwayTriesTheOthers(t *testing.T) {
	asked := map[int64]string{}
	w := newWorld(routed(func(c *sim.Choice) int {
		asked[c.Job.ID] += fmt.Sprint(c.Eligible)
		return c.Eligible[0]
	}), atMost(site("a", "UK", 1, unit.One), 0), atMost(site("b", "UK", 1, unit.One), 1))
	var jobs []homed
	for id := range int64(5) {
		jobs = append(jobs, british(id+1, 1, 5, 10))
	}
	w.run(t, jobs...)
	for id, want := range map[int64]struct {
		cluster int
		asked   string
	}{1: {0, "[0 1]"}, 2: {1, "[0 1][1]"}, 3: {1, "[0 1][1]"}, 4: {-1, "[0 1][1]"}, 5: {-1, "[0 1][1]"}} {
		if r := w.records[id]; r.Cluster != want.cluster || asked[id] != want.asked || r.Moves != 0 || (r.Reason == sim.QueueFull) != (want.cluster < 0) {
			t.Errorf("job %d: %s at %d, asked %s", id, told(r), r.Cluster, asked[id])
		}
	}
	w.expect(t, map[int64]string{2: "start 5 end 15 completed wait 0 held 10 done 10 segments 1", 3: "start 15 end 25 completed wait 10 held 10 done 10 segments 1"})

	// A routing that allows no other learns so, and the queue was what was in the way.
	w = newWorld(routed(func(c *sim.Choice) int { return min(0, c.Eligible[0]*-1) }), atMost(site("a", "UK", 1, unit.One), 0), site("b", "UK", 1, unit.One))
	w.run(t, british(1, 1, 0, 10), british(2, 1, 0, 10))
	w.expect(t, map[int64]string{2: "start - end 0 rejected wait 0 held 0 done 0: the queues of its clusters are full"})
}

// The only GPU of a goes at 50 for good. Jobs 2 and 3, which wait there, have lost their
// places. Job 4 is at b, which has room for one to wait: job 2 has it, and has moved
// once; job 3, the later, is rejected where it was, since its capacity is gone. Where
// job 5 waits at b already, both are.
func TestWhoHasLostItsPlaceFindsAFullQueue(t *testing.T) {
	for _, taken := range []bool{false, true} {
		w := newWorld(routed(func(c *sim.Choice) int {
			if slices.Contains(c.Eligible, 0) && c.Job.ID < 4 {
				return 0
			}
			return 1
		}), site("a", "UK", 1, unit.One, sim.Step{At: at(50), Change: -1}), atMost(site("b", "UK", 1, unit.One), 1))
		jobs := []homed{british(1, 1, 0, 100), british(4, 1, 0, 100), british(2, 1, 1, 10), british(3, 1, 2, 10)}
		gone := "start - end 50 rejected wait %d held 0 done 0: its capacity is gone for good"
		want := map[int64]string{2: "start 100 end 110 completed wait 99 held 10 done 10 segments 1 moves 1", 3: fmt.Sprintf(gone, 48)}
		if taken {
			jobs, want[2] = append(jobs, british(5, 1, 3, 10)), fmt.Sprintf(gone, 49)
		}
		w.run(t, jobs...)
		w.expect(t, want)
		if r := w.records[3]; r.Cluster != 0 {
			t.Errorf("job 3 was last at cluster %d", r.Cluster)
		}
	}
}

// A job that waits gives up its place only for one that it has at once. At 41 s job 2
// looks around: job 4 has the only place at b, so b is not offered, and job 2 stays. At 121 s
// job 4 runs there, so job 2 goes.
func TestWhoHasAPlaceKeepsIt(t *testing.T) {
	offered := map[time.Duration]string{}
	w := newWorld(routed(func(c *sim.Choice) int {
		if c.Job.ID != 2 {
			return int(c.Job.ID) / 3
		}
		offered[time.Duration(c.Now)/time.Second] = fmt.Sprint(c.Eligible)
		if c.Now > at(1) && slices.Contains(c.Eligible, 1) {
			return 1
		}
		return 0
	}), site("a", "UK", 1, unit.One), atMost(site("b", "UK", 1, unit.One), 1), site("c", "UK", 1, unit.One))
	w.RerouteAfter = 40 * time.Second
	w.run(t, british(1, 1, 0, 1000), british(3, 1, 0, 100), british(2, 1, 1, 10), british(4, 1, 3, 50))
	if offered[41] != "[0 2]" || offered[121] != "[0 1 2]" {
		t.Errorf("offered %v", offered)
	}
	w.expect(t, map[int64]string{2: "start 150 end 160 completed wait 149 held 10 done 10 segments 1 moves 1"})
}

// Data take 10 s to fr, where one job may wait, on its way or in the queue. Job 1 is on
// its way; job 3, from there, starts at once; so job 2 is the one too many, and
// runs at uk. Its data have not left, and are not paid for.
func TestDataOfWhoIsTurnedAwayStay(t *testing.T) {
	w := newWorld(firstOffered, atMost(site("fr", "FR", 1, unit.One), 1), site("uk", "UK", 1, unit.One))
	w.Links = []sim.Link{{From: "UK", To: "FR", BytesPerSecond: 10, Egress: 1}}
	french := british(3, 1, 0, 5)
	french.home = "FR"
	w.run(t, british(1, 1, 0, 5, bytes(100)), british(2, 1, 0, 5, bytes(100)), french)
	w.expect(t, map[int64]string{
		1: "start 10 end 15 completed wait 10 held 5 done 5 staged 10 segments 1",
		2: "start 0 end 5 completed wait 0 held 5 done 5 segments 1",
		3: "start 0 end 5 completed wait 0 held 5 done 5 segments 1"})
	for id, moved := range map[int64]float64{1: 100, 2: 0, 3: 0} {
		if got := w.records[id].Bill.Moved.Float(); got != moved {
			t.Errorf("job %d has moved %v bytes, want %v", id, got, moved)
		}
	}
}

// The queue of a joint pool is one. Jobs 5 and 1 take the two nodes of the UK. Jobs 2, 3 and 4
// may not leave it, though France is idle: one of them may wait, the others are turned away.
func TestTheQueueOfAJointPoolIsFull(t *testing.T) {
	w := joint(nil)
	w.Clusters[0].MaxQueued = unit.AtMost(1)
	var jobs []homed
	for id := range int64(4) {
		jobs = append(jobs, british(id+1, 1, 0, 10, within(sim.AtHome)))
	}
	w.run(t, append([]homed{british(5, 1, 0, 10, within(sim.InBloc))}, jobs...)...)
	starts := map[int64]sim.Time{}
	for id, r := range w.records {
		starts[id] = r.Start
	}
	if want := map[int64]sim.Time{5: 0, 1: 0, 2: at(10), 3: sim.Never, 4: sim.Never}; fmt.Sprint(starts) != fmt.Sprint(want) {
		t.Errorf("starts %v, want %v", starts, want)
	}
}
